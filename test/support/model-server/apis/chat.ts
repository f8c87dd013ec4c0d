// OpenAI Chat Completions, whole and as a stream. A stream tells its usage only when it was asked to, as the real one does.
import { type Answer, type Api, type Ask, countSteps, newId, pieces, type StreamPart } from '../ask.ts';
import { type Json, record, records, string, textOf } from '../json.ts';
import type { TokenCounts } from '../script.ts';

const saidIn = ({ role, content }: Json): string => (role === 'user' ? textOf(content) : '');

export const chat: Api = {
  name: 'chat',
  path: /\/chat\/completions$/,
  read(body): Ask {
    const messages = records(body.messages);
    return {
      model: string(body.model),
      isStream: body.stream === true,
      text: messages.map(saidIn).join('\n'),
      stepsDone: countSteps(messages, { text: saidIn, results: ({ role }) => (role === 'tool' ? 1 : 0) }),
      tools: records(body.tools)
        .filter(({ type }) => type === 'function')
        .map(({ function: tool }) => ({
          name: string(record(tool).name),
          kind: 'function',
          schema: record(record(tool).parameters),
        })),
      wantsUsage: record(body.stream_options).include_usage === true,
    };
  },
  whole: ({ model }, answer) => {
    const calls = callsOf(answer);
    const message = {
      role: 'assistant',
      content: answer.say ?? null,
      ...(calls === undefined ? {} : { tool_calls: calls }),
    };
    return {
      ...envelope(model, 'chat.completion'),
      choices: [{ index: 0, message, finish_reason: finishReason(answer) }],
      ...(answer.usage === null ? {} : { usage: usageOf(answer.usage) }),
    };
  },
  *stream(ask, answer): Iterable<StreamPart> {
    const base = envelope(ask.model, 'chat.completion.chunk');
    const chunk = (delta: object, finish_reason: string | null = null): StreamPart => ({
      data: { ...base, choices: [{ index: 0, delta, finish_reason }] },
    });
    yield chunk({ role: 'assistant', content: '' });
    for (const content of pieces(answer.say ?? '')) yield chunk({ content });
    const calls = callsOf(answer);
    if (calls !== undefined) yield chunk({ tool_calls: calls });
    yield chunk({}, finishReason(answer));
    if (ask.wantsUsage && answer.usage !== null)
      yield { data: { ...base, choices: [], usage: usageOf(answer.usage) } };
    yield { data: '[DONE]' };
  },
};

const envelope = (model: string, object: string) => ({ id: newId('chatcmpl'), object, created: 0, model });
const finishReason = ({ call }: Answer): string => (call === undefined ? 'stop' : 'tool_calls');

const callsOf = ({ call }: Answer) =>
  call && [
    {
      index: 0,
      id: newId('call'),
      type: 'function',
      function: { name: call.name, arguments: JSON.stringify(call.args) },
    },
  ];

const usageOf = ({ input, output, cacheRead, cacheWrite }: TokenCounts) => ({
  prompt_tokens: input + cacheRead + cacheWrite,
  completion_tokens: output,
  total_tokens: input + cacheRead + cacheWrite + output,
  prompt_tokens_details: { cached_tokens: cacheRead },
});
