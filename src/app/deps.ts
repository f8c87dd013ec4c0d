// What use cases are given: ports, and the operator's configuration as plain data. Each takes only the part it uses.
import type { Ladder } from '#core/escalation.ts';
import type { Policy } from '#core/policy.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { ApiBook } from '#ports/api-book.ts';
import type { ArtifactStore } from '#ports/artifacts.ts';
import type { AuditLog } from '#ports/audit-log.ts';
import type { Chat } from '#ports/chat.ts';
import type { Clock } from '#ports/clock.ts';
import type { Engine } from '#ports/engine.ts';
import type { FlakeTable } from '#ports/flake-table.ts';
import type { Forge } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import type { LogReader } from '#ports/log-reader.ts';
import type { Pager } from '#ports/pager.ts';
import type { Publisher } from '#ports/publisher.ts';
import type { AgentSpec, AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import type { Settings } from '#ports/settings.ts';
import type { Turns } from './one-at-a-time.ts';

/** One repository the operator lets Greenlight work in. */
export type RepositoryConfig = { readonly repo: RepoRef; readonly agent: string; readonly policy: Policy };

export type AppConfig = {
  readonly repositories: readonly RepositoryConfig[];
  readonly agents: Readonly<Record<string, AgentSpec>>;
  /** Default repository by channel id. */
  readonly channels: Readonly<Record<string, RepoRef>>;
  /** Chat user ids by role. */
  readonly people: {
    readonly approvers: readonly string[];
    readonly onCall: readonly string[];
    readonly admins: readonly string[];
  };
  /** Who is called when nobody answers. `onCall` by channel id, else `default`. */
  readonly escalation?: Omit<Ladder, 'onCall'> & {
    readonly onCall: {
      readonly default: readonly string[];
      readonly channels: Readonly<Record<string, readonly string[]>>;
    };
  };
  /** For so long the same request is offered the task that does it already; absent or 0: never. */
  readonly duplicateWindowMs?: number;
  readonly attemptLimits: Omit<AttemptSpec['limits'], 'timeoutMs'>;
  readonly commitAuthor: { readonly name: string; readonly email: string };
  /** Values that must never be stored, shown or prompted. */
  readonly secrets: readonly string[];
};

export type Deps = {
  readonly engine: Engine;
  readonly chat: Chat;
  readonly forge: Forge;
  readonly reader: LogReader;
  readonly publisher: Publisher;
  readonly sandbox: Sandbox;
  readonly artifacts: ArtifactStore;
  readonly settings: Settings;
  readonly flakes: FlakeTable;
  readonly apiBook: ApiBook;
  readonly audit: AuditLog;
  /** Null where nobody is paged. */
  readonly pager: Pager | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly config: AppConfig;
  /** A folder on the disk of the data, emptied at each start. */
  readonly scratchDir: string;
  /** How the parts of the surroundings are, by name, as the home tab tells it; asked for no oftener than they bear. */
  readonly parts: Readonly<Record<string, () => Promise<{ readonly ok: boolean; readonly detail?: string }>>>;
  /** The page of a task, unguessable. */
  readonly taskPage: (taskId: string) => string;
  /** Ends the waits of attempts and proofs that this process runs, by key: a stop must also reach a run that has not started yet. */
  readonly running: Map<string, AbortController>;
  /** Two people who ask for the same at once are heard one after the other. */
  readonly starts: Turns;
};
