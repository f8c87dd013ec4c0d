// docs/ files that are written from the code: the JSON Schema of greenlight.yml, and the tables of configuration.md.
import { DEFAULT_POLICY } from '#core/policy.ts';
import { VARIABLES, type Variable } from '#src/config/environment.ts';
import { operatorFileSchema } from '#src/config/operator-file.ts';

export function schemaDocument(): string {
  const { $schema, ...schema } = operatorFileSchema();
  return `${JSON.stringify({ $schema, title: 'greenlight.yml of an operator', ...schema }, null, 2)}\n`;
}

export function configurationDocument(): string {
  return [
    '# Configuration',
    'Written from the code; `UPDATE_DOCS=1 npm test -- test/config` writes it anew.',
    '## Environment',
    'Secrets and places. No secret has a default, and none is ever printed.',
    table(
      ['Variable', 'What it is', 'How to get a value', 'Default'],
      Object.entries(VARIABLES).map(variableRow),
    ),
    '## greenlight.yml',
    'The operator’s file. Start from [the example](greenlight.example.yml); editors check it with [its schema](greenlight.schema.json). Unknown keys are refused by name.',
    table(['Key', 'What it is', 'Value', 'Default'], keyRows()),
    '## .github/greenlight.yml',
    'A repository’s own file, read from its base branch when a task starts. It tightens what the operator allows and never loosens it; the keys are those of `policy` above: `max_attempts`, `max_runtime`, `max_cost_usd`, `max_ci_minutes`, `max_turns`, `max_silence`, `max_attempt_time`, `protected_paths`, `required_checks`, `problem_matchers`, `risk`, `merge`, `network` (as in `sandbox.allow`, or `none`; each entry has to be covered by one of the operator’s), `prove` (without `max_runs`), `probe`.',
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function variableRow([name, variable]: [string, Omit<Variable, 'name'>]): readonly string[] {
  const need = { always: '**required**', sometimes: 'depends', never: '' }[variable.required];
  const given = variable.default === undefined ? need : `\`${variable.default}\``;
  return [`\`${name}\`${variable.secret ? ' (secret)' : ''}`, variable.what, variable.how, given];
}

type Node = {
  readonly properties?: Readonly<Record<string, Node>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Node | boolean;
  readonly items?: Node;
  readonly description?: string;
  readonly default?: unknown;
  readonly type?: string;
  readonly anyOf?: readonly Node[];
  readonly const?: string;
  readonly enum?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
};

const keyRows = (): readonly (readonly string[])[] => rowsUnder(operatorFileSchema() as Node, '');

function rowsUnder(node: Node, path: string): readonly (readonly string[])[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const here = path === '' ? key : `${path}.${key}`;
    const row = [`\`${here}\``, child.description ?? '', wantedOf(child), defaultOf(here, key, child, node)];
    const isOtherPolicy = here.endsWith('[].policy');
    return [row, ...(isOtherPolicy ? [] : inside(child, here))];
  });
}

function inside(node: Node, path: string): readonly (readonly string[])[] {
  const entries = typeof node.additionalProperties === 'object' ? node.additionalProperties : undefined;
  return [
    ...rowsUnder(node, path),
    ...(entries?.properties ? rowsUnder(entries, `${path}.<name>`) : []),
    ...formsOf(node.items).flatMap((form) => (form.properties ? rowsUnder(form, `${path}[]`) : [])),
  ];
}

const formsOf = (node: Node | undefined): readonly Node[] =>
  node === undefined ? [] : (node.anyOf ?? [node]);

function wantedOf(node: Node): string {
  if (node.anyOf) return node.anyOf.map(wantedOf).join(', ');
  if (node.const !== undefined) return `\`${node.const}\``;
  if (node.type === 'boolean') return '`true`, `false`';
  if (node.enum) return node.enum.map((word) => `\`${word}\``).join(', ');
  const { minimum, maximum } = node;
  if (maximum !== undefined) return `${minimum === undefined ? 'up to' : `${minimum} to`} ${maximum}`;
  if (node.type === 'array') return 'list';
  return node.type === 'object' ? 'map' : 'text';
}

function defaultOf(path: string, key: string, node: Node, parent: Node): string {
  const policy = DEFAULTS[path];
  if (policy !== undefined) return `\`${policy}\``;
  const isPlain = ['string', 'number', 'boolean'].includes(typeof node.default) && node.default !== '';
  if (isPlain) return `\`${String(node.default)}\``;
  return parent.required?.includes(key) && node.default === undefined ? '**required**' : '';
}

const time = (ms: number): string => (ms % 60_000 === 0 ? `${ms / 60_000}m` : `${ms / 1_000}s`);
const { ci } = DEFAULT_POLICY;
const DEFAULTS: Readonly<Record<string, string | number>> = {
  'policy.max_attempts': DEFAULT_POLICY.maxAttempts,
  'policy.max_runtime': time(DEFAULT_POLICY.maxRuntimeMs),
  'policy.max_cost_usd': DEFAULT_POLICY.maxCostUsd,
  'policy.max_ci_minutes': DEFAULT_POLICY.maxCiMinutes ?? '',
  'policy.max_silence': time(DEFAULT_POLICY.maxSilenceMs ?? 0),
  'policy.max_patch_files': DEFAULT_POLICY.maxPatchFiles,
  'policy.max_patch_bytes': DEFAULT_POLICY.maxPatchBytes,
  'policy.risk': DEFAULT_POLICY.risk,
  'policy.merge': DEFAULT_POLICY.merge,
  'policy.merge_method': DEFAULT_POLICY.mergeMethod,
  'policy.approvals': 1,
  'policy.approval_check': 'false',
  'policy.permissions': 'roles',
  'policy.prove.runs': DEFAULT_POLICY.prove.runs,
  'policy.prove.max_runs': DEFAULT_POLICY.prove.maxRuns,
  'policy.prove.ci_reruns': DEFAULT_POLICY.prove.ciReruns ?? 0,
  'policy.prove.max_runtime': time(DEFAULT_POLICY.prove.maxRuntimeMs),
  'policy.prove.run_timeout': time(DEFAULT_POLICY.prove.runTimeoutMs),
  'policy.probe.enabled': String(DEFAULT_POLICY.probe?.enabled ?? false),
  'policy.probe.timeout': time(DEFAULT_POLICY.probe?.timeoutMs ?? 0),
  'ci.settle': time(ci.settleMs),
  'ci.poll': time(ci.pollMs),
  'ci.no_checks_after': time(ci.noChecksAfterMs),
  'ci.deadline': time(ci.deadlineMs),
  'ci.infra_reruns': ci.infraReruns,
  'ci.api_budget': ci.apiBudget ?? '',
  'ci.infra_pause': time(ci.infraPauseMs ?? 0),
};

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
