// The limits and permissions of one task, as data: the operator's, tightened by the repository's own file.

import type { EgressRule } from './egress/rule.ts';
import type { Ladder } from './escalation.ts';

export type MergeMethod = 'merge' | 'squash' | 'rebase';

/** Times in milliseconds, money in US dollars, sizes in bytes. */
export type Policy = {
  readonly maxAttempts: number;
  /** Wall clock of one round, from its first attempt's start; waiting for a slot or a person does not count. */
  readonly maxRuntimeMs: number;
  readonly maxCostUsd: number;
  /** Minutes of CI's machines that the commits of one round may use. Absent in records of before: no limit. */
  readonly maxCiMinutes?: number;
  /** Of one attempt, which then ends with its work published. Absent: no such limit. */
  readonly maxTurns?: number;
  /** Neither output of the agent nor an answer of its model for this long. */
  readonly maxSilenceMs?: number;
  readonly maxAttemptMs?: number;
  readonly maxPatchFiles: number;
  readonly maxPatchBytes: number;
  /** Globs (`*`, `**`, `?`) of paths an agent may not change. */
  readonly protectedPaths: readonly string[];
  /** Contexts that must be green beside those the forge itself requires. */
  readonly requiredChecks: readonly string[];
  /** Files of GitHub problem matchers in the repository, for tools of its own. Absent in tasks of before there were any. */
  readonly problemMatchers?: readonly string[];
  readonly risk: 'low' | 'high';
  /** Whether the roles of greenlight.yml say who may do what, or the forge. Absent: roles. */
  readonly permissions?: 'roles' | 'github';
  readonly merge: 'never' | 'on_approval' | 'auto';
  readonly mergeMethod: MergeMethod;
  /** How many people have to approve a commit. Absent in records of before that was asked: one. */
  readonly approvals?: 1 | 2;
  /** How long an approval waits for the others that are needed. Absent: for ever. */
  readonly approvalExpiresMs?: number;
  /** The commit bears a check that says whether it is approved. Absent in records of before there was one: no. */
  readonly approvalCheck?: boolean;
  /** What attempts may reach: the operator's rules, narrowed by the repository's list. Absent in records of before there were any. */
  readonly network?: readonly EgressRule[];
  /** The proof of a fix for flaky tests. */
  readonly prove: {
    /** Runs where the text asks for such a fix and names no number; 0 proves only what is asked for with `prove=`. */
    readonly runs: number;
    readonly maxRuns: number;
    /** Wall clock of one phase, from its first run's start. */
    readonly maxRuntimeMs: number;
    /** A run that takes longer hangs, and counts as failed. */
    readonly runTimeoutMs: number;
    /** Program and arguments; `{tests}` stands for the named tests. Null where nobody has said how the tests are run. */
    readonly command: readonly string[] | null;
    /** The repository's file that the command was told from, where nobody has said it. */
    readonly detectedIn?: string;
    /** How often all jobs of a commit must pass again after its first green, at most MAX_CI_RERUNS. Absent in records of before: none. */
    readonly ciReruns?: number;
  };
  /** Failing tests are run by themselves before CI is asked again. Absent in records of before: never. */
  readonly probe?: {
    readonly enabled: boolean;
    /** Program and arguments; `{file}`, `{test}` and `{tests}` stand for the test. Null: as its tool is known to be run. */
    readonly command: readonly string[] | null;
    /** For all runs of one commit together. */
    readonly timeoutMs: number;
  };
  /** What makes a checkout ready to work in, as lines of a shell. Absent where nobody asked for any. */
  readonly setup?: { readonly commands: readonly string[]; readonly timeoutMs: number };
  /** What its tests need beside them. Absent where nobody asked for any. */
  readonly services?: readonly Service[];
  /** Images that services may be of: the operator's to say. Absent: none. */
  readonly serviceImages?: readonly string[];
  readonly ci: {
    /** How long an unchanged set of finished checks must last before it is believed. */
    readonly settleMs: number;
    /** How often CI is asked while nothing is heard from webhooks. */
    readonly pollMs: number;
    /** No check at all for this long after the push means that none will come. */
    readonly noChecksAfterMs: number;
    /** Checks still unfinished after this are handed to a person. */
    readonly deadlineMs: number;
    /** How often failed jobs are run again, per attempt, when it looks like infrastructure. */
    readonly infraReruns: number;
    /** Requests of one task that count against the forge's allowance; beyond, CI is polled less often. Absent in records of before: no limit. */
    readonly apiBudget?: number;
    /** How long the first of these waits, so that a network or a registry has time to come back; each later one four times as long. Absent in records of before: not at all. */
    readonly infraPauseMs?: number;
  };
  /** Who is called when nobody answers. Absent where nobody is: the operator's to say. */
  readonly escalation?: Ladder;
};

