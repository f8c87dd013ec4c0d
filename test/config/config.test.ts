// Configuration: every problem at once, each with its name and how to get a value, and never a secret.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { DEFAULT_POLICY } from '#core/policy.ts';
import type { Environment } from '#src/config/environment.ts';
import { readablePart } from '#src/config/readable-part.ts';
import { type Config, readConfig } from '#src/config.ts';
import { GOOD_ENV, GOOD_FILE, PRIVATE_KEY, SECRETS } from './good.ts';

const missing = (path: string) => Object.assign(new Error(`ENOENT ${path}`), { code: 'ENOENT' });

function problems(env: Environment, file: string | null = GOOD_FILE): readonly string[] {
  const read = readConfig(env, reading(file));
  return read.ok ? [] : read.problems.map((line) => line.replaceAll(process.cwd(), '.'));
}

const reading =
  (file: string | null) =>
  (path: string): string => {
    if (file !== null && path.endsWith('greenlight.yml')) return file;
    throw missing(path);
  };

function config(env: Environment = GOOD_ENV, file = GOOD_FILE): Config {
  const read = readConfig(env, reading(file));
  if (!read.ok) throw new Error(read.problems.join('\n'));
  return read.config;
}

it('names everything that an empty environment lacks, and how to get it', () => {
  expect(problems({}, null)).toMatchInlineSnapshot(`
    [
      "SLACK_BOT_TOKEN is not set: acts as the bot in Slack. Get it: api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…).",
      "SLACK_SIGNING_SECRET is not set: HTTP mode: proves that a request is Slack’s; needed unless SLACK_APP_TOKEN is set. Get it: your app → Basic Information → Signing Secret.",
      "GITHUB_APP_ID is not set: the GitHub App that Greenlight acts as. Get it: GitHub → Settings → Developer settings → GitHub Apps → your app → App ID.",
      "GITHUB_PRIVATE_KEY is not set: the App’s key, as PEM; or name a file with GITHUB_PRIVATE_KEY_FILE. Get it: your GitHub App → Private keys → Generate a private key.",
      "GITHUB_WEBHOOK_SECRET is not set: proves that a webhook is GitHub’s. Get it: make one (openssl rand -hex 32) and enter the same in your GitHub App → Webhook secret.",
      "PUBLIC_URL is not set: where people and GitHub reach Greenlight: links and webhooks. Get it: the https address in front of it, such as https://greenlight.example.com.",
      "GREENLIGHT_CONFIG: there is no file ./greenlight.yml. Get it: copy docs/greenlight.example.yml and change it.",
    ]
  `);
});

it('names everything that is malformed, without the values of secrets', () => {
  const env = {
    SLACK_BOT_TOKEN: 'hunter2-hunter2',
    SLACK_APP_TOKEN: SECRETS.SLACK_BOT_TOKEN,
    GITHUB_APP_ID: 'my app',
    GITHUB_PRIVATE_KEY: '-----BEGIN RSA PRIVATE KEY-----\nhalf a key\n-----END RSA PRIVATE KEY-----',
    GITHUB_WEBHOOK_SECRET: 'hush-hush-hush',
    PUBLIC_URL: 'greenlight.example.com',
    PORT: '99999',
    LOG_LEVEL: 'loud',
    REDIS_URL: 'https://user:hunter3hunter3@host',
    DOCKER_HOST: 'ssh://build-host',
    SLACK_API_URL: 'slack',
    GITHUB_API_URL: 'ftp://github',
  };
  const told = problems(env).join('\n');
  expect(told).toMatchInlineSnapshot(`
    "SLACK_BOT_TOKEN is not a bot token (xoxb-…). Get it: api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…).
    SLACK_APP_TOKEN is not an app-level token (xapp-…). Get it: your app → Basic Information → App-Level Tokens, scope connections:write (xapp-…).
    SLACK_API_URL is not an address that begins with http:// or https:// (got "slack"). Get it: leave it alone.
    GITHUB_APP_ID is not a number (got "my app"). Get it: GitHub → Settings → Developer settings → GitHub Apps → your app → App ID.
    GITHUB_PRIVATE_KEY is not a whole RSA private key in PEM form (from -----BEGIN to the END line). Get it: your GitHub App → Private keys → Generate a private key.
    GITHUB_API_URL is not an address that begins with http:// or https:// (got "ftp://github"). Get it: https://<host>/api/v3.
    PUBLIC_URL is not an address that begins with http:// or https:// (got "greenlight.example.com"). Get it: the https address in front of it, such as https://greenlight.example.com.
    PORT is not a port from 1 to 65535 (got "99999"). Get it: any free one.
    LOG_LEVEL is not debug, info, warn or error (got "loud"). Get it: debug to see why nothing happens.
    DOCKER_HOST is not an address that begins with tcp:// or http:// or https:// (got "ssh://build-host"). Get it: unix:///var/run/docker.sock or tcp://host:2376.
    REDIS_URL is not an address that begins with redis:// or rediss://. Get it: redis://host:6379."
  `);
  for (const secret of ['hunter2', 'botbotbot', 'half a key', 'hush', 'hunter3'])
    expect(told).not.toContain(secret);
});

