// Where an agent works: a place with a checkout that nothing escapes from but a git bundle and a log.

import type { StreamName } from '#core/agents/streams/streams.ts';
import type { Control } from '#core/controls.ts';
import type { Denials } from '#core/egress/denial.ts';
import type { ModelUsage } from '#core/egress/model/usage.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import type { Sha, TaskId } from '#core/ids.ts';
import type { Warmth } from '#core/placement.ts';
import type { Service } from '#core/policy.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { SessionRef } from '#core/task/session.ts';

/**
 * An agent as the operator describes it: data, no code. `{input}` in `command` stands for the input directory; `{model_url}` and
 * `{model_token}`, also in `env` and `files`, for the gateway and this run's key to it.
 */
export type AgentSpec = {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** Files of the agent's own, by name, put beside the prompt. */
  readonly files: Readonly<Record<string, string>>;
  /** The operator's name of the model provider that the gateway lets it ask; none without. */
  readonly model?: string;
  /** What its output is read as, for progress; not read without. */
  readonly stream?: StreamName;
  /** It remembers in $GREENLIGHT_SESSION_DIR, and can go on where its last attempt ended. */
  readonly keepsSession?: true;
};

/**
 * Commands that make a checkout ready to work in, as lines of a shell. They run once, sealed as an agent is and with what it may reach;
 * what they leave untracked below the checkout, and in $GREENLIGHT_SETUP_DIR, is there for every later run on the same lockfiles.
 */
export type SetupSpec = {
  readonly commands: readonly string[];
  readonly timeoutMs: number;
  /** A commit of the base branch, which no agent wrote; the mirror has it. They run on this one as long as it has the same lockfiles. */
  readonly baseSha: Sha;
};

export type AttemptSpec = {
  /** Names container, volumes and workspace: `t-xxxxxxxx-a2`. */
  readonly key: string;
  readonly taskId: TaskId;
  readonly attempt: number;
  readonly run: number;
  readonly repo: RepoRef;
  /** The commit the workspace starts from; the bare mirror has it. */
  readonly fromSha: Sha;
  /** Bare repository on the trusted side that holds `fromSha`. */
  readonly mirrorDir: string;
  readonly agent: AgentSpec;
  readonly setup?: SetupSpec;
  /** All of them are ready before the agent starts, and gone with it. */
  readonly services?: readonly Service[];
  /** What an earlier attempt's agent of the same task remembers: it is in the directory, and `id` in $GREENLIGHT_SESSION. */
  readonly resume?: SessionRef;
  /** `prompt.md`, `signals.json`: written to the input directory before the agent starts. */
  readonly inputs: Readonly<Record<string, string>>;
  /** What it may reach; nothing else. */
  readonly network: readonly EgressRule[];
  /** In US dollars, of the round: what models may cost in all, and what was spent before this run. Needed where the agent has a model. */
  readonly budget?: { readonly maxUsd: number; readonly spentUsd: number };
  readonly limits: {
    readonly timeoutMs: number;
    readonly memoryBytes: number;
    readonly cpus: number;
    readonly pids: number;
    /** Of what it writes into its workspace. */
    readonly diskBytes: number;
    /** Files and folders that it may make there. */
    readonly diskFiles?: number;
    readonly maxLogBytes: number;
    readonly maxBundleBytes: number;
  };
};

export type AttemptResult = {
  /** `stopped` when `stop` ended it; `lost` when the container vanished without an exit code (engine gone): run again, unspent. */
  readonly ended: 'exited' | 'timed_out' | 'out_of_memory' | 'out_of_disk' | 'stopped' | 'lost';
  readonly exitCode: number | null;
  /** A git bundle of `fromSha..refs/heads/greenlight/work`, or null when nothing differs or nothing could be collected. Untrusted bytes in a file of the caller's. */
  readonly bundlePath: string | null;
  /** Raw content of the agent's result file, at most 64 KiB, or null. Untrusted. */
  readonly resultFile: string | null;
  readonly startedAtMs: number;
  readonly endedAtMs: number;
  /** True where the log was longer than `maxLogBytes` and its middle is gone. */
  readonly logTruncated: boolean;
  readonly denials: Denials;
  /** Of this run alone; absent where the agent had no gateway. */
  readonly usage?: ModelUsage;
  /** Of an agent that keeps one: whether the earlier one was there, and whether this one's is kept now. */
  readonly session?: { readonly wasThere: boolean; readonly isKept: boolean };
};

