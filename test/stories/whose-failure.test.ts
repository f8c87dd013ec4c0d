// Whose failure it is: what is not the change's spends no attempt, and the thread says whose it is and why.
import { expect, it, onTestFinished } from 'vitest';
import { PortError } from '#ports/port-error.ts';
import { checkFact, jobLog } from './ci-facts.ts';
import type { WorldOptions } from './story-deps.ts';
import { REPO } from './story-deps.ts';
import { World } from './world.ts';

const REQUEST = 'print the currency on invoices in payments';
/** The request is about no tests at all: what fails has to be placed. */
async function aChange(options: WorldOptions = {}): Promise<World> {
  const world = await new World(options).start();
  onTestFinished(() => world.close());
  await world.types('ana', REQUEST);
  (await world.agent()).end('invoices');
  await world.reaches('awaiting_ci');
  return world;
}

/** CI of the branch's head turned red in these tests. */
async function red(world: World, ...failing: readonly string[]): Promise<void> {
  world.ci(['test', 'failure', jobLog(...failing)]);
  await world.passes(100_000);
}
async function green(world: World): Promise<void> {
  world.ci(['test', 'success']);
  await world.passes(100_000);
}

/** What CI said about a commit of main. */
function onMain(world: World, conclusion: string, ...failing: readonly string[]): void {
  const fact = checkFact(['test', conclusion], world.clock.nowMs());
  world.forge.setChecks(world.baseSha, [fact]);
  world.forge.setLog({
    job: 'test',
    jobId: fact.jobId ?? 0,
    url: '',
    text: jobLog(...failing),
    truncated: false,
    failedStep: 'Run npm test',
  });
}

const reruns = (world: World): number =>
  world.forge.calls.filter(({ method }) => method === 'rerunFailed').length;
const attempts = async (world: World): Promise<number> => (await world.task()).attempts.length;

it('says that main is broken, and spends no attempt on it', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The branch main is broken, not this change: refunds twice (it fails on main at 0000000 as well).
    Asked: “print the currency on invoices in payments”
    Tried
    1  ✘ red, 1 failure, not this change's: refunds twice · changed 1 file, +3 −1: src/invoices.ts
    What remains at 2baa67b
    • refunds twice, test/settlement.test.mjs:44, in test: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1 (not this change's: it fails on main at 0000000 as well)
    Reproduce: node --test test/settlement.test.mjs
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    No attempt was spent. Mend, or “/agent fix the failing checks in acme/payments base=main”, makes a task of mending it there. Once it passes there, this task takes that in and goes on by itself. Retry does so now; Retry with a hint has the next attempt mend it here."
  `);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# print the currency on invoices in payments
    ▲ Needs a human · Greenlight cannot go on alone
    The branch main is broken, not this change: refunds twice (it fails on main at 0000000 as well).
    No attempt was spent. Mend, or “/agent fix the failing checks in acme/payments base=main”, makes a task of mending it there. Once it passes there, this task takes that in and goes on by itself. Retry does so now; Retry with a hint has the next attempt mend it here.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ red, 1 failure, not this change's: refunds twice · CI run · agent log
    Draft pull request #1 · Diff · Task page
    [Mend main] [Retry with a hint] [Take over] [Abort] [Mute]"
  `);
  expect([await attempts(world), reruns(world)]).toEqual([1, 0]);
});

