// Environment and greenlight.yml in, one Config out, or every problem at once.
import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse } from 'yaml';
import type { AppConfig } from '#app/deps.ts';
import { issuesAsWords } from '#app/repository-file.ts';
import { DEFAULT_POLICY, type Policy } from '#core/policy.ts';
import type { RepoRef } from '#core/task.ts';
import type { AgentSpec } from '#ports/sandbox.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';
import { KNOWN_KEYS, type OperatorFile, operatorFile, type PolicyFile } from './config/operator-file.ts';

export type Config = {
  readonly app: AppConfig;
  readonly dataDir: string;
  readonly host: string;
  readonly port: number;
  /** Without a slash at the end. */
  readonly publicUrl: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error';
  readonly redisUrl: string | null;
  readonly dockerHost: string;
  readonly slack: {
    readonly botToken: string;
    readonly apiUrl: string;
    readonly mode:
      | { readonly kind: 'http'; readonly signingSecret: string }
      | { readonly kind: 'socket'; readonly appToken: string };
  };
  readonly github: {
    readonly appId: string;
    readonly privateKey: string;
    readonly webhookSecret: string;
    readonly apiUrl: string;
  };
  readonly sandbox: {
    readonly kind: 'docker' | 'worktree';
    readonly instance: string;
    readonly helperImage: string;
    readonly slots: number;
    readonly allow: readonly string[];
  };
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };
type ReadFile = (path: string) => string;

export function readConfig(
  env: Environment,
  readFile: ReadFile = (path) => readFileSync(path, 'utf8'),
): ConfigResult {
  const reader = new EnvironmentReader(env);
  const slack = readSlack(reader);
  const github = readGitHub(reader, readFile);
  const places = readPlaces(reader);
  const configPath = resolve(reader.withDefault('GREENLIGHT_CONFIG'));
  const file = readOperatorFile(configPath, readFile, reader.problems);
  const agents = file === null ? {} : readAgents(file, dirname(configPath), readFile, reader.problems);
  if (file !== null) checkNames(file, reader.problems);
  if (file === null || reader.problems.length > 0) return { ok: false, problems: reader.problems };
  const redisUrl = reader.optional('REDIS_URL') ?? null;
  const secrets = [
    slack.botToken,
    slack.secret,
    github.privateKey,
    github.webhookSecret,
    ...secretsIn(redisUrl),
  ].filter((secret) => secret !== '');
  const { kind, instance, helper_image: helperImage, slots, allow } = file.sandbox;
  return {
    ok: true,
    config: {
      ...places,
      redisUrl,
      slack: { botToken: slack.botToken, apiUrl: slack.apiUrl, mode: slack.mode },
      github,
      sandbox: { kind, instance, helperImage, slots, allow },
      app: appConfig(file, agents, secrets),
    },
  };
}

function readSlack(reader: EnvironmentReader) {
  const botToken = reader.required('SLACK_BOT_TOKEN');
  reader.matching('SLACK_BOT_TOKEN', botToken, /^xoxb-/, 'a bot token (xoxb-…)');
  const appToken = reader.optional('SLACK_APP_TOKEN');
  reader.matching('SLACK_APP_TOKEN', appToken, /^xapp-/, 'an app-level token (xapp-…)');
  const apiUrl = `${reader.withDefault('SLACK_API_URL').replace(/\/+$/, '')}/`;
  if (appToken !== undefined)
    return { botToken, apiUrl, secret: appToken, mode: { kind: 'socket' as const, appToken } };
  const signingSecret = reader.required('SLACK_SIGNING_SECRET');
  return { botToken, apiUrl, secret: signingSecret, mode: { kind: 'http' as const, signingSecret } };
}

