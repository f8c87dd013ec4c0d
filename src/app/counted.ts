// Every request to the forge that an effect makes is put down to its task: reads of CI, logs, artifacts, reruns, pull requests, comments.
import type { ApiUse } from '#core/ci/surroundings.ts';
import type { TaskId } from '#core/ids.ts';
import type { ApiBook } from '#ports/api-book.ts';
import type { Deps } from './deps.ts';

/** Runs `act` with deps whose book already knows what is under way; written down also where it fails. */
export async function counted<D extends Pick<Deps, 'forge' | 'apiBook'>, T>(
  deps: D,
  taskId: TaskId,
  act: (deps: D) => Promise<T>,
): Promise<T> {
  return await deps.forge.measured(async (used) => {
    try {
      return await act({ ...deps, apiBook: withUnderWay(deps.apiBook, used) });
    } finally {
      await deps.apiBook.add(taskId, used());
    }
  });
}

const withUnderWay = (book: ApiBook, used: () => ApiUse): ApiBook => ({
  ...book,
  of: async (taskId) => {
    const before = await book.of(taskId);
    const now = used();
    return { calls: before.calls + now.calls, free: before.free + now.free };
  },
});
