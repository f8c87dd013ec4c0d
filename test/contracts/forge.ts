// What every Forge promises: run on the fake and on the GitHub adapter with a real server behind it.
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Sha, sha } from '#core/ids.ts';
import type { ProblemCode } from '#core/problem.ts';
import type { RepoRef } from '#core/task/request.ts';
import type { Forge } from '#ports/forge.ts';
import { PortError } from '#ports/port-error.ts';

/** A forge with one repository `repo`, default branch `main`, holding README.md, and CI that is red where the file `broken` exists. */
export type ForgeWorld = {
  readonly forge: Forge;
  readonly repo: RepoRef;
  /** A commit by somebody; the branch is made from main when it is missing. */
  push(branch: string, files: Record<string, string>): Promise<Sha>;
  /** Bodies of the comments on a pull request, oldest first. */
  comments(pullRequest: number): readonly string[];
  /** Ana asks for changes in these words, and then remarks on a line. */
  review(
    pullRequest: number,
    words: string,
    remark: { path: string; line: number; text: string },
  ): Promise<void>;
  /** Checks of Greenlight's own on a commit by name, oldest first: how each stands and its title. */
  ownChecks(commit: Sha): readonly (readonly [string, string])[];
  /** CI has said all it will about everything pushed so far. */
  ciSettled(): Promise<void>;
  close(): Promise<void>;
};

const BRANCH = 'greenlight/t-abcdefgh';
const WORDS = { title: 'Fix flaky tests', message: 'Made by Greenlight' };
const ANY_TEST = { name: 'test', workflow: null };
const NOBODY = { owner: 'acme', name: 'nothing-here' };

async function textOf(chunks: AsyncIterable<Uint8Array> | undefined): Promise<string> {
  const all: Uint8Array[] = [];
  for await (const chunk of chunks ?? []) all.push(chunk);
  return Buffer.concat(all).toString('utf8');
}

/** The problem code that `act` fails with. */
export async function problemOf(act: Promise<unknown>): Promise<ProblemCode> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PortError) return error.problem.code;
  throw error instanceof Error ? error : new Error('it did not fail');
}

