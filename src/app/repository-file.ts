// A repository's own `.github/greenlight.yml`: read from the base branch, it can tighten the operator's limits and never loosen them.
import { parse } from 'yaml';
import { z } from 'zod';
import type { EgressWish } from '#core/egress/narrow.ts';
import { MAX_CI_RERUNS, type RepositoryPolicy, type Service } from '#core/policy.ts';
import { durationMs } from '#core/start-options.ts';
import { issuesAsWords } from './issue-words.ts';
import { ENTRY_KEYS, networkSchema } from './network-entries.ts';

export const REPOSITORY_FILE = '.github/greenlight.yml';

const WANTS_TIME = 'wants a time such as 30m or 2h';
export const durationSchema = z.string(WANTS_TIME).transform((text, context) => {
  const ms = durationMs(text);
  if (ms === null) context.addIssue({ code: 'custom', message: WANTS_TIME });
  return ms ?? 0;
});

/** How a fix for flaky tests is proved, as both files write it. */
export const proveKeys = {
  runs: z
    .int()
    .min(0)
    .max(200)
    .optional()
    .describe('runs that prove a fix for flaky tests; 0: only where a task says prove=N'),
  command: z
    .array(z.string().min(1).max(1_000))
    .min(1)
    .max(100)
    .optional()
    .describe(
      'program and arguments that run the tests, seen by no shell; {tests} stands for those that a task names',
    ),
  ci_reruns: z
    .int()
    .min(0)
    .max(MAX_CI_RERUNS)
    .optional()
    .describe('how often all jobs of CI must pass again on the commit before such a fix is green'),
  run_timeout: durationSchema.optional().describe('a run that takes longer hangs, and has failed'),
  max_runtime: durationSchema.optional().describe('wall clock of all runs on one commit'),
};

/** How a failing test is run by itself, as both files write it. */
export const probeKeys = {
  enabled: z.boolean().optional().describe('false: CI is asked again without a look in the sandbox'),
  command: z
    .array(z.string().min(1).max(1_000))
    .min(1)
    .max(100)
    .optional()
    .describe(
      'program and arguments that run one failing test; {file} and {test} stand for it. Known for the usual tools',
    ),
  timeout: durationSchema.optional().describe('for all runs of one commit together'),
};

/** What makes a checkout ready, as both files write it. */
export const setupKeys = {
  commands: z
    .array(z.string().min(1).max(4_000))
    .max(50)
    .optional()
    .describe('lines of a shell, run in order in the checkout until one fails'),
  timeout: durationSchema.optional().describe('for all of them together'),
};

const MAX_SERVICES = 8;
const WANTS_FOLDER = 'wants a folder by its path from the root';
const words = z.array(z.string().min(1).max(1_000)).min(1).max(100);

/** What tests need beside them, as both files write it. */
export const serviceKeys = {
  image: z.string().min(1).max(300).describe('container image, of those in sandbox.service_images'),
  command: words.optional().describe("arguments instead of the image's own"),
  env: z
    .record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), z.string().max(10_000))
    .optional()
    .describe('its environment; agents can read the file, so no credential of value belongs here'),
  health: words.optional().describe('program and arguments that end with 0 in it once it is ready'),
  ready_within: durationSchema.optional().describe('how long it may take to be ready; 2m unless told'),
  writable: z
    .array(z.string().regex(/^\/(?!.*(?:^|\/)\.\.(?:\/|$))[\w./-]{1,200}$/, WANTS_FOLDER))
    .max(20)
    .optional()
    .describe("folders that it writes to, in memory; the image's own volumes are so anyway"),
  user: z.int().min(1).max(9_999).optional().describe('number of the user that it runs as, never root'),
};
const serviceName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,30}$/, 'wants lower-case letters, digits and dashes');
const services = z
  .record(serviceName, z.strictObject(serviceKeys))
  .refine((given) => Object.keys(given).length <= MAX_SERVICES, `wants at most ${MAX_SERVICES} services`);

export const servicesOf = (given: z.infer<typeof services> | undefined): readonly Service[] | undefined =>
  given &&
  Object.entries(given).map(([name, { image, command, env, health, ready_within, writable, user }]) => ({
    name,
    image,
    command: command ?? [],
    env: env ?? {},
    health: health ?? [],
    readyWithinMs: ready_within ?? 120_000,
    writable: writable ?? [],
    ...(user === undefined ? {} : { user }),
  }));

