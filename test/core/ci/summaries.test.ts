// What a report keeps of each check: enough to ask for its notes, and whether it counts at all.
import { expect, test } from 'vitest';
import { judgeCi } from '#core/ci/verdict.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { external, job, PUSHED_AT_MS, run, snapshot, status } from './facts.ts';

const summaries = (checks: Parameters<typeof snapshot>[0], required: readonly string[] = []) =>
  judgeCi(
    snapshot(checks, { required: required.map((name) => ({ name, appId: null, from: 'ruleset' as const })) }),
    PUSHED_AT_MS + 600_000,
    DEFAULT_POLICY.ci,
  ).checks;

test('a failed check names its run and what it says of itself', () => {
  const said = `3 issues\n${'and more '.repeat(200)}`;
  const [scan, build, unit] = summaries([
    run('failure'),
    external('scan', 'failure', { id: '77', says: said }),
    job('unit', 'failure', { id: '10' }),
    status('build', 'error', { id: '5', says: 'out of memory' }),
  ]).toSorted((a, b) => b.name.length - a.name.length || (a.name < b.name ? -1 : 1));
  expect(build).toMatchObject({ name: 'scan', checkRunId: 77 });
  expect(build?.says?.length).toBe(400);
  expect(build?.says).toMatch(/^3 issues and more/);
  expect(scan).toMatchObject({ name: 'build', says: 'out of memory' });
  expect(scan).not.toHaveProperty('checkRunId');
  expect(unit).toMatchObject({ name: 'unit', checkRunId: 10, jobId: 10 });
});

test('a check that is well names neither', () => {
  const [check] = summaries([run('success'), job('unit', 'success', { id: '10', says: 'fine' })]);
  expect(Object.keys(check ?? {})).toEqual([
    'name',
    'outcome',
    'required',
    'url',
    'jobId',
    'runId',
    'workflow',
  ]);
});

test('a failure that decides nothing is marked as such', () => {
  const marks = summaries([run('failure'), job('test', 'failure'), job('lint', 'failure')], ['test']);
  expect(marks.map(({ name, isOptional }) => [name, isOptional])).toEqual([
    ['test', undefined],
    ['lint', true],
  ]);
  const allowed = summaries([run('success'), job('nightly', 'failure')]);
  expect(allowed).toMatchObject([{ name: 'nightly', isOptional: true }]);
});
