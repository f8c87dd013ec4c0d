// The Actions stand-in really runs steps; these tests read it as Greenlight does, over the API.
import { afterEach, describe, expect, test } from 'vitest';
import {
  fullName,
  type Hub,
  jobsOf,
  logOf,
  onlyRun,
  openPull,
  refusal,
  repo,
  runsOf,
  startHub,
  until,
} from './support.ts';

let hub: Hub;
afterEach(async () => await hub[Symbol.asyncDispose]());

const head = 'name: CI\non: pull_request\n';
const workflow = (jobs: string, top = ''): Record<string, string> => ({
  '.github/workflows/ci.yml': `${head}${top}jobs:\n${jobs}`,
});
const job = (name: string, run: string, more = ''): string =>
  `  ${name}:\n    runs-on: ubuntu-latest\n${more}    steps:\n      - run: ${run}\n`;

async function settledRun(files: Record<string, string>, options: Parameters<typeof startHub>[1] = {}) {
  hub = await startHub(files, options);
  const opened = await openPull(hub, { 'change.txt': 'a change\n' });
  await hub.github.settled();
  return { ...opened, run: await onlyRun(hub, opened.sha) };
}

const conclusions = async (runId: number) =>
  Object.fromEntries((await jobsOf(hub, runId)).map((one) => [one.name, one.conclusion]));

