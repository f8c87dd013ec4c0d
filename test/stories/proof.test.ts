// A fix for flaky tests is proved: how often they failed on main, then as many runs on the pushed commit. What people read, in every case.
import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { Exits } from '#test/fakes/fake-sandbox.ts';
import { anEmptyWorld } from './beginnings.ts';
import { checkFact, jobLog } from './ci-facts.ts';
import { REPO, type WorldOptions } from './story-deps.ts';
import type { World } from './world.ts';

const FILE = 'prove:\n  runs: 5\n  command: [node, --test, "{tests}"]\n';
const failing = { exitCode: 1, print: jobLog('settles in order') };
const passing = { exitCode: 0, print: 'ok\n' };
/** On main they fail three times of four. */
const often = (spec: { readonly run: number }) => (spec.run === 2 ? passing : failing);
/** Exit codes by commit: `-` a run that fails, `+` one that passes; the last holds for all that follow. */
const ends =
  (byCommit: (sha: string) => string): Exits =>
  (spec) => {
    const plan = byCommit(spec.fromSha);
    return (plan[spec.run - 1] ?? plan.at(-1)) === '-' ? failing : passing;
  };

async function asked(
  exits: (world: World) => Exits,
  text = 'fix flaky tests in payments',
  options: WorldOptions = {},
): Promise<World> {
  const world = await anEmptyWorld({
    policy: { prove: DEFAULT_POLICY.prove },
    repositoryFile: FILE,
    ...options,
  });
  world.sandbox.exits = exits(world);
  await world.types('ana', text);
  await world.settled();
  return world;
}

const flakyOnMain =
  (head: string) =>
  (world: World): Exits =>
    ends((sha) => (sha === world.baseSha ? '-++-+' : head));

async function greenInCi(world: World, change: string): Promise<void> {
  (await world.agent()).end(change);
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
}

it('is green with the counts of both sides, on the card, in the thread and on the pull request', async () => {
  const world = await asked(flakyOnMain('+'), 'fix the flaky test/holds.test.js test');
  expect(world.says()).toMatchInlineSnapshot(`
    "● Working · attempt 1 of 3 is running
    Proof: on main 2 of 5 runs failed; a fix is green when 5 of 5 pass."
  `);
  expect(world.sandbox.commands[0]?.spec).toMatchObject({
    fromSha: world.baseSha,
    command: ['node', '--test', 'test/holds.test.js'],
    env: { CI: 'true' },
  });
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 2 of 5 failed. That shows a rate of at least 7.64 % (95 % confidence), at which so many passes in a row are luck in 67.2 % of cases: prove=38 would make that less than 5 %."
  `);
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Green at 802444e: 1 of 1 check passed.
    Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 2 of 5 failed. That shows a rate of at least 7.64 % (95 % confidence), at which so many passes in a row are luck in 67.2 % of cases: prove=38 would make that less than 5 %.
    Approve merges exactly this commit. Decide on the card, or type “@greenlight approve”, “retry <hint>” or “abort” here.",
    ]
  `);
  expect(world.forge.pulls(REPO)[0]).toMatchObject({
    body: expect.stringContaining('Proof: on main 2 of 5 runs failed; a fix is green when 5 of 5 pass.'),
  });
  expect(world.forge.comments.get(1)).toMatchInlineSnapshot(`
    [
      {
        "body": "Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 2 of 5 failed. That shows a rate of at least 7.64 % (95 % confidence), at which so many passes in a row are luck in 67.2 % of cases: prove=38 would make that less than 5 %. Commit 802444e.

    Each run was this command in a container of its own, fresh and without a network:

    \`\`\`text
    node --test test/holds.test.js
    \`\`\`

    The bound is exact and one-sided (Clopper and Pearson, Biometrika 1934).",
        "key": "t-myj4ympt-proof-802444ef8698cac2f2dddf04caebb1a53c096fa3",
      },
    ]
  `);
  const keys = world.sandbox.commands.map(({ spec }) => spec.key.replace(world.taskId(), 't'));
  expect(keys).toEqual([
    ...[1, 2, 3, 4, 5].map((run) => `t-base-r${run}`),
    ...[1, 2, 3, 4, 5].map((run) => `t-a1-r${run}`),
  ]);
});