it('shows no secret that was put into the place of something else', () => {
  const env = {
    ...GOOD_ENV,
    GITHUB_APP_ID: SECRETS.GITHUB_WEBHOOK_SECRET,
    LOG_LEVEL: SECRETS.SLACK_BOT_TOKEN,
  };
  const token = `ghp_${'a'.repeat(36)}`;
  const told = problems({ ...env, PUBLIC_URL: token, PORT: PRIVATE_KEY }).join('\n');
  expect(told).toContain('GITHUB_APP_ID is not a number');
  for (const secret of [...Object.values(SECRETS), token, 'PRIVATE KEY']) expect(told).not.toContain(secret);
});

it('shows no secret in a wrong place even where nothing else says that it is one, or where it is long', () => {
  const hex = 'c0ffee42'.repeat(8);
  const encoded = Buffer.from(PRIVATE_KEY).toString('base64');
  const told = problems({
    ...GOOD_ENV,
    GITHUB_APP_ID: hex,
    GITHUB_WEBHOOK_SECRET: '12345',
    PUBLIC_URL: SECRETS.SLACK_SIGNING_SECRET,
    SLACK_SIGNING_SECRET: hex,
    GITHUB_PRIVATE_KEY_FILE: encoded,
  }).join('\n');
  expect(told).toContain('GITHUB_APP_ID is not a number. Get it');
  expect(told).toContain('GITHUB_PRIVATE_KEY_FILE: what it names cannot be read (ENOENT)');
  for (const secret of ['c0ffee', 'signing-signing', encoded.slice(40, 80)])
    expect(told).not.toContain(secret);
});

it('keeps what has ended for as long as the operator says', () => {
  const kept = (more: string) => config(GOOD_ENV, `${GOOD_FILE}\n${more}\n`).retention;
  expect(kept('')).toEqual({ taskDays: 180, artifactDays: 30, auditDays: 1_095 });
  expect(kept('retention: { artifact_days: 7, audit_days: 400 }')).toEqual({
    taskDays: 180,
    artifactDays: 7,
    auditDays: 400,
  });
  expect(problems(GOOD_ENV, `${GOOD_FILE}\nretention: { task_days: 0, artefact_days: 7 }\n`)).toEqual([
    expect.stringContaining('retention.task_days'),
    'greenlight.yml: retention.artefact_days: unknown key, did you mean artifact_days?',
  ]);
});

it('names every unknown key of greenlight.yml with the nearest that may stand there', () => {
  const file = `
agents:
  fixer: { imag: fixer, comand: [fix], command: [fix] }
repositries: []
repositories:
  - { nam: acme/payments, name: acme/payments, policy: { max_atempts: 2 } }
sandbox: { memory: 4096, slot: 3 }
people: { approver: [] }
`;
  expect(problems(GOOD_ENV, file)).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents.fixer.imag: unknown key, did you mean image?",
      "greenlight.yml: agents.fixer.comand: unknown key, did you mean command?",
      "greenlight.yml: repositories.0.policy.max_atempts: unknown key, did you mean max_attempts?",
      "greenlight.yml: repositories.0.nam: unknown key, did you mean name?",
      "greenlight.yml: people.approver: unknown key, did you mean approvers?",
      "greenlight.yml: sandbox.memory: unknown key, did you mean memory_mb?",
      "greenlight.yml: sandbox.slot: unknown key, did you mean slots?",
      "greenlight.yml: repositries: unknown key, did you mean repositories?",
    ]
  `);
});

it('names every value that does not fit', () => {
  const file = `
agents: {}
repositories: [{ name: payments }]
channels: { general: acme/payments }
people: { approvers: [ana], on_call: olu }
policy: { max_attempts: 0, max_runtime: 30, max_cost_usd: free, risk: huge }
ci: { settle: 30, poll: soon }
sandbox: { kind: podman, allow: ['https://registry.npmjs.org'] }
commit_author: { name: '', email: nobody }
`;
  expect(problems(GOOD_ENV, file)).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents: wants at least one agent",
      "greenlight.yml: repositories.0.name: wants owner/name",
      "greenlight.yml: channels.general: wants a Slack channel id such as C012ABCDEF (channel → About → Channel ID)",
      "greenlight.yml: people.approvers.0: wants a Slack user id such as U012ABCDEF (profile → ⋯ → Copy member ID)",
      "greenlight.yml: people.on_call: wants a list",
      "greenlight.yml: policy.max_attempts: wants at least 1",
      "greenlight.yml: policy.max_runtime: wants a time such as 30m or 2h",
      "greenlight.yml: policy.max_cost_usd: wants a number",
      "greenlight.yml: policy.risk: wants low or high",
      "greenlight.yml: ci.settle: wants a time such as 500ms, 30s or 5m",
      "greenlight.yml: ci.poll: wants a time such as 500ms, 30s or 5m",
      "greenlight.yml: sandbox.kind: wants docker or worktree",
      "greenlight.yml: sandbox.allow.0: wants a host name with a dot, or *. and such a name",
      "greenlight.yml: commit_author.name: is empty",
      "greenlight.yml: commit_author.email: wants an e-mail address",
    ]
  `);
});