function readGitHub(reader: EnvironmentReader, readFile: ReadFile): Config['github'] {
  const appId = reader.required('GITHUB_APP_ID');
  reader.matching('GITHUB_APP_ID', appId, /^\d{1,12}$/, 'a number');
  const path = reader.optional('GITHUB_PRIVATE_KEY_FILE');
  const inline = reader.optional('GITHUB_PRIVATE_KEY');
  const privateKey =
    path === undefined
      ? (inline?.replaceAll('\\n', '\n') ?? reader.required('GITHUB_PRIVATE_KEY'))
      : keyFrom(path, reader, readFile);
  const isPem = privateKey === '' || /-----BEGIN (RSA )?PRIVATE KEY-----/.test(privateKey);
  if (!isPem)
    reader.problems.push(
      'GITHUB_PRIVATE_KEY is not a PEM private key (it begins with -----BEGIN). Get it: your GitHub App → Private keys → Generate a private key.',
    );
  const apiUrl = reader.withDefault('GITHUB_API_URL').replace(/\/+$/, '');
  return { appId, privateKey, webhookSecret: reader.required('GITHUB_WEBHOOK_SECRET'), apiUrl };
}

function keyFrom(path: string, reader: EnvironmentReader, readFile: ReadFile): string {
  try {
    return readFile(path);
  } catch (error) {
    reader.problems.push(`GITHUB_PRIVATE_KEY_FILE: ${path} cannot be read (${codeOf(error)}).`);
    return '';
  }
}

function readPlaces(reader: EnvironmentReader) {
  const publicUrl = reader.required('PUBLIC_URL').replace(/\/+$/, '');
  reader.matching(
    'PUBLIC_URL',
    publicUrl,
    /^https?:\/\/[^\s/]+/,
    'an address such as https://greenlight.example.com',
  );
  const port = reader.withDefault('PORT');
  reader.matching(
    'PORT',
    port,
    /^([1-9]\d{0,3}|[1-5]\d{4}|6[0-4]\d{3}|65[0-4]\d{2}|655[0-2]\d|6553[0-5])$/,
    'a port from 1 to 65535',
  );
  const level = reader.withDefault('LOG_LEVEL');
  reader.matching('LOG_LEVEL', level, /^(debug|info|warn|error)$/, 'debug, info, warn or error');
  return {
    publicUrl,
    port: Number(port),
    host: reader.withDefault('HOST'),
    dataDir: resolve(reader.withDefault('GREENLIGHT_DATA_DIR')),
    dockerHost: reader.withDefault('DOCKER_HOST'),
    logLevel: level as Config['logLevel'],
  };
}

