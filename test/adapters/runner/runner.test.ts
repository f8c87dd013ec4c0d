// The bot and a runner as processes of their own, on the real engine: each is killed while an agent works, and nothing is spent or lost.
import { join } from 'node:path';
import Docker from 'dockerode';
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { describeWith } from '#test/support/parts.ts';
import { type RunnerProcess, runnerProcess } from './runner-process.ts';

const SOON = { timeout: 30_000, interval: 25 };

describeWith(['docker', 'git'], 'an attempt that a runner holds', () => {
  const docker = new Docker();
  let playground: Playground;
  let runner: RunnerProcess;

  beforeAll(async () => {
    playground = await startPlayground({
      port: 0,
      sandbox: 'auto',
      script: 'wait',
      say: () => undefined,
      engines: [{ name: 'here', runner: `unix://${SOCKET}`, slots: 1 }],
    });
    const { places } = playground;
    runner = runnerProcess({
      PATH: process.env.PATH ?? '',
      HOME: places.dir,
      GREENLIGHT_CONFIG: places.configPath,
      GREENLIGHT_DATA_DIR: join(places.dir, 'runner'),
      GREENLIGHT_RUNNER_LISTEN: `unix://${SOCKET}`,
      ...(process.env.DOCKER_HOST === undefined ? {} : { DOCKER_HOST: process.env.DOCKER_HOST }),
    });
    await runner.start();
    await playground.bot.start();
  });

  afterEach(({ task }) => {
    if (task.result?.state === 'fail')
      console.log(card(), playground.bot.output().slice(-4000), runner.output().slice(-4000));
  });
  afterAll(async () => {
    await playground?.bot.stop();
    await runner?.kill('SIGTERM');
    await playground?.close();
  });

  const agents = async (): Promise<string[]> => {
    const label = [`dev.greenlight.instance=${playground.instance}`, 'dev.greenlight.role=agent'];
    const live = await docker.listContainers({ filters: { label, status: ['running'] } });
    return live.map(({ Id }) => Id);
  };
  const oneAgent = (not?: string): Promise<string> =>
    vi.waitFor(async () => {
      const [id, ...more] = await agents();
      if (id === undefined || id === not || more.length > 0) throw new Error('not one agent yet');
      return id;
    }, SOON);
  const noAgent = (timeout: number) =>
    vi.waitFor(async () => expect(await agents()).toEqual([]), { timeout, interval: 25 });
  const letGo = async (id: string) => {
    const exec = await docker.getContainer(id).exec({ Cmd: ['touch', '/tmp/go'] });
    await exec.start({ Detach: true });
  };
  const card = () => {
    const { slack } = playground;
    const cards = slack
      .messages('payments')
      .filter(({ botId, ephemeralTo, threadTs }) => botId !== undefined && !ephemeralTo && !threadTs);
    const newest = cards.at(-1);
    return newest === undefined ? '' : slack.read(newest);
  };
  const shows = (words: RegExp) => expect.poll(card, SOON).toMatch(words);
  const ask = (words: string) => playground.slack.as('ana').slash('payments', `/agent ${words}`);

  it('goes on while the bot is killed, stopped and away, and its result waits for it', {
    timeout: 120_000,
  }, async () => {
    const { bot } = playground;
    await ask('tidy up payments');
    const agent = await oneAgent();
    await shows(/1 {2}● running/);
    await bot.kill();
    await bot.start();
    // As a deploy does it.
    await bot.stop();
    expect(bot.exitCode).toBe(0);
    await bot.start();
    expect(await agents()).toEqual([agent]);
    await bot.kill();
    await letGo(agent);
    await noAgent(20_000);
    await bot.start();
    await shows(/green/i);
    expect(card()).not.toMatch(/restarted|attempt 2/i);
    expect(await agents()).toEqual([]);
  });

  it('dies with its runner and is run again, unspent; an abort ends it within two seconds', {
    timeout: 120_000,
  }, async () => {
    await ask('tidy up payments again');
    const first = await oneAgent();
    await shows(/1 {2}● running/);
    await runner.kill('SIGKILL');
    await noAgent(2_000);
    await runner.start();
    await oneAgent(first);
    await shows(/running \(restarted 1 time, not counted\)/);
    const [, id = ''] = /(t-[0-9a-z]{8})/.exec(card()) ?? [];
    const beganMs = performance.now();
    await ask(`abort ${id}`);
    await noAgent(10_000);
    console.log(`aborted through the runner in ${Math.round(performance.now() - beganMs)} ms`);
    expect(performance.now() - beganMs).toBeLessThan(2_000);
  });
});

const SOCKET = `/tmp/greenlight-test-${process.pid}.sock`;
