// What goes into the audit log: each decision of a person and each act in their name, with its result. Which events those are is decided here.
import type { TaskEvent } from './events.ts';
import type { Sha, TaskId } from './ids.ts';
import type { Actor, Person, Via } from './people.ts';
import { repoName } from './task/request.ts';
import type { StateName } from './task/state.ts';
import type { Task } from './task/task.ts';
import type { Transition } from './transition.ts';

/** A person of the chat, an account on the forge, or policy where nobody had to decide. */
export type AuditWho =
  | (Person & { readonly kind: 'chat' })
  | { readonly kind: 'forge'; readonly login: string }
  | { readonly kind: 'policy' };

export type AuditEntry = {
  readonly atMs: number;
  readonly taskId: TaskId;
  readonly repo: string;
  readonly action: string;
  readonly who: AuditWho;
  /** `forge`: a webhook or a look told of it; `bot`: done in somebody's name. */
  readonly from: Via | 'forge' | 'bot' | 'unknown';
  readonly sha: Sha | null;
  readonly policyDigest: string;
  /** The code of the step, as `explain` names it; refusals start with `refused_`. */
  readonly result: string;
  readonly detail?: string;
  readonly before: StateName | null;
  readonly after: StateName;
};

/** A change of what is set and belongs to no task. */
export type SettingEntry = Pick<AuditEntry, 'atMs' | 'action' | 'who' | 'from' | 'result' | 'detail'> & {
  /** What was changed: a channel, a person and their account. */
  readonly about: string;
};

type Named = Pick<AuditEntry, 'action' | 'who' | 'from'> & { readonly sha?: Sha | null };

/** Undefined where nobody decided anything and nothing was done in anybody's name. */
export function auditOf(
  before: Task | undefined,
  event: TaskEvent,
  { task, because }: Pick<Transition, 'task' | 'because'>,
): AuditEntry | undefined {
  const named = task && (decisionOf(event) ?? deedOf(before, event, because.ignored));
  if (!task || named === undefined) return undefined;
  const detail = event.type === 'effect_failed' ? event.problem.code : because.detail;
  return {
    atMs: event.atMs,
    taskId: task.id,
    repo: repoName(task.repo),
    action: named.action,
    who: named.who,
    from: named.from,
    sha: named.sha ?? task.headSha,
    policyDigest: task.policyDigest,
    result: because.code,
    ...(detail === undefined ? {} : { detail }),
    before: before?.state.name ?? null,
    after: task.state.name,
  };
}

/** Whatever has an actor is a decision, also one that was refused: a new kind of decision is in the log by itself. */
function decisionOf(event: TaskEvent): Named | undefined {
  if (event.type === 'requested') {
    const { requester, via } = event.request;
    return { action: 'start', who: { kind: 'chat', ...personIn(requester) }, from: via ?? 'unknown' };
  }
  if (!('actor' in event)) return undefined;
  const actor: Actor = event.actor;
  return {
    action: event.type === 'retry' && event.changes ? 'request_changes' : event.type,
    who: { kind: 'chat', ...personIn(actor) },
    from: actor.via ?? 'unknown',
    ...('headSha' in event ? { sha: event.headSha } : {}),
  };
}

function deedOf(before: Task | undefined, event: TaskEvent, isIgnored: boolean): Named | undefined {
  if (before === undefined || isIgnored) return undefined;
  const inTheirName = { who: inWhoseName(before), from: 'bot' } as const;
  switch (event.type) {
    case 'marked_ready':
      return { action: 'mark_ready', ...inTheirName };
    case 'merge_done':
      return { action: 'merge', ...inTheirName };
    case 'effect_failed': {
      const isDeed = event.effect === 'mark_ready' || event.effect === 'merge';
      return isDeed ? { action: event.effect, ...inTheirName } : undefined;
    }
    case 'pull_request_closed':
      return onForge(event.mergeSha === null ? 'close' : 'merge', event.by);
    case 'pull_request_drafted':
      return onForge('convert_to_draft', event.by);
    case 'changes_requested':
      return onForge('request_changes', event.by);
    case 'branch_moved':
      return { ...onForge('push', event.by), sha: event.headSha };
    default:
      return undefined;
  }
}

const onForge = (action: string, login: string): Named => ({
  action,
  who: { kind: 'forge', login },
  from: 'forge',
});

function inWhoseName({ state, decisions }: Task): AuditWho {
  const last = decisions.at(-1);
  const by = state.name === 'approved' ? state.by : last?.action === 'approve' ? last.by : null;
  return by === null ? { kind: 'policy' } : { kind: 'chat', ...personIn(by) };
}

const personIn = ({ teamId, userId, name }: Person): Person => ({ teamId, userId, name });
