// What CI said reaches the next attempt: from reports, notes and logs, in their order of trust, and what is missing is said.
import { expect, it, onTestFinished } from 'vitest';
import { taskPage } from '#adapters/web/task-page.ts';
import { readerHere } from '#test/fakes/reader-here.ts';
import { checkFact, jobLog } from './ci-facts.ts';
import { REPO, type WorldOptions } from './story-deps.ts';
import { World } from './world.ts';

/** The request is about what fails, so that an attempt follows at once. */
async function aTaskInCi(options: WorldOptions = {}): Promise<World> {
  const world = await new World(options).start();
  onTestFinished(() => world.close());
  await world.types('ana', 'fix flaky tests in payments');
  (await world.agent()).end('a first try');
  await world.reaches('awaiting_ci');
  return world;
}

/** The prompt and the signals that the next attempt gets. */
async function nextBrief(world: World) {
  await world.passes(100_000);
  const { inputs } = (await world.agent()).spec;
  return { prompt: inputs['prompt.md'] ?? '', signals: JSON.parse(inputs['signals.json'] ?? '{}') };
}

const names = (failures: readonly { testId?: string; message: string }[]) =>
  failures.map(({ testId, message }) => testId ?? message);

it('lets a report decide over the log', async () => {
  const world = await aTaskInCi();
  world.ci(['test', 'failure', jobLog('settles in order', 'expires a hold')]);
  const junit = `<testsuite name="settlement">
    <testcase name="settles in order" classname="test"><failure message="2 is not 1">at test/settlement.test.mjs:44</failure></testcase>
    <testcase name="expires a hold" classname="test"/>
    <testcase name="refunds twice" classname="test"><error message="it never ended"/></testcase>
  </testsuite>`;
  world.forge.setReports(1, { 'reports/junit.xml': junit, 'reports/package.json': '{"name": "x"}' });
  const { prompt, signals } = await nextBrief(world);
  expect(names(signals.failures)).toEqual(['settles in order', 'refunds twice']);
  expect(signals.failures).toMatchObject([
    { confidence: 'reported', origin: 'junit', message: '2 is not 1' },
    { confidence: 'reported' },
  ]);
  expect(prompt).toContain('message: it never ended');
  expect(signals.completeness).toMatchObject({ reports: 1, failures: { found: 2, shown: 2 } });
  expect(world.lastReply()).toContain(
    "CI's word stands, though the log of test names expires a hold as failed, and a report says that it passed.",
  );
});

it('brings notes of a check without a log into the brief', async () => {
  const world = await aTaskInCi();
  const scan = {
    ...checkFact(['scan', 'failure'], world.clock.nowMs()),
    jobId: null,
    runId: null,
    workflow: null,
  };
  world.forge.setChecks(world.headSha(), [{ ...scan, app: 'scanner', id: '77', says: '1 new issue' }]);
  world.forge.setAnnotations(77, [
    {
      file: 'src/pay.ts',
      line: 12,
      column: 3,
      level: 'failure',
      title: 'no-eval',
      message: 'eval is evil',
      details: 'see rule 7',
    },
    { file: null, level: 'notice', message: 'scanned 3 files' },
  ]);
  const { prompt, signals } = await nextBrief(world);
  expect(signals.failures).toMatchObject([
    { job: 'scan', file: 'src/pay.ts', line: 12, column: 3, message: 'no-eval: eval is evil' },
  ]);
  expect(prompt).toContain('at: src/pay.ts:12:3');
  expect(prompt).toContain('see rule 7');
});

