// Short-lived addresses for logs and artifacts: they need no token, and die after a minute, as GitHub's storage links do.
import { randomBytes } from 'node:crypto';

const lifeMs = 60_000;

export interface Download {
  readonly type: string;
  readonly data: string | Uint8Array;
}

export class Downloads {
  readonly #offers = new Map<string, { download: Download; expiresAtMs: number }>();
  readonly #nowMs: () => number;
  readonly #origin: () => string;

  constructor(options: { nowMs: () => number; origin: () => string }) {
    this.#nowMs = options.nowMs;
    this.#origin = options.origin;
  }

  /** Address of the bytes, good for one minute. */
  offer(download: Download): string {
    for (const [key, offer] of this.#offers) if (offer.expiresAtMs < this.#nowMs()) this.#offers.delete(key);
    const key = randomBytes(18).toString('base64url');
    this.#offers.set(key, { download, expiresAtMs: this.#nowMs() + lifeMs });
    return `${this.#origin()}/_storage/${key}`;
  }

  take(key: string): Download | undefined {
    const offer = this.#offers.get(key);
    return offer === undefined || offer.expiresAtMs < this.#nowMs() ? undefined : offer.download;
  }
}
