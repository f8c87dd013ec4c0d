// Environment and greenlight.yml in, one Config out, or every problem at once.
import { dirname, resolve } from 'node:path';
import type { AppConfig } from '#app/deps.ts';
import { redactor } from '#core/redact.ts';
import type { Retention } from '#core/retention.ts';
import { readAgents } from './config/agents.ts';
import { appConfig } from './config/app-config.ts';
import { type Environment, EnvironmentReader } from './config/environment.ts';
import { type GitHubConfig, readGitHub } from './config/github.ts';
import { type Models, readModels } from './config/models.ts';
import { type PlacesConfig, readPlaces } from './config/places.ts';
import { type ReadFile, readFromDisk } from './config/read-file.ts';
import { checkNames, readOperatorFile } from './config/read-operator-file.ts';
import { type Registries, readRegistries } from './config/registries.ts';
import { secretsOf } from './config/secrets.ts';
import { readSlack, type SlackConfig } from './config/slack.ts';

export type Config = PlacesConfig & {
  readonly app: AppConfig;
  readonly slack: SlackConfig;
  readonly github: GitHubConfig;
  readonly retention: Retention;
  readonly sandbox: {
    readonly kind: 'docker' | 'worktree';
    readonly instance: string;
    readonly helperImage: string;
    readonly slots: number;
    readonly models: Models;
    readonly registries: Registries;
    readonly registryCacheBytes: number;
  };
};

export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] };

/** No problem holds a secret, not even one that was put into the wrong place. */
export function readConfig(env: Environment, readFile: ReadFile = readFromDisk): ConfigResult {
  const reader = new EnvironmentReader(env);
  const slack = readSlack(reader);
  const github = readGitHub(reader, readFile);
  const places = readPlaces(reader, readFile);
  const configPath = resolve(reader.withDefault('GREENLIGHT_CONFIG'));
  const { file, readable } = readOperatorFile(configPath, readFile, reader.problems);
  const part = readable?.file ?? null;
  const agents = part === null ? {} : readAgents(part, dirname(configPath), readFile, reader.problems);
  if (readable !== null) checkNames(readable, reader.problems);
  const models = part === null ? {} : readModels(part, env, reader.problems);
  const registries = part === null ? {} : readRegistries(part, env, reader.problems);
  const secrets = secretsOf(env, agents, { models, registries }, github.privateKey);
  if (file === null || reader.problems.length > 0)
    return { ok: false, problems: reader.problems.map(redactor(secrets)) };
  const { kind, instance, helper_image: helperImage, slots } = file.sandbox;
  return {
    ok: true,
    config: {
      ...places,
      slack,
      github,
      sandbox: {
        kind,
        instance,
        helperImage,
        slots,
        models,
        registries,
        registryCacheBytes: file.sandbox.registry_cache_mb * 1_048_576,
      },
      retention: { taskDays: file.retention.task_days, artifactDays: file.retention.artifact_days },
      app: appConfig(file, agents, secrets),
    },
  };
}
