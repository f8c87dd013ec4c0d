// greenlight.yml, the operator's file: agents, repositories, channels, people, limits. Unknown keys are refused by name.
import { z } from 'zod';
import { durationSchema, repositoryKeys } from '#app/repository-file.ts';

const repositoryName = z.string().regex(/^[\w.-]{1,100}\/[\w.-]{1,100}$/, 'wants owner/name');
const userId = z
  .string()
  .regex(/^[UW][A-Z0-9]{2,20}$/, 'wants a Slack user id such as U012ABCDEF (profile → ⋯ → Copy member ID)');
const channelId = z
  .string()
  .regex(
    /^[CG][A-Z0-9]{2,20}$/,
    'wants a Slack channel id such as C012ABCDEF (channel → About → Channel ID)',
  );
const agentName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9_.-]{0,59}$/, 'wants lower-case letters, digits, dots and dashes');

const policy = z.strictObject({
  ...repositoryKeys,
  max_patch_files: z.int().min(1).max(5_000).optional(),
  max_patch_bytes: z.int().min(1_000).max(100_000_000).optional(),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional(),
});
export type PolicyFile = z.infer<typeof policy>;

const shortDuration = z
  .string()
  .regex(/^\d{1,5}(ms|s|m|h)$/, 'wants a time such as 500ms, 30s or 5m')
  .transform(shortDurationMs);

const ci = z.strictObject({
  settle: shortDuration.optional(),
  poll: shortDuration.optional(),
  no_checks_after: shortDuration.optional(),
  deadline: durationSchema.optional(),
  infra_reruns: z.int().min(0).max(10).optional(),
});

const agent = z.strictObject({
  image: z.string().min(1).max(300).default(''),
  command: z.array(z.string().min(1).max(4_000)).min(1).max(100),
  env: z.record(z.string().regex(/^[A-Za-z_]\w{0,99}$/), z.string().max(10_000)).default({}),
  /** Name in the input directory -> path beside greenlight.yml. */
  files: z.record(z.string().regex(/^[\w.-]{1,100}$/), z.string().min(1)).default({}),
});

const sandbox = z.strictObject({
  kind: z.enum(['docker', 'worktree']).default('docker'),
  /** Names everything made on the engine: two Greenlights on one engine need different ones. */
  instance: z
    .string()
    .regex(/^[a-z0-9-]{1,31}$/)
    .default('main'),
  /** Holds node, git and a shell, for Greenlight's own helpers. */
  helper_image: z.string().min(1).max(300).default('greenlight:latest'),
  slots: z.int().min(1).max(64).default(2),
  memory_mb: z.int().min(64).max(262_144).default(2_048),
  cpus: z.number().min(0.1).max(64).default(2),
  pids: z.int().min(16).max(32_768).default(512),
  disk_mb: z.int().min(16).max(1_048_576).default(4_096),
  log_kb: z.int().min(16).max(102_400).default(4_096),
  /** Hosts that agents may reach by HTTPS. None unless named. */
  allow: z
    .array(z.string().regex(/^(\*\.)?[a-z0-9.-]{1,200}$/, 'wants a host name or *.domain'))
    .max(200)
    .default([]),
});

export const operatorFile = z.strictObject({
  agents: z
    .record(agentName, agent)
    .refine((agents) => Object.keys(agents).length > 0, 'wants at least one agent'),
  default_agent: agentName.optional(),
  repositories: z
    .array(z.strictObject({ name: repositoryName, agent: agentName.optional(), policy: policy.optional() }))
    .min(1, 'wants at least one repository')
    .max(1_000),
  channels: z.record(channelId, repositoryName).default({}),
  people: z
    .strictObject({
      approvers: z.array(userId).default([]),
      on_call: z.array(userId).default([]),
      admins: z.array(userId).default([]),
    })
    .default({ approvers: [], on_call: [], admins: [] }),
  policy: policy.optional(),
  ci: ci.optional(),
  sandbox: sandbox.prefault({}),
  commit_author: z
    .strictObject({ name: z.string().min(1).max(100), email: z.email() })
    .default({ name: 'Greenlight', email: 'greenlight@users.noreply.github.com' }),
});
export type OperatorFile = z.infer<typeof operatorFile>;

/** Every key there is, for "did you mean". */
export const KNOWN_KEYS: readonly string[] = [
  ...Object.keys(operatorFile.shape),
  ...[agent, sandbox, ci, policy].flatMap((schema) => Object.keys(schema.shape)),
  'name',
  'approvers',
  'on_call',
  'admins',
  'email',
];

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function shortDurationMs(text: string): number {
  const match = /^(\d+)([a-z]+)$/.exec(text);
  return Number(match?.[1] ?? 0) * (UNITS_MS[match?.[2] ?? ''] ?? 0);
}
