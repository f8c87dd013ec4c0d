// Environment and greenlight.yml in, one Config out, or every problem at once.
import { dirname, resolve } from 'node:path';
import type { AppConfig } from '#app/deps.ts';
import { redactor } from '#core/redact.ts';
import type { Retention } from '#core/retention.ts';
import type { PagerOptions } from '#ports/pager.ts';
import { readAgents } from './config/agents.ts';
import { appConfig } from './config/app-config.ts';
import { type EngineConfig, holdsEngines, readEngines } from './config/engines.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';
import { readPager } from './config/escalation.ts';
import { type GitHubConfig, readGitHub } from './config/github.ts';
import { type Models, readModels } from './config/models.ts';
import type { OperatorFile } from './config/operator-file.ts';
import { type PlacesConfig, type RunnerPlaces, readPlaces, readRunnerPlaces } from './config/places.ts';
import { type ReadFile, readFromDisk } from './config/read-file.ts';
import { checkNames, readOperatorFile } from './config/read-operator-file.ts';
import { type Registries, readRegistries } from './config/registries.ts';
import { secretsOf } from './config/secrets.ts';
import { readSlack, type SlackConfig } from './config/slack.ts';

export type Config = PlacesConfig & {
  readonly app: AppConfig;
  readonly slack: SlackConfig & {
    readonly blocks: OperatorFile['slack']['blocks'];
    readonly outsiders: Pick<OperatorFile['slack'], 'guests' | 'teams'>;
    readonly agentSessions: boolean;
  };
  readonly github: GitHubConfig;
  readonly retention: Retention;
  /** Null: nobody is paged. */
  readonly pager: PagerOptions | null;
  readonly sandbox: {
    readonly kind: 'docker' | 'worktree';
    readonly instance: string;
    readonly helperImage: string;
    /** Where attempts write. */
    readonly workspace: 'disk' | 'memory';
    /** Of agents; null: the engine's own choice. */
    readonly runtime: string | null;
    readonly slots: number;
    /** None: the engine of DOCKER_HOST, held here. */
    readonly engines: readonly EngineConfig[];
    readonly models: Models;
    readonly registries: Registries;
    readonly registryCacheBytes: number;
  };
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

export type RunnerConfig = RunnerPlaces & {
  readonly sandbox: Config['sandbox'];
  readonly app: Pick<AppConfig, 'agents' | 'secrets'>;
};
export type RunnerConfigResult =
  | { readonly ok: true; readonly config: RunnerConfig }
  | { readonly ok: false; readonly problems: readonly string[] };

/** No problem holds a secret, not even one that was put into the wrong place. */
export function readConfig(env: Environment, readFile: ReadFile = readFromDisk): ConfigResult {
  const reader = new EnvironmentReader(env);
  const slack = readSlack(reader);
  const github = readGitHub(reader, readFile);
  const places = readPlaces(reader, readFile);
  const read = readSandbox(reader, env, readFile, 'bot');
  const readable = read.file ?? read.part;
  const pager = readable === null ? null : readPager(readable, env, reader.problems);
  const secrets = secretsOf(env, read.agents, { ...read, pager }, github.privateKey);
  if (read.file === null || reader.problems.length > 0)
    return { ok: false, problems: reader.problems.map(redactor(secrets)) };
  const { task_days: taskDays, artifact_days: artifactDays, audit_days: auditDays } = read.file.retention;
  return {
    ok: true,
    config: {
      ...places,
      slack: { ...slack, ...slackOf(read.file) },
      github,
      sandbox: sandboxConfig(read.file, read),
      retention: { taskDays, artifactDays, auditDays },
      pager,
      app: appConfig(read.file, read.agents, secrets),
    },
  };
}

const slackOf = ({ slack }: OperatorFile) => ({
  blocks: slack.blocks,
  agentSessions: slack.agent_sessions,
  outsiders: { guests: slack.guests, teams: slack.teams },
});

/** What a runner is told, by the same file and fewer variables: it speaks to neither Slack nor GitHub. */
export function readRunnerConfig(env: Environment, readFile: ReadFile = readFromDisk): RunnerConfigResult {
  const reader = new EnvironmentReader(env);
  const places = readRunnerPlaces(reader);
  const read = readSandbox(reader, env, readFile, 'runner');
  const secrets = secretsOf(env, read.agents, { ...read, pager: null }, '');
  if (read.file === null || reader.problems.length > 0)
    return { ok: false, problems: reader.problems.map(redactor(secrets)) };
  const { agents } = read;
  return {
    ok: true,
    config: { ...places, sandbox: sandboxConfig(read.file, read), app: { agents, secrets } },
  };
}

function readSandbox(reader: EnvironmentReader, env: Environment, readFile: ReadFile, who: 'bot' | 'runner') {
  const { problems } = reader;
  const configPath = resolve(reader.withDefault('GREENLIGHT_CONFIG'));
  const dir = dirname(configPath);
  const { file, readable } = readOperatorFile(configPath, readFile, problems);
  const part = readable?.file ?? null;
  const agents = part === null ? {} : readAgents(part, dir, readFile, problems);
  if (readable !== null) checkNames(readable, problems);
  const asks = who === 'runner' || part === null || holdsEngines(part);
  const models = part === null ? {} : readModels(part, env, asks, problems);
  const registries = part === null ? {} : readRegistries(part, env, asks, problems);
  // A runner is one engine's: the list is the bot's.
  const engines =
    part === null || who === 'runner' ? [] : readEngines(part, dir, { env, readFile }, problems);
  return { file, part, agents, models, registries, engines };
}

function sandboxConfig(
  { sandbox }: OperatorFile,
  { models, registries, engines }: Pick<ReturnType<typeof readSandbox>, 'models' | 'registries' | 'engines'>,
): Config['sandbox'] {
  const { kind, instance, helper_image: helperImage } = sandbox;
  const slots = engines.length === 0 ? sandbox.slots : engines.reduce((sum, each) => sum + each.slots, 0);
  const registryCacheBytes = sandbox.registry_cache_mb * 1_048_576;
  const { workspace, runtime = null } = sandbox;
  const where = { kind, instance, helperImage, workspace, runtime };
  return { ...where, slots, engines, models, registries, registryCacheBytes };
}
