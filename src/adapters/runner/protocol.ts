// What bot and runner say to each other, checked by both: requests and answers as JSON, what a run does as one JSON object a line.
import { z } from 'zod';
import { STREAMS, type StreamName } from '#core/agents/streams/streams.ts';
import type { DenialRule } from '#core/egress/denial.ts';
import { METHODS } from '#core/egress/rule.ts';
import { isSha, isTaskId, type Sha, type TaskId } from '#core/ids.ts';
import type { Service } from '#core/policy.ts';
import type { ProblemCode } from '#core/problem.ts';
import type { AttemptResult, AttemptSpec, CheckoutOf, CommandSpec } from '#ports/sandbox.ts';

/** Goes up with every change that an older other side would misunderstand; each side refuses another number by name. */
export const PROTOCOL = '2';
export const PROTOCOL_HEADER = 'greenlight-runner';
/** A runner says at least this often that it is there. */
export const ALIVE_EVERY_MS = 2_000;

const count = z.int().min(0);
const texts = z.record(z.string(), z.string());

export const placeSchema = z.strictObject({
  owner: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  sha: z.custom<Sha>((value) => typeof value === 'string' && isSha(value), 'wants a whole commit id'),
});

const limits = {
  timeoutMs: z.number(),
  memoryBytes: z.number(),
  cpus: z.number(),
  pids: z.number(),
  diskBytes: z.number(),
  diskFiles: z.number().exactOptional(),
  maxLogBytes: z.number(),
};

/** Every field, also those that may be absent: what a spec learns, the protocol has to carry. */
type Fields<T> = { readonly [K in keyof Required<T>]: z.ZodType };

const common = {
  /** Becomes part of the names of containers and folders. */
  key: z.string().regex(/^[a-z0-9][a-z0-9-]{0,99}$/),
  taskId: z.custom<TaskId>((value) => typeof value === 'string' && isTaskId(value), 'wants a task’s id'),
  attempt: count,
  run: count,
  repo: z.strictObject({ owner: placeSchema.shape.owner, name: placeSchema.shape.name }),
  fromSha: placeSchema.shape.sha,
  setup: z
    .strictObject({
      commands: z.array(z.string()),
      timeoutMs: z.number(),
      baseSha: placeSchema.shape.sha,
    } satisfies Fields<NonNullable<AttemptSpec['setup']>>)
    .exactOptional(),
  services: z
    .array(
      z.strictObject({
        name: z.string(),
        image: z.string(),
        command: z.array(z.string()),
        env: texts,
        health: z.array(z.string()),
        readyWithinMs: z.number(),
        writable: z.array(z.string()),
        user: z.int().min(1).exactOptional(),
      } satisfies Fields<Service>),
    )
    .exactOptional(),
  network: z.array(
    z.strictObject({
      host: z.string(),
      port: z.int().min(1).max(65_535),
      methods: z.union([z.literal('any'), z.array(z.enum(METHODS))]),
      purpose: z.string(),
    }),
  ),
};

/** The runner has a mirror of its own. */
type Sent<Spec> = Omit<Spec, 'mirrorDir'>;

const attemptFields = {
  ...common,
  agent: z.strictObject({
    name: z.string(),
    image: z.string(),
    command: z.array(z.string()),
    env: texts,
    files: texts,
    model: z.string().exactOptional(),
    keepsSession: z.literal(true).exactOptional(),
    stream: z.custom<StreamName>((value) => typeof value === 'string' && value in STREAMS).exactOptional(),
  } satisfies Fields<AttemptSpec['agent']>),
  inputs: texts,
  resume: z.strictObject({ id: z.string().max(200), attempt: count, run: count }).exactOptional(),
  budget: z.strictObject({ maxUsd: z.number(), spentUsd: z.number() }).exactOptional(),
  limits: z.strictObject({ ...limits, maxBundleBytes: z.number() } satisfies Fields<AttemptSpec['limits']>),
} satisfies Fields<Sent<AttemptSpec>>;

const commandFields = {
  ...common,
  image: z.string(),
  command: z.array(z.string()),
  env: texts,
  // Not strict: a bot that hands over an attempt's limits means the same ones.
  limits: z.object(limits satisfies Fields<CommandSpec['limits']>),
} satisfies Fields<Sent<CommandSpec>>;

