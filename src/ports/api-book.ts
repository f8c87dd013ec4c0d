// What each task has cost of the forge's hourly allowance: kept over restarts.
import type { ApiUse } from '#core/ci/surroundings.ts';
import type { TaskId } from '#core/ids.ts';

export interface ApiBook {
  /** All that was written down for the task so far. */
  of(taskId: TaskId): Promise<ApiUse>;
  add(taskId: TaskId, use: ApiUse): Promise<void>;
}
