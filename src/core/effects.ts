// What the core wants done, as data: saved with the task in one write, run after it, at least once, safe to run twice.
import type { Sha } from './ids.ts';
import type { ProofPhase } from './proof/proof.ts';
import type { FailureNote } from './signals/failure-signal.ts';
import type { UntoldReply } from './task/task.ts';

type Base = {
  /** `taskId/sequence/index`: the same effect run again carries the same id. */
  readonly id: string;
};

/** A reply in the thread. Each is posted once, recognised by `key`; edits notify nobody, so a decision is always a new reply. */
export type Reply =
  | { readonly kind: 'attempt_finished'; readonly attempt: number }
  | { readonly kind: 'called_back' }
  | { readonly kind: 'retried' }
  | { readonly kind: 'ended' }
  /** Somebody is called, for the `call`th time of escalation `no`. */
  | { readonly kind: 'escalated'; readonly no: number; readonly call: number }
  | { readonly kind: 'acknowledged'; readonly no: number }
  /** Approvals that no other one joined, told of when that was so. */
  | { readonly kind: 'approval_expired'; readonly atMs: number }
  /** What was held back while it was quiet, in one. */
  | { readonly kind: 'digest'; readonly held: readonly UntoldReply[] };

export type EffectWish =
  /** The card in the chat shows the task as it is when this runs. */
  | { readonly type: 'show_card' }
  | { readonly type: 'post_reply'; readonly key: string; readonly reply: Reply }
  /** The reply under this key is gone from the thread; another has taken its place, or nobody needs it any more. */
  | { readonly type: 'retract_reply'; readonly key: string }
  /** One incident of the pager's for each escalation: opened, or over. */
  | {
      readonly type: 'page';
      readonly action: 'trigger' | 'resolve';
      readonly no: number;
      readonly call: number;
    }
  /** Find repository, base commit and the policy on it. */
  | { readonly type: 'prepare' }
  /** Higher `priority` goes first where attempts wait for a slot; absent: 0. */
  | { readonly type: 'run_attempt'; readonly attempt: number; readonly priority?: number }
  /** Kill the attempt's container. With `collect`, what it has done so far is still taken as its result. */
  | { readonly type: 'stop_attempt'; readonly attempt: number; readonly collect: boolean }
  /** One run of the test command at a commit, in a fresh container. */
  | {
      readonly type: 'prove';
      readonly phase: ProofPhase;
      readonly sha: Sha;
      readonly run: number;
      readonly attempt?: number;
    }
  /** Kill the containers of these runs; what they would have said counts for nothing. */
  | { readonly type: 'stop_proof'; readonly runs: readonly number[]; readonly attempt?: number }
  /** The pull request has a comment that says what was proved. */
  | { readonly type: 'tell_proof'; readonly attempt: number; readonly headSha: Sha }
  /** The pull request has a comment for whoever takes it from here; `key` is that of the reply which says the same in the thread. */
  | { readonly type: 'tell_packet'; readonly key: string }
  | { readonly type: 'publish_attempt'; readonly attempt: number }
  /** The base branch's newest commit is merged into the task's branch; `atMs` dates the merge, so that a second try makes the same. */
  | { readonly type: 'bring_base'; readonly attempt: number; readonly headSha: Sha; readonly atMs: number }
  | { readonly type: 'read_ci'; readonly headSha: Sha }
  | { readonly type: 'collect_failures'; readonly headSha: Sha }
  /** The failing tests in doubt by themselves in the sandbox, on this commit and on the base. */
  | { readonly type: 'probe'; readonly attempt: number; readonly headSha: Sha }
  | { readonly type: 'stop_probe'; readonly attempt: number }
  /** `all`: every job of the commit's runs, not only those that failed. */
  | { readonly type: 'rerun_ci'; readonly headSha: Sha; readonly time: number; readonly all?: true }
  /** The repository's flake table learns that these tests failed and passed on one commit. */
  | { readonly type: 'remember_flips'; readonly headSha: Sha; readonly tests: readonly FailureNote[] }
  /** What its agents remember from one attempt to the next is gone. */
  | { readonly type: 'forget_sessions' }
  /** What people did to the pull request of a task at rest, where no webhook told of it. */
  | { readonly type: 'look_out' }
  /** The check on this commit says whether it is approved, as the task stands when this runs. */
  | { readonly type: 'show_approval'; readonly headSha: Sha }
  | { readonly type: 'mark_ready'; readonly headSha: Sha }
  | { readonly type: 'merge'; readonly headSha: Sha };

export type Effect = Base & EffectWish;
export type EffectType = EffectWish['type'];
export type EffectOf<T extends EffectType> = Extract<Effect, { type: T }>;

/** Effects of one lane of one task run one after the other, in order; lanes run side by side, and so do all runs of a proof. */
/** A card may wait long for the chat's limit on edits, and what people are told must not wait behind it: hence `card`. */
export type Lane = 'card' | 'chat' | 'pager' | 'work' | 'proof' | 'stop' | 'forge';
const LANES: Record<EffectType, Lane> = {
  show_card: 'card',
  post_reply: 'chat',
  retract_reply: 'chat',
  page: 'pager',
  prepare: 'forge',
  run_attempt: 'work',
  stop_attempt: 'stop',
  prove: 'proof',
  stop_proof: 'stop',
  tell_proof: 'forge',
  tell_packet: 'forge',
  publish_attempt: 'forge',
  bring_base: 'forge',
  read_ci: 'forge',
  collect_failures: 'forge',
  probe: 'proof',
  stop_probe: 'stop',
  rerun_ci: 'forge',
  remember_flips: 'forge',
  forget_sessions: 'stop',
  look_out: 'forge',
  show_approval: 'forge',
  mark_ready: 'forge',
  merge: 'forge',
};
export const laneOf = (effect: Pick<Effect, 'type'>): Lane => LANES[effect.type];
