// What reviewers said, read before the first attempt that is to take it up: only people who may push are listened to.
import { cleanTerminal, redactor } from '#core/redact.ts';
import { isAtLeast } from '#core/standing.ts';
import { MAX_REVIEW_NOTE_CHARS, MAX_REVIEW_NOTES, type ReviewNote } from '#core/task/people.ts';
import type { RepoRef } from '#core/task/request.ts';
import { currentRound, type Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';

type Needs = Pick<Deps, 'engine' | 'forge' | 'clock' | 'config'>;

/** Each is asked about once; whoever comes after so many is not listened to. */
const MAX_REVIEWERS = 20;

/** The task as it is afterwards; nothing is asked where no review is wanted, or it was read. */
export async function readReview(deps: Needs, task: Task, effectId: string): Promise<Task> {
  const round = currentRound(task);
  if (round.review?.notes !== null || task.pullRequest === null) return task;
  const remarks = await deps.forge.reviewRemarks(task.repo, task.pullRequest.number);
  const sinceMs = newestReadMs(task);
  const fresh = remarks.filter(({ atMs }) => atMs > sinceMs);
  const writers = await writersAmong(deps, task.repo, [...new Set(fresh.map(({ by }) => by))]);
  const clean = redactor(deps.config.secrets);
  const notes = fresh
    .filter(({ by }) => writers.has(by))
    .slice(-MAX_REVIEW_NOTES)
    .map((remark) => ({
      ...remark,
      text: clean(cleanTerminal(remark.text)).slice(0, MAX_REVIEW_NOTE_CHARS),
    }));
  const delivery = await deps.engine.deliver(task.id, {
    id: `${effectId}:review`,
    atMs: deps.clock.nowMs(),
    type: 'review_read',
    round: round.no,
    notes,
  });
  return delivery.task ?? task;
}

/** What an earlier round was given is not given again. */
const newestReadMs = ({ rounds }: Task): number =>
  Math.max(0, ...rounds.flatMap(({ review }) => (review?.notes ?? []).map((note: ReviewNote) => note.atMs)));

async function writersAmong(
  { forge }: Pick<Deps, 'forge'>,
  repo: RepoRef,
  logins: readonly string[],
): Promise<ReadonlySet<string>> {
  const writers = new Set<string>();
  for (const login of logins.slice(-MAX_REVIEWERS))
    if (isAtLeast(await forge.permissionOf(repo, login), 'write')) writers.add(login);
  return writers;
}