it('names what points at nothing, or is there twice', () => {
  const file = `
agents:
  fixer: { image: fixer, command: [fix], files: { fix.sh: scripts/fix.sh } }
  other: { command: [other] }
default_agent: fixr
repositories:
  - { name: acme/payments, agent: nobody }
  - name: Acme/Payments
channels: { C012ABCDEF: acme/billing }
`;
  expect(problems({ ...GOOD_ENV, GITHUB_PRIVATE_KEY_FILE: 'keys/app.pem' }, file)).toMatchInlineSnapshot(`
    [
      "GITHUB_PRIVATE_KEY_FILE: keys/app.pem cannot be read (ENOENT). Get it: your GitHub App → Private keys → Generate a private key.",
      "greenlight.yml: agents.fixer.files.fix.sh: scripts/fix.sh cannot be read (ENOENT)",
      "greenlight.yml: agents.other.image: wants a container image, since sandbox.kind is docker",
      "greenlight.yml: default_agent: there is no fixr; known are fixer, other",
      "greenlight.yml: repositories acme/payments: agent: there is no nobody; known are fixer, other",
      "greenlight.yml: channels.C012ABCDEF: there is no acme/billing; known are acme/payments, Acme/Payments",
      "greenlight.yml: repositories: Acme/Payments is there twice",
    ]
  `);
});

