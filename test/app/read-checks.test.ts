// Reading failed checks: how many logs are read, what is asked of which check, and what a green log costs the second time.
import { expect, test } from 'vitest';
import { readChecks } from '#app/effects/read-checks.ts';
import { greenLogOf } from '#app/green-logs.ts';
import { addedMatcher, matchersOf, treeOf } from '#app/repository-knowledge.ts';
import type { CheckSummary } from '#core/ci/report.ts';
import { sha } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import type { JobReading } from '#core/signals/job/job-reading.ts';
import type { Task } from '#core/task/task.ts';
import { silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { job } from '#test/core/ci/facts.ts';
import { rawLog, step } from '#test/core/signals/raw-log.ts';
import { play, upTo } from '#test/core/support/samples.ts';
import { artifactsIn } from '#test/fakes/fake-artifacts.ts';
import { FakeForge } from '#test/fakes/fake-forge.ts';
import { FakePublisher } from '#test/fakes/fake-publisher.ts';
import { readerHere } from '#test/fakes/reader-here.ts';
import { temporaryFolder } from '#test/support/temporary-folder.ts';

const REPO = { owner: 'acme', name: 'payments' };
const HEAD = sha('c'.repeat(40));
const red = rawLog(
  step('npm ci', 'added 12 packages', 0),
  step('npx tsc', 'src/a.ts(3,1): error TS2322: no', 2),
);

function aWorld() {
  const forge = new FakeForge();
  const baseSha = forge.addRepository(REPO);
  const publisher = new FakePublisher(forge);
  const task: Task = { ...play(upTo.awaitingCi()).task, repo: REPO, baseSha };
  return {
    forge,
    publisher,
    task,
    baseSha,
    deps: { forge, publisher, log: silentLog, artifacts: artifactsIn(temporaryFolder('artifacts')) },
  };
}
const check = (no: number, over: Partial<CheckSummary> = {}): CheckSummary => ({
  ...{ name: `job ${no}`, outcome: 'failed', required: true, url: '', jobId: no, runId: 1, checkRunId: no },
  ...over,
});
const away = new PortError(problem('forge_unavailable', 'away'), { retryable: true });

test('reads as many logs as are asked for, and says of the others that they were not', async () => {
  const { forge } = aWorld();
  const numbers = [1, 2, 3];
  forge.setChecks(
    HEAD,
    numbers.map((jobId) => job(`job ${jobId}`, 'failure', { jobId })),
  );
  for (const jobId of numbers)
    forge.setLog({ job: `job ${jobId}`, jobId, text: red, failedStep: 'Run npx tsc' });
  await using reader = readerHere().open([]);
  const kept: string[] = [];
  const read = await readChecks({ forge }, reader, {
    repo: REPO,
    checks: [...numbers.map((no) => check(no)), check(4, { jobId: null, runId: null, name: 'ci/other' })],
    isOptional: () => false,
    maxLogs: 2,
    matchers: [],
    added: async () => null,
    green: async () => null,
    keep: async ({ name }, { kept: { text } }: JobReading) => {
      kept.push(text);
      return name;
    },
  });
  expect(read.checks.map(({ reading }) => (typeof reading === 'string' ? reading : 'read'))).toEqual([
    'read',
    'read',
    'not_asked',
    'none',
  ]);
  expect(kept).toHaveLength(2);
  expect(kept[0]).toContain('TS2322');
  // What is kept elsewhere is held no longer.
  expect(JSON.stringify(read.checks)).not.toContain('added 12 packages');
  expect(forge.calls.filter(({ method }) => method === 'annotations')).toHaveLength(4);
});

test('fetches a green log once for each green run, and goes on with the old one when the forge has it no more', async () => {
  const { forge, task, deps, baseSha } = aWorld();
  await using reader = readerHere().open([]);
  const runs = (jobId: number) => [
    {
      at: 'base' as const,
      sha: baseSha,
      completedAtMs: 1,
      check: { ...check(jobId, { name: 'test' }), outcome: 'passed' as const },
    },
  ];
  forge.setLog({
    job: 'test',
    jobId: 5,
    text: rawLog(step('make', 'ruff 0.5.0\nall is laid', 0)),
    failedStep: null,
  });
  const wanted = check(9, { name: 'test' });
  const first = await greenLogOf(deps, reader, task, runs(5))(wanted);
  expect(first?.hashes.length).toBeGreaterThan(2);
  expect(await greenLogOf(deps, reader, task, runs(5))(wanted)).toEqual(
    expect.objectContaining({ hashes: first?.hashes, versions: { ruff: '0.5.0' } }),
  );
  expect(forge.calls.filter(({ method }) => method === 'jobLog')).toHaveLength(1);
  // A newer run whose log has expired, one that cannot be had, and none at all.
  expect((await greenLogOf(deps, reader, task, runs(6))(wanted))?.hashes).toEqual(first?.hashes);
  forge.failNext('jobLog', away);
  expect((await greenLogOf(deps, reader, task, runs(7))(wanted))?.hashes).toEqual(first?.hashes);
  expect((await greenLogOf(deps, reader, task, [])(wanted))?.hashes).toEqual(first?.hashes);
  expect(await greenLogOf(deps, reader, task, [])(check(9, { name: 'other' }))).toBeNull();
});

test('reads matchers from the base alone, and none from outside of the repository', async () => {
  const { forge, task, deps, baseSha } = aWorld();
  forge.addFile(baseSha, '.github/own.json', '{}');
  const policy = { ...task.policy, problemMatchers: ['.github/own.json', '.github/gone.json'] };
  expect(await matchersOf(deps, { ...task, policy })).toEqual([
    { path: '.github/own.json', text: '{}' },
    { path: '.github/gone.json', text: null },
  ]);
  const added = addedMatcher(deps, task);
  expect(await added('/home/runner/work/payments/payments/.github/own.json')).toBe('{}');
  expect(await added('/home/runner/work/_actions/actions/setup-node/v5/.github/tsc.json')).toBeNull();
  expect(await added('../../etc/passwd')).toBeNull();
  forge.failNext('readFile', away);
  expect(await added('.github/own.json')).toBeNull();
});

test('knows the files of a commit, or knows none', async () => {
  const { publisher, task, deps } = aWorld();
  expect(await treeOf(deps, task, HEAD)).toBeUndefined();
  publisher.files = ['src/a.ts'];
  expect((await treeOf(deps, task, HEAD))?.find('/app/src/a.ts')).toBe('src/a.ts');
});