it('shows how far it is', async () => {
  const world = await asked(() => (spec) => (spec.run <= 2 ? failing : undefined));
  expect(world.says()).toMatchInlineSnapshot(
    `"◐ Proving · running the tests on main, before any change: 2 of 5 runs done, 2 failed"`,
  );
  for (const { end } of world.sandbox.commands.slice(2)) end(0);
  await world.settled();
  world.sandbox.exits = (spec) => (spec.run <= 3 ? passing : undefined);
  for (const { end } of world.sandbox.commands) end(0);
  await greenInCi(world, 'wait for each booking');
  await world.reaches('proving');
  expect(world.says()).toMatchInlineSnapshot(`
    "◐ Proving · attempt 1 of 3 at 5c4667c: CI is green; running the tests on it again and again: 3 of 5 runs passed
    Proof: on main 2 of 5 runs failed; a fix is green when 5 of 5 pass."
  `);
});

it('asks before it goes on where nothing ever failed, and Retry goes on without a baseline', async () => {
  const world = await asked(() => () => passing);
  await world.reaches('needs_human');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Needs a human · Greenlight cannot go on alone
    0 of 5 runs failed on main; if it is flaky, it fails in at most 45.1 % of runs (95 % confidence).
    Retry goes on without a baseline; Abort ends the task.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Task page
    [Retry with a hint] [Take over] [Abort] [Mute]"
  `);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. 0 of 5 runs failed on main; if it is flaky, it fails in at most 45.1 % of runs (95 % confidence).
    Retry goes on without a baseline; Abort ends the task."
  `);
  const { form } = await world.clicks('ana', 'Retry with a hint');
  if (form === undefined) throw new Error('no form');
  expect(form.intro).toMatchInlineSnapshot(`
    [
      "t-myj4ympt: fix flaky tests in payments. Without a hint, it goes on where it stood; with one, the agent makes another attempt under fresh limits.",
    ]
  `);
  expect(await world.submits('ana', form, '')).toMatchInlineSnapshot(`"t-myj4ympt goes on where it stood."`);
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 0 of 5 failed."
  `);
});

it('says what its runs were refused where they fail on main always', async () => {
  const refused = { host: 'db.example.com', port: 5432, rule: 'host_not_listed', count: 1 } as const;
  const world = await asked(() => () => ({ ...failing, denials: { list: [refused], omitted: 0 } }));
  await world.reaches('needs_human');
  expect(world.lastReply()).toContain(
    'Blocked: db.example.com:5432 by rule host_not_listed (5 times, in the proof).',
  );
});

it('hands the run that failed to the next attempt, which proves it', async () => {
  let isCured = false;
  const world = await asked(
    (here) => (spec) =>
      spec.fromSha === here.baseSha ? often(spec) : isCured || spec.run !== 3 ? passing : undefined,
  );
  await greenInCi(world, 'sleep a little');
  const third = world.sandbox.commands.find(({ spec }) => spec.key.endsWith('-a1-r3'));
  third?.end(1, failing);
  const second = await world.agent();
  expect(world.lastReply()).toMatchInlineSnapshot(
    `"Attempt 1 passed CI and failed its proof: of 5 runs, 4 passed and then one failed (exit code 1) with 1 failure: settles in order. Attempt 2 takes it from there. CI run"`,
  );
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ● Working · attempt 2 of 3 is running
    Proof: on main 3 of 4 runs failed; a fix is green when 5 of 5 pass.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✘ CI green, proof failed: of 5 runs, 4 passed and then one failed (exit code 1), 1 failure: settles in order · CI run · agent log
    2  ● running
    Draft pull request #1 · Diff · Task page
    [Abort] [Mute]"
  `);
  expect(second.spec.inputs['prompt.md']).toContain('it is still flaky');
  expect(second.spec.inputs['signals.json']).toContain('settles in order');
  expect(Object.keys(second.spec.inputs)).toContain('ci-proof-run-3.txt');
  isCured = true;
  second.end('wait for each booking');
  await world.reaches('awaiting_ci');
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 19bc090 waits for approval
    CI says: 1 of 1 check passed. Last attempt: 1 file, +3 −1; the pull request has the whole change.
    Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 3 of 4 failed. That shows a rate of at least 24.9 % (95 % confidence), at which so many passes in a row are luck in 24 % of cases: prove=11 would make that less than 5 %."
  `);
  expect((await world.task()).attempts.map(({ proof }) => [proof?.passed, proof?.failed])).toEqual([
    [4, 1],
    [5, 0],
  ]);
});

it('goes on after a restart with the runs that were not done, and repeats none that was', async () => {
  const world = await asked(() => (spec) => (spec.run <= 3 ? passing : undefined));
  await world.until(() => world.sandbox.commands[4], 'the runs that hang');
  await world.settled();
  const before = world.sandbox.commands.length;
  expect(before).toBe(5);
  world.sandbox.exits = () => failing;
  await world.restart();
  await world.until(async () => ((await world.task()).attempts.length > 0 ? true : undefined), 'the attempt');
  const again = world.sandbox.commands.slice(before).map(({ spec }) => spec.run);
  expect(again.sort()).toEqual([4, 5]);
  expect((await world.task()).proof?.baseline).toMatchObject({ passed: 3, failed: 2 });
  expect(world.sandbox.live.size).toBe(1);
});

it('stops every container when the task is aborted, and counts nothing that was cut short', async () => {
  const world = await asked(() => () => undefined);
  await world.until(() => world.sandbox.commands[1], 'two runs');
  expect(world.sandbox.live.size).toBe(2);
  await world.clicks('ana', 'Abort');
  await world.reaches('aborted');
  expect(world.sandbox.live.size).toBe(0);
  expect(world.sandbox.commands).toHaveLength(2);
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✖ Aborted · nothing was pushed
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Task page
    Aborted by ana at 14:03 UTC
    [Retry with a hint]"
  `);
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Aborted by ana. Nothing was pushed so far.",
    ]
  `);
  world.sandbox.exits = ({ run }) => (run % 2 === 0 ? passing : failing);
  await world.retries('ana');
  await world.agent();
  expect((await world.task()).proof?.baseline).toMatchObject({ passed: 3, failed: 2 });
});

it('asks what is wrong with main where every run fails, and goes on all the same when told to', async () => {
  const world = await asked(() => () => failing);
  await world.reaches('needs_human');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ▲ Needs a human · Greenlight cannot go on alone
    All 5 runs failed on main (exit code 1): that is broken rather than flaky, or the sandbox lacks what the tests need.
    Retry goes on all the same: the fix is green when every run passes; Abort ends the task.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Task page
    [Retry with a hint] [Take over] [Abort] [Mute]"
  `);
  await world.retries('ana');
  world.sandbox.exits = () => passing;
  await greenInCi(world, 'seed the data');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 0145d78 waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 5 of 5 failed."
  `);
});

const withPackage = (script: string): WorldOptions => ({
  repositoryFile: 'prove: { runs: 5 }\n',
  policy: { prove: DEFAULT_POLICY.prove },
  files: { 'package.json': JSON.stringify({ scripts: { test: script } }) },
});

it('finds out by itself how the tests are run, and names the tests to the tool', async () => {
  const text = 'fix the flaky test/holds.test.js test';
  const world = await asked(flakyOnMain('+'), text, withPackage('vitest'));
  expect(world.sandbox.commands[0]?.spec.command).toEqual([
    ...['npx', '--no-install', 'vitest', 'run', 'test/holds.test.js'],
  ]);
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toContain('Proof: 5 of 5 runs passed');
});

it('goes on by CI alone where the tests that it found never pass, and says so', async () => {
  const world = await asked(() => () => failing, 'fix flaky tests in payments', withPackage('tsc && jest'));
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    No proof was possible: “npm test --silent”, as package.json has it, failed in all of 5 runs on main. CI decides alone."
  `);
});