function readOperatorFile(path: string, readFile: ReadFile, problems: string[]): OperatorFile | null {
  let content: unknown;
  try {
    content = parse(readFile(path), { maxAliasCount: 50 });
  } catch (error) {
    const isMissing = codeOf(error) === 'ENOENT';
    problems.push(
      isMissing
        ? `GREENLIGHT_CONFIG: there is no file ${path}. The README has an example to start from.`
        : `${path}: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
    );
    return null;
  }
  const parsed = operatorFile.safeParse(content);
  if (parsed.success) return parsed.data;
  problems.push(...issuesAsWords(parsed.error.issues, KNOWN_KEYS).map((issue) => `greenlight.yml: ${issue}`));
  return null;
}

function readAgents(
  file: OperatorFile,
  directory: string,
  readFile: ReadFile,
  problems: string[],
): Readonly<Record<string, AgentSpec>> {
  const agents = Object.entries(file.agents).map(([name, agent]) => {
    const files = Object.entries(agent.files).map(([fileName, path]) => {
      try {
        return [fileName, readFile(resolve(directory, path))] as const;
      } catch (error) {
        problems.push(
          `greenlight.yml: agents.${name}.files.${fileName}: ${path} cannot be read (${codeOf(error)})`,
        );
        return [fileName, ''] as const;
      }
    });
    if (file.sandbox.kind === 'docker' && agent.image === '')
      problems.push(
        `greenlight.yml: agents.${name}.image: wants a container image, since sandbox.kind is docker`,
      );
    return [
      name,
      { name, image: agent.image, command: agent.command, env: agent.env, files: Object.fromEntries(files) },
    ] as const;
  });
  return Object.fromEntries(agents);
}

/** Names that point at nothing. */
function checkNames(file: OperatorFile, problems: string[]): void {
  const agents = Object.keys(file.agents);
  const repositories = file.repositories.map((repository) => repository.name);
  const missing = (where: string, name: string, known: readonly string[]) =>
    problems.push(`greenlight.yml: ${where}: there is no ${name}; known are ${known.join(', ')}`);
  if (file.default_agent !== undefined && !agents.includes(file.default_agent))
    missing('default_agent', file.default_agent, agents);
  if (file.default_agent === undefined && agents.length > 1)
    problems.push(`greenlight.yml: default_agent: name one of ${agents.join(', ')}`);
  for (const { name, agent } of file.repositories)
    if (agent !== undefined && !agents.includes(agent)) missing(`repositories ${name}: agent`, agent, agents);
  for (const [channel, name] of Object.entries(file.channels))
    if (!repositories.includes(name)) missing(`channels.${channel}`, name, repositories);
}

function appConfig(file: OperatorFile, agents: AppConfig['agents'], secrets: readonly string[]): AppConfig {
  const general = applyPolicy(DEFAULT_POLICY, file.policy, file.ci);
  const defaultAgent = file.default_agent ?? Object.keys(file.agents)[0] ?? '';
  const MIB = 1_048_576;
  return {
    agents,
    repositories: file.repositories.map(({ name, agent, policy }) => ({
      repo: repoOf(name),
      agent: agent ?? defaultAgent,
      policy: applyPolicy(general, policy, undefined),
    })),
    channels: Object.fromEntries(
      Object.entries(file.channels).map(([channel, name]) => [channel, repoOf(name)]),
    ),
    people: { approvers: file.people.approvers, onCall: file.people.on_call, admins: file.people.admins },
    attemptLimits: {
      memoryBytes: file.sandbox.memory_mb * MIB,
      cpus: file.sandbox.cpus,
      pids: file.sandbox.pids,
      diskBytes: file.sandbox.disk_mb * MIB,
      maxLogBytes: file.sandbox.log_kb * 1_024,
      maxBundleBytes: 64 * MIB,
    },
    commitAuthor: file.commit_author,
    secrets,
  };
}

function repoOf(name: string): RepoRef {
  const [owner = '', repo = ''] = name.split('/');
  return { owner, name: repo };
}

/** The operator sets, so a value given replaces; protected paths and required checks are added to. */
function applyPolicy(base: Policy, file: PolicyFile | undefined, ci: OperatorFile['ci']): Policy {
  return {
    ...base,
    maxAttempts: file?.max_attempts ?? base.maxAttempts,
    maxRuntimeMs: file?.max_runtime ?? base.maxRuntimeMs,
    maxCostUsd: file?.max_cost_usd ?? base.maxCostUsd,
    maxPatchFiles: file?.max_patch_files ?? base.maxPatchFiles,
    maxPatchBytes: file?.max_patch_bytes ?? base.maxPatchBytes,
    protectedPaths: [...new Set([...base.protectedPaths, ...(file?.protected_paths ?? [])])],
    requiredChecks: [...new Set([...base.requiredChecks, ...(file?.required_checks ?? [])])],
    risk: file?.risk ?? base.risk,
    merge: file?.merge ?? base.merge,
    mergeMethod: file?.merge_method ?? base.mergeMethod,
    ci: {
      settleMs: ci?.settle ?? base.ci.settleMs,
      pollMs: ci?.poll ?? base.ci.pollMs,
      noChecksAfterMs: ci?.no_checks_after ?? base.ci.noChecksAfterMs,
      deadlineMs: ci?.deadline ?? base.ci.deadlineMs,
      infraReruns: ci?.infra_reruns ?? base.ci.infraReruns,
    },
  };
}

/** A password inside a URL is a secret of its own. */
function secretsIn(url: string | null): readonly string[] {
  if (url === null || !URL.canParse(url)) return [];
  const { password } = new URL(url);
  return password === '' ? [] : [password, decodeURIComponent(password)];
}

const codeOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);
