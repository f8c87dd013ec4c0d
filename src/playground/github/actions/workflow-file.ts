// Reads a workflow file into a plan, or says why GitHub would refuse to start it.
import { parse } from 'yaml';
import { z } from 'zod';
import { expandMatrix, type MatrixRow } from './matrix.ts';

const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const environment = z.record(z.string(), scalar).default({});
const words = z
  .union([z.string(), z.array(z.string())])
  .transform((value) => (typeof value === 'string' ? [value] : value));
const condition = z.union([z.string(), z.boolean()]).transform(String).optional();

const stepSchema = z
  .object({
    id: z.string().optional(),
    name: z.string().optional(),
    if: condition,
    run: z.union([z.string(), z.number(), z.boolean()]).transform(String).optional(),
    uses: z.string().optional(),
    with: environment,
    env: environment,
    shell: z.string().optional(),
    'working-directory': z.string().optional(),
    'continue-on-error': z.boolean().default(false),
    'timeout-minutes': z.number().positive().optional(),
  })
  .refine((step) => (step.run === undefined) !== (step.uses === undefined), {
    message: 'Every step must define a `uses` or `run` key, and not both',
  });

const jobSchema = z.object({
  name: z.string().optional(),
  'runs-on': words,
  needs: words.optional(),
  if: condition,
  env: environment,
  steps: z.array(stepSchema).min(1),
  'timeout-minutes': z.number().positive().default(360),
  'continue-on-error': z.boolean().default(false),
  strategy: z
    .object({ matrix: z.record(z.string(), z.unknown()).optional(), 'fail-fast': z.boolean().default(true) })
    .optional(),
});

const filterSchema = z
  .object({
    types: words.optional(),
    branches: words.optional(),
    'branches-ignore': words.optional(),
    paths: words.optional(),
    'paths-ignore': words.optional(),
    tags: words.optional(),
  })
  .nullish()
  .transform((value) => value ?? {});

const concurrencySchema = z
  .union([
    z.string(),
    z.object({ group: z.string(), 'cancel-in-progress': z.union([z.boolean(), z.string()]).default(false) }),
  ])
  .optional();

const fileSchema = z.object({
  name: z.string().optional(),
  on: z.union([z.string(), z.array(z.string()), z.record(z.string(), z.unknown())]),
  env: environment,
  concurrency: concurrencySchema,
  jobs: z.record(z.string().regex(/^[A-Za-z_][\w-]*$/), jobSchema),
});

export type StepPlan = z.infer<typeof stepSchema>;
export type EventFilter = z.infer<typeof filterSchema>;

export interface JobPlan extends z.infer<typeof jobSchema> {
  readonly key: string;
  readonly rows: readonly MatrixRow[];
}

export interface WorkflowPlan {
  readonly name: string;
  readonly push: EventFilter | null;
  readonly pullRequest: EventFilter | null;
  readonly env: z.infer<typeof environment>;
  readonly concurrency: { readonly group: string; readonly cancelInProgress: boolean | string } | null;
  readonly jobs: readonly JobPlan[];
}

export type WorkflowReading =
  | { ok: true; plan: WorkflowPlan }
  | { ok: false; problem: string; events: readonly string[] };

export function readWorkflow(text: string, path: string): WorkflowReading {
  let raw: unknown;
  try {
    raw = parse(text);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    // GitHub starts a failing run for every push of a file it cannot even parse.
    return {
      ok: false,
      problem: `You have an error in your yaml syntax: ${error.message}`,
      events: ['push'],
    };
  }
  const events = namedEvents(raw);
  const parsed = fileSchema.safeParse(raw);
  if (!parsed.success) return { ok: false, problem: z.prettifyError(parsed.error), events };
  const jobs = Object.entries(parsed.data.jobs).map(([key, job]) => ({
    ...job,
    key,
    rows: expandMatrix(job.strategy?.matrix),
  }));
  const problem = graphProblem(jobs);
  if (problem !== null) return { ok: false, problem, events };
  const { name = path, on, env, concurrency } = parsed.data;
  const filters = eventFilters(on);
  if (filters === null) return { ok: false, problem: 'Unexpected value under `on`', events };
  const plan = { name, env, jobs, concurrency: readConcurrency(concurrency), ...filters };
  return { ok: true, plan };
}

function namedEvents(raw: unknown): string[] {
  const on = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>).on : undefined;
  if (typeof on === 'string') return [on];
  if (Array.isArray(on)) return on.map(String);
  return typeof on === 'object' && on !== null ? Object.keys(on) : ['push'];
}

function eventFilters(
  on: z.infer<typeof fileSchema>['on'],
): Pick<WorkflowPlan, 'push' | 'pullRequest'> | null {
  const names = typeof on === 'string' ? [on] : Array.isArray(on) ? on : Object.keys(on);
  const filterOf = (name: string): EventFilter | null => {
    if (!names.includes(name)) return null;
    return filterSchema.parse(typeof on === 'object' && !Array.isArray(on) ? on[name] : null);
  };
  try {
    return { push: filterOf('push'), pullRequest: filterOf('pull_request') };
  } catch (error) {
    if (error instanceof z.ZodError) return null;
    throw error;
  }
}

function readConcurrency(value: z.infer<typeof concurrencySchema>): WorkflowPlan['concurrency'] {
  if (value === undefined) return null;
  if (typeof value === 'string') return { group: value, cancelInProgress: false };
  return { group: value.group, cancelInProgress: value['cancel-in-progress'] };
}

function graphProblem(jobs: readonly JobPlan[]): string | null {
  if (jobs.length === 0) return 'There are no jobs in this workflow.';
  const settled = new Set<string>();
  let waiting = [...jobs];
  while (waiting.length > 0) {
    const ready = waiting.filter((job) => (job.needs ?? []).every((need) => settled.has(need)));
    if (ready.length === 0) {
      const [first] = waiting;
      return `Job '${first?.key}' depends on unknown job or on itself: ${first?.needs?.join(', ')}.`;
    }
    for (const job of ready) settled.add(job.key);
    waiting = waiting.filter((job) => !settled.has(job.key));
  }
  return null;
}