it('mends main as well where a person asks for that with a hint', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  await world.retries('ana', 'then mend it here');
  const second = await world.agent();
  expect(second.spec.inputs['prompt.md']).toContain('## Broken on the base branch');
  expect(second.spec.inputs['prompt.md']).toContain('refunds twice (it fails on main at');
  second.end('refunds');
  await world.reaches('awaiting_ci');
  await red(world, 'refunds twice');
  await world.agent();
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"Attempt 2 is red with 1 failure (1 new): refunds twice. Attempt 3 takes it from there. CI run"`,
  );
});

it('makes a task of a broken main by the words that it offers', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  const offered = /“\/agent (.+?)”/.exec(world.lastReply())?.[1] ?? '';
  const id = /t-\w{8}/.exec(await world.types('ana', offered))?.[0] as never;
  (await world.agent()).end('refunds');
  await world.until(async () => (await world.task(id)).state.name === 'awaiting_ci' || undefined, 'CI');
  expect(await world.task(id)).toMatchObject({ repo: REPO, baseBranch: 'main' });
  await red(world, 'refunds twice');
  expect((await world.task(id)).attempts.map(({ triage }) => triage?.likely)).toEqual(['change', undefined]);
});

it('makes that task of a click as well, and one of all clicks', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  const [first, second] = [await world.clicks('ana', 'Mend main'), await world.clicks('ana', 'Mend main')];
  expect(first.answer).toContain('is on its way in acme/payments');
  expect(/t-\w{8}/.exec(second.answer ?? '')?.[0]).toBe(/t-\w{8}/.exec(first.answer ?? '')?.[0]);
  const { answer } = await world.clicks('gia', 'Mend main');
  expect(answer).toContain('The requester and the approvers decide about this task');
  expect(world.cards()).toHaveLength(2);
});

it('asks CI again about the same commit after a retry without a hint, while main is as it was', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  await world.retries('ana');
  await world.reaches('awaiting_ci');
  expect([await attempts(world), reruns(world), world.publisher.pushes.length]).toEqual([1, 1, 1]);
  await green(world);
  await world.reaches('green');
});

/** Somebody pushes to main, and CI says this of it. */
function mainMoves(world: World, conclusion: string) {
  const newest = world.forge.push(REPO, 'main', { 'src/refunds.ts': 'mended' });
  world.forge.setChecks(newest, [checkFact(['test', conclusion], world.clock.nowMs())]);
  return newest;
}

it('takes main in once it is well again and has CI judge that, by itself and without an attempt', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  const before = world.headSha();
  mainMoves(world, 'failure');
  await world.passes(31 * 60_000, 60_000);
  await world.reaches('needs_human');
  expect(world.publisher.pushes).toHaveLength(1);
  const newest = mainMoves(world, 'success');
  for (let minute = 0; minute < 40 && world.publisher.pushes.length === 1; minute += 1)
    await world.passes(60_000, 60_000);
  const { baseSha, attempts: all } = await world.reaches('awaiting_ci');
  expect(world.publisher.pushes.at(-1)).toMatchObject({ parent: before });
  expect([baseSha, all.length, all[0]?.brought?.[0]?.headSha]).toEqual([newest, 1, before]);
  expect(world.sandbox.runs).toHaveLength(1);
  await green(world);
  await world.reaches('green');
  expect(world.replies()).toHaveLength(2);
});

it('takes it in at once where a person retries, and finds its own merge again after a crash', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  mainMoves(world, 'success');
  const push = world.publisher.push.bind(world.publisher);
  world.publisher.push = async (...args) => {
    world.publisher.push = push;
    await push(...args);
    mainMoves(world, 'success');
    throw new PortError({ code: 'forge_unavailable', detail: 'the answer was lost' }, { retryable: true });
  };
  await world.retries('ana');
  await world.passes(120_000);
  await world.reaches('awaiting_ci');
  expect(world.publisher.pushes).toHaveLength(2);
  await green(world);
  expect((await world.reaches('green')).attempts).toHaveLength(1);
});

it('says where main and the change touch the same lines, and pushes nothing', async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice');
  await world.reaches('needs_human');
  mainMoves(world, 'success');
  world.publisher.conflicts = ['src/invoices.ts'];
  await world.retries('ana');
  await world.until(() => world.replies().length === 2 || undefined, 'the conflict');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. main cannot be merged into greenlight/t-myj4ympt: both change the same lines: src/invoices.ts.
    Asked: “print the currency on invoices in payments”
    Tried
    1  ✘ red, 1 failure, not this change's: refunds twice · changed 1 file, +3 −1: src/invoices.ts
    What remains at 2baa67b
    • refunds twice, test/settlement.test.mjs:44, in test: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1 (not this change's: it fails on main at 0000000 as well)
    Reproduce: node --test test/settlement.test.mjs
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    No attempt was spent. Merge it by hand, then Retry goes on from there; Abort ends the task."
  `);
  expect(world.publisher.pushes).toHaveLength(1);
});