/** The keys of a policy, as both the operator's file and a repository's write them. */
export const repositoryKeys = {
  max_attempts: z.int().min(1).max(20).optional().describe('red attempts of a round before it is blocked'),
  max_runtime: durationSchema.optional().describe('wall clock of a round, from its first attempt'),
  max_cost_usd: z.number().positive().max(10_000).optional().describe('cost of a round in US dollars'),
  max_ci_minutes: z
    .number()
    .positive()
    .max(100_000)
    .optional()
    .describe('minutes of CI machines that a round may use, reruns too'),
  max_turns: z
    .int()
    .min(1)
    .max(10_000)
    .optional()
    .describe('requests of one attempt to its model; it is then ended and what it has is published'),
  max_silence: durationSchema
    .optional()
    .describe(
      'neither output of the agent nor an answer of its model for this long ends its attempt likewise',
    ),
  max_attempt_time: durationSchema.optional().describe('running time of one attempt, ended likewise'),
  protected_paths: z
    .array(z.string().min(1).max(200))
    .max(200)
    .optional()
    .describe('globs of paths that an agent may not change, beside those that are always protected'),
  required_checks: z
    .array(z.string().min(1).max(200))
    .max(50)
    .optional()
    .describe('checks that must be green beside those that the forge requires'),
  problem_matchers: z
    .array(
      z
        .string()
        .max(200)
        .regex(
          /^(?!\/)(?!.*(?:^|\/)\.\.(?:\/|$))[^\\\s]+\.json$/,
          'wants a .json file by its path from the root',
        ),
    )
    .max(10)
    .optional()
    .describe('files of GitHub problem matchers in the repository, for tools of its own'),
  risk: z
    .enum(['low', 'high'])
    .optional()
    .describe('high: an approver other than the requester has to approve'),
  merge: z
    .enum(['never', 'on_approval', 'auto'])
    .optional()
    .describe('never: marked ready for review only; auto: merged when green, at low risk'),
  approvals: z
    .union([z.literal(1), z.literal(2)])
    .optional()
    .describe('how many people have to approve a commit; with 2, nothing is merged by itself'),
  approval_expires: durationSchema
    .optional()
    .describe('an approval that waits for a second one counts for so long; else until something changes'),
  approval_check: z
    .boolean()
    .optional()
    .describe(
      'the commit bears a check greenlight/approval, which branch protection can require; needs the permission Checks: write',
    ),
  network: networkSchema
    .optional()
    .describe('hosts that its attempts may reach, of those that the operator allows; none: nothing'),
  setup: z
    .union([setupKeys.commands.unwrap(), z.strictObject(setupKeys)])
    .transform((given) => (Array.isArray(given) ? { commands: given } : given))
    .optional()
    .describe(
      'commands that make a checkout ready, such as npm ci: run once and kept as long as lockfiles and image stay the same',
    ),
  services: services
    .optional()
    .describe('what tests need beside them, by name: at 127.0.0.1 in every attempt, probe and proof'),
  prove: z.strictObject(proveKeys).optional().describe('the proof of a fix for flaky tests'),
  probe: z
    .strictObject(probeKeys)
    .optional()
    .describe('a failing test by itself, with and without the change, before CI is asked again'),
};
const keysAt = (path: readonly PropertyKey[]): readonly string[] =>
  Object.keys(
    path[0] === 'services' && path.length > 1 ? serviceKeys : (INNER_KEYS[String(path[0])] ?? repositoryKeys),
  );
const INNER_KEYS: Readonly<Record<string, object>> = {
  setup: setupKeys,
  prove: proveKeys,
  probe: probeKeys,
  network: ENTRY_KEYS,
};
const repositoryFile = z.strictObject(repositoryKeys).nullable();

export type RepositoryFile =
  | {
      readonly ok: true;
      readonly policy: RepositoryPolicy;
      /** Undefined where it says nothing about it. */
      readonly network: readonly EgressWish[] | undefined;
    }
  | { readonly ok: false; readonly problems: readonly string[] };

/** An empty or absent file asks for nothing. Every problem is told at once, by key. */
export function readRepositoryFile(text: string): RepositoryFile {
  let content: unknown;
  try {
    content = parse(text, { maxAliasCount: 20, logLevel: 'error' });
  } catch (error) {
    return {
      ok: false,
      problems: [`not YAML: ${error instanceof Error ? error.message.split('\n')[0] : error}`],
    };
  }
  const parsed = repositoryFile.safeParse(content ?? null, { reportInput: true });
  if (!parsed.success) return { ok: false, problems: issuesAsWords(parsed.error.issues, keysAt) };
  const file = parsed.data ?? {};
  return {
    ok: true,
    network: file.network,
    policy: {
      maxAttempts: file.max_attempts,
      maxRuntimeMs: file.max_runtime,
      maxCostUsd: file.max_cost_usd,
      maxCiMinutes: file.max_ci_minutes,
      maxTurns: file.max_turns,
      maxSilenceMs: file.max_silence,
      maxAttemptMs: file.max_attempt_time,
      protectedPaths: file.protected_paths,
      requiredChecks: file.required_checks,
      problemMatchers: file.problem_matchers,
      risk: file.risk,
      merge: file.merge,
      approvals: file.approvals,
      approvalExpiresMs: file.approval_expires,
      approvalCheck: file.approval_check,
      setup: file.setup && { commands: file.setup.commands, timeoutMs: file.setup.timeout },
      services: servicesOf(file.services),
      prove: file.prove && {
        runs: file.prove.runs,
        command: file.prove.command,
        ciReruns: file.prove.ci_reruns,
        runTimeoutMs: file.prove.run_timeout,
        maxRuntimeMs: file.prove.max_runtime,
      },
      probe: file.probe && {
        enabled: file.probe.enabled,
        command: file.probe.command,
        timeoutMs: file.probe.timeout,
      },
    },
  };
}
