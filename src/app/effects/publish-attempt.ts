// The publisher's path: objects in, rules over them, one commit of ours, a push that expects, a draft pull request.
import type { EffectOf } from '#core/effects.ts';
import type { EventOf } from '#core/events.ts';
import type { Sha } from '#core/ids.ts';
import { commitMessage, pullRequestWords } from '#core/messages/forge-words.ts';
import type { Finding } from '#core/patch.ts';
import { isBlocked, judgePatch } from '#core/patch-rules.ts';
import { problem } from '#core/problem.ts';
import { type Attempt, attemptKey, attemptNo, type PullRequest, type Task } from '#core/task.ts';
import { PortError } from '#ports/port-error.ts';
import { BUNDLE } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';

const INTAKE_LIMITS = { maxObjects: 20_000, maxCommits: 200 };

type Needs = Pick<Deps, 'engine' | 'forge' | 'publisher' | 'artifacts' | 'clock' | 'config' | 'taskPage'>;

export async function publishAttempt(
  deps: Needs,
  stale: Task,
  effect: EffectOf<'publish_attempt'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const attempt = attemptNo(task, effect.attempt);
  const isWanted = task.state.name === 'publishing' && task.state.attempt === effect.attempt;
  if (attempt === undefined || attempt.headSha !== undefined) return;
  const bundlePath = await deps.artifacts.pathOf(attemptKey(task.id, effect.attempt), BUNDLE);
  if (bundlePath === undefined)
    throw new PortError(problem('bundle_invalid', 'the bundle of this attempt is gone'), {
      retryable: false,
    });
  const { maxBundleBytes } = deps.config.attemptLimits;
  const intake = await deps.publisher.takeIn(task.repo, bundlePath, attempt.fromSha, {
    maxBundleBytes,
    ...INTAKE_LIMITS,
  });
  const answer = answerer(deps, task, effect);
  if (!intake.ok)
    return answer({
      type: 'publish_refused',
      attempt: attempt.no,
      findings: [{ rule: 'bundle_invalid', level: 'block', detail: intake.detail }],
      patch: null,
    });
  const { facts } = intake;
  if (facts.changes.length === 0) return answer({ type: 'publish_empty', attempt: attempt.no });
  const findings = judgePatch(facts, task.policy);
  if (isBlocked(findings))
    return answer({ type: 'publish_refused', attempt: attempt.no, findings, patch: facts.stats });
  const words = {
    message: commitMessage(task, attempt),
    authorName: deps.config.commitAuthor.name,
    authorEmail: deps.config.commitAuthor.email,
    atMs: attempt.endedAtMs ?? 0,
  };
  const parent = parentOf(task, attempt);
  const commit = await deps.publisher.commit(task.repo, bundlePath, intake.tree, parent, words);
  const outcome = isWanted ? await push(deps, task, commit) : await pushedBefore(deps, task, commit);
  if (outcome.result === 'nothing') return;
  if (outcome.result === 'moved')
    return answer({ type: 'push_conflicted', attempt: attempt.no, actualSha: outcome.actualSha });
  await propose(deps, task, attempt, commit, findings, facts.stats, answer);
}

async function push(deps: Needs, task: Task, commit: Sha): ReturnType<Deps['publisher']['push']> {
  const remote = await deps.forge.gitRemote(task.repo);
  return await deps.publisher.push(task.repo, remote, commit, task.branch, task.headSha);
}

/** Somebody decided otherwise before this try: what an earlier try pushed is put on record, and nothing more is pushed. */
async function pushedBefore(
  deps: Needs,
  task: Task,
  commit: Sha,
): Promise<{ result: 'already' } | { result: 'nothing' }> {
  const head = await deps.forge.branchHead(task.repo, task.branch);
  return { result: head === commit ? 'already' : 'nothing' };
}

/**
 * A push that an abort came too late for may land while the retry already works from the commit before it. The branch
 * is ours then and is never rewritten: the newer attempt's tree goes on top of it.
 */
function parentOf(task: Task, attempt: Attempt): Attempt['fromSha'] {
  const late = task.attempts.find(
    (other) => other.no < attempt.no && other.headSha !== undefined && other.headSha === task.headSha,
  );
  return late?.fromSha === attempt.fromSha ? (late.headSha ?? attempt.fromSha) : attempt.fromSha;
}

type Plain<T extends EventOf<'published' | 'publish_refused' | 'publish_empty' | 'push_conflicted'>['type']> =
  Omit<EventOf<T>, 'id' | 'atMs'>;
type Answer =
  | Plain<'published'>
  | Plain<'publish_refused'>
  | Plain<'publish_empty'>
  | Plain<'push_conflicted'>;

const answerer =
  (deps: Needs, task: Task, effect: EffectOf<'publish_attempt'>) =>
  async (event: Answer): Promise<void> => {
    await deps.engine.deliver(task.id, {
      ...event,
      id: `${effect.id}:${event.type}`,
      atMs: deps.clock.nowMs(),
    });
  };

async function propose(
  deps: Needs,
  task: Task,
  attempt: Attempt,
  commit: Extract<Answer, { type: 'published' }>['headSha'],
  findings: readonly Finding[],
  patch: Extract<Answer, { type: 'published' }>['patch'],
  answer: (event: Answer) => Promise<void>,
): Promise<void> {
  const pullRequest = await pullRequestFor(deps, task);
  await answer({ type: 'published', attempt: attempt.no, headSha: commit, patch, findings, pullRequest });
}

/** A task that has left its push behind keeps the pull request it knows: one that a person closed is not opened again. */
async function pullRequestFor(deps: Needs, task: Task): Promise<PullRequest> {
  if (task.state.name !== 'publishing' && task.pullRequest !== null) return task.pullRequest;
  const { title, body } = pullRequestWords(task, { taskPage: deps.taskPage(task.id) });
  const pull = await deps.forge.ensurePullRequest({
    repo: task.repo,
    head: task.branch,
    base: task.baseBranch ?? '',
    title,
    body,
  });
  return { number: pull.number, url: pull.url, draft: pull.draft };
}