/** A plain command at a commit: no agent, no brief, nothing collected. */
export type CommandSpec = Pick<
  AttemptSpec,
  'key' | 'taskId' | 'attempt' | 'run' | 'repo' | 'fromSha' | 'mirrorDir' | 'setup' | 'services' | 'network'
> & {
  readonly image: string;
  /** Program and arguments, run by no shell. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly limits: Omit<AttemptSpec['limits'], 'maxBundleBytes'>;
};

export type CommandResult = Pick<
  AttemptResult,
  'ended' | 'exitCode' | 'startedAtMs' | 'endedAtMs' | 'logTruncated' | 'denials'
>;

type RunHooks = Parameters<Sandbox['run']>[1];

/** Runs that outlive the bot, because another process holds them and keeps what comes of them. */
export interface KeptRuns {
  /** Goes on with a run that another life of the bot began: its whole log again, then its end. Undefined where nobody holds such a run. */
  resume(key: string, run: number, hooks: RunHooks): Promise<AttemptResult | undefined>;
  /** The caller has stored the result: what was kept of that run may go. No such run: returns at once. */
  release(key: string, run: number): Promise<void>;
}

/** Where an agent's conversation was kept: by which run of which attempt. */
export type SessionPlace = Omit<SessionRef, 'id'> & { readonly taskId: TaskId; readonly agent: string };

/** What of a checkout matters to where it is prepared. */
export type CheckoutOf = Pick<AttemptSpec, 'repo' | 'fromSha'> & {
  readonly image: string;
  readonly session?: SessionPlace;
};

export type Forgetting = { readonly of: TaskId } | { readonly allBut: ReadonlySet<TaskId> };

export interface Sandbox {
  readonly kind: 'docker' | 'worktree';
  /** How much of a checkout is there already, for whoever has several to choose from. Quick. */
  warmth?(checkout: CheckoutOf): Promise<Warmth>;
  /** Absent where runs die with the bot. */
  readonly kept?: KeptRuns;
  /** Every control, tried anew: takes seconds. Throws PortError when nothing can be tried. */
  controls(): Promise<readonly Control[]>;
  /** Throws PortError sandbox_unavailable, image_missing or disk_full with the remedy when attempts cannot run here now. Quick. */
  check(): Promise<void>;
  /**
   * Runs the agent once, from a clean workspace, to its end. Anything left under the same key by an earlier run is removed first, so there are never two.
   * `onLog` gets stdout and stderr as they come, always drained. `started` is called when the agent's first instruction is about to run.
   * Aborting the signal kills it within 2 s and gives `stopped` without a result. Throws PortError when it could not be run at all, setup_failed or service_failed where what it needs did not come up.
   */
  run(
    spec: AttemptSpec,
    hooks: {
      outDir: string;
      signal: AbortSignal;
      /** The bot goes down. A kept run goes on, and `run` rejects with the reason; any other is ended as by `signal`. */
      leave?: AbortSignal;
      onLog(chunk: Uint8Array): void;
      started?(): void;
      /** What else runs for it, by name, as it prints: `setup`, `service-<name>`. */
      onOther?(source: string, chunk: Uint8Array): void;
      /** After every answer of a model: what this run has used so far. */
      onUsage?(usage: ModelUsage): void;
    },
  ): Promise<AttemptResult>;
  /**
   * Runs a command once in a fresh checkout, sealed as an agent is, with nothing of an agent's in its environment. What it was refused
   * is told in lines of its own at the end of the log. Keys are shared with
   * `run`: never two live under one, and `stop` and `reap` hold for both. Throws PortError agent_could_not_start when there is no such program.
   */
  runCommand(
    spec: CommandSpec,
    hooks: {
      signal: AbortSignal;
      onLog(chunk: Uint8Array): void;
      started?(): void;
      onOther?(source: string, chunk: Uint8Array): void;
    },
  ): Promise<CommandResult>;
  /** Ends a run within 2 s, from any process. With `collect`, `run` still collects the bundle. No such run: returns at once. */
  stop(key: string, options: { collect: boolean }): Promise<void>;
  /** Removes whatever bears Greenlight's label and is not in `live` (keys): containers, volumes, workspaces. Gives the keys it removed. */
  reap(live: ReadonlySet<string>): Promise<readonly string[]>;
  /** Removes what agents remember, of one task or of all but some. Absent where nothing is kept. Nothing there: returns at once. */
  forgetSessions?(which: Forgetting): Promise<void>;
  /** Lets go of everything held; running attempts end (dead man's switch), but for kept ones: those are `lost` to this caller alone. */
  close(): Promise<void>;
}