/** Runs beside an agent or a command and shares its loopback, such as a database. Of operator-listed images only; sealed and limited as an agent. */
export type Service = {
  readonly name: string;
  readonly image: string;
  /** Arguments instead of the image's own; empty: those. */
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /** A program and arguments that end with 0 in its container once it is ready; empty: ready when it runs. */
  readonly health: readonly string[];
  readonly readyWithinMs: number;
  /** Folders that it may write to, in memory, beside the image's own volumes. */
  readonly writable: readonly string[];
  /** Number of the user that it runs as; never root. */
  readonly user?: number;
};

/** As long as the slowest build of dependencies may take, unless somebody says less. */
export const MAX_SETUP_MS = 30 * 60_000;

/** The forge starts a run again 50 times; a proof leaves room for people. */
export const MAX_CI_RERUNS = 20;

const MINUTE = 60_000;

/** What holds when nobody says otherwise: draft PRs, merge on approval, few attempts, hours rather than days. */
export const DEFAULT_POLICY: Policy = {
  maxAttempts: 4,
  maxRuntimeMs: 120 * MINUTE,
  maxCostUsd: 10,
  maxCiMinutes: 600,
  maxSilenceMs: 30 * MINUTE,
  maxPatchFiles: 100,
  maxPatchBytes: 1_000_000,
  protectedPaths: [
    '.github/**',
    '.gitmodules',
    '**/.gitattributes',
    'CODEOWNERS',
    '**/CODEOWNERS',
    '.husky/**',
    '.gitlab-ci.yml',
    '.circleci/**',
  ],
  requiredChecks: [],
  risk: 'low',
  merge: 'on_approval',
  mergeMethod: 'squash',
  prove: {
    runs: 20,
    maxRuns: 200,
    maxRuntimeMs: 60 * MINUTE,
    runTimeoutMs: 10 * MINUTE,
    command: null,
    ciReruns: 0,
  },
  probe: { enabled: true, command: null, timeoutMs: 5 * MINUTE },
  ci: {
    settleMs: 30_000,
    pollMs: MINUTE,
    noChecksAfterMs: 5 * MINUTE,
    deadlineMs: 90 * MINUTE,
    infraReruns: 2,
    infraPauseMs: MINUTE,
    apiBudget: 1_500,
  },
};

/** What a repository's own file may say; every field tightens, none loosens. */
export type RepositoryPolicy = {
  readonly maxAttempts?: number | undefined;
  readonly maxRuntimeMs?: number | undefined;
  readonly maxCostUsd?: number | undefined;
  readonly maxCiMinutes?: number | undefined;
  readonly maxTurns?: number | undefined;
  readonly maxSilenceMs?: number | undefined;
  readonly maxAttemptMs?: number | undefined;
  readonly protectedPaths?: readonly string[] | undefined;
  readonly requiredChecks?: readonly string[] | undefined;
  readonly problemMatchers?: readonly string[] | undefined;
  readonly risk?: 'low' | 'high' | undefined;
  readonly merge?: Policy['merge'] | undefined;
  readonly approvals?: 1 | 2 | undefined;
  readonly approvalExpiresMs?: number | undefined;
  readonly approvalCheck?: boolean | undefined;
  /** Of images that the operator lists; its own replace the operator's. */
  readonly services?: readonly Service[] | undefined;
  /** Its own commands replace the operator's; an empty list asks for none. */
  readonly setup?:
    | { readonly commands?: readonly string[] | undefined; readonly timeoutMs?: number | undefined }
    | undefined;
  /** Which tests prove a fix is the repository's to say; how many runs and how long, the operator's to cap. */
  readonly prove?:
    | {
        readonly runs?: number | undefined;
        readonly maxRuntimeMs?: number | undefined;
        readonly runTimeoutMs?: number | undefined;
        readonly command?: readonly string[] | undefined;
        readonly ciReruns?: number | undefined;
      }
    | undefined;
  readonly probe?:
    | {
        readonly enabled?: boolean | undefined;
        readonly command?: readonly string[] | undefined;
        readonly timeoutMs?: number | undefined;
      }
    | undefined;
};

/** Nothing, where nothing is said. */
export const networkOf = ({ network = [] }: Pick<Policy, 'network'>): readonly EgressRule[] => network;

const MERGE_STRICTNESS: Record<Policy['merge'], number> = { never: 0, on_approval: 1, auto: 2 };