it('names what points at nothing also where other things have no shape', () => {
  const file = `
agents:
  fixer: { image: fixer, command: [fix], files: { fix.sh: scripts/fix.sh }, model: claud }
  broken: { image: 5, model: claude }
  plain: { command: [plain] }
default_agent: fixr
repositories:
  - { name: acme/payments, agent: nobody }
  - { name: 5 }
  - { name: acme/web, agent: broken }
channels: { C012ABCDEF: acme/billing, general: acme/payments, C012ABCDEG: acme/web }
models: { claude: { api: anthropic, key_env: CLAUDE_KEY_OF_OURS, prices: {} } }
policy: { max_attempts: 0 }
sandbox: { registries: { npm: { url: https://npm.example.com, token_env: NPM_TOKEN_OF_OURS } }, slots: many }
`;
  expect(problems(GOOD_ENV, file)).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents.broken.image: wants text",
      "greenlight.yml: models.claude.prices: wants at least one price, or no cost can be metered",
      "greenlight.yml: repositories.1.name: wants text",
      "greenlight.yml: channels.general: wants a Slack channel id such as C012ABCDEF (channel → About → Channel ID)",
      "greenlight.yml: policy.max_attempts: wants at least 1",
      "greenlight.yml: sandbox.slots: wants a number",
      "greenlight.yml: agents.fixer.files.fix.sh: scripts/fix.sh cannot be read (ENOENT)",
      "greenlight.yml: agents.broken: wants a command, or a preset: claude-code, codex, gemini-cli, opencode, copilot-cli, openhands, aider, cursor-agent",
      "greenlight.yml: agents.plain.image: wants a container image, since sandbox.kind is docker",
      "greenlight.yml: default_agent: there is no fixr; known are fixer, broken, plain",
      "greenlight.yml: repositories acme/payments: agent: there is no nobody; known are fixer, broken, plain",
      "greenlight.yml: channels.C012ABCDEF: there is no acme/billing; known are acme/payments, acme/web",
      "CLAUDE_KEY_OF_OURS is not set: greenlight.yml names it as the key of models.claude. Get it: from that provider, or take models.claude out.",
      "greenlight.yml: agents.fixer.model: there is no claud; known are claude",
      "NPM_TOKEN_OF_OURS is not set: greenlight.yml names it as the token of sandbox.registries.npm. Get it: from that registry, or take token_env out.",
    ]
  `);
});

it('says nothing of names where the section itself cannot be read', () => {
  const file = `
agents: fixer
default_agent: fixer
repositories: acme/payments
channels: { C012ABCDEF: acme/payments }
sandbox: { kind: podman }
`;
  expect(problems(GOOD_ENV, file)).toMatchInlineSnapshot(`
    [
      "greenlight.yml: agents: wants a map of keys",
      "greenlight.yml: repositories: wants a list",
      "greenlight.yml: sandbox.kind: wants docker or worktree",
    ]
  `);
});

it('says how to get a file where GREENLIGHT_CONFIG names a folder', () => {
  const folder = (): string => {
    throw Object.assign(new Error('EISDIR'), { code: 'EISDIR' });
  };
  const read = readConfig({ ...GOOD_ENV, GREENLIGHT_CONFIG: '/etc/greenlight' }, folder);
  expect(read.ok ? [] : read.problems).toEqual([
    'GREENLIGHT_CONFIG: /etc/greenlight is a folder; it wants the file itself, such as /etc/greenlight/greenlight.yml. Get it: copy docs/greenlight.example.yml and change it.',
  ]);
});

it('finds its way through any content at all', () => {
  const keys = [
    'agents',
    'repositories',
    'models',
    'channels',
    'people',
    'sandbox',
    'policy',
    'fixer',
    'name',
  ];
  const content = fc.object({ key: fc.constantFrom(...keys, 'command', 'image', 'prices'), maxDepth: 4 });
  fc.assert(
    fc.property(content, (any) => {
      expect(readablePart(any)).not.toBeNull();
    }),
    { numRuns: 200 },
  );
});

it.each([
  ['not YAML at all', 'agents: [\nxoxb-1-secret-secret'],
  ['a list', '- a\n- b'],
  ['empty', ''],
  ['one key twice', 'agents: {}\nagents: {}'],
  ['a star that is no alias', 'agents: *secret-secret'],
  ['a value that begins like a tag', 'agents: { a: !secret-secret!x }'],
  ['a value that begins like a block', 'agents: |secret-secret'],
  ['aliases that explode', `a: &a [x]\nb: &b [${'*a,'.repeat(9)}]\nc: [${'*b,'.repeat(9)}]`],
])('says what is wrong with a file that is %s', (_, file) => {
  const told = problems(GOOD_ENV, file);
  expect(told.length).toBeGreaterThan(0);
  expect(told.join('\n')).toMatch(/^greenlight\.yml: /);
  expect(told.join('\n')).not.toContain('secret-secret');
});

it('prints nothing by itself about a value that begins with an exclamation mark', async () => {
  const printed: Error[] = [];
  const hear = (warning: Error) => void printed.push(warning);
  process.on('warning', hear);
  problems(GOOD_ENV, 'agents: !secret-secret x');
  await new Promise((resolve) => setImmediate(resolve));
  process.off('warning', hear);
  expect(printed).toEqual([]);
});

it('asks for Socket Mode or HTTP, not for both', () => {
  const { SLACK_SIGNING_SECRET: _, ...without } = GOOD_ENV;
  expect(problems(without)).toHaveLength(1);
  const appToken = ['xapp', '1', 'appappappapp'].join('-');
  expect(config({ ...without, SLACK_APP_TOKEN: appToken }).slack.mode).toEqual({ kind: 'socket', appToken });
  expect(config().slack.mode.kind).toBe('http');
});

it('takes a key whose line breaks were escaped', () => {
  const env = { ...GOOD_ENV, GITHUB_PRIVATE_KEY: PRIVATE_KEY.replaceAll('\n', '\\n') };
  expect(config(env).github.privateKey).toBe(PRIVATE_KEY);
});

it('holds what is safe where nothing is said', () => {
  const { app, sandbox, host } = config();
  expect(app.repositories[0]?.policy).toEqual({ ...DEFAULT_POLICY, network: [] });
  expect(sandbox).toMatchObject({ kind: 'docker' });
  expect(host).toBe('127.0.0.1');
});

it('caps the runs of a proof', () => {
  const { app } = config(
    GOOD_ENV,
    `${GOOD_FILE}\npolicy: { prove: { max_runs: 10, max_runtime: 20m, run_timeout: 2m, command: [npm, test] } }\n`,
  );
  expect(app.repositories[0]?.policy.prove).toEqual({
    runs: 10,
    maxRuns: 10,
    maxRuntimeMs: 1_200_000,
    runTimeoutMs: 120_000,
    command: ['npm', 'test'],
    ciReruns: 0,
  });
});

it('lets a repository say more than the general policy, key by key', () => {
  const file = `${GOOD_FILE}    policy: { risk: high, protected_paths: [db/**] }
policy: { max_attempts: 2, protected_paths: [infra/**] }
`;
  const policy = config(GOOD_ENV, file).app.repositories[0]?.policy;
  expect(policy).toMatchObject({ risk: 'high', maxAttempts: 2 });
  expect(policy?.protectedPaths).toEqual([...DEFAULT_POLICY.protectedPaths, 'infra/**', 'db/**']);
});

it('knows every secret that must be kept out of logs and prompts', () => {
  const file = `
agents:
  fixer: { image: fixer, command: [fix], env: { MODEL_API_KEY: model-key-model-key, LANG: C.UTF-8 } }
repositories: [{ name: acme/payments }]
`;
  const env = { ...GOOD_ENV, REDIS_URL: 'redis://:p%40ss-word@host:6379' };
  const { secrets } = config(env, file).app;
  for (const secret of [
    ...Object.values(SECRETS),
    PRIVATE_KEY,
    'p@ss-word',
    'p%40ss-word',
    'model-key-model-key',
  ])
    expect(secrets).toContain(secret);
  expect(secrets).not.toContain('C.UTF-8');
});

it('takes hosts as names and as maps, and lets a repository have others', () => {
  const file = `
agents: { fixer: { image: fixer, command: [fix] } }
repositories:
  - name: acme/payments
  - { name: acme/billing, policy: { network: [billing.example.com] } }
  - { name: acme/closed, policy: { network: none } }
sandbox:
  allow:
    - API.example.com
    - "*.example.org:8443"
    - { host: files.example.com, methods: [GET, HEAD], purpose: fixtures }
`;
  const networks = config(GOOD_ENV, file).app.repositories.map(({ policy }) => policy.network);
  expect(networks).toEqual([
    [
      { host: 'api.example.com', port: 443, methods: 'any', purpose: '' },
      { host: '*.example.org', port: 8443, methods: 'any', purpose: '' },
      { host: 'files.example.com', port: 443, methods: ['GET', 'HEAD'], purpose: 'fixtures' },
    ],
    [{ host: 'billing.example.com', port: 443, methods: 'any', purpose: '' }],
    [],
  ]);
});

it('says of each host what is wrong with it, in the form that was begun', () => {
  const file = `${GOOD_FILE}
sandbox:
  allow:
    - 10.0.0.1
    - "*.com"
    - { host: a.example.com, ports: 22 }
    - { host: a.example.com, port: 70000 }
    - { host: a.example.com, methods: [BREW] }
    - { host: a.example.com, port: 80 }
    - { port: 443 }
    - 5
`;
  expect(problems(GOOD_ENV, file)).toMatchInlineSnapshot(`
    [
      "greenlight.yml: sandbox.allow.0: wants a host name with a dot, or *. and such a name",
      "greenlight.yml: sandbox.allow.1: wants a host name with a dot, or *. and such a name",
      "greenlight.yml: sandbox.allow.2.ports: unknown key, did you mean port?",
      "greenlight.yml: sandbox.allow.3.port: wants at most 65535",
      "greenlight.yml: sandbox.allow.4.methods.0: wants GET or HEAD or POST or PUT or PATCH or DELETE or OPTIONS",
      "greenlight.yml: sandbox.allow.6.host: is missing",
      "greenlight.yml: sandbox.allow.7: wants a host name, or a map with host, port, methods and purpose",
    ]
  `);
});

it('takes a signing key that is there, and says at once when it is none', () => {
  const at = (text: string | null) => (path: string) => {
    if (path.endsWith('greenlight.yml')) return GOOD_FILE;
    if (text !== null && path.endsWith('signing')) return text;
    throw missing(path);
  };
  const env = { ...GOOD_ENV, COMMIT_SIGNING_KEY_FILE: 'keys/signing' };
  const good = readConfig(env, at('-----BEGIN OPENSSH PRIVATE KEY-----\nx\n'));
  expect(good.ok && good.config.signingKeyFile?.endsWith('/keys/signing')).toBe(true);
  expect(config().signingKeyFile).toBeNull();
  for (const text of [null, 'ssh-ed25519 AAAA']) {
    const bad = readConfig(env, at(text));
    expect(bad.ok ? [] : bad.problems).toEqual([
      expect.stringMatching(/^COMMIT_SIGNING_KEY_FILE.*ssh-keygen -t ed25519/),
    ]);
  }
});
