// The program itself, as an operator starts it: `node src/main.ts`, a real process.
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { tidyUp } from '#app/retention.ts';
import { DEFAULT_RETENTION } from '#core/retention.ts';
import { GOOD_ENV, GOOD_FILE, PRIVATE_KEY, SECRETS } from '#test/config/good.ts';
import { aGreenTask } from '#test/stories/beginnings.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;

/** Runs in an empty directory of its own unless `cwd` is said; the environment is only what is given. */
function greenlight(args: readonly string[], env: Record<string, string> = {}, cwd = emptyDir()) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    env,
    cwd,
    encoding: 'utf8',
  });
  return { status, stdout, stderr: stderr.replaceAll(cwd, '.') };
}

const emptyDir = (): string => temporaryFolder('cli');

function configured(file = GOOD_FILE): string {
  const dir = emptyDir();
  writeFileSync(join(dir, 'greenlight.yml'), file);
  return dir;
}

it('ends with 78 and everything that is missing, and starts nothing', () => {
  const { status, stdout, stderr } = greenlight([]);
  expect(status).toBe(78);
  expect(stdout).toBe('');
  expect(stderr).toMatchInlineSnapshot(`
    "Greenlight cannot start; 7 things are missing or wrong:
    - SLACK_BOT_TOKEN is not set: acts as the bot in Slack. Get it: api.slack.com/apps → your app → OAuth & Permissions → Bot User OAuth Token (xoxb-…).
    - SLACK_SIGNING_SECRET is not set: HTTP mode: proves that a request is Slack’s; needed unless SLACK_APP_TOKEN is set. Get it: your app → Basic Information → Signing Secret.
    - GITHUB_APP_ID is not set: the GitHub App that Greenlight acts as. Get it: GitHub → Settings → Developer settings → GitHub Apps → your app → App ID.
    - GITHUB_PRIVATE_KEY is not set: the App’s key, as PEM; or name a file with GITHUB_PRIVATE_KEY_FILE. Get it: your GitHub App → Private keys → Generate a private key.
    - GITHUB_WEBHOOK_SECRET is not set: proves that a webhook is GitHub’s. Get it: make one (openssl rand -hex 32) and enter the same in your GitHub App → Webhook secret.
    - PUBLIC_URL is not set: where people and GitHub reach Greenlight: links and webhooks. Get it: the https address in front of it, such as https://greenlight.example.com.
    - GREENLIGHT_CONFIG: there is no file ./greenlight.yml. Get it: copy docs/greenlight.example.yml and change it.
    "
  `);
});

it('says that a configuration is complete without starting anything', () => {
  const { status, stdout } = greenlight(['check'], GOOD_ENV, configured());
  expect({ status, stdout }).toEqual({ status: 0, stdout: 'The configuration is complete.\n' });
});

describeWith('docker', 'greenlight doctor', () => {
  it('tries the sandbox and says which controls are enforced', () => {
    const file = GOOD_FILE.replace('image: fixer', `image: ${agentImage}`);
    const dir = configured(`${file}\nsandbox: { helper_image: ${agentImage}, instance: cli-doctor }\n`);
    const { status, stdout, stderr } = greenlight(
      ['doctor'],
      { ...GOOD_ENV, PATH: process.env.PATH ?? '' },
      dir,
    );
    expect({ status, stderr }).toEqual({ status: 0, stderr: 'Attempts may run.\n' });
    expect(stdout).toMatch(/^enforced {2}no network +devices lo; outside ENETUNREACH/m);
    expect(stdout).not.toContain('MISSING');
  });
});

it('says what keeps attempts from running', () => {
  const { status, stderr } = greenlight(
    ['doctor'],
    { ...GOOD_ENV, DOCKER_HOST: 'unix:///nonexistent.sock' },
    configured(),
  );
  expect(status).toBe(1);
  expect(stderr).toMatch(/^greenlight doctor: The Docker engine does not answer/);
});

it('says that worktrees isolate nothing', () => {
  const dir = configured(`${GOOD_FILE}\nsandbox: { kind: worktree }\n`);
  const { status, stdout, stderr } = greenlight(
    ['doctor'],
    { ...GOOD_ENV, PATH: process.env.PATH ?? '' },
    dir,
  );
  expect({ status, stderr }).toEqual({ status: 0, stderr: 'Attempts may run, and nothing isolates them.\n' });
  expect(stdout).toBe(
    'off       isolation                         sandbox.kind worktree runs agents as plain processes of this user. Remedy: set sandbox.kind to docker\n',
  );
});

it('prints no secret, whatever is wrong with it', () => {
  const malformed = {
    SLACK_BOT_TOKEN: 'malformed-bot-token-1',
    SLACK_APP_TOKEN: 'malformed-app-token-2',
    SLACK_SIGNING_SECRET: 'signing-secret-3',
    GITHUB_APP_ID: 'ghs_0123456789012345678901234567890123456789',
    GITHUB_PRIVATE_KEY: PRIVATE_KEY.slice(0, 400),
    GITHUB_WEBHOOK_SECRET: 'webhook-secret-4',
    REDIS_URL: 'redis//:redis-password-5@host',
    DOCKER_HOST: 'https://user:docker-password-6@host:99999',
    PUBLIC_URL: 'webhook-secret-4',
  };
  const file = `${GOOD_FILE}\nTOKEN: malformed-bot-token-1\n`;
  const { status, stdout, stderr } = greenlight(
    ['check'],
    { ...malformed, LOG_LEVEL: 'debug' },
    configured(file),
  );
  expect(status).toBe(78);
  const all = stdout + stderr;
  expect(all).toContain('GITHUB_PRIVATE_KEY is not');
  const parts = [
    'malformed-bot',
    'malformed-app',
    'signing-secret-3',
    'ghs_0123',
    'webhook-secret-4',
    'password',
    'MII',
  ];
  for (const part of parts) expect(all).not.toContain(part);
});