/** The operator's policy with the repository's wishes applied where they are stricter. */
export function tighten(operator: Policy, repository: RepositoryPolicy): Policy {
  const least = (limit: number, wish: number | undefined) =>
    wish === undefined ? limit : Math.min(limit, wish);
  const merge = repository.merge ?? operator.merge;
  return {
    ...operator,
    maxAttempts: least(operator.maxAttempts, repository.maxAttempts),
    maxRuntimeMs: least(operator.maxRuntimeMs, repository.maxRuntimeMs),
    maxCostUsd: least(operator.maxCostUsd, repository.maxCostUsd),
    maxCiMinutes: least(operator.maxCiMinutes ?? Number.MAX_SAFE_INTEGER, repository.maxCiMinutes),
    ...caps(operator, repository),
    protectedPaths: union(operator.protectedPaths, repository.protectedPaths),
    requiredChecks: union(operator.requiredChecks, repository.requiredChecks),
    ...matchers(operator, repository),
    risk: repository.risk === 'high' ? 'high' : operator.risk,
    merge: MERGE_STRICTNESS[merge] < MERGE_STRICTNESS[operator.merge] ? merge : operator.merge,
    ...(operator.approvals === 2 || repository.approvals === 2 ? { approvals: 2 as const } : {}),
    ...(operator.approvalCheck || repository.approvalCheck ? { approvalCheck: true } : {}),
    prove: {
      ...operator.prove,
      runs: Math.min(operator.prove.maxRuns, repository.prove?.runs ?? operator.prove.runs),
      maxRuntimeMs: least(operator.prove.maxRuntimeMs, repository.prove?.maxRuntimeMs),
      runTimeoutMs: least(operator.prove.runTimeoutMs, repository.prove?.runTimeoutMs),
      command: repository.prove?.command ?? operator.prove.command,
      ciReruns: Math.min(
        MAX_CI_RERUNS,
        Math.max(operator.prove.ciReruns ?? 0, repository.prove?.ciReruns ?? 0),
      ),
    },
    ...tightenProbe(operator.probe, repository.probe),
    ...setupOf(operator.setup, repository.setup),
    ...servicesOf(repository.services ?? operator.services ?? []),
  };
}

const CAPS = ['maxTurns', 'maxSilenceMs', 'maxAttemptMs', 'approvalExpiresMs'] as const;

/** A repository may also name a limit where the operator has none. */
const caps = (operator: Policy, repository: RepositoryPolicy): Partial<Policy> =>
  Object.fromEntries(
    CAPS.flatMap((cap) => {
      const limits = [operator[cap], repository[cap]].filter((limit) => limit !== undefined);
      return limits.length === 0 ? [] : [[cap, Math.min(...limits)]];
    }),
  );

/** What was never asked for stays away from the policy, and from its digest. */
function matchers(operator: Policy, repository: RepositoryPolicy): Pick<Policy, 'problemMatchers'> {
  const problemMatchers = union(operator.problemMatchers ?? [], repository.problemMatchers);
  return problemMatchers.length === 0 ? {} : { problemMatchers };
}

/** A repository may switch it off, and say how one test is run. */
function tightenProbe(
  operator: Policy['probe'],
  repository: RepositoryPolicy['probe'],
): Pick<Policy, 'probe'> {
  if (operator === undefined) return {};
  return {
    probe: {
      enabled: operator.enabled && repository?.enabled !== false,
      command: repository?.command ?? operator.command,
      timeoutMs: Math.min(operator.timeoutMs, repository?.timeoutMs ?? operator.timeoutMs),
    },
  };
}

const servicesOf = (services: readonly Service[]): Pick<Policy, 'services'> =>
  services.length === 0 ? {} : { services };

/** Each service whose image the operator does not list, as a problem of the file's. */
export function foreignImages({ services = [], serviceImages = [] }: Policy): readonly string[] {
  const known = serviceImages.length === 0 ? 'none' : serviceImages.join(', ');
  return services
    .filter(({ image }) => !serviceImages.includes(image))
    .map(({ name, image }) => `services.${name}.image: ${image} is none that the operator lists (${known})`);
}

/** Nothing at all where nobody asked for any: the policy and its digest stay as they were. */
export function setupOf(operator: Policy['setup'], wish: RepositoryPolicy['setup']): Pick<Policy, 'setup'> {
  const commands = wish?.commands ?? operator?.commands ?? [];
  if (commands.length === 0) return {};
  const mostMs = operator?.timeoutMs ?? MAX_SETUP_MS;
  return { setup: { commands, timeoutMs: Math.min(mostMs, wish?.timeoutMs ?? mostMs) } };
}

const union = (a: readonly string[], b: readonly string[] | undefined): readonly string[] => [
  ...new Set([...a, ...(b ?? [])]),
];