it('shows what the last green log had not, and remembers that log', async () => {
  const world = await aTaskInCi();
  const laid = Array.from({ length: 60 }, (_, no) => `stone ${no} is laid`);
  const log = (...lines: readonly string[]) =>
    ['##[group]Run make', '\u001b[36;1mmake\u001b[0m', 'shell: bash', '##[endgroup]', ...lines]
      .map((line, at) => `2026-11-23T14:04:${String(at % 60).padStart(2, '0')}.0000000Z ${line}`)
      .join('\n');
  const green = checkFact(['build', 'success'], world.clock.nowMs());
  world.forge.setChecks(world.baseSha, [green]);
  const jobId = green.jobId ?? 0;
  world.forge.setLog({ job: 'build', jobId, text: log(...laid), failedStep: null });
  const red = [...laid.slice(0, 20), 'the roof leaks over the kitchen', ...laid.slice(20)];
  const isRed = () =>
    world.ci(['build', 'failure', log(...red, '##[error]Process completed with exit code 1.')]);
  isRed();
  await world.passes(100_000);
  // Nothing says whose fault it is, so that CI is asked once more.
  isRed();
  const { prompt, signals } = await nextBrief(world);
  expect(signals.failures).toMatchObject([
    { message: 'the roof leaks over the kitchen', origin: 'green log' },
  ]);
  expect(prompt).toContain('the roof leaks over the kitchen');
  expect(prompt).not.toContain('stone 30 is laid');
  expect(signals.completeness.green).toEqual(['build']);
  const reads = () =>
    world.forge.calls.filter(({ method, args }) => method === 'jobLog' && args[1] === jobId);
  expect(reads()).toHaveLength(1);
});

it('says that a log was cut, and what was not looked at', async () => {
  const world = await aTaskInCi({ reader: readerHere({ keptBytes: 2_000 }) });
  const noise = Array.from({ length: 400 }, (_, no) => `ok ${no} and on it goes`).join('\n');
  world.ci(['test', 'failure', `${noise}\n${jobLog('settles in order')}`]);
  const { prompt, signals } = await nextBrief(world);
  expect(signals.completeness.leftOut).toEqual([{ what: 'log_cut', job: 'test', bytes: 0 }]);
  expect(prompt).toContain('Left out: the middle of the long log of test');
  expect(world.lastReply()).toContain('Left out: the middle of the long log of test.');
  const page = taskPage(await world.task(), []);
  expect(page).toContain('Read from CI, 1 left out');
});

it('names every failed check, though one that failed loudly stands beside it', async () => {
  const world = await aTaskInCi();
  const now = world.clock.nowMs();
  const status = {
    ...checkFact(['ci/other', 'failure'], now),
    source: 'status' as const,
    jobId: null,
    runId: null,
  };
  const test = checkFact(['test', 'failure'], now);
  const jobId = test.jobId ?? 0;
  world.forge.setLog({ job: 'test', jobId, text: jobLog('settles in order'), failedStep: 'Run npm test' });
  world.forge.setChecks(world.headSha(), [test, { ...status, says: 'quota exceeded' }]);
  const { signals } = await nextBrief(world);
  expect(names(signals.failures)).toEqual([
    'settles in order',
    'ci/other failed and left no log that can be read.\nIt says: quota exceeded',
  ]);
});

it('tells optional failures beside, and has nobody mend them', async () => {
  const world = await aTaskInCi();
  world.forge.setRequired(REPO, ['test']);
  const types = jobLog().replace('✖ failing tests:', 'src/a.ts(3,1): error TS2322: no');
  world.ci(['test', 'failure', jobLog('settles in order')], ['nightly', 'failure', types]);
  const { prompt, signals } = await nextBrief(world);
  expect(names(signals.failures)).toEqual(['settles in order']);
  expect(signals.optional).toMatchObject([{ job: 'nightly', file: 'src/a.ts' }]);
  expect(prompt).toContain(
    'Failed as well in checks that decide nothing, leave them alone: nightly (src/a.ts)',
  );
  expect((await world.task()).attempts[0]?.failures).toHaveLength(1);
  expect(world.lastReply()).toContain('Optional, and not to be mended: nightly (src/a.ts).');
});

it('reads with the matchers that the repository names, as its base branch has them', async () => {
  const world = await aTaskInCi({ repositoryFile: 'problem_matchers: [.github/own.json]\n' });
  const pattern = [{ regexp: '^ROT in (\\S+): (.*)$', file: 1, message: 2 }];
  world.forge.addFile(
    world.baseSha,
    '.github/own.json',
    JSON.stringify({ problemMatcher: [{ owner: 'own', pattern }] }),
  );
  world.ci(['test', 'failure', jobLog().replace('✖ failing tests:', 'ROT in beams/a.txt: soft')]);
  const { signals } = await nextBrief(world);
  expect(signals.failures).toMatchObject([{ tool: 'own', file: 'beams/a.txt', message: 'soft' }]);
});