it("lets an attempt mend what is its own, and names what is main's", async () => {
  const world = await aChange();
  onMain(world, 'failure', 'refunds twice');
  await red(world, 'refunds twice', 'prints the currency');
  expect(reruns(world)).toBe(1);
  await red(world, 'refunds twice', 'prints the currency');
  await world.agent();
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: prints the currency, and 1 not this change's. Not counted, since it is not this change's: refunds twice (it fails on main at 0000000 as well). That it is this change's is a guess: it failed again in the same way when it was run again. Attempt 2 takes it from there. CI run",
    ]
  `);
});

it('runs failed jobs once again where nothing says whose fault it is, and is green when that was chance', async () => {
  const world = await aChange();
  await red(world, 'expires a hold');
  expect(world.says()).toMatchInlineSnapshot(
    `"◐ Waiting for CI · attempt 1 of 3 at 2baa67b, failed jobs run again since nothing says whose fault it is (1 of at most 2, no attempt spent)"`,
  );
  expect([await attempts(world), reruns(world)]).toEqual([1, 1]);
  await green(world);
  await world.reaches('green');
  const [flake] = await world.deps.flakes.all(REPO);
  expect(flake).toMatchObject({
    status: 'flaky',
    because: `failed and passed on ${world.headSha().slice(0, 7)}`,
  });
});

it('does not take the result from before a rerun for the answer to it', async () => {
  const world = await aChange();
  await red(world, 'expires a hold');
  await world.passes(120_000);
  expect([world.replies().length, await attempts(world), reruns(world)]).toEqual([0, 1, 1]);
});

it('remembers a flaky test for later tasks, also over a restart', async () => {
  const world = await aChange();
  await red(world, 'expires a hold');
  await green(world);
  await world.reaches('green');
  await world.restart();
  const answer = await world.types('ana', 'sort invoices by date in payments');
  const id = /t-\w{8}/.exec(answer)?.[0] as never;
  (await world.agent()).end('sorted');
  await world.until(async () => (await world.task(id)).state.name === 'awaiting_ci' || undefined, 'CI');
  await red(world, 'expires a hold');
  expect(world.cards().at(-1)?.split('\n')[1]).toMatchInlineSnapshot(
    `"◐ Waiting for CI · attempt 1 of 3 at bf68ed6, failed jobs run again since only tests failed that are known to be flaky (1 of at most 2, no attempt spent)"`,
  );
  expect((await world.task(id)).attempts[0]?.reruns).toMatchObject([
    { kind: 'flaky', because: expect.stringContaining('it is known to be flaky: failed and passed on') },
  ]);
});

it('hands over a test that passes and fails on one commit and never comes to an end', async () => {
  const world = await aChange();
  await red(world, 'expires a hold');
  await red(world, 'settles in order');
  await red(world, 'expires a hold');
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. Only tests that are known to be flaky fail: expires a hold (it passed in an earlier run on this commit).
    Asked: “print the currency on invoices in payments”
    Tried
    1  ✘ red, 1 failure, not this change's: expires a hold · failed jobs ran again twice (not counted) · changed 1 file, +3 −1: src/invoices.ts
    What remains at 2baa67b
    • expires a hold, test/settlement.test.mjs:44, in test: AssertionError [ERR_ASSERTION]: Expected values to be strictly equal: 2 !== 1 (not this change's: it passed in an earlier run on this commit)
    Reproduce: node --test test/settlement.test.mjs
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 4 min since it was asked for
    No attempt was spent. Retry runs the failed jobs again; “/agent fix flaky tests …” makes a task of the tests themselves."
  `);
  expect([await attempts(world), reruns(world)]).toEqual([1, 2]);
});

it('takes a failure for its own when it came twice, and says that this is a guess', async () => {
  const world = await aChange();
  await red(world, 'expires a hold');
  await red(world, 'expires a hold');
  await world.agent();
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: expires a hold. That it is this change's is a guess: it failed again in the same way when it was run again. Attempt 2 takes it from there. CI run",
    ]
  `);
});

const REGISTRY = [
  '2026-11-23T14:04:01.0000000Z ##[group]Run npm ci',
  '2026-11-23T14:04:02.0000000Z ##[endgroup]',
  '2026-11-23T14:04:03.0000000Z npm error code E503',
  '2026-11-23T14:04:03.0000000Z npm error 503 Service Unavailable - GET https://registry.npmjs.org/left-pad',
  '2026-11-23T14:04:04.0000000Z ##[error]Process completed with exit code 1.',
].join('\n');

it('runs the jobs again twice when a registry is away, then calls a person; no attempt is spent', async () => {
  const world = await aChange();
  for (let time = 0; time < 3; time += 1) {
    world.ci(['test', 'failure', REGISTRY]);
    await world.passes(400_000, 10_000);
  }
  await world.reaches('needs_human');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Needs a human. CI keeps failing for reasons outside the repository: 503 Service Unavailable - GET https://registry.npmjs.org/left-pad (a server answered with an error of its own).
    Asked: “print the currency on invoices in payments”
    Tried
    1  ✘ red, 1 failure, not this change's: 503 Service Unavailable - GET https://registry.npmjs.org/left-pad · failed jobs ran again twice (not counted) · changed 1 file, +3 −1: src/invoices.ts
    What remains at 2baa67b
    • 503 Service Unavailable - GET https://registry.npmjs.org/left-pad, in test (not this change's: a server answered with an error of its own)
    Reproduce: npm test, as the job test does
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 14 min since it was asked for
    No attempt was spent. When that is well again, Retry runs the failed jobs again.",
    ]
  `);
  expect([await attempts(world), reruns(world)]).toEqual([1, 2]);
});

it('goes on without the base where the forge will not show it', async () => {
  const world = await aChange();
  world.forge.failNext(
    'baseRuns',
    new PortError({ code: 'permission_missing', detail: 'Actions: read' }, { retryable: false }),
    { times: 9 },
  );
  await red(world, 'refunds twice');
  expect(reruns(world)).toBe(1);
});
