// What a button carries: which task its holder saw, and in what condition. No authority lies in it; it is compared, never believed.
import { isSha, isTaskId, type Sha, type TaskId } from './ids.ts';
import type { Task } from './task/task.ts';

export type Seen = { readonly taskId: TaskId; readonly revision: number; readonly headSha: Sha | null };

export const buttonValue = (task: Pick<Task, 'id' | 'revision' | 'headSha'>): string =>
  [task.id, task.revision, task.headSha ?? '-'].join(' ');

/** Of one choice in a menu: what its holder saw, and the word that they could have typed. */
export const menuValue = (task: Parameters<typeof buttonValue>[0], choice: string): string =>
  `${buttonValue(task)} ${choice}`;

/** Takes a menu's value apart; a button's has no choice. */
export function splitChoice(value: string): { readonly value: string; readonly choice?: string } {
  const [id, revision, head, choice] = value.split(' ');
  return choice === undefined ? { value } : { value: [id, revision, head].join(' '), choice };
}

/** Undefined for anything that this version did not write. */
export function parseButtonValue(value: string): Seen | undefined {
  const [id = '', revision = '', head = '', ...more] = value.split(' ');
  const isWhole =
    more.length === 0 && isTaskId(id) && /^\d{1,9}$/.test(revision) && (head === '-' || isSha(head));
  return isWhole
    ? { taskId: id as TaskId, revision: Number(revision), headSha: head === '-' ? null : (head as Sha) }
    : undefined;
}
