// greenlight.yml, the operator's file: agents, repositories, channels, people, limits. Unknown keys are refused by name.
import { z } from 'zod';
import { allowSchema } from '#app/network-entries.ts';
import { durationSchema, proveKeys, repositoryKeys } from '#app/repository-file.ts';
import { DEFAULT_RETENTION } from '#core/retention.ts';
import { agentSchema } from './agents.ts';
import { enginesSchema } from './engines.ts';
import { escalationSchema } from './escalation.ts';
import { modelsSchema } from './models.ts';
import { registriesSchema } from './registries.ts';

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
const people = z.array(userId).default([]);

const policy = z.strictObject({
  ...repositoryKeys,
  max_patch_files: z.int().min(1).max(5_000).optional().describe('files that a change may touch'),
  max_patch_bytes: z.int().min(1_000).max(100_000_000).optional().describe('bytes that a change may add'),
  prove: z
    .strictObject({
      ...proveKeys,
      max_runs: z
        .int()
        .min(1)
        .max(200)
        .optional()
        .describe('most runs that a task or a repository may ask for'),
    })
    .optional()
    .describe('the proof of a fix for flaky tests'),
  permissions: z
    .enum(['roles', 'github'])
    .optional()
    .describe(
      'who may start, approve, retry, abort and extend: by people below, or by what GitHub lets the linked account do there',
    ),
  merge_method: z.enum(['merge', 'squash', 'rebase']).optional().describe('how a pull request is merged'),
});
export type PolicyFile = z.infer<typeof policy>;

const WANTS_SHORT_TIME = 'wants a time such as 500ms, 30s or 5m';
const shortDuration = z
  .string(WANTS_SHORT_TIME)
  .regex(/^\d{1,5}(ms|s|m|h)$/, WANTS_SHORT_TIME)
  .transform(shortDurationMs);

const ci = z.strictObject({
  settle: shortDuration.optional().describe('how long ended checks must stay as they are to be believed'),
  poll: shortDuration.optional().describe('how often CI is asked while no webhook comes'),
  no_checks_after: shortDuration.optional().describe('no check for this long means that none will come'),
  deadline: durationSchema.optional().describe('checks that still run then are handed to a person'),
  infra_reruns: z
    .int()
    .min(0)
    .max(10)
    .optional()
    .describe('reruns of failed jobs per attempt when it looks like infrastructure'),
  api_budget: z
    .int()
    .min(50)
    .max(100_000)
    .optional()
    .describe(
      'requests to GitHub that one task may cost before CI is polled less often; unchanged answers are free',
    ),
  infra_pause: shortDuration
    .optional()
    .describe('how long the first of these waits; the next, four times as long'),
});

const days = z.int().min(1).max(3_650);
const retention = z.strictObject({
  task_days: days
    .default(DEFAULT_RETENTION.taskDays)
    .describe('record and events of a task are kept for so long after it was merged, handed over or aborted'),
  artifact_days: days
    .default(DEFAULT_RETENTION.artifactDays)
    .describe('its logs and bundles are kept for so long, at most as long as the task'),
  audit_days: days
    .default(DEFAULT_RETENTION.auditDays)
    .describe('who decided what is kept for so long, at least as long as the task'),
});

const sandbox = z.strictObject({
  kind: z
    .enum(['docker', 'worktree'])
    .default('docker')
    .describe('worktree isolates nothing: for trusted development only'),
  instance: z
    .string()
    .regex(/^[a-z0-9-]{1,31}$/, 'wants lower-case letters, digits and dashes')
    .default('main')
    .describe('names everything made on the engine: two Greenlights on one engine need different ones'),
  helper_image: z
    .string()
    .min(1)
    .max(300)
    .default('greenlight:latest')
    .describe("holds node, git and a shell, for Greenlight's own helpers"),
  slots: z.int().min(1).max(64).default(2).describe('attempts that run at once, where no engines are listed'),
  engines: enginesSchema,
  memory_mb: z.int().min(64).max(262_144).default(2_048).describe('memory of an attempt'),
  cpus: z.number().min(0.1).max(64).default(2).describe('processors of an attempt'),
  pids: z.int().min(16).max(32_768).default(512).describe('processes of an attempt'),
  disk_mb: z.int().min(16).max(1_048_576).default(4_096).describe('disk of an attempt'),
  disk_files: z
    .int()
    .min(1_000)
    .max(100_000_000)
    .default(1_000_000)
    .describe('files and folders that an attempt may make'),
  workspace: z
    .enum(['disk', 'memory'])
    .default('disk')
    .describe(
      'where attempts write: memory has the kernel bound it and counts to memory_mb; on disk it is measured',
    ),
  runtime: z
    .string()
    .regex(/^[\w.-]{1,100}$/, 'wants the name of a runtime that the engine knows')
    .optional()
    .describe(
      "an OCI runtime that shares namespaces between containers, such as crun; the engine's own unless told. gVisor is refused: docs/security.md",
    ),
  service_images: z
    .array(z.string().min(1).max(300))
    .max(200)
    .default([])
    .describe('images that services of repositories may be of, word for word; none unless named'),
  registries: registriesSchema,
  registry_cache_mb: z
    .int()
    .min(16)
    .max(1_048_576)
    .default(2_048)
    .describe('disk for package files, shared by all attempts'),
  log_kb: z.int().min(16).max(102_400).default(4_096).describe("how much of an agent's output is kept"),
  allow: allowSchema
    .default([])
    .describe('hosts that agents may reach, as names or as maps that say more; none unless named'),
});

