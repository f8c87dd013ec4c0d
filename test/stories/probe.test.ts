// A test in doubt by itself, in the sandbox, before minutes of CI are spent on it: what people read, in every case.
import { expect, it, onTestFinished } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { Exits } from '#test/fakes/fake-sandbox.ts';
import { jobLog } from './ci-facts.ts';
import { PROBE } from './story-deps.ts';
import { World } from './world.ts';

const FILE = 'test/settlement.test.mjs';
const TEST = 'refunds twice';
const failing = { exitCode: 1, print: jobLog(TEST) };
const passing = { exitCode: 0, print: 'ℹ tests 20\nℹ pass 20\nℹ fail 0\n' };

/** CI of the first commit is red in a test that nothing links to the change. */
async function red(exits: (world: World) => Exits): Promise<World> {
  const world = await new World({ policy: { probe: PROBE } }).start();
  onTestFinished(() => world.close());
  world.sandbox.exits = exits(world);
  await world.types('ana', 'print the currency on invoices in payments');
  (await world.agent()).end('invoices');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'failure', jobLog(TEST)]);
  await world.passes(100_000);
  return world;
}
const onBase =
  (base: typeof failing, head = failing) =>
  (world: World): Exits =>
  ({ fromSha }) =>
    fromSha === world.baseSha ? base : head;
const reruns = (world: World) => world.forge.calls.filter(({ method }) => method === 'rerunFailed').length;
const commands = (world: World) =>
  world.sandbox.commands.map(({ spec }) => [
    spec.command.join(' '),
    spec.fromSha === world.baseSha ? 'main' : 'head',
  ]);

it('spends no minute of CI where the test fails with the change and passes without it', async () => {
  const world = await red(onBase(passing));
  const second = await world.agent();
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: refunds twice. Attempt 2 takes it from there. CI run",
    ]
  `);
  expect(commands(world)).toEqual([
    [`node --test ${FILE}`, 'head'],
    [`node --test ${FILE}`, 'main'],
  ]);
  expect(reruns(world)).toBe(0);
  expect(second.spec.inputs['prompt.md']).toContain(TEST);
});

it('spends no attempt where it fails without the change as well', async () => {
  const world = await red(onBase(failing));
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The branch main is broken, not this change: refunds twice (by itself in the sandbox it fails on main at 0000000 as well).
    Asked: “print the currency on invoices in payments”
    Tried
    1  ✘ red, 1 failure, not this change's: refunds twice · changed 1 file, +3 −1: src/invoices.ts
    What remains at 2baa67b
    • refunds twice, test/settlement.test.mjs:44, in test: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1 (not this change's: by itself in the sandbox it fails on main at 0000000 as well)
    Reproduce: node --test test/settlement.test.mjs
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    No attempt was spent. Mend, or “/agent fix the failing checks in acme/payments base=main”, makes a task of mending it there. Once it passes there, this task takes that in and goes on by itself. Retry does so now; Retry with a hint has the next attempt mend it here."
  `);
  expect([reruns(world), (await world.task()).attempts.length]).toEqual([0, 1]);
});

const refused = { host: 'db.example.com', port: 5432, rule: 'host_not_listed', count: 1 } as const;
const blocked = { ...failing, denials: { list: [refused], omitted: 0 } };

it('shows what the test was refused, counted over its runs', async () => {
  const world = await red(onBase(blocked, blocked));
  await world.reaches('needs_human');
  expect(world.cardText()).toContain(
    'Blocked: db.example.com:5432 by rule host_not_listed (2 times, to the tests by themselves)',
  );
});

it('tells the next attempt what the test was refused', async () => {
  const world = await red(onBase(passing, blocked));
  const second = await world.agent();
  expect(second.spec.inputs['prompt.md']).toContain('db.example.com:5432: the host is not listed');
});

it('asks CI again where it passes, and says why', async () => {
  const world = await red(onBase(passing, passing));
  expect(reruns(world)).toBe(1);
  expect(commands(world)).toEqual([[`node --test ${FILE}`, 'head']]);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Green at 2baa67b: 1 of 1 check passed.
    Before that, failed jobs ran again once, and no attempt was spent: refunds twice (by itself in the sandbox it passes at 2baa67b: flaky, or a matter of CI alone).
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here."
  `);
});

it('shows what it does, holds one container for it, and stops that when the task is aborted', async () => {
  const world = await red(() => () => undefined);
  expect(world.says()).toMatchInlineSnapshot(
    `"◐ Waiting for CI · attempt 1 of 3 at 2baa67b, it is red; running what failed by itself in the sandbox, with and without the change"`,
  );
  expect([...world.sandbox.live]).toEqual([`${world.taskId()}-a1-probe`]);
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  expect(world.sandbox.live.size).toBe(0);
});

it('is made again from its start after a restart in the middle of it', async () => {
  const world = await red(
    (here) =>
      ({ fromSha }) =>
        fromSha === here.baseSha ? undefined : failing,
  );
  await world.until(() => world.sandbox.commands[1], 'the run on main');
  world.sandbox.exits = onBase(passing)(world);
  await world.restart();
  await world.agent();
  expect(commands(world).map(([, where]) => where)).toEqual(['head', 'main', 'head', 'main']);
  expect(reruns(world)).toBe(0);
});

it('goes on as without it where the sandbox cannot run the test', async () => {
  const noSuch = new PortError(problem('agent_could_not_start', 'no node'), { retryable: false });
  const world = await red(() => () => noSuch);
  expect(reruns(world)).toBe(1);
  expect((await world.task()).attempts[0]?.probed).toMatchObject([{ head: 'unclear' }]);
});

it('goes on as without it where the sandbox is away', async () => {
  const away = new PortError(problem('sandbox_unavailable', 'gone'), { retryable: false });
  const world = await red(() => () => away);
  expect(reruns(world)).toBe(1);
  expect((await world.task()).attempts[0]?.probed).toEqual([]);
});

it('gives its runs no more time than there is', async () => {
  const world = await red(() => () => ({ ...failing, ended: 'timed_out' as const }));
  expect(world.sandbox.commands[0]?.spec.limits.timeoutMs).toBe(PROBE.timeoutMs);
  expect(world.sandbox.commands).toHaveLength(1);
  expect(reruns(world)).toBe(1);
});
