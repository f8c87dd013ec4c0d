// How many requests each task costs: counted where they are sent, against the measure that the caller opened.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ApiUse } from '#core/ci/surroundings.ts';
import { Recent } from './recent.ts';

const KEPT_TASKS = 5_000;

export class ApiMeter {
  readonly #totals = new Recent<{ calls: number; free: number }>(KEPT_TASKS);
  readonly #current = new AsyncLocalStorage<{ calls: number; free: number }>();

  /** Everything that `act` sends is counted for `key`. */
  async of<T>(key: string, act: () => Promise<T>): Promise<T> {
    const total = this.#totals.get(key) ?? { calls: 0, free: 0 };
    this.#totals.set(key, total);
    return await this.#current.run(total, act);
  }

  /** What was counted for `key` since the process started. */
  total(key: string): ApiUse {
    return { ...(this.#totals.get(key) ?? { calls: 0, free: 0 }) };
  }

  /** Taken before a request is queued: behind the queue it would be another task's turn. */
  counter(): (isFree: boolean) => void {
    const total = this.#current.getStore();
    return (isFree) => {
      if (total === undefined) return;
      total.calls += 1;
      if (isFree) total.free += 1;
    };
  }
}