describe('a red job', () => {
  const files = {
    ...workflow(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - name: Check
        env: { MOOD: bad }
        run: |
          echo "::error file=src/a.js,line=3,col=7,title=Sum::expected 2, got 3%0Aand more"
          echo "mood $MOOD"
          exit 3
      - run: echo never
`),
    'src/a.js': 'a\n',
  };

  test('tells its steps, its log in raw format and its annotations', async () => {
    const { run } = await settledRun(files);
    expect(run).toMatchObject({
      status: 'completed',
      conclusion: 'failure',
      event: 'pull_request',
      run_attempt: 1,
    });
    const [failed] = await jobsOf(hub, run.id);
    expect(failed?.steps?.map((step) => `${step.number} ${step.name}: ${step.conclusion}`)).toEqual([
      '1 Set up job: success',
      '2 Run actions/checkout@v4: success',
      '3 Check: failure',
      '4 Run echo never: skipped',
      '5 Post Run actions/checkout@v4: success',
      '6 Complete job: success',
    ]);
    const log = await logOf(hub, failed?.id ?? 0);
    const lines = log
      .replace(/^\uFEFF/, '')
      .trimEnd()
      .split('\n');
    expect(lines.every((line) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{7}Z /.test(line))).toBe(true);
    const texts = lines.map((line) => line.slice(29));
    expect(texts).toEqual(
      expect.arrayContaining([
        '##[group]Run echo "::error file=src/a.js,line=3,col=7,title=Sum::expected 2, got 3%0Aand more"',
        'shell: /usr/bin/bash -e {0}',
        '  MOOD: bad',
        '##[error]expected 2, got 3',
        'mood bad',
        '##[error]Process completed with exit code 3.',
        'Post job cleanup.',
      ]),
    );
    expect(texts.some((text) => text.startsWith('HEAD is now at '))).toBe(true);
    expect(log).not.toContain(hub.directory);
    const { data } = await hub.octokit.rest.checks.listAnnotations({
      ...repo,
      check_run_id: failed?.id ?? 0,
    });
    expect(data[0]).toMatchObject({
      path: 'src/a.js',
      start_line: 3,
      start_column: 7,
      title: 'Sum',
      annotation_level: 'failure',
      message: 'expected 2, got 3\nand more',
    });
    expect(data[1]).toMatchObject({ path: '.github', message: 'Process completed with exit code 3.' });
  });

  test('is the same thing as its check run, in a suite that is red too', async () => {
    const { run, sha } = await settledRun(files);
    const checks = await hub.octokit.rest.checks.listForRef({ ...repo, ref: sha });
    const [only] = await jobsOf(hub, run.id);
    expect(checks.data.check_runs.map((one) => [one.id, one.conclusion, one.app?.slug])).toEqual([
      [only?.id, 'failure', 'github-actions'],
    ]);
    const suites = await hub.octokit.rest.checks.listSuitesForRef({ ...repo, ref: sha });
    expect(suites.data.check_suites[0]).toMatchObject({ id: run.check_suite_id, conclusion: 'failure' });
  });
});

test('a job has the variables of its repository, and the npm that setup-node brings', async () => {
  const { run } = await settledRun(
    workflow(`  install:
    runs-on: ubuntu-latest
    env: { MIRROR: "\${{ vars.PACKAGE_MIRROR }}" }
    steps:
      - uses: actions/setup-node@v4
      - run: echo "from $MIRROR by npm $(npm --version)"
`),
    { seed: { variables: { PACKAGE_MIRROR: 'http://mirror.test' } } },
  );
  const [only] = await jobsOf(hub, run.id);
  const log = await logOf(hub, only?.id ?? 0);
  const version = /^npm: (\S+)$/m.exec(log.replace(/^\S+Z /gm, ''))?.[1];
  expect(version).toMatch(/^\d+\.\d+\.\d+/);
  expect(log).toContain(`from http://mirror.test by npm ${version}`);
  expect(log).not.toContain('  PATH: ');
  expect(run.conclusion).toBe('success');
});

test('re-running failed jobs makes new ids in the same suite and keeps the attempt before', async () => {
  const { run, sha } = await settledRun(
    workflow(job('good', 'true') + job('bad', 'false') + job('after', 'true', '    needs: bad\n')),
  );
  const before = await jobsOf(hub, run.id);
  await hub.octokit.rest.actions.reRunWorkflowFailedJobs({ ...repo, run_id: run.id });
  await hub.github.settled();
  const after = await jobsOf(hub, run.id);
  expect((await onlyRun(hub, sha)).run_attempt).toBe(2);
  expect(after.map((one) => [one.name, one.conclusion]).toSorted()).toEqual([
    ['after', 'skipped'],
    ['bad', 'failure'],
    ['good', 'success'],
  ]);
  expect(after.some((one) => before.some((old) => old.id === one.id))).toBe(false);
  const first = await hub.octokit.rest.actions.listJobsForWorkflowRunAttempt({
    ...repo,
    run_id: run.id,
    attempt_number: 1,
  });
  expect(first.data.jobs.map((one) => one.id)).toEqual(before.map((one) => one.id));
  const latest = await hub.octokit.rest.checks.listForRef({ ...repo, ref: sha });
  const all = await hub.octokit.rest.checks.listForRef({ ...repo, ref: sha, filter: 'all' });
  expect([latest.data.total_count, all.data.total_count]).toEqual([3, 6]);
});

test('a job behind a failed need is skipped, one with always() runs', async () => {
  const { run } = await settledRun(
    workflow(
      job('bad', 'false') +
        job('next', 'true', '    needs: [bad]\n') +
        job('report', 'true', '    needs: [bad]\n    if: always()\n'),
    ),
  );
  expect(await conclusions(run.id)).toEqual({ bad: 'failure', next: 'skipped', report: 'success' });
});

test('a job without a log answers 404, and so does one that is still running', async () => {
  const { run } = await settledRun(workflow(job('bad', 'false') + job('next', 'true', '    needs: [bad]\n')));
  const skipped = (await jobsOf(hub, run.id)).find((one) => one.name === 'next');
  expect((await refusal(logOf(hub, skipped?.id ?? 0))).status).toBe(404);
});

test('a cancelled run is cancelled, with its processes', async () => {
  hub = await startHub(workflow(job('slow', 'sleep 600') + job('queued', 'true', '    needs: slow\n')));
  const { sha } = await openPull(hub, { 'a.txt': 'a\n' });
  const run = await onlyRun(hub, sha);
  await until(async () => (await jobsOf(hub, run.id))[0]?.status === 'in_progress');
  expect(
    (await refusal(hub.octokit.rest.actions.reRunWorkflowFailedJobs({ ...repo, run_id: run.id }))).status,
  ).toBe(403);
  await hub.octokit.rest.actions.cancelWorkflowRun({ ...repo, run_id: run.id });
  await hub.github.settled();
  expect((await onlyRun(hub, sha)).conclusion).toBe('cancelled');
  expect(Object.values(await conclusions(run.id))).toEqual(expect.arrayContaining(['cancelled']));
});

test('a job that runs too long is cancelled, and its log says why', async () => {
  const { run } = await settledRun(workflow(job('slow', 'sleep 600', '    timeout-minutes: 0.01\n')));
  const [slow] = await jobsOf(hub, run.id);
  expect([run.conclusion, slow?.conclusion]).toEqual(['cancelled', 'cancelled']);
  const { data } = await hub.octokit.rest.checks.listAnnotations({ ...repo, check_run_id: slow?.id ?? 0 });
  expect(data.map((one) => one.message).join()).toContain(
    'has exceeded the maximum execution time of 0.01 minutes',
  );
});

test('an invalid workflow file is a startup failure without jobs', async () => {
  const { run } = await settledRun(workflow('  test:\n    steps: nothing\n'));
  expect(run.conclusion).toBe('startup_failure');
  expect(await jobsOf(hub, run.id)).toEqual([]);
});

test('an unknown action fails its job', async () => {
  const { run } = await settledRun(
    workflow('  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: acme/deploy@v1\n'),
  );
  expect(run.conclusion).toBe('failure');
  expect(await logOf(hub, (await jobsOf(hub, run.id))[0]?.id ?? 0)).toContain(
    '##[error]Unable to resolve action `acme/deploy@v1`',
  );
});

test('a matrix is one job a row, with its values in name and expressions', async () => {
  const matrix = '    strategy:\n      fail-fast: false\n      matrix:\n        node: [22, 24]\n';
  const { run } = await settledRun(workflow(job('test', `test "\${{ matrix.node }}" = 24`, matrix)));
  expect(await conclusions(run.id)).toEqual({ 'test (22)': 'failure', 'test (24)': 'success' });
});

test("a step sees none of the host: its own home, GitHub's variables, the project's Node", async () => {
  process.env.STANDIN_TEST_SECRET = 'host-secret';
  const { run } = await settledRun(workflow(job('env', 'env | sort; node --version')));
  const log = await logOf(hub, (await jobsOf(hub, run.id))[0]?.id ?? 0);
  delete process.env.STANDIN_TEST_SECRET;
  expect(log).not.toContain('host-secret');
  expect(log).toContain('HOME=/home/runner\n');
  expect(log).toContain(`GITHUB_REPOSITORY=${fullName}`);
  expect(log).toContain(process.version);
});

test('values handed on through GITHUB_ENV and GITHUB_OUTPUT arrive', async () => {
  const steps = `  test:
    runs-on: ubuntu-latest
    steps:
      - id: one
        run: echo "word=hello" >> "$GITHUB_OUTPUT"; echo "NAME=ana" >> "$GITHUB_ENV"
      - run: echo "\${{ steps.one.outputs.word }} $NAME"
`;
  const { run } = await settledRun(workflow(steps));
  expect(await logOf(hub, (await jobsOf(hub, run.id))[0]?.id ?? 0)).toContain('Z hello ana\n');
});

test('a newer push cancels the older run of its concurrency group', async () => {
  const top = `concurrency: { group: "ci-\${{ github.ref }}", cancel-in-progress: true }\n`;
  hub = await startHub(
    workflow(
      job('slow', 'test -e fast.txt || sleep 600', '').replace(
        'steps:\n',
        'steps:\n      - uses: actions/checkout@v4\n',
      ),
      top,
    ),
  );
  const { sha, branch } = await openPull(hub, { 'a.txt': 'a\n' });
  const newer = await hub.github.people.push({
    repository: fullName,
    branch,
    by: 'ben',
    files: { 'fast.txt': '' },
    message: 'Faster',
  });
  await hub.github.settled();
  expect([(await onlyRun(hub, sha)).conclusion, (await onlyRun(hub, newer)).conclusion]).toEqual([
    'cancelled',
    'success',
  ]);
});

test('[skip ci] starts nothing, and the combined status of nothing is pending', async () => {
  hub = await startHub(workflow(job('test', 'true')));
  const sha = await hub.github.people.push({
    repository: fullName,
    branch: 'quiet',
    by: 'ben',
    files: { 'a.txt': 'a' },
    message: 'Words [skip ci]',
  });
  await hub.github.people.openPull({ repository: fullName, branch: 'quiet', by: 'ben', title: 'Quiet' });
  expect(await runsOf(hub, sha)).toEqual([]);
  const { data } = await hub.octokit.rest.repos.getCombinedStatusForRef({ ...repo, ref: sha });
  expect([data.state, data.total_count]).toEqual(['pending', 0]);
});

test('an artifact can be listed and downloaded as a zip', async () => {
  const steps = `  test:
    runs-on: ubuntu-latest
    steps:
      - run: mkdir out && echo "<testsuite/>" > out/junit.xml
      - uses: actions/upload-artifact@v4
        with: { name: reports, path: out }
`;
  const { run } = await settledRun(workflow(steps));
  const { data } = await hub.octokit.rest.actions.listWorkflowRunArtifacts({ ...repo, run_id: run.id });
  expect(data.artifacts.map((one) => one.name)).toEqual(['reports']);
  const zip = await hub.octokit.rest.actions.downloadArtifact({
    ...repo,
    artifact_id: data.artifacts[0]?.id ?? 0,
    archive_format: 'zip',
  });
  const text = Buffer.from(zip.data as ArrayBuffer).toString('latin1');
  expect(text.startsWith('PK\u0003\u0004')).toBe(true);
  expect(text).toContain('out/junit.xml');
  expect(text).toContain('<testsuite/>');
});

test('an App with checks: write reports its own check and status', async () => {
  const permissions = {
    metadata: 'read',
    contents: 'write',
    pull_requests: 'write',
    checks: 'write',
    statuses: 'write',
    actions: 'read',
  } as const;
  hub = await startHub({}, { permissions });
  const { sha } = await openPull(hub, { 'a.txt': 'a\n' });
  const { data } = await hub.octokit.rest.checks.create({
    ...repo,
    name: 'policy',
    head_sha: sha,
    status: 'in_progress',
  });
  await hub.octokit.rest.checks.update({ ...repo, check_run_id: data.id, conclusion: 'success' });
  await hub.octokit.rest.repos.createCommitStatus({ ...repo, sha, state: 'failure', context: 'legacy' });
  expect((await hub.octokit.rest.checks.get({ ...repo, check_run_id: data.id })).data.conclusion).toBe(
    'success',
  );
  expect((await hub.octokit.rest.repos.getCombinedStatusForRef({ ...repo, ref: sha })).data.state).toBe(
    'failure',
  );
});
