// What CI may say beside red and green: none of it is believed to be either, and each is handed over in its own words.
import { expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import { aTaskInCi } from './beginnings.ts';
import type { Check } from './ci-facts.ts';
import { REPO } from './story-deps.ts';
import type { World } from './world.ts';

async function inTheEnd(...checks: readonly Check[]): Promise<World> {
  const world = await aTaskInCi();
  world.ci(...checks);
  await world.passes(120_000);
  return world;
}

it('takes no checks for no verdict', async () => {
  const world = await aTaskInCi();
  await world.passes(6 * 60_000, 30_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. No check has started for the commit, and no checks is not green.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ no checks, no check ever started for this commit · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 5 min since it was asked for
    Look at the triggers of the workflow; Retry then asks CI again about the same commit."
  `);
});

it('takes cancelled for neither red nor green', async () => {
  const world = await inTheEnd(['test', 'cancelled'], ['lint', 'success']);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. The CI run was cancelled: test was cancelled.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI was cancelled, test was cancelled · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Retry runs it again; Retry with a hint makes another attempt."
  `);
});

it('takes a job that ran out of time for neither', async () => {
  const world = await inTheEnd(['test', 'timed_out']);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. CI did not come to an end in time: test ran out of time.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI timed out, test ran out of time · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Look at the run. Retry runs it again; Retry with a hint makes another attempt."
  `);
});

it('says that CI waits for a person', async () => {
  const world = await inTheEnd(['deploy', 'action_required']);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. CI waits for a person: deploy waits for a person.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI waits for a person, deploy waits for a person · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Do what it asks on the pull request; Retry then asks CI again about the same commit."
  `);
});

it('does not guess at a conclusion it does not know', async () => {
  const world = await inTheEnd(['test', 'purple']);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. CI's result cannot be told: test ended in a way that Greenlight does not know.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI cannot be told, test ended in a way that Greenlight does not know · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 1 min since it was asked for
    Look at the run. Retry asks CI again; Retry with a hint makes another attempt."
  `);
});

it('gives up on checks that never end', async () => {
  const world = await aTaskInCi();
  world.ci(['test', null]);
  await world.passes(92 * 60_000, 60_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. CI did not come to an end in time: test did not finish in time.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI timed out, test did not finish in time · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 90 CI min, 1 h 30 min since it was asked for
    Look at the run. Retry runs it again; Retry with a hint makes another attempt."
  `);
});

it('keeps one report on record of all looks that said the same', async () => {
  const world = await aTaskInCi();
  const before = await reportsOnRecord(world);
  world.ci(['test', null], ['lint', null]);
  await world.passes(30 * 60_000, 30_000);
  expect(world.forge.calls.filter(({ method }) => method === 'readCi').length).toBeGreaterThan(25);
  expect(await reportsOnRecord(world)).toBe(before + 1);
  world.ci(['test', null], ['lint', 'success']);
  await world.passes(10 * 60_000, 30_000);
  expect(await reportsOnRecord(world)).toBe(before + 2);
});

it('hands over when CI cannot even be asked, a while after the deadline', async () => {
  const world = await aTaskInCi();
  const away = new PortError(problem('forge_unavailable', 'HTTP 502'), { retryable: false });
  world.forge.failNext('readCi', away, { times: 1_000 });
  await world.passes(99 * 60_000, 60_000);
  expect((await world.task()).state.name).toBe('awaiting_ci');
  await world.passes(3 * 60_000, 60_000);
  await world.reaches('needs_human');
  expect(world.lastReply()).toContain('CI did not come to an end in time.');
});

it('is green without an optional job that never gets a runner, and names it', async () => {
  const world = await aTaskInCi();
  world.forge.setRequired(REPO, ['test']);
  world.ci(['test', 'success'], ['gpu', null]);
  await world.passes(89 * 60_000, 60_000);
  expect((await world.task()).state.name).toBe('awaiting_ci');
  await world.passes(4 * 60_000, 30_000);
  await world.reaches('green');
  expect(world.says()).toContain('1 of 1 required check passed (test); optional gpu has not finished.');
});

it('names the conflict beside a green that cannot be merged', async () => {
  const world = await aTaskInCi();
  world.forge.setConflict(REPO, 1, true);
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('green');
  expect(world.says()).toContain('1 of 1 check passed; the branch conflicts with its base.');
});