export const operatorFile = z.strictObject({
  agents: z
    .record(agentName, agentSchema)
    .refine((agents) => Object.keys(agents).length > 0, 'wants at least one agent')
    .describe('what can be asked to do the work, by name'),
  models: modelsSchema,
  default_agent: agentName.optional().describe('needed when there is more than one agent'),
  repositories: z
    .array(
      z.strictObject({
        name: repositoryName.describe('owner/name'),
        agent: agentName.optional().describe('instead of default_agent'),
        policy: policy.optional().describe('instead of the general policy, key by key'),
      }),
    )
    .min(1)
    .max(1_000)
    .describe('where Greenlight may work'),
  channels: z.record(channelId, repositoryName).default({}).describe('channel id: its default repository'),
  people: z
    .strictObject({
      approvers: people.describe('may approve, retry and abort every task'),
      on_call: people.describe('may retry and abort every task'),
      admins: people.describe(
        'may do what approvers may, end links of others, and change what holds in every channel',
      ),
    })
    .default({ approvers: [], on_call: [], admins: [] })
    .describe('Slack user ids by role'),
  escalation: escalationSchema,
  policy: policy.optional().describe('limits for every repository'),
  ci: ci.optional().describe('patience with CI'),
  sandbox: sandbox.prefault({}).describe('where agents run, and with how much'),
  slack: z
    .strictObject({
      blocks: z
        .enum(['classic', 'rich'])
        .default('classic')
        .describe('rich: alerts, plans and folded parts on cards; classic ones wherever Slack refuses them'),
      guests: z
        .enum(['refused', 'allowed'])
        .default('refused')
        .describe('whether guests of the workspace may do what members may; needs users:read to refuse them'),
      teams: z
        .array(z.string().regex(/^T[A-Z0-9]{2,20}$/, 'wants the id of a workspace such as T012ABCDEF'))
        .max(50)
        .default([])
        .describe('other workspaces whose people, met in shared channels, may do what members may'),
      agent_sessions: z
        .boolean()
        .default(false)
        .describe(
          "Slack's own status and stop button in each task's thread; the app has to be declared an agent",
        ),
    })
    .prefault({})
    .describe('how it looks in Slack'),
  duplicate_window: z
    .union([z.literal('off'), durationSchema])
    .optional()
    .describe(
      'for so long the same request in one repository is first offered the open task that does it already, 24h unless told',
    ),
  retention: retention
    .prefault({})
    .describe('what is removed when; whatever waits for CI or for a person keeps everything'),
  commit_author: z
    .strictObject({
      name: z.string().min(1).max(100).describe('as git shows it'),
      email: z.email('wants an e-mail address').describe('as git shows it'),
    })
    .default({ name: 'Greenlight', email: 'greenlight@users.noreply.github.com' })
    .describe('who the commits are by'),
});
export type OperatorFile = z.infer<typeof operatorFile>;

/** A JSON Schema of the file as it is written. */
export const operatorFileSchema = (): Record<string, unknown> =>
  z.toJSONSchema(operatorFile, { io: 'input' });

/** The keys that may stand at this place of the file, for "did you mean". */
export function keysAt(path: readonly PropertyKey[]): readonly string[] {
  let node: unknown = operatorFileSchema();
  for (const key of path) node = childOf(node, key);
  const forms = recordOf(node).anyOf;
  const all = Array.isArray(forms) ? forms : [node];
  return all.flatMap((form) => Object.keys(recordOf(recordOf(form).properties)));
}

function childOf(node: unknown, key: PropertyKey): unknown {
  const { properties, additionalProperties, items, anyOf } = recordOf(node);
  if (Array.isArray(anyOf))
    return anyOf.map((form) => childOf(form, key)).find((child) => child !== undefined);
  return typeof key === 'number' ? items : (recordOf(properties)[String(key)] ?? additionalProperties);
}

const recordOf = (value: unknown): Record<string, unknown> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};

const UNITS_MS: Record<string, number> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

function shortDurationMs(text: string): number {
  const match = /^(\d+)([a-z]+)$/.exec(text);
  return Number(match?.[1] ?? 0) * (UNITS_MS[match?.[2] ?? ''] ?? 0);
}
