// Anthropic Messages, whole and as a stream.
import { type Answer, type Api, type Ask, countSteps, newId, pieces, type StreamPart } from '../ask.ts';
import { type Json, list, record, records, string, textOf } from '../json.ts';
import type { TokenCounts } from '../script.ts';

const saidIn = ({ role, content }: Json): string => {
  if (role !== 'user') return '';
  return Array.isArray(content)
    ? textOf(content.filter((part) => record(part).type === 'text'))
    : textOf(content);
};

export const anthropic: Api = {
  name: 'anthropic',
  path: /\/messages$/,
  read(body): Ask {
    const messages = records(body.messages);
    return {
      model: string(body.model),
      isStream: body.stream === true,
      text: messages.map(saidIn).join('\n'),
      stepsDone: countSteps(messages, {
        text: saidIn,
        results: ({ content }) => records(content).filter(({ type }) => type === 'tool_result').length,
      }),
      tools: records(body.tools)
        .filter(({ input_schema }) => input_schema !== undefined)
        .map((tool) => ({ name: string(tool.name), kind: 'function', schema: record(tool.input_schema) })),
      wantsUsage: true,
    };
  },
  whole: (ask, answer) => ({
    ...envelope(ask),
    content: blocksOf(answer),
    stop_reason: stopReason(answer),
    ...(answer.usage === null ? {} : { usage: usageOf(answer.usage) }),
  }),
  *stream(ask, answer): Iterable<StreamPart> {
    const usage = answer.usage === null ? {} : { usage: { ...usageOf(answer.usage), output_tokens: 1 } };
    yield part('message_start', { message: { ...envelope(ask), ...usage } });
    for (const [index, block] of blocksOf(answer).entries()) yield* blockEvents(index, block);
    const delta = { stop_reason: stopReason(answer), stop_sequence: null };
    const end = answer.usage === null ? {} : { usage: { output_tokens: answer.usage.output } };
    yield part('message_delta', { delta, ...end });
    yield part('message_stop', {});
  },
};

const part = (type: string, data: object): StreamPart => ({ event: type, data: { type, ...data } });

const envelope = ({ model }: Ask) => ({
  id: newId('msg'),
  type: 'message',
  role: 'assistant',
  model,
  content: list([]),
  stop_reason: null as string | null,
  stop_sequence: null,
});

const usageOf = ({ input, output, cacheRead, cacheWrite }: TokenCounts) => ({
  input_tokens: input,
  output_tokens: output,
  cache_creation_input_tokens: cacheWrite,
  cache_read_input_tokens: cacheRead,
});

const stopReason = ({ call }: Answer): string => (call === undefined ? 'end_turn' : 'tool_use');

type Block = { type: 'text'; text: string } | { type: 'tool_use'; id: string; name: string; input: unknown };

const blocksOf = ({ say, call }: Answer): readonly Block[] => [
  ...(say === undefined ? [] : [{ type: 'text' as const, text: say }]),
  ...(call === undefined
    ? []
    : [{ type: 'tool_use' as const, id: newId('toolu'), name: call.name, input: call.args }]),
];

function* blockEvents(index: number, block: Block): Iterable<StreamPart> {
  const isText = block.type === 'text';
  const empty = isText ? { type: 'text', text: '' } : { ...block, input: {} };
  yield part('content_block_start', { index, content_block: empty });
  for (const piece of pieces(isText ? block.text : JSON.stringify(block.input))) {
    const delta = isText
      ? { type: 'text_delta', text: piece }
      : { type: 'input_json_delta', partial_json: piece };
    yield part('content_block_delta', { index, delta });
  }
  yield part('content_block_stop', { index });
}
