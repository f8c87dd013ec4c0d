// From a request to the first attempt in the queue.
import type { EventOf } from '../events.ts';
import type { Sha } from '../ids.ts';
import type { Attempt } from '../task/attempt.ts';
import { MAX_REQUEST_CHARS, type Priority } from '../task/request.ts';
import { TASK_VERSION, type Task } from '../task/task.ts';
import { changed, ignored, type Outcome } from './outcome.ts';

/** The card comes first: a place where the task can speak is part of accepting it. */
export function newTask(event: EventOf<'requested'>): Task {
  const { request, repo, branch, baseBranch, agent, policy, policyDigest } = event;
  return {
    v: TASK_VERSION,
    id: event.taskId,
    sequence: 0,
    revision: 0,
    request: { ...request, text: request.text.slice(0, MAX_REQUEST_CHARS) },
    repo,
    branch,
    baseBranch,
    baseSha: null,
    agent,
    policy,
    policyDigest,
    card: null,
    pullRequest: null,
    headSha: null,
    rounds: [{ no: 1, openedAtMs: event.atMs, openedBy: request.requester }],
    attempts: [],
    earlyReports: [],
    decisions: [],
    timers: {},
    state: { name: 'requested' },
  };
}

export function cardShown(task: Task, event: EventOf<'card_shown'>): Outcome {
  const isSameCard = task.card?.ts === event.card.ts && task.card.channelId === event.card.channelId;
  if (isSameCard) return ignored('card_known');
  const isFirst = task.card === null && task.state.name === 'requested';
  return changed(
    isFirst ? 'card_posted' : 'card_moved',
    { card: event.card },
    isFirst ? [{ type: 'prepare' }] : [],
    { quiet: true },
  );
}

/** A new attempt, from `fromSha`, waits for a slot. `onto`: the branch's newest commit, where that is another one of ours. */
export function queueAttempt(
  task: Task,
  fromSha: Sha,
  atMs: number,
  code: string,
  changes: Partial<Task> = {},
  onto: Sha = fromSha,
): Outcome {
  const round = (changes.rounds ?? task.rounds).at(-1)?.no ?? 1;
  const attempts = changes.attempts ?? task.attempts;
  const no = (attempts.at(-1)?.no ?? 0) + 1;
  const attempt: Attempt = {
    no,
    round,
    runs: 0,
    fromSha,
    ...(onto === fromSha ? {} : { onto }),
    costUsd: 0,
    artifacts: [],
    findings: [],
    stopRules: [],
  };
  return changed(
    code,
    { ...changes, attempts: [...attempts, attempt], state: { name: 'queued', attempt: no, sinceMs: atMs } },
    [{ type: 'run_attempt', attempt: no, ...priorityOf(task) }],
  );
}

const PRIORITIES: Record<Priority, number> = { low: -1, normal: 0, high: 1 };

function priorityOf({ request }: Task): { readonly priority?: number } {
  const priority = PRIORITIES[request.priority ?? 'normal'];
  return priority === 0 ? {} : { priority };
}