export function forgeContract(start: () => Promise<ForgeWorld>): void {
  let world: ForgeWorld;
  beforeEach(async () => {
    world = await start();
  });
  afterEach(async () => {
    await world.close();
  });

  const ensure = async () =>
    await world.forge.ensurePullRequest({
      repo: world.repo,
      head: BRANCH,
      base: 'main',
      title: 'Fix',
      body: 'Body',
    });
  const readCi = async (head: Sha, pullRequest: number | null) =>
    await world.forge.readCi(
      world.repo,
      { sha: head, branch: BRANCH, pullRequest, baseBranch: 'main', pushedAtMs: 0 },
      [],
    );

  test('tells the default branch, the head of a branch and a file at a commit', async () => {
    const { forge, repo } = world;
    expect(await forge.repository(repo)).toEqual({ defaultBranch: 'main', isPrivate: true });
    const head = await world.push(BRANCH, { 'src/a.js': 'export const a = 1;\n' });
    expect(await forge.branchHead(repo, BRANCH)).toBe(head);
    expect(await forge.readFile(repo, 'src/a.js', head)).toBe('export const a = 1;\n');
  });

  test('knows absent branches and files from absent repositories', async () => {
    const { forge, repo } = world;
    const head = await forge.branchHead(repo, 'main');
    expect(await forge.branchHead(repo, 'greenlight/t-zzzzzzzz')).toBeUndefined();
    expect(await forge.readFile(repo, '.github/greenlight.yml', head ?? sha(''))).toBeUndefined();
    expect(await problemOf(forge.repository(NOBODY))).toBe('repository_missing');
    expect(await problemOf(forge.branchHead(NOBODY, 'main'))).toBe('repository_missing');
    expect(await problemOf(forge.readFile(NOBODY, 'README.md', head ?? sha('')))).toBe('repository_missing');
  });

  test('gives git a way in', async () => {
    const remote = await world.forge.gitRemote(world.repo);
    expect(remote.url).toMatch(/^https?:\/\/.+\/acme\/payments\.git$/);
    expect(remote.username).toBe('x-access-token');
    expect(remote.password).not.toBe('');
    expect(await problemOf(world.forge.gitRemote(NOBODY))).toBe('repository_missing');
  });

  test('opens a pull request once, as a draft, and finds it again', async () => {
    const head = await world.push(BRANCH, { a: '1' });
    const first = await ensure();
    expect(first).toMatchObject({ draft: true, state: 'open', headSha: head, mergeSha: null });
    expect(await ensure()).toEqual(first);
    expect(await world.forge.pullRequest(world.repo, first.number)).toMatchObject({
      number: first.number,
      headSha: head,
    });
  });

  test('says that the base branch is missing', async () => {
    await world.push(BRANCH, { a: '1' });
    const input = { repo: world.repo, head: BRANCH, base: 'no-such-branch', title: 'Fix', body: '' };
    expect(await problemOf(world.forge.ensurePullRequest(input))).toBe('base_branch_missing');
  });

  test('merges only what is ready and where it was expected', async () => {
    const { forge, repo } = world;
    const head = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure();
    expect(await problemOf(forge.merge(repo, number, head, 'squash', WORDS))).toBe('merge_blocked');
    await forge.markReady(repo, number);
    await forge.markReady(repo, number);
    const moved = await world.push(BRANCH, { a: '2' });
    expect(await problemOf(forge.merge(repo, number, head, 'squash', WORDS))).toBe('head_moved');
    const merged = await forge.merge(repo, number, moved, 'squash', WORDS);
    expect(await forge.merge(repo, number, moved, 'squash', WORDS)).toBe(merged);
    expect(await forge.pullRequest(repo, number)).toMatchObject({
      state: 'merged',
      mergeSha: merged,
      draft: false,
    });
    expect(await forge.branchHead(repo, 'main')).toBe(merged);
  });

  test('reads what CI says about a commit, and what its checks noted', async () => {
    const head = await world.push(BRANCH, { broken: 'the ledger is wrong\n' });
    const { number } = await ensure();
    await world.ciSettled();
    const snapshot = await readCi(head, number);
    expect(snapshot).toMatchObject({ headSha: head, pullRequestHeadSha: head });
    const failed = snapshot.checks.find(({ source, name }) => source === 'check_run' && name === 'test');
    expect(failed).toMatchObject({ status: 'completed', conclusion: 'failure' });
    const checkRunId = Number(failed?.id ?? failed?.jobId);
    expect(await world.forge.annotations(world.repo, checkRunId)).toContainEqual({
      file: 'src/ledger.ts',
      line: 7,
      level: 'failure',
      message: 'the ledger is wrong',
    });
  });

  test('tells the jobs of a run with their steps, and hands out a log as it comes', async () => {
    const { forge, repo } = world;
    const head = await world.push(BRANCH, { broken: 'the ledger is wrong\n' });
    const { number } = await ensure();
    await world.ciSettled();
    const check = (await readCi(head, number)).checks.find(({ name }) => name === 'test');
    const jobs = await forge.jobs(repo, [check?.runId ?? 0]);
    const job = jobs.find(({ jobId }) => jobId === check?.jobId);
    expect(job).toMatchObject({
      job: 'test',
      runId: check?.runId,
      conclusion: 'failure',
      failedStep: 'Tests',
    });
    expect(job?.steps.find(({ name }) => name === 'Tests')).toMatchObject({ conclusion: 'failure' });
    expect(job?.completedAtMs).toBeGreaterThanOrEqual(job?.startedAtMs ?? Number.NaN);
    const log = await forge.jobLog(repo, check?.jobId ?? 0);
    expect(await textOf(log)).toContain('the ledger is wrong');
    expect(await forge.jobLog(repo, 987_654)).toBeUndefined();
    expect(await forge.jobs(repo, [])).toEqual([]);
  });

  test('reads the reports that a run left, and nothing else of its artifacts', async () => {
    const head = await world.push(BRANCH, { broken: 'the ledger is wrong\n' });
    const { number } = await ensure();
    await world.ciSettled();
    const runId = (await readCi(head, number)).checks.find(({ name }) => name === 'test')?.runId ?? 0;
    const limits = { maxFiles: 5, maxBytes: 1_000 };
    const { files } = await world.forge.reportFiles(world.repo, [runId], limits);
    expect(files[0]).toMatchObject({ runId });
    expect(files.map(({ name, bytes }) => [name, Buffer.from(bytes).toString()])).toEqual([
      ['reports/report.xml', 'the ledger is wrong\n'],
    ]);
    const none = await world.forge.reportFiles(world.repo, [runId], { maxFiles: 0, maxBytes: 1_000 });
    expect(none.files).toEqual([]);
    expect(none.left).toHaveLength(1);
  });

  test('knows what an account may do, by its number too, and who is nobody there', async () => {
    const ana = await world.forge.permissionOf(world.repo, 'ana');
    expect(['write', 'admin']).toContain(ana?.level);
    expect(ana?.accountId).toBeGreaterThan(0);
    expect(await world.forge.permissionOf(world.repo, 'nobody-at-all')).toBeUndefined();
  });

  test('comments once for a key, whoever asks again', async () => {
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure();
    for (const [key, body] of [
      ['t-1-proof-a', '20 of 20 runs passed'],
      ['t-1-proof-a', '20 of 20 runs passed'],
      ['t-1-proof-b', '50 of 50 runs passed'],
    ] as const)
      await world.forge.comment(world.repo, number, key, body);
    expect(world.comments(number).map((body) => body.split('\n')[0])).toEqual([
      '20 of 20 runs passed',
      '50 of 50 runs passed',
    ]);
    await expect(world.forge.comment(NOBODY, 1, 'k', 'x')).rejects.toThrow(PortError);
  });

  test('tells what reviewers said, in their order, with the lines it is about', async () => {
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure();
    expect(await world.forge.reviewRemarks(world.repo, number)).toEqual([]);
    await world.review(number, 'Not like this.', { path: 'a', line: 1, text: 'Use the clock.' });
    expect(await world.forge.reviewRemarks(world.repo, number)).toEqual([
      { by: 'ana', text: 'Not like this.', atMs: expect.any(Number) },
      { by: 'ana', text: 'Use the clock.', atMs: expect.any(Number), path: 'a', line: 1 },
    ]);
    await expect(world.forge.reviewRemarks(NOBODY, 1)).rejects.toThrow(PortError);
  });

  test('shows a check of its own once, changes it, and never takes it for a word of CI', async () => {
    const head = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure();
    await world.ciSettled();
    const before = await readCi(head, number);
    const check = { name: 'greenlight/approval', sha: head, key: 't-abcdefgh', summary: 'Look in Slack.' };
    const show = async (state: 'pending' | 'passed' | 'failed', title: string) => {
      await world.forge.showCheck(world.repo, { ...check, state, title });
      await world.forge.showCheck(world.repo, { ...check, state, title });
      return world.ownChecks(head).at(-1);
    };
    expect(await show('pending', 'Waiting')).toEqual(['pending', 'Waiting']);
    expect(await show('passed', 'Approved by ben')).toEqual(['passed', 'Approved by ben']);
    expect(await show('failed', 'Void')).toEqual(['failed', 'Void']);
    expect(await show('pending', 'Waiting')).toEqual(['pending', 'Waiting']);
    expect((await readCi(head, number)).checks).toEqual(before.checks);
    const asked = await world.forge.readCi(
      world.repo,
      { sha: head, branch: BRANCH, pullRequest: number, baseBranch: 'main', pushedAtMs: 0 },
      ['greenlight/approval', 'test'],
    );
    expect(asked.required.map(({ name }) => name)).toEqual(['test']);
    await expect(world.forge.showCheck(NOBODY, { ...check, state: 'passed', title: 'x' })).rejects.toThrow(
      PortError,
    );
  });

  test('tells how jobs ended on the base branch, where the task began and where it is now', async () => {
    const { forge, repo } = world;
    const broken = await world.push('release', { broken: 'the ledger is wrong\n' });
    await world.ciSettled();
    const base = { sha: broken, branch: 'release' };
    const runs = await forge.baseRuns(repo, base, [ANY_TEST, { name: 'never-heard-of', workflow: null }]);
    expect(runs.map(({ at, sha, check }) => [at, sha, check.name, check.outcome])).toEqual([
      ['base', broken, 'test', 'failed'],
      ['newest', broken, 'test', 'failed'],
    ]);
    expect(runs[0]?.completedAtMs).toBeGreaterThan(0);
    const jobs = await forge.jobs(repo, [runs[0]?.check.runId ?? 0]);
    expect(jobs.map(({ jobId }) => jobId)).toContain(runs[0]?.check.jobId);
    expect(await textOf(await forge.jobLog(repo, runs[0]?.check.jobId ?? 0))).toContain(
      'the ledger is wrong',
    );
    const later = await world.push('release', { broken: 'it still is\n' });
    await world.ciSettled();
    const now = await forge.baseRuns(repo, base, [ANY_TEST]);
    expect(now.map(({ at, sha, check }) => [at, sha, check.outcome])).toEqual([
      ['base', broken, 'failed'],
      ['newest', later, 'failed'],
    ]);
    expect(await forge.baseRuns(repo, base, [])).toEqual([]);
    const { workflow = null } = now[0]?.check ?? {};
    expect(workflow).not.toBeNull();
    expect(await forge.baseRuns(repo, base, [{ name: 'test', workflow }])).toHaveLength(2);
    expect(
      await forge.baseRuns(repo, base, [{ name: 'test', workflow: '.github/workflows/nightly.yml' }]),
    ).toEqual([]);
  });

  test('says that a pull request has moved on', async () => {
    const old = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure();
    const head = await world.push(BRANCH, { a: '2' });
    expect((await readCi(old, number)).pullRequestHeadSha).toBe(head);
    expect((await readCi(old, null)).pullRequestHeadSha).toBeUndefined();
  });

  test('unites the required checks that it is given with its own', async () => {
    const head = await world.push(BRANCH, { a: '1' });
    const input = { sha: head, branch: BRANCH, pullRequest: null, baseBranch: 'main', pushedAtMs: 7 };
    const snapshot = await world.forge.readCi(world.repo, input, ['lint', 'lint']);
    expect(snapshot.required.filter(({ name }) => name === 'lint')).toHaveLength(1);
    expect(snapshot.pushedAtMs).toBe(7);
  });

  test('tells what could keep CI of a commit from starting', async () => {
    const head = await world.push(BRANCH, { 'src/a.js': 'export const a = 1;\n' });
    const input = { sha: head, branch: BRANCH, pullRequest: null, baseBranch: 'main', pushedAtMs: 7 };
    const obstacles = await world.forge.ciObstacles(world.repo, input);
    expect(obstacles).toMatchObject({ branch: BRANCH, baseBranch: 'main', changedPaths: ['src/a.js'] });
    const [workflow] = obstacles.workflows;
    expect(workflow).toMatchObject({ path: '.github/workflows/ci.yml', state: 'active' });
    expect(workflow?.onPush).toEqual({ paths: null, pathsIgnore: null, branches: ['release'] });
    expect(workflow?.onPullRequest).toEqual({ paths: null, pathsIgnore: null, branches: null });
    expect(workflow?.jobs).toContain('test');
  });

  test('counts what a task costs', async () => {
    const head = await world.push(BRANCH, { a: '1' });
    const { forge, repo } = world;
    await forge.measured(async (used) => {
      await readCi(head, null);
      const first = used();
      expect(first.calls).toBeGreaterThan(0);
      await readCi(head, null);
      const second = used();
      expect(second.calls).toBeGreaterThan(first.calls);
      expect(second.free).toBeGreaterThan(first.free);
      // What another task asks meanwhile is none of this one's.
      await forge.measured(async (others) => {
        await forge.branchHead(repo, BRANCH);
        expect(others().calls).toBeGreaterThan(0);
      });
      expect(used()).toEqual(second);
      await forge.branchHead(repo, BRANCH);
      expect(used().calls).toBeGreaterThan(second.calls);
    });
  });
}
