// The whole product on one machine: the real bot between a local Slack and a local GitHub. Each can be the real one, by its credentials.
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import Docker from 'dockerode';
import { eraseInstance } from '#adapters/docker/erase.ts';
import { type BotProcess, botProcess, freePort } from './bot-process.ts';
import { type EngineHere, engineHere } from './engine-here.ts';
import { type GitHubStandIn, startGitHubStandIn } from './github/stand-in.ts';
import type { Health } from './mirror/mirror.ts';
import { type MirrorStandIn, startMirrorStandIn } from './mirror/stand-in.ts';
import { type Credentials, makeCredentials, makePlaces, type Places, writeConfig } from './places.ts';
import { breakMain, MIRRORED, SUGGESTIONS, sampleRepositories } from './samples.ts';
import { readManifest } from './slack/read-manifest.ts';
import { type SlackStandIn, startSlackStandIn } from './slack/stand-in.ts';
import { type WorldTime, worldTime } from './time/world-time.ts';

export type Playground = {
  readonly slack: SlackStandIn;
  readonly github: GitHubStandIn;
  /** Where CI of one sample installs from. */
  readonly mirror: MirrorStandIn;
  /** Of Slack and the bot. What runs, agents and CI, takes the machine's. */
  readonly time: WorldTime;
  readonly bot: BotProcess;
  readonly engine: EngineHere;
  readonly places: Places;
  /** Names the containers of this playground. */
  readonly instance: string;
  /** Ends the bot and the stand-ins and removes what they kept. */
  close(): Promise<void>;
};

export type PlaygroundOptions = {
  /** Port of the page; any free one for 0. */
  readonly port: number;
  /** `worktree` keeps away from an engine that is there. */
  readonly sandbox: 'auto' | 'worktree';
  /** How the bot reaches Slack: signed requests, or sockets that it opens itself. @default 'http' */
  readonly slackMode?: 'http' | 'socket';
  /** Newer blocks, and the app declared an agent. @default false */
  readonly isRich?: boolean;
  /** How the package mirror is. @default 'hiccups' */
  readonly mirror?: Health;
  say(line: string): void;
  /** Overrides for the bot's environment: credentials of the real services, or a test's fault switches. */
  readonly env?: Readonly<Record<string, string>>;
  /** The bot's own port; any free one unless given. */
  readonly botPort?: number;
  /** Another way into the bot, for tests. */
  readonly botEntry?: string;
  /** Another outcome of the scripted agent, for tests. */
  readonly script?: string;
  /** Entries of `sandbox.engines`, for tests; the bot's own engine without. */
  readonly engines?: readonly object[];
  /** Other parts of the operator's file, for tests. */
  readonly config?: Readonly<Record<string, unknown>>;
};

export const CHANNEL = 'payments';

