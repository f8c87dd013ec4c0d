// Bytes of an agent's output to events: lines, bounded; JSON objects among them to the stream's reader; everything else is log.
import { parsedJson } from '#core/parsed-json.ts';
import { type AgentEvent, isObject, type StreamReader } from './event.ts';

/** A longer line is no event: whoever prints it has a reason of their own. */
const MAX_LINE_CHARS = 64 * 1024;

export class AgentLines {
  readonly #read: StreamReader;
  readonly #onEvent: (event: AgentEvent) => void;
  readonly #decoder = new TextDecoder();
  #line = '';
  #isTooLong = false;

  constructor(read: StreamReader, onEvent: (event: AgentEvent) => void) {
    this.#read = read;
    this.#onEvent = onEvent;
  }

  push(chunk: Uint8Array): void {
    const [first = '', ...rest] = this.#decoder.decode(chunk, { stream: true }).split('\n');
    this.#grow(first);
    for (const part of rest) {
      this.#end();
      this.#grow(part);
    }
  }

  end(): void {
    this.#grow(this.#decoder.decode());
    this.#end();
  }

  #grow(part: string): void {
    if (this.#isTooLong) return;
    this.#isTooLong = this.#line.length + part.length > MAX_LINE_CHARS;
    this.#line = this.#isTooLong ? '' : this.#line + part;
  }

  #end(): void {
    const line = this.#line.trim();
    this.#line = '';
    this.#isTooLong = false;
    if (!line.startsWith('{') || !line.endsWith('}')) return;
    const value = parsedJson(line);
    if (isObject(value)) for (const event of this.#read(value)) this.#onEvent(event);
  }
}
