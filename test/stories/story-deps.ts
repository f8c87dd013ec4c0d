// The deps of a story: the real engine, settings and use cases over the fakes that a world keeps.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { embeddedEngine } from '#adapters/engine/embedded-engine.ts';
import { keyvSettings } from '#adapters/settings/keyv-settings.ts';
import { apiBook } from '#adapters/store/api-book.ts';
import { auditLog } from '#adapters/store/audit-log.ts';
import { flakeTable } from '#adapters/store/flake-table.ts';
import type { Store } from '#adapters/store/store.ts';
import type { AppConfig, Deps } from '#app/deps.ts';
import type { StreamName } from '#core/agents/streams/streams.ts';
import { DEFAULT_POLICY, type Policy } from '#core/policy.ts';
import { transition } from '#core/transition.ts';
import { silentLog } from '#ports/log.ts';
import type { LogReader } from '#ports/log-reader.ts';

export const REPO = { owner: 'acme', name: 'payments' };
export const PEOPLE = { ana: 'UANA', ben: 'UBEN', olu: 'UOLU', gia: 'UGIA' } as const;
/** ana asks, ben approves, olu is on call, gia is nobody in particular. */
export type Name = keyof typeof PEOPLE;
export const who = (name: Name) => ({ teamId: 'T1', userId: PEOPLE[name], name });

/** As an operator has it who says nothing of it; most stories are about something else. */
export const PROBE = { enabled: true, command: null, timeoutMs: 300_000 };

export type WorldOptions = {
  readonly policy?: Partial<Policy>;
  /** Where the bot may post; everywhere when left out. */
  readonly channels?: readonly string[];
  /** The repository's own .github/greenlight.yml. */
  readonly repositoryFile?: string;
  /** Other files of its default branch. */
  readonly files?: Readonly<Record<string, string>>;
  readonly isPublic?: boolean;
  readonly agents?: readonly string[];
  /** Where a story is about what could not be read. */
  readonly reader?: LogReader;
  /** The provider whose models the agents ask through the gateway. */
  readonly model?: string;
  /** What the agents print is read as this. */
  readonly stream?: StreamName;
  readonly keepsSession?: true;
  /** Who is called when nobody answers; nobody when left out. */
  readonly escalation?: AppConfig['escalation'];
  /** Most stories ask for the same again and are about something else. */
  readonly duplicateWindowMs?: number;
  readonly admins?: readonly Name[];
};

type Outside = Pick<
  Deps,
  'clock' | 'chat' | 'pager' | 'forge' | 'reader' | 'sandbox' | 'publisher' | 'artifacts'
> & {
  readonly dataDir: string;
};

export function storyDeps(store: Store, outside: Outside, options: WorldOptions): Deps {
  mkdirSync(join(outside.dataDir, 'scratch'), { recursive: true });
  const { maxSilenceMs: _, ...usual } = DEFAULT_POLICY;
  const policy: Policy = {
    // Agents of stories print when they like; those of limits name one.
    ...usual,
    maxAttempts: 3,
    // Most stories fix flaky tests and are about something else; those of proofs ask for them.
    prove: { ...DEFAULT_POLICY.prove, runs: 0 },
    probe: { ...PROBE, enabled: false },
    ...options.policy,
  };
  const model = {
    ...(options.model === undefined ? {} : { model: options.model }),
    ...(options.stream === undefined ? {} : { stream: options.stream }),
    ...(options.keepsSession === undefined ? {} : { keepsSession: options.keepsSession }),
  };
  const agents = (options.agents ?? ['scripted']).map(
    (name) => [name, { name, image: 'agent', command: ['agent'], env: {}, files: {}, ...model }] as const,
  );
  return {
    ...outside,
    ...(options.reader === undefined ? {} : { reader: options.reader }),
    engine: embeddedEngine({ store, transition, clock: outside.clock, log: silentLog }),
    settings: keyvSettings({ store, log: silentLog }),
    flakes: flakeTable(store),
    apiBook: apiBook(store),
    audit: auditLog(store),
    log: silentLog,
    taskPage: (id) => `https://greenlight.test/tasks/${id}`,
    scratchDir: join(outside.dataDir, 'scratch'),
    parts: {
      GitHub: async () => ({ ok: true }),
      'Where agents run': async () => ({ ok: false, detail: 'disk_full' }),
    },
    running: new Map(),
    starts: new Map(),
    config: {
      repositories: [{ repo: REPO, agent: agents[0]?.[0] ?? '', policy }],
      agents: Object.fromEntries(agents),
      channels: {},
      people: {
        approvers: [PEOPLE.ben],
        onCall: [PEOPLE.olu],
        admins: (options.admins ?? []).map((name) => PEOPLE[name]),
      },
      ...(options.duplicateWindowMs === undefined ? {} : { duplicateWindowMs: options.duplicateWindowMs }),
      ...(options.escalation === undefined ? {} : { escalation: options.escalation }),
      attemptLimits: {
        memoryBytes: 1e9,
        cpus: 1,
        pids: 100,
        diskBytes: 1e9,
        maxLogBytes: 100_000,
        maxBundleBytes: 1e7,
      },
      commitAuthor: { name: 'Greenlight', email: 'greenlight@example.com' },
      secrets: ['xoxb-very-secret-token'],
    },
  };
}