export async function startPlayground(options: PlaygroundOptions): Promise<Playground> {
  const credentials = makeCredentials();
  const places = await makePlaces();
  const engine =
    options.sandbox === 'worktree'
      ? ({ kind: 'worktree', because: 'asked for' } as const)
      : await engineHere(options.say);
  const mirror = await startMirrorStandIn({ packages: MIRRORED, health: options.mirror ?? 'hiccups' });
  const github = await startGitHub(credentials, places, mirror);
  await breakMain(github);
  const port = options.botPort ?? (await freePort());
  const botUrl = `http://127.0.0.1:${port}`;
  // Nobody travels before the page is there, and the bot with it.
  const time = worldTime((aheadMs) => bot.setAhead(aheadMs));
  const slack = await startSlackStandIn({
    port: options.port,
    clock: time,
    signingSecret: credentials.signingSecret,
    botToken: credentials.botToken,
    ...(options.slackMode === 'socket'
      ? { appToken: credentials.appToken }
      : { eventsUrl: `${botUrl}/slack/events` }),
    manifest: readManifest(await manifestText(options.isRich ?? false)),
    banner: bannerOf(engine),
    links: [
      { label: 'GitHub', url: github.url },
      { label: 'Greenlight', url: botUrl },
      { label: 'Package mirror', url: mirror.url },
    ],
    suggestions: SUGGESTIONS,
  });
  github.setWebhookUrl(`${botUrl}/github/webhooks`);
  const instance = `pg-${port}`;
  const [, ben, olu] = ['ana', 'ben', 'olu'].map((name) => slack.as(name).userId);
  await writeConfig(places.configPath, {
    sandbox: engine.kind,
    image: engine.kind === 'docker' ? engine.image : null,
    instance,
    approvers: ben === undefined ? [] : [ben],
    onCall: olu === undefined ? [] : [olu],
    admins: ben === undefined ? [] : [ben],
    channel: slack.channelId(CHANNEL),
    isRich: options.isRich ?? false,
    ...(options.script === undefined ? {} : { script: options.script }),
    ...(options.engines === undefined ? {} : { engines: options.engines }),
    more: options.config ?? {},
  });
  const bot = await botProcess({
    port,
    ...(options.botEntry === undefined ? {} : { entry: options.botEntry }),
    env: {
      ...botEnvironment(credentials, places, slack, github, botUrl),
      ...slackEnvironment(credentials, options),
      ...options.env,
    },
  });
  return {
    slack,
    github,
    mirror,
    time,
    bot,
    engine,
    places,
    instance,
    async close() {
      await bot.stop();
      if (engine.kind === 'docker') await eraseInstance(new Docker(), instance);
      await Promise.all([slack.close(), github.close(), mirror.close()]);
      // A CI step that was just killed may still be writing its last file.
      await rm(places.dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
  };
}

/** As its first lines say how the variant for agents is made. */
async function manifestText(isAgent: boolean): Promise<string> {
  const text = await readFile(new URL('../../manifest.yml', import.meta.url), 'utf8');
  return isAgent ? text.replaceAll('#agent ', '') : text;
}

const bannerOf = (engine: EngineHere): string =>
  engine.kind === 'docker'
    ? 'Attempts run in containers without a network.'
    : `Attempts run in worktrees, which isolate nothing: ${engine.because}.`;

const startGitHub = (
  credentials: Credentials,
  places: Places,
  mirror: MirrorStandIn,
): Promise<GitHubStandIn> =>
  startGitHubStandIn({
    appId: credentials.appId,
    privateKeyPem: credentials.privateKeyPem,
    webhookSecret: credentials.webhookSecret,
    dataDir: places.githubDir,
    repositories: sampleRepositories(mirror.url),
    people: [
      { login: 'ana', permission: 'write' },
      { login: 'ben', permission: 'admin' },
      { login: 'dora', permission: 'write' },
    ],
  });

/** Nothing of the caller's environment but what finding programs takes. */
function botEnvironment(
  credentials: Credentials,
  places: Places,
  slack: SlackStandIn,
  github: GitHubStandIn,
  botUrl: string,
): Record<string, string> {
  return {
    PATH: process.env.PATH ?? '',
    HOME: places.dir,
    NODE_COMPILE_CACHE: join(places.dir, 'compile-cache'),
    ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
    SLACK_BOT_TOKEN: credentials.botToken,
    SLACK_API_URL: slack.apiUrl,
    GITHUB_APP_ID: String(credentials.appId),
    GITHUB_PRIVATE_KEY: credentials.privateKeyPem,
    GITHUB_WEBHOOK_SECRET: credentials.webhookSecret,
    GITHUB_API_URL: github.apiUrl,
    PUBLIC_URL: botUrl,
    GREENLIGHT_CONFIG: places.configPath,
    GREENLIGHT_DATA_DIR: places.dataDir,
    ...pick(['LOG_LEVEL', 'REDIS_URL']),
  };
}

const slackEnvironment = (
  credentials: Credentials,
  { slackMode }: PlaygroundOptions,
): Record<string, string> =>
  slackMode === 'socket'
    ? { SLACK_APP_TOKEN: credentials.appToken }
    : { SLACK_SIGNING_SECRET: credentials.signingSecret };

function pick(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(
    names.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])),
  );
}
