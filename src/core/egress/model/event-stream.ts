// Server-sent events as text that comes in pieces: the data of each event, within bounds.

/** An answer's last event repeats the whole answer in some APIs. */
const MAX_EVENT_CHARS = 8_000_000;

export class EventStream {
  #rest = '';
  #data: string[] = [];
  #chars = 0;
  readonly #onData: (data: string) => void;

  constructor(onData: (data: string) => void) {
    this.#onData = onData;
  }

  push(text: string): void {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#line(line);
    if (this.#rest.length > MAX_EVENT_CHARS) this.#rest = '';
  }

  /** What is left counts as an event too: some servers forget the last empty line. */
  end(): void {
    this.push('\n\n');
  }

  #line(line: string): void {
    if (line === '') {
      if (this.#data.length > 0) this.#onData(this.#data.join('\n'));
      this.#data = [];
      this.#chars = 0;
      return;
    }
    if (!line.startsWith('data:')) return;
    const data = line.slice(line.startsWith('data: ') ? 6 : 5);
    this.#chars += data.length;
    if (this.#chars <= MAX_EVENT_CHARS) this.#data.push(data);
  }
}
