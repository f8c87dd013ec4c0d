// How many requests something costs: counted where they are sent, against the measure that the caller opened.
import { AsyncLocalStorage } from 'node:async_hooks';
import type { ApiUse } from '#core/ci/surroundings.ts';
import type { Forge } from '#ports/forge.ts';

export class ApiMeter {
  readonly #current = new AsyncLocalStorage<{ calls: number; free: number }>();

  /** Everything that `act` sends is counted, however deep it is called and whatever waits in between. */
  readonly measured: Forge['measured'] = async (act) => {
    const use = { calls: 0, free: 0 };
    return await this.#current.run(use, () => act((): ApiUse => ({ ...use })));
  };

  /** Taken before a request is queued: behind the queue it would be another task's turn. */
  counter(): (isFree: boolean) => void {
    const use = this.#current.getStore();
    return (isFree) => {
      if (use === undefined) return;
      use.calls += 1;
      if (isFree) use.free += 1;
    };
  }
}
