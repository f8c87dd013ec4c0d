// A job's raw log as GitHub serves it: a byte-order mark, then a timestamp with seven decimals before every line.

const maxLogChars = 8 * 1024 * 1024;

export class JobLog {
  #text = '\uFEFF';
  #lastMs = 0;
  #ticks = 0;
  #lines = 0;
  #isFull = false;
  readonly #nowMs: () => number;
  readonly #masks = new Set<string>();
  readonly #places: ReadonlyMap<string, string>;

  /** `places`: directories of this machine, and what GitHub's runners call them. */
  constructor(nowMs: () => number, places: ReadonlyMap<string, string>) {
    this.#nowMs = nowMs;
    this.#places = places;
  }

  get text(): string {
    return this.#text;
  }

  get lineCount(): number {
    return this.#lines;
  }

  mask(secret: string): void {
    if (secret !== '') this.#masks.add(secret);
  }

  write(line: string): void {
    if (this.#isFull) return;
    let clean = line;
    for (const [here, there] of this.#places) clean = clean.replaceAll(here, there);
    for (const secret of this.#masks) clean = clean.replaceAll(secret, '***');
    this.#text += `${this.#stamp()} ${clean}\n`;
    this.#lines += 1;
    this.#isFull = this.#text.length > maxLogChars;
    if (this.#isFull)
      this.#text += `${this.#stamp()} ##[warning]The log is too large; the rest is left out.\n`;
  }

  group(title: string, lines: readonly string[]): void {
    this.write(`##[group]${title}`);
    for (const line of lines) this.write(line);
    this.write('##[endgroup]');
  }

  #stamp(): string {
    const nowMs = Math.max(this.#nowMs(), this.#lastMs);
    const fresh = Number((process.hrtime.bigint() / 100n) % 10_000n);
    this.#ticks = nowMs === this.#lastMs ? Math.min(9_999, this.#ticks + 1) : Math.min(fresh, 5_000);
    this.#lastMs = nowMs;
    return `${new Date(nowMs).toISOString().slice(0, 23)}${String(this.#ticks).padStart(4, '0')}Z`;
  }
}
