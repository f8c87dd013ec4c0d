// The publisher's path: objects in, rules over them, one commit of ours, a push that expects, a draft pull request.
import type { EffectOf } from '#core/effects.ts';
import type { EventOf } from '#core/events.ts';
import type { Sha, TaskId } from '#core/ids.ts';
import { commitMessage, findingsComment, pullRequestWords } from '#core/messages/forge-words.ts';
import type { Finding } from '#core/patch.ts';
import { isBlocked, judgePatch } from '#core/patch-rules.ts';
import { problem } from '#core/problem.ts';
import { type Attempt, MAX_PATHS } from '#core/task/attempt.ts';
import { attemptKey } from '#core/task/names.ts';
import { attemptNo, type PullRequest, type Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import { BUNDLE } from '../attempt-files.ts';
import type { Deps } from '../deps.ts';
import { isForeign } from '../steps-of-others.ts';

const INTAKE_LIMITS = { maxObjects: 20_000, maxCommits: 200 };

type Needs = Pick<Deps, 'engine' | 'forge' | 'publisher' | 'artifacts' | 'clock' | 'config' | 'taskPage'>;

export async function publishAttempt(
  deps: Needs,
  stale: Task,
  effect: EffectOf<'publish_attempt'>,
): Promise<void> {
  const task = (await deps.engine.get(stale.id)) ?? stale;
  const attempt = attemptNo(task, effect.attempt);
  if (attempt === undefined) return;
  const answer = answerer(deps, effect, task.id);
  const now = attempt.headSha === undefined ? await pushChange(deps, task, attempt, answer) : task;
  const isWanted = now?.state.name === 'publishing' && now.state.attempt === attempt.no;
  if (!isWanted || attemptNo(now, attempt.no)?.headSha === undefined) return;
  if (await hasLostItsBranch(deps, now, attempt.no, answer)) return;
  await answer({ type: 'published', attempt: attempt.no, pullRequest: await propose(deps, now, attempt.no) });
}

/** Gives the task as it is after the answer; undefined where nothing was to be pushed. */
async function pushChange(
  deps: Needs,
  task: Task,
  attempt: Attempt,
  answer: Answerer,
): Promise<Task | undefined> {
  const { no } = attempt;
  const bundlePath = await deps.artifacts.pathOf(attemptKey(task.id, no), BUNDLE);
  if (bundlePath === undefined)
    throw new PortError(problem('bundle_invalid', 'the bundle of this attempt is gone'), {
      retryable: false,
    });
  const { maxBundleBytes } = deps.config.attemptLimits;
  const { fromSha } = attempt;
  const since = { fromSha, baseSha: task.baseSha ?? fromSha };
  const limits = { maxBundleBytes, ...INTAKE_LIMITS };
  const intake = await deps.publisher.takeIn(task.repo, bundlePath, since, limits);
  if (!intake.ok) {
    const finding: Finding = { rule: 'bundle_invalid', level: 'block', detail: intake.detail };
    return await answer({ type: 'publish_refused', attempt: no, findings: [finding], patch: null });
  }
  const { facts } = intake;
  if (facts.changes.length === 0) return await answer({ type: 'publish_empty', attempt: no });
  const findings = judgePatch(facts, task.policy);
  if (isBlocked(findings))
    return await answer({ type: 'publish_refused', attempt: no, findings, patch: facts.stats });
  const words = {
    message: commitMessage(task, attempt),
    authorName: deps.config.commitAuthor.name,
    authorEmail: deps.config.commitAuthor.email,
    atMs: attempt.endedAtMs ?? 0,
  };
  const parent = parentOf(task, attempt);
  const commit = await deps.publisher.commit(task.repo, bundlePath, intake.tree, parent, words);
  const isWanted = task.state.name === 'publishing' && task.state.attempt === no;
  const outcome = isWanted ? await push(deps, task, commit) : await pushedBefore(deps, task, commit);
  if (outcome.result === 'nothing') return undefined;
  if (outcome.result === 'moved')
    return await answer({ type: 'push_conflicted', attempt: no, actualSha: outcome.actualSha });
  const paths = facts.changes.map(({ path }) => path).slice(0, MAX_PATHS);
  const { tree } = intake;
  const { stats: patch } = facts;
  return await answer({ type: 'pushed', attempt: no, headSha: commit, tree, patch, findings, paths });
}

/** Whoever closes a pull request often deletes its branch, or goes on there by themselves. */
async function hasLostItsBranch(deps: Needs, task: Task, no: number, answer: Answerer): Promise<boolean> {
  if (!task.pullRequest?.closed) return false;
  const head = await deps.forge.branchHead(task.repo, task.branch);
  if (head !== undefined && !isForeign(task, head)) return false;
  await answer({ type: 'push_conflicted', attempt: no, actualSha: head ?? null });
  return true;
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
function parentOf(task: Task, attempt: Attempt): Sha {
  const onto = attempt.onto ?? attempt.fromSha;
  const late = task.attempts.find(
    (other) => other.no < attempt.no && other.headSha !== undefined && other.headSha === task.headSha,
  );
  return late?.fromSha === onto ? (late.headSha ?? onto) : onto;
}

type AnswerType = 'pushed' | 'published' | 'publish_refused' | 'publish_empty' | 'push_conflicted';
type Plain<T> = T extends EventOf<AnswerType> ? Omit<T, 'id' | 'atMs'> : never;
type Answerer = (event: Plain<EventOf<AnswerType>>) => Promise<Task | undefined>;

const answerer =
  (deps: Needs, effect: EffectOf<'publish_attempt'>, taskId: TaskId): Answerer =>
  async (event) => {
    const id = `${effect.id}:${event.type}`;
    const { task } = await deps.engine.deliver(taskId, { ...event, id, atMs: deps.clock.nowMs() });
    return task;
  };

async function propose(deps: Needs, task: Task, no: number): Promise<PullRequest> {
  const { isPrivate } = await deps.forge.repository(task.repo);
  const { title, body } = pullRequestWords(task, { taskPage: isPrivate ? deps.taskPage(task.id) : null });
  const pull = await deps.forge.ensurePullRequest({
    repo: task.repo,
    head: task.branch,
    base: task.baseBranch ?? '',
    title,
    body,
  });
  const attempt = attemptNo(task, no);
  const seen = attempt && findingsComment(attempt);
  if (seen !== undefined)
    await deps.forge.comment(task.repo, pull.number, `${attemptKey(task.id, no)}-findings`, seen);
  return { number: pull.number, url: pull.url, draft: pull.draft };
}
