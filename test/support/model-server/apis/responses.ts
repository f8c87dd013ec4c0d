// OpenAI Responses, whole and as a stream.
import {
  type Answer,
  type Api,
  type Ask,
  countSteps,
  newId,
  pieces,
  type StreamPart,
  type Tool,
} from '../ask.ts';
import { type Json, record, records, string, textOf } from '../json.ts';
import type { TokenCounts } from '../script.ts';

const saidIn = (item: Json): string => (item.role === 'user' ? textOf(item.content) : '');

export const responses: Api = {
  name: 'responses',
  path: /\/responses$/,
  read(body): Ask {
    const items = itemsOf(body);
    return {
      model: string(body.model),
      isStream: body.stream === true,
      text: items.map(saidIn).join('\n'),
      stepsDone: countSteps(items, {
        text: saidIn,
        results: ({ type }) => (/_call_output$/.test(string(type)) ? 1 : 0),
      }),
      tools: toolsOf(body, items),
      wantsUsage: true,
    };
  },
  whole: (ask, answer) => ended(ask, answer, outputOf(answer)),
  *stream(ask, answer): Iterable<StreamPart> {
    const output = outputOf(answer);
    const response = ended(ask, answer, output);
    let sequence = 0;
    const part = (type: string, data: object): StreamPart => {
      sequence += 1;
      return { event: type, data: { type, sequence_number: sequence - 1, ...data } };
    };
    yield part('response.created', {
      response: { ...response, status: 'in_progress', output: [], usage: null },
    });
    for (const [index, item] of output.entries()) {
      yield part('response.output_item.added', { output_index: index, item: begun(item) });
      for (const [type, data] of innerEvents(item)) yield part(type, { output_index: index, ...data });
      yield part('response.output_item.done', { output_index: index, item });
    }
    yield part('response.completed', { response });
  },
};

const itemsOf = ({ input }: Json): readonly Json[] =>
  typeof input === 'string' ? [{ role: 'user', content: input }] : records(input);

/** Newer clients put tools into the input, as an item of its own, or into namespaces. */
function toolsOf(body: Json, items: readonly Json[]): readonly Tool[] {
  const inInput = items
    .filter(({ type }) => type === 'additional_tools')
    .flatMap(({ tools }) => records(tools));
  return [...records(body.tools), ...inInput]
    .flatMap((tool) => (tool.type === 'namespace' ? records(tool.tools) : [tool]))
    .filter(({ type }) => type === 'function' || type === 'custom' || type === 'local_shell')
    .map((tool) => ({
      name: string(tool.name) || string(tool.type),
      kind: tool.type as Tool['kind'],
      schema: record(tool.parameters),
    }));
}

const ended = ({ model }: Ask, { usage }: Answer, output: readonly Json[]) => ({
  id: newId('resp'),
  object: 'response',
  created_at: 0,
  model,
  status: 'completed',
  output,
  ...(usage === null ? {} : { usage: usageOf(usage) }),
  error: null,
  incomplete_details: null,
});

const usageOf = ({ input, output, cacheRead, cacheWrite }: TokenCounts) => ({
  input_tokens: input + cacheRead + cacheWrite,
  input_tokens_details: { cached_tokens: cacheRead },
  output_tokens: output,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: input + cacheRead + cacheWrite + output,
});

function outputOf({ say, call }: Answer): readonly Json[] {
  const content = [{ type: 'output_text', text: say ?? '', annotations: [] }];
  const message = { type: 'message', id: newId('msg'), role: 'assistant', status: 'completed', content };
  const spoken = say === undefined ? [] : [message];
  if (call === undefined) return spoken;
  const common = { call_id: newId('call'), status: 'completed' };
  const { name, args } = call;
  if (call.kind === 'custom')
    return [...spoken, { type: 'custom_tool_call', id: newId('ctc'), name, input: args, ...common }];
  if (call.kind === 'local_shell') {
    const action = { type: 'exec', command: record(args).command, env: {} };
    return [...spoken, { type: 'local_shell_call', id: newId('lsh'), action, ...common }];
  }
  return [
    ...spoken,
    { type: 'function_call', id: newId('fc'), name, arguments: JSON.stringify(args), ...common },
  ];
}

const begun = (item: Json): Json => ({
  ...item,
  status: 'in_progress',
  ...('content' in item ? { content: [] } : {}),
  ...('arguments' in item ? { arguments: '' } : {}),
});

function* innerEvents(item: Json): Iterable<[type: string, data: object]> {
  if (item.type === 'message') {
    const at = { item_id: item.id, content_index: 0 };
    const text = textOf(item.content);
    const empty = { type: 'output_text', text: '', annotations: [] };
    yield ['response.content_part.added', { ...at, part: empty }];
    for (const delta of pieces(text)) yield ['response.output_text.delta', { ...at, delta }];
    yield ['response.output_text.done', { ...at, text }];
    yield ['response.content_part.done', { ...at, part: { ...empty, text } }];
  }
  if (item.type === 'function_call') {
    const at = { item_id: item.id };
    for (const delta of pieces(string(item.arguments)))
      yield ['response.function_call_arguments.delta', { ...at, delta }];
    yield ['response.function_call_arguments.done', { ...at, arguments: item.arguments }];
  }
}