it('asks how the tests are run where a proof was asked for by its number, and reads the answer from main', async () => {
  let main = '';
  const world = await asked(
    () => ends((sha) => (sha === main ? '-++-+' : '+')),
    'make checkout calm prove=5',
    { repositoryFile: 'risk: low\n' },
  );
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. prove=5 was asked for, and nobody has said how the tests are run.
    Put it into .github/greenlight.yml of main, as program and arguments: “prove: { command: [npx, vitest, run, "{tests}"] }”, then press Retry. Without that, Retry goes on by CI alone."
  `);
  expect([world.sandbox.runs, world.sandbox.commands]).toEqual([[], []]);
  main = world.forge.push(REPO, 'main', { '.github/greenlight.yml': FILE });
  await world.retries('ana');
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toContain('Proof: 5 of 5 runs passed');
});

it('goes on by CI alone when nobody answers that but with Retry', async () => {
  const world = await asked(() => () => failing, 'make checkout calm prove=5', {
    repositoryFile: 'risk: low\n',
  });
  await world.reaches('needs_human');
  await world.retries('ana');
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    No proof is possible: nobody has said how the tests are run (prove.command in .github/greenlight.yml of main). CI decides alone."
  `);
  expect(world.sandbox.commands).toEqual([]);
});

describe('with reruns of CI', () => {
  const twice = { repositoryFile: `${FILE}  ci_reruns: 2\n` };
  const reruns = (world: World) => world.forge.calls.filter(({ method }) => method === 'rerunAll').length;
  const passesAgain = async (world: World): Promise<void> => {
    world.ci(['test', 'success']);
    await world.passes(100_000);
  };

  it('is green when CI has passed that often again, and tells it', async () => {
    const world = await asked(flakyOnMain('+'), 'fix flaky tests in payments', twice);
    await greenInCi(world, 'read the clock once');
    await world.until(() => (reruns(world) === 1 ? true : undefined), 'a rerun');
    expect(world.says()).toMatchInlineSnapshot(`
      "◐ Waiting for CI · attempt 1 of 3 at 802444e, it was green; all of CI runs again to prove that (1 of 2)
      Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 2 of 5 failed. That shows a rate of at least 7.64 % (95 % confidence), at which so many passes in a row are luck in 67.2 % of cases: prove=38 would make that less than 5 %."
    `);
    await world.passes(200_000);
    expect(reruns(world)).toBe(1);
    await passesAgain(world);
    expect(reruns(world)).toBe(2);
    await passesAgain(world);
    await world.reaches('green');
    expect(world.says()).toMatchInlineSnapshot(`
      "✔ Green · 802444e waits for approval
      CI says: 1 of 1 check passed. 1 file, +3 −1.
      Proof: 5 of 5 runs passed (at most 45.1 % of runs can still fail, 95 % confidence); on main 2 of 5 failed. That shows a rate of at least 7.64 % (95 % confidence), at which so many passes in a row are luck in 67.2 % of cases: prove=38 would make that less than 5 %. CI as a whole passed 3 times in a row (at most 63.2 % of its runs can still fail, 95 % confidence)."
    `);
    expect(world.forge.comments.get(1)).toHaveLength(1);
  });

  it('takes a red among them for the flake that it is, and spends the attempt', async () => {
    const world = await asked(flakyOnMain('+'), 'fix flaky tests in payments', twice);
    await greenInCi(world, 'sleep a little');
    await world.until(() => (reruns(world) === 1 ? true : undefined), 'a rerun');
    world.ci(['test', 'failure', jobLog('settles in order')]);
    await world.passes(100_000);
    const second = await world.agent();
    expect(world.lastReply()).toMatchInlineSnapshot(
      `"Attempt 1 is red with 1 failure: settles in order. Attempt 2 takes it from there. CI run"`,
    );
    expect(second.spec.inputs['prompt.md']).toContain('settles in order');
  });

  it('goes on over a restart', async () => {
    const world = await asked(flakyOnMain('+'), 'fix flaky tests in payments', twice);
    await greenInCi(world, 'read the clock once');
    await world.until(() => (reruns(world) === 1 ? true : undefined), 'a rerun');
    await world.restart();
    await passesAgain(world);
    await passesAgain(world);
    await world.reaches('green');
    expect(reruns(world)).toBe(2);
  });

  it('asks a person where CI has nothing that could be run again', async () => {
    const world = await asked(flakyOnMain('+'), 'fix flaky tests in payments', twice);
    (await world.agent()).end('read the clock once');
    await world.reaches('awaiting_ci');
    const fact = checkFact(['external/ci', 'success'], world.clock.nowMs());
    world.forge.setChecks(world.headSha(), [{ ...fact, source: 'status', runId: null, jobId: null }]);
    await world.passes(100_000);
    await world.reaches('needs_human');
    expect(world.lastReply()).toMatchInlineSnapshot(`
      "Needs a human. prove.ci_reruns wants CI to pass 2 more times, and nothing of it can be run again: no workflow run of GitHub Actions passed.
      Asked: “fix flaky tests in payments”
      Tried
      1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/read-the-clock-once.ts
      Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
      So far: 1 attempt, 1 min since it was asked for
      Retry takes the green as it is; Retry with a hint makes another attempt."
    `);
    await world.retries('ana');
    await world.passes(100_000);
    await world.reaches('green');
  });
});

