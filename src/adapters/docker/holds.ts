// Counts who uses a volume in this process: what is held is neither pruned nor reaped.

export class Holds {
  readonly #counts = new Map<string, number>();

  add(volume: string): void {
    this.#counts.set(volume, (this.#counts.get(volume) ?? 0) + 1);
  }

  drop(volume: string): void {
    const left = (this.#counts.get(volume) ?? 0) - 1;
    if (left > 0) this.#counts.set(volume, left);
    else this.#counts.delete(volume);
  }

  has(volume: string): boolean {
    return this.#counts.has(volume);
  }

  all(): ReadonlySet<string> {
    return new Set(this.#counts.keys());
  }
}
