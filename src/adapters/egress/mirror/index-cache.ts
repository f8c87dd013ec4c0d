// Indexes of registries in memory, for minutes: one install asks for the same ones many times over, and so do attempts side by side.
import type { Clock } from '#ports/clock.ts';
import type { Content } from './registry.ts';

const KEPT_MS = 120_000;
const MAX_BYTES = 128 * 2 ** 20;

type Entry = { readonly content: Promise<Content | undefined>; readonly atMs: number; bytes: number };

export class IndexCache {
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #entries = new Map<string, Entry>();
  #bytes = 0;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** What fails is not kept. */
  async get(key: string, make: () => Promise<Content | undefined>): Promise<Content | undefined> {
    const known = this.#entries.get(key);
    if (known !== undefined && this.#clock.nowMs() - known.atMs < KEPT_MS) return await known.content;
    this.#drop(key);
    const entry: Entry = { content: make(), atMs: this.#clock.nowMs(), bytes: 0 };
    this.#entries.set(key, entry);
    try {
      const content = await entry.content;
      this.#count(key, entry, content);
      return content;
    } catch (error) {
      if (this.#entries.get(key) === entry) this.#drop(key);
      throw error;
    }
  }

  #count(key: string, entry: Entry, content: Content | undefined): void {
    if (this.#entries.get(key) !== entry) return;
    entry.bytes = content?.body.length ?? 0;
    this.#bytes += entry.bytes;
    for (const oldest of this.#entries.keys()) {
      if (this.#bytes <= MAX_BYTES || oldest === key) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
