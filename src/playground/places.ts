// Where a playground keeps its things: a throw-away directory, the bot's configuration, and its credentials, which are worth nothing elsewhere.
import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdir, mkdtemp, readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { OWNER, REPOSITORIES } from './samples.ts';

export type Credentials = {
  readonly signingSecret: string;
  readonly botToken: string;
  readonly appToken: string;
  readonly webhookSecret: string;
  readonly appId: number;
  readonly privateKeyPem: string;
};

export type Places = {
  readonly dir: string;
  readonly dataDir: string;
  readonly githubDir: string;
  readonly configPath: string;
};

export function makeCredentials(): Credentials {
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const secret = () => randomBytes(24).toString('hex');
  return {
    signingSecret: secret(),
    botToken: `xoxb-playground-${secret()}`,
    appToken: `xapp-playground-${secret()}`,
    webhookSecret: secret(),
    appId: 4711,
    privateKeyPem: privateKey,
  };
}

export async function makePlaces(): Promise<Places> {
  const dir = await mkdtemp(join(tmpdir(), 'greenlight-playground-'));
  const places = {
    dir,
    dataDir: join(dir, 'bot'),
    githubDir: join(dir, 'github'),
    configPath: join(dir, 'greenlight.yml'),
  };
  await mkdir(places.githubDir, { recursive: true });
  return places;
}

export type PlaygroundConfig = {
  readonly sandbox: 'docker' | 'worktree';
  /** Null without containers. */
  readonly image: string | null;
  readonly instance: string;
  readonly approvers: readonly string[];
  readonly onCall: readonly string[];
  readonly admins: readonly string[];
  readonly channel: string;
  /** Newer blocks and agent sessions. */
  readonly isRich: boolean;
  readonly script?: string;
  /** Whole keys of the file, instead of what stands here. */
  readonly more: Readonly<Record<string, unknown>>;
  /** Where attempts run, instead of the bot's own engine. */
  readonly engines?: readonly object[];
};

/** The operator's file of the playground: short windows, since its CI takes seconds. */
export async function writeConfig(path: string, config: PlaygroundConfig): Promise<void> {
  const agentDir = new URL('./agent/', import.meta.url).pathname;
  const agentFiles = (await readdir(agentDir)).map((name) => [name, join(agentDir, name)]);
  const content = {
    agents: {
      scripted: {
        ...(config.image === null ? {} : { image: config.image }),
        command: ['node', '{input}/scripted-agent.mjs'],
        env: config.script === undefined ? {} : { GREENLIGHT_SCRIPT: config.script },
        files: Object.fromEntries(agentFiles),
      },
    },
    repositories: REPOSITORIES.map((name) => ({ name: `${OWNER}/${name}` })),
    channels: { [config.channel]: `${OWNER}/${REPOSITORIES[0]}` },
    people: { approvers: config.approvers, on_call: config.onCall, admins: config.admins },
    // Soon enough to be seen: five minutes of silence call, and each step is a minute.
    escalation: {
      after: '5m',
      steps: ['requester', 'on_call'].map((call) => ({ call, wait: '1m' })),
    },
    ...(config.isRich ? { slack: { blocks: 'rich', agent_sessions: true } } : {}),
    // Long enough to be seen; the same sample request is asked for over and over.
    duplicate_window: '1m',
    policy: { max_runtime: '30m' },
    ci: { settle: '1s', poll: '5s', no_checks_after: '1m', infra_pause: '1s' },
    sandbox: {
      kind: config.sandbox,
      instance: config.instance,
      ...(config.image === null ? {} : { helper_image: config.image }),
      ...(config.engines === undefined ? {} : { engines: config.engines }),
      memory_mb: 512,
      disk_mb: 256,
    },
    ...config.more,
  };
  await writeFile(path, stringify(content), { mode: 0o600 });
}