it('says that no proof is possible where nobody has said how the tests are run, and goes on by CI alone', async () => {
  const world = await asked(() => () => passing, 'fix flaky tests in payments', {
    repositoryFile: 'risk: low\n',
    policy: { prove: DEFAULT_POLICY.prove },
  });
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.cardText()).toMatchInlineSnapshot(`
    "# fix flaky tests in payments
    ✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    No proof is possible: nobody has said how the tests are run (prove.command in .github/greenlight.yml of main). CI decides alone.
    t-myj4ympt · asked by ana · acme/payments · greenlight/t-myj4ympt
    Attempts
    1  ✔ green, 1 of 1 check passed · CI run · agent log
    Draft pull request #1 · Diff · Task page
    [Approve] [Request changes] [Retry with a hint] [Abort] [Mute]"
  `);
  expect(world.sandbox.commands).toEqual([]);
});

it('says what is wrong with a command that cannot be run, and goes on by CI alone when told to', async () => {
  const noSuch = new PortError(problem('agent_could_not_start', 'The image "agent" cannot run "nod"'), {
    retryable: false,
  });
  const world = await asked(() => () => noSuch);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The test command of the proof cannot be run: The image "agent" cannot run "nod".
    Retry goes on without a proof, by CI alone; Abort ends the task."
  `);
  await world.retries('ana');
  await greenInCi(world, 'read the clock once');
  await world.reaches('green');
  expect(world.says()).toMatchInlineSnapshot(`
    "✔ Green · 802444e waits for approval
    CI says: 1 of 1 check passed. 1 file, +3 −1.
    No proof was possible: the test command could not be run. CI decides alone."
  `);
});

it('is no green when its time is over: the runs that are missing are made on Retry', async () => {
  const world = await asked(
    (here) => (spec) => (spec.fromSha === here.baseSha ? often(spec) : spec.run <= 3 ? passing : undefined),
  );
  await greenInCi(world, 'read the clock once');
  await world.reaches('proving');
  await world.passes(3_700_000, 600_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The time of the proof (1 h) is over: 3 of 5 runs came to an end, none of them failed.
    Asked: “fix flaky tests in payments”
    Tried
    1  ✔ green, 1 of 1 check passed · changed 1 file, +3 −1: src/read-the-clock-once.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 h 1 min since it was asked for
    Retry goes on with the runs that are missing; Abort ends the task."
  `);
  expect(world.sandbox.live.size).toBe(0);
  world.sandbox.exits = () => passing;
  await world.retries('ana');
  await world.passes(100_000);
  await world.reaches('green');
  expect((await world.task()).attempts[0]?.proof).toMatchObject({ passed: 5, failed: 0, asked: 7 });
});

it('hands over when the sandbox is away, and loses no run that was done', async () => {
  const away = new PortError(problem('sandbox_unavailable', 'the engine does not answer'), {
    retryable: false,
  });
  const world = await asked(() => (spec) => (spec.run < 4 ? passing : away));
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. No attempt can run: the engine does not answer.
    Start the container engine that Greenlight uses, then press Retry."
  `);
  expect((await world.task()).proof?.baseline?.passed).toBeGreaterThanOrEqual(2);
});

it('keeps secrets out of the logs of its runs', async () => {
  const leak = { exitCode: 1, print: 'token is xoxb-very-secret-token\n' };
  const world = await asked((here) => (spec) => (spec.fromSha === here.baseSha ? often(spec) : leak));
  await greenInCi(world, 'sleep a little');
  const second = await world.agent();
  const told = JSON.stringify(second.spec.inputs);
  expect(told).not.toContain('very-secret');
  expect(told).toContain('token is');
});
