// Whether somebody asks for what a task does already: people then choose between that task and another one beside it.
import { type RepoRef, repoName } from './task/request.ts';
import { isOver } from './task/state.ts';
import type { Task } from './task/task.ts';

export const DEFAULT_DUPLICATE_WINDOW_MS = 24 * 3_600_000;

export type Asked = {
  readonly text: string;
  readonly repo: RepoRef;
  /** As asked for, or as the channel has it; null is the default branch, which is not looked up for this. */
  readonly base: string | null;
  readonly atMs: number;
};

/** The same to two people: case, white space and punctuation apart. A text of nothing else is compared as it is. */
export function sameWords(text: string): string {
  const words = text
    .normalize('NFKC')
    .toLowerCase()
    .match(/[\p{L}\p{M}\p{N}]+/gu);
  return words === null ? text.trim() : words.join(' ');
}

/** A task that waits for a decision still does it; one that is merged, handed over or aborted does not. */
export function doesTheSame(task: Task, asked: Asked, windowMs: number): boolean {
  const { request, repo } = task;
  const isRecent = asked.atMs - request.requestedAtMs < windowMs;
  return (
    isRecent &&
    !isOver(task) &&
    repoName(repo) === repoName(asked.repo) &&
    (request.base ?? null) === asked.base &&
    sameWords(request.text) === sameWords(asked.text)
  );
}
