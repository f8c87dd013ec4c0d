// A request to the model and its answer, without anything of the API that carries them.
import type { Json } from './json.ts';
import { scriptIn, type TokenCounts } from './script.ts';

export type Tool = {
  readonly name: string;
  readonly kind: 'function' | 'custom' | 'local_shell';
  /** JSON Schema of its arguments. */
  readonly schema: Json;
};

export type Ask = {
  readonly model: string;
  readonly isStream: boolean;
  /** All that people said in the conversation. */
  readonly text: string;
  /** Tool results since the message that carries the script: the number of the step that is due. */
  readonly stepsDone: number;
  readonly tools: readonly Tool[];
  /** A stream tells what it used only when that was asked for (Chat Completions). */
  readonly wantsUsage: boolean;
};

export type ToolCall = {
  readonly name: string;
  readonly kind: Tool['kind'];
  /** A custom tool takes text. */
  readonly args: Json | string;
};

export type Answer = {
  readonly say?: string;
  readonly call?: ToolCall;
  /** Null: the answer does not say. */
  readonly usage: TokenCounts | null;
};

/** One thing of a stream: an event's name where the API has names, and its data. */
export type StreamPart = { readonly event?: string; readonly data: unknown };

export type Api = {
  readonly name: 'anthropic' | 'responses' | 'chat' | 'gemini';
  /** Paths that it answers, without the query. */
  readonly path: RegExp;
  read(body: Json, path: string): Ask;
  whole(ask: Ask, answer: Answer): unknown;
  stream(ask: Ask, answer: Answer): Iterable<StreamPart>;
};

/** Results since the last message with a script: a resumed session can carry a new one. */
export function countSteps<T>(
  messages: readonly T[],
  read: { text(message: T): string; results(message: T): number },
): number {
  const from = messages.findLastIndex((message) => scriptIn(read.text(message)) !== undefined);
  return messages.slice(Math.max(0, from)).reduce((sum, message) => sum + read.results(message), 0);
}

let made = 0;
export const newId = (prefix: string): string => {
  made += 1;
  return `${prefix}_model${String(made).padStart(6, '0')}`;
};

/** Text as it comes in a stream: in pieces. */
export function* pieces(text: string): Iterable<string> {
  for (let at = 0; at < text.length; at += PIECE_CHARS) yield text.slice(at, at + PIECE_CHARS);
}
const PIECE_CHARS = 40;
