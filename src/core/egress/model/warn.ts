// A word to the agent, put at the end of its conversation and not into the system prompt: providers cache what a request begins with, and a changed beginning would be paid for in full again.
import { type Json, list, record } from './json.ts';
import type { Wire } from './provider.ts';

/** Where the end is not fit for it the request stays as it is: the next one will be. */
export const withWarning = (wire: Wire, body: Json, text: string): Json => WARN[wire](body, text);

const WARN: Readonly<Record<Wire, (body: Json, text: string) => Json>> = {
  anthropic: (body, text) => ({
    ...body,
    messages: withLast(body.messages, (message) =>
      message.role === 'user'
        ? { ...message, content: [...blocksOf(message.content), { type: 'text', text }] }
        : undefined,
    ),
  }),
  chat: (body, text) => ({
    ...body,
    messages: withLast(body.messages, (message) => {
      if (message.role === 'assistant') return undefined;
      if (typeof message.content === 'string')
        return { ...message, content: `${message.content}\n\n${text}` };
      return { ...message, content: [...list(message.content), { type: 'text', text }] };
    }),
  }),
  responses: (body, text) => {
    const asked = [{ type: 'message', role: 'user', content: [{ type: 'input_text', text: body.input }] }];
    const said = { type: 'message', role: 'developer', content: [{ type: 'input_text', text }] };
    return { ...body, input: [...(typeof body.input === 'string' ? asked : list(body.input)), said] };
  },
  gemini: (body, text) => ({
    ...body,
    contents: withLast(body.contents, (content) =>
      content.role === 'model' ? undefined : { ...content, parts: [...list(content.parts), { text }] },
    ),
  }),
};

const blocksOf = (content: unknown): readonly unknown[] =>
  typeof content === 'string' ? [{ type: 'text', text: content }] : list(content);

function withLast(messages: unknown, change: (last: Json) => Json | undefined): unknown {
  const all = list(messages);
  const changed = all.length === 0 ? undefined : change(record(all.at(-1)));
  return changed === undefined ? messages : [...all.slice(0, -1), changed];
}
