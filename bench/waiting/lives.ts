// Tasks brought to where they wait for CI, by the events that bring them there in the product.
import type { TaskEvent } from '#core/events.ts';
import type { TaskId } from '#core/ids.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import type { Engine } from '#ports/engine.ts';
import {
  ended,
  idNo,
  prepared,
  published,
  pushed,
  requested,
  started,
} from '#test/contracts/engine/sample-events.ts';

const IN_FLIGHT = 64;

/** The events of one life, up to the pull request; `atMs` decides when its polls fall due. */
export function eventsToCi(id: TaskId, atMs: number): readonly TaskEvent[] {
  return [
    { ...requested(id, atMs), policy: DEFAULT_POLICY },
    { ...prepared(id, atMs), policy: DEFAULT_POLICY },
    started(id, 1, 'bench', atMs),
    ended(id, 1, 1, atMs),
    pushed(id, 1, atMs),
    published(id, 1, atMs),
  ];
}

/** Tasks `from` up to `from + count`, each event after the one before it, as many tasks at once as IN_FLIGHT. */
export async function bringToCi(
  engine: Pick<Engine, 'deliver'>,
  { from, count, atMs }: { from: number; count: number; atMs: number },
): Promise<void> {
  let next = from;
  const workOff = async (): Promise<void> => {
    while (next < from + count) {
      const id = idNo(next++);
      for (const event of eventsToCi(id, atMs)) await engine.deliver(id, event);
      const task = (await engine.deliver(id, requested(id, atMs))).task;
      if (task?.state.name !== 'awaiting_ci')
        throw new Error(`${id} is ${task?.state.name}, not waiting for CI`);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, workOff));
}
