// Branded identifiers, so that a task id cannot be handed over where a commit is wanted.

/** A task's name, as people type it: `t-` and eight Crockford base32 characters, derived from the request that asked for it. */
export type TaskId = string & { readonly brand: 'TaskId' };
/** A full 40-digit git commit id, lower case. */
export type Sha = string & { readonly brand: 'Sha' };

export const taskId = (text: string): TaskId => text as TaskId;
export const sha = (text: string): Sha => text as Sha;

export const isTaskId = (text: string): text is TaskId => /^t-[0-9a-hjkmnp-tv-z]{8}$/.test(text);
export const isSha = (text: string): text is Sha => /^[0-9a-f]{40}$/.test(text);

/** The name of the branch that carries a task's work; the task is found again from it. */
export const branchOfTask = (id: TaskId): string => `greenlight/${id}`;

/** The task a branch belongs to, or undefined for anybody else's branch. */
export function taskOfBranch(branch: string): TaskId | undefined {
  const name = branch.replace(/^refs\/heads\//, '');
  const id = name.startsWith('greenlight/') ? name.slice('greenlight/'.length) : '';
  return isTaskId(id) ? id : undefined;
}