export const beginSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('attempt'), spec: z.strictObject(attemptFields) }),
  z.strictObject({ kind: z.literal('command'), spec: z.strictObject(commandFields) }),
]);
export type Begin = z.infer<typeof beginSchema>;

/** What a runner is: whether its agents are sealed is told in people's faces, and must not be guessed. */
export const checkedSchema = z.strictObject({ kind: z.enum(['docker', 'worktree']) });

export const stopSchema = z.strictObject({ key: common.key, collect: z.boolean() });
export const forgetSchema = z.union([
  z.strictObject({ of: common.taskId }),
  z.strictObject({ allBut: z.array(common.taskId) }),
]);
export const reapSchema = z.strictObject({ live: z.array(z.string()) });
export const checkoutSchema = z.strictObject({
  repo: common.repo,
  fromSha: common.fromSha,
  image: z.string(),
  session: z
    .strictObject({ taskId: common.taskId, agent: z.string(), attempt: count, run: count })
    .exactOptional(),
} satisfies Fields<CheckoutOf>);
export const warmthSchema = z.enum(['session', 'checkout', 'objects', 'cold']);
export const keysSchema = z.array(z.string());
export const offerSchema = z.union([z.literal('here'), z.array(z.string().regex(/^[0-9a-f]{40}$/))]);
export const foundSchema = z.strictObject({ id: z.uuid() });
export const controlsSchema = z.array(
  z.strictObject({
    name: z.string(),
    isEnforced: z.boolean(),
    isRequired: z.boolean(),
    seen: z.string(),
    remedy: z.string(),
  }),
);

export const failureSchema = z.strictObject({
  problem: z.strictObject({ code: z.custom<ProblemCode>(isText), detail: z.string() }),
  retryable: z.boolean(),
  retryAtMs: z.number().exactOptional(),
});
export type Failure = z.infer<typeof failureSchema>;

const usageSchema = z.strictObject({
  inputTokens: z.number(),
  outputTokens: z.number(),
  cacheReadTokens: z.number(),
  cacheWriteTokens: z.number(),
  requests: z.number(),
  costUsd: z.number(),
  estimated: z.boolean(),
  isExhausted: z.boolean(),
});

const denialsSchema = z.strictObject({
  list: z
    .array(
      z.strictObject({
        host: z.string(),
        port: z.number(),
        method: z.string().exactOptional(),
        rule: z.custom<DenialRule>(isText),
        detail: z.string().exactOptional(),
        count: z.number(),
      }),
    )
    .readonly(),
  omitted: z.number(),
});

const resultFields = {
  ended: z.enum(['exited', 'timed_out', 'out_of_memory', 'out_of_disk', 'stopped', 'lost']),
  exitCode: z.int().nullable(),
  resultFile: z.string().nullable(),
  startedAtMs: z.number(),
  endedAtMs: z.number(),
  logTruncated: z.boolean(),
  denials: denialsSchema,
  usage: usageSchema.exactOptional(),
  session: z.strictObject({ wasThere: z.boolean(), isKept: z.boolean() }).exactOptional(),
} satisfies Fields<Omit<AttemptResult, 'bundlePath'>>;

export const eventSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('alive') }),
  z.strictObject({ type: z.literal('started') }),
  /** `at`: how many bytes of the log come before. */
  z.strictObject({ type: z.literal('log'), at: count, base64: z.base64() }),
  /** What runs beside the agent; `at`: how many of these come before. */
  z.strictObject({ type: z.literal('other'), at: count, source: z.string().max(100), base64: z.base64() }),
  z.strictObject({ type: z.literal('usage'), usage: usageSchema }),
  /** `bundleBytes`: size of the bundle, which is fetched by itself; null where there is none. */
  z.strictObject({
    type: z.literal('ended'),
    result: z.strictObject(resultFields),
    bundleBytes: count.nullable(),
  }),
  z.strictObject({ type: z.literal('failed'), failure: failureSchema }),
]);
export type RunEvent = z.infer<typeof eventSchema>;
export type LastEvent = Extract<RunEvent, { type: 'ended' | 'failed' }>;

/** Codes of a newer other side are carried through; only a person reads them. */
function isText(value: unknown): boolean {
  return typeof value === 'string' && value.length <= 100;
}