it('prints no secret in its log either, when it cannot start', async () => {
  const refusing = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => refusing.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void refusing.close());
  const address = refusing.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const env = {
    ...GOOD_ENV,
    SLACK_API_URL: `http://127.0.0.1:${port}/`,
    DOCKER_HOST: 'unix:///nowhere/docker.sock',
    LOG_LEVEL: 'debug',
  };
  const { status, stdout, stderr } = greenlight([], env, configured());
  expect(status).toBe(1);
  expect(stderr).toContain('Greenlight stopped: ');
  for (const secret of [...Object.values(SECRETS), PRIVATE_KEY.split('\n')[1] ?? ''])
    expect(stdout + stderr).not.toContain(secret);
});

it('names a command that does not exist, with those that do', () => {
  const { status, stderr } = greenlight(['expalin']);
  expect(status).toBe(64);
  expect(stderr).toMatchInlineSnapshot(`
    "greenlight: there is no "expalin".

    greenlight                    runs the bot
    greenlight runner             holds the agents of one Docker host for a bot, which may then restart while they work
    greenlight check              says whether the configuration is complete, without starting anything
    greenlight doctor             tries every control of the sandbox and says which are enforced (--json: all facts)
    greenlight explain <task>     replays a task's recorded events and says why each step was taken
    greenlight logs <task>        prints what the agent printed (--attempt N: not the newest; --follow: goes on while it works)
    greenlight signals FILE…      says what failed in logs and report files (--help tells more)
    greenlight flaky [repo]       says which tests are known to be flaky or broken (--json: one object a test)
    greenlight audit              who decided what, as JSON lines (--since 7d, --task ID); says where lines are missing
    greenlight help               this
    "
  `);
});

it('explains how a task came to be as it is, beside a bot that holds the store', async () => {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  const { status, stdout, stderr } = greenlight(['explain', world.taskId()], {
    GREENLIGHT_DATA_DIR: world.dataDir,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout.replaceAll(/^2026-11-23 /gm, '')).toMatchInlineSnapshot(`
    "14:03:00  requested: nothing → requested (requested)  wants show_card
    14:03:00  card_shown: requested (card_posted)  wants prepare
    14:03:00  prepared: requested → queued (prepared)  wants run_attempt, show_card
    14:03:00  attempt_started 1: queued → working (attempt_started)  wants show_card
    14:03:00  attempt_ended 1 run 1 finished: working → publishing (agent_finished)  wants publish_attempt, show_card
    14:03:00  pushed 1: publishing (pushed)  wants show_card
    14:03:00  published 1: publishing → awaiting_ci (published)  wants read_ci, show_card
    14:03:00  ci_observed pending at 9348df3: awaiting_ci (ci_pending)  wants show_card
    14:04:00  timer_fired ci_poll: awaiting_ci (ci_polled)  wants read_ci
    14:04:00  ci_observed green at 9348df3: awaiting_ci (ci_settling)  wants show_card
    14:04:30  timer_fired ci_settle: awaiting_ci (ci_settled)  wants read_ci
    14:04:30  ci_observed green at 9348df3: awaiting_ci → green (ci_green)  wants show_card, post_reply
    14:04:40  approve by ben: green → approved (approved)  wants mark_ready, show_card
    14:04:40  ci_observed green at 9348df3: ignored (ci_is_as_approved)
    14:04:40  marked_ready: approved (marked_ready)  wants merge, show_card
    14:04:40  merge_done: approved → merged (merged)  wants show_card, post_reply
    "
  `);
});

it('knows no task of another id, and no store where there is none', async () => {
  const world = await aGreenTask();
  const unknown = greenlight(['explain', 't-00000000'], { GREENLIGHT_DATA_DIR: world.dataDir });
  expect(unknown.status).toBe(1);
  expect(unknown.stderr).toContain('There is no task t-00000000 in ');
  expect(greenlight(['explain', 't-00000000'])).toMatchObject({
    status: 1,
    stderr: 'There is nothing in .greenlight. Set GREENLIGHT_DATA_DIR to where Greenlight keeps its data.\n',
  });
  expect(greenlight(['explain', 'payments'])).toMatchObject({ status: 64 });
});

it('says of a task that is no longer kept that it was there', async () => {
  const world = await aGreenTask();
  await world.clicks('ben', 'Approve');
  await world.reaches('merged');
  world.clock.advance(181 * 24 * 3_600_000);
  await tidyUp(world.deps, DEFAULT_RETENTION, new AbortController().signal);
  expect(greenlight(['explain', world.taskId()], { GREENLIGHT_DATA_DIR: world.dataDir })).toEqual({
    status: 1,
    stdout: '',
    stderr: `${world.taskId()} was merged, and its record was removed by retention: tasks are kept for 180 days after their end (retention.task_days in greenlight.yml).\n`,
  });
});

it('says in one line that a file is no store of Greenlight’s', () => {
  const dir = emptyDir();
  writeFileSync(join(dir, 'greenlight.db'), 'not a database at all, but long enough to be looked at');
  const { status, stderr } = greenlight(['explain', 't-00000000'], { GREENLIGHT_DATA_DIR: dir });
  expect(status).toBe(1);
  expect(stderr.trim().split('\n')).toHaveLength(1);
});
