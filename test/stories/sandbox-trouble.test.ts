// The place where agents run: gone for a moment, gone for good, without its image, full.
import { expect, it } from 'vitest';
import { type ProblemCode, problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { anEmptyWorld, aTaskAtWork } from './beginnings.ts';
import type { World } from './world.ts';

const trouble = (code: ProblemCode, detail: string, retryable: boolean) =>
  new PortError(problem(code, detail), { retryable });

const gone = () => trouble('sandbox_unavailable', 'cannot connect to /var/run/docker.sock', true);

const asks = async (world: World): Promise<void> => {
  await world.types('ana', 'fix flaky tests in payments');
  await world.until(() => world.card(), 'a card');
  await world.settled();
};

it('waits for an engine that is away for a moment, and goes on by itself', async () => {
  const world = await anEmptyWorld();
  world.sandbox.troubles.push(gone(), gone(), gone());
  await asks(world);
  expect(world.says()).toMatchInlineSnapshot(`"○ Queued · attempt 1 of 3 waits for a free slot"`);
  await world.passes(10_000, 1_000);
  (await world.agent()).end('a change');
  const { attempts } = await world.reaches('awaiting_ci');
  expect(attempts).toHaveLength(1);
  expect(world.replies()).toEqual([]);
});

it('calls a person when the engine stays away; a retry goes on', async () => {
  const world = await anEmptyWorld();
  world.sandbox.troubles.push(...Array.from({ length: 100 }, gone));
  await asks(world);
  await world.passes(20 * 60_000, 30_000);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. No attempt can run: cannot connect to /var/run/docker.sock.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ could not run before it began
    There is no branch to look at.
    So far: 1 attempt, 14 min since it was asked for
    Start the container engine that Greenlight uses, then press Retry."
  `);
  world.sandbox.troubles.length = 0;
  await world.retries('ana');
  await world.agent();
});

it.each([
  ['image_missing', 'no image agent on this engine', "The agent's container image is missing"],
  ['disk_full', 'ENOSPC', 'A disk is full'],
] as const)('names what is missing: %s', async (code, detail, cause) => {
  const world = await anEmptyWorld();
  world.sandbox.troubles.push(trouble(code, detail, false));
  await asks(world);
  expect(world.lastReply()).toContain(`${cause}: ${detail}.`);
  expect(world.says()).toContain(`${cause}: ${detail}.`);
  await world.retries('ana');
  await world.agent();
});

it('names what the set-up said, and where its log is', async () => {
  const { world, agent } = await aTaskAtWork();
  const detail = '"npm ci" ended with exit code 1: npm error EUSAGE';
  agent.failsSetup('$ npm ci\nnpm error EUSAGE\n', trouble('setup_failed', detail, false));
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatch(
    /The set-up of \.github\/greenlight\.yml failed: Log: http\S+\/setup\.log\S* "npm ci" ended with exit code 1: npm error EUSAGE\./,
  );
  const key = `${(await world.task()).id}-a1`;
  expect(String(await world.artifacts.read(key, 'setup.log'))).toBe('$ npm ci\nnpm error EUSAGE\n');
  await world.retries('ana');
  await world.agent();
});

it('runs an attempt again, unspent, when its container vanishes', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { ended: 'lost' });
  await world.passes(5_000, 1_000);
  const again = await world.agent();
  expect(again.spec.key).toBe(agent.spec.key);
  expect(again.spec.run).toBe(2);
  await world.settled();
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 1 of 3 is running
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ● running (restarted 1 time, not counted)
    Task page
    [Abort] [Mute]"
  `);
  again.end('a change');
  expect((await world.reaches('awaiting_ci')).attempts).toHaveLength(1);
});

it('does not add up two moments in which the engine was away, hours apart', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.end(null, { ended: 'lost' });
  await world.passes(5_000, 1_000);
  const again = await world.agent();
  await world.passes(45 * 60_000, 60_000);
  again.end(null, { ended: 'lost' });
  await world.passes(10_000, 1_000);
  expect((await world.agent()).spec.run).toBe(3);
  expect(world.replies()).toEqual([]);
});

it('names a disk that fills up while an attempt runs, and a retry goes on once there is room', async () => {
  const { world, agent } = await aTaskAtWork();
  const { put } = world.artifacts;
  const full = Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC' });
  Object.assign(world.artifacts, { put: () => Promise.reject(full) });
  agent.end('a change');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. A disk is full: ENOSPC: no space left on device, write.
    Asked: “fix flaky tests in payments”
    Tried
    1  ■ could not run after 0 s
    There is no branch to look at.
    So far: 1 attempt
    Free space, then press Retry."
  `);
  Object.assign(world.artifacts, { put });
  await world.retries('ana');
  (await world.agent()).end('a change');
  await world.reaches('awaiting_ci');
});