it('runs failed jobs again when it looks like infrastructure, then asks a person; no attempt is spent', async () => {
  const world = await inTheEnd(['test', 'failure', 'infra']);
  expect(reruns(world)).toBe(0);
  expect(world.says()).toMatchInlineSnapshot(
    `"◐ Waiting for CI · attempt 1 of 3 at 9348df3, failed jobs run again at 14:05 UTC since it looks like infrastructure (1 of at most 2, no attempt spent)"`,
  );
  await world.passes(60_000);
  expect(reruns(world)).toBe(1);
  expect(world.says()).toMatchInlineSnapshot(
    `"◐ Waiting for CI · attempt 1 of 3 at 9348df3, failed jobs run again since it looks like infrastructure (1 of at most 2, no attempt spent)"`,
  );
  world.ci(['test', 'failure', 'infra']);
  await world.passes(400_000, 10_000);
  expect(reruns(world)).toBe(2);
  world.ci(['test', 'failure', 'infra']);
  await world.passes(120_000);
  const { attempts } = await world.reaches('needs_human');
  expect(attempts).toHaveLength(1);
  expect(world.lastReply()).toMatchInlineSnapshot(`
    "Needs a human. CI keeps failing for reasons outside the repository: test failed outside the repository's own steps.
    Asked: “fix flaky tests in payments”
    Tried
    1  ◐ CI infrastructure failed, test failed outside the repository's own steps · failed jobs ran again twice (not counted) · changed 1 file, +3 −1: src/sleep-a-little.ts
    Branch: git fetch origin greenlight/t-myj4ympt && git switch greenlight/t-myj4ympt
    So far: 1 attempt, 10 min since it was asked for
    No attempt was spent. When that is well again, Retry runs the failed jobs again."
  `);
});

it('is green when a rerun after an infrastructure failure is', async () => {
  const world = await inTheEnd(['test', 'failure', 'infra']);
  await world.passes(60_000);
  world.ci(['test', 'success']);
  await world.passes(120_000);
  await world.reaches('green');
});

it('is green, and runs nothing again, where somebody has done that before the pause is over', async () => {
  const world = await inTheEnd(['test', 'failure', 'infra']);
  world.ci(['test', 'success']);
  await world.passes(150_000);
  await world.reaches('green');
  expect(reruns(world)).toBe(0);
});

it('runs failed jobs again after the pause also where it was restarted in it', async () => {
  const world = await inTheEnd(['test', 'failure', 'infra']);
  await world.restart();
  expect(reruns(world)).toBe(0);
  await world.passes(60_000);
  expect(reruns(world)).toBe(1);
});

it('believes green only after it has lasted', async () => {
  const world = await aTaskInCi();
  world.ci(['lint', 'success']);
  await world.hint({ type: 'ci_changed', headSha: world.headSha() });
  await world.passes(20_000);
  world.ci(['lint', 'success'], ['test', null]);
  await world.passes(120_000);
  expect((await world.task()).state.name).toBe('awaiting_ci');
  expect(world.replies()).toEqual([]);
});

it('names a check that failed twice and left no log, and says that it guesses', async () => {
  const world = await inTheEnd(['external/ci', 'failure', '']);
  expect(reruns(world)).toBe(1);
  world.ci(['external/ci', 'failure', '']);
  await world.passes(120_000);
  await world.agent();
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Attempt 1 is red with 1 failure: external/ci failed and left no log that can be read. That it is this change's is a guess: it failed again in the same way when it was run again. Attempt 2 takes it from there. CI run",
    ]
  `);
});

it('merges by policy without asking where that is allowed', async () => {
  const world = await aTaskInCi({ policy: { merge: 'auto' } });
  world.ci(['test', 'success']);
  await world.passes(100_000);
  await world.reaches('merged');
  expect(world.replies()).toMatchInlineSnapshot(`
    [
      "Merged as 0000000, decided by policy.",
    ]
  `);
});

const reruns = (world: World): number =>
  world.forge.calls.filter(({ method }) => method === 'rerunFailed').length;

async function reportsOnRecord(world: World): Promise<number> {
  let reports = 0;
  for await (const { event } of world.deps.engine.history(world.taskId()))
    reports += event.type === 'ci_observed' ? 1 : 0;
  return reports;
}
