// One switch that ends a run from outside: by stop, by the caller's signal, by a second run under its key, by closing.

/** `lost` means: not the attempt's fault, run it again. Without `collect` nothing of the work is wanted. */
export type Halt = { readonly ended: 'stopped' | 'lost'; readonly collect: boolean };

export class Halting {
  #halt: Halt | undefined;
  /** Nothing is waited for that only the engine could do. */
  engineIsGone = false;
  readonly #any = new AbortController();
  readonly #discard = new AbortController();

  /** The first request counts, but one that wants no result overrides one that does. */
  request(halt: Halt): void {
    if (this.#halt === undefined || (this.#halt.collect && !halt.collect)) this.#halt = halt;
    this.#any.abort();
    if (!halt.collect) this.#discard.abort();
  }

  get halt(): Halt | undefined {
    return this.#halt;
  }

  /** Aborts at the first request. */
  get any(): AbortSignal {
    return this.#any.signal;
  }

  /** Aborts when the work is not wanted any more. */
  get discard(): AbortSignal {
    return this.#discard.signal;
  }
}

/** Resolves when the signal aborts. */
export function abortOf(signal: AbortSignal): Promise<'aborted'> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve('aborted');
    else signal.addEventListener('abort', () => resolve('aborted'), { once: true });
  });
}

/** Thrown out of work that was given up because a halt was requested. */
export class Halted extends Error {
  override readonly name = 'Halted';
}
