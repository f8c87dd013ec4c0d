// GitHub at its worst: each refusal becomes a problem that names cause and next step, and nothing is done twice.
import { generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { githubForge } from '#adapters/github/github-forge.ts';
import { runsThatPassed } from '#core/ci/rerun.ts';
import { judgeCi } from '#core/ci/verdict.ts';
import { sha } from '#core/ids.ts';
import { DEFAULT_POLICY } from '#core/policy.ts';
import { type Log, silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { problemOf } from '#test/contracts/forge.ts';
import { describeWith } from '#test/support/parts.ts';
import { APP_ID, type GitHubWorld, githubWorld, PRIVATE_KEY, REPO, realClock } from './stand-in.ts';
import { recordWire } from './wire.ts';

const PUSHED_AT_MS = Date.now() - 60_000;
const BRANCH = 'greenlight/t-abcdefgh';
const WORDS = { title: 'Fix', message: 'Body' };
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function start(options: Parameters<typeof githubWorld>[0] = {}): Promise<GitHubWorld> {
  const world = await githubWorld(options);
  cleanUps.push(() => world.close());
  return world;
}

function wire() {
  const recording = recordWire();
  cleanUps.push(() => recording.stop());
  return recording.sent;
}

async function failureOf(act: Promise<unknown>): Promise<PortError> {
  const error = await act.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof PortError) return error;
  throw error instanceof Error ? error : new Error('it did not fail');
}

const ensure = async ({ forge }: GitHubWorld) =>
  await forge.ensurePullRequest({ repo: REPO, head: BRANCH, base: 'main', title: 'Fix', body: 'Body' });

async function readCi(world: GitHubWorld, pullRequest: number | null, required: string[] = []) {
  const sha = await world.forge.branchHead(REPO, BRANCH);
  if (sha === undefined) throw new Error('the branch is there');
  const head = { sha, branch: BRANCH, pullRequest, baseBranch: 'main', pushedAtMs: PUSHED_AT_MS };
  const snapshot = await world.forge.readCi(REPO, head, required);
  return { snapshot, report: judgeCi(snapshot, Date.now(), DEFAULT_POLICY.ci) };
}

describeWith('git', 'reading', () => {
  test('costs nothing when nothing has changed, and notices when something has', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    // The first read makes GitHub compute whether the branches can be merged.
    await readCi(world, number);
    const first = await readCi(world, number);
    const sent = wire();
    const { second, used } = await world.forge.measured(async (use) => ({
      second: await readCi(world, number),
      used: use(),
    }));
    expect(second.report).toEqual(first.report);
    expect(sent.map(({ status }) => status)).toEqual(Array(sent.length).fill(304));
    expect(sent.length).toBeLessThanOrEqual(8);
    expect(used).toEqual({ calls: sent.length, free: sent.length });
    await world.push(BRANCH, { broken: 'x' });
    await world.github.settled();
    expect((await readCi(world, number)).report.verdict).toBe('red');
  });

  test.each([
    ['a server error', { status: 502 }],
    ['a lost connection', { status: 0, hangUp: true }],
  ])('is repeated after %s, and given up as retryable', async (_, fault) => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    github.faults.http('GET /repos/acme/payments', fault, 2);
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
    github.faults.http('GET /repos/acme/payments', fault, 3);
    const error = await failureOf(forge.repository(REPO));
    expect(error).toMatchObject({ problem: { code: 'forge_unavailable' }, retryable: true });
    expect(error.message).toContain('acme/payments');
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
  });

  test('waits out a short limit and hands on a long one with its time', async () => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    const inSeconds = (seconds: number) => String(Math.floor(Date.now() / 1_000) + seconds);
    const limited = (seconds: number) => ({
      status: 403,
      headers: { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': inSeconds(seconds) },
      body: { message: 'API rate limit exceeded' },
    });
    github.faults.http('GET /repos/acme/payments', limited(2));
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
    github.faults.http('GET /repos/acme/payments', limited(1_800));
    const error = await failureOf(forge.repository(REPO));
    expect(error).toMatchObject({ problem: { code: 'forge_rate_limited' }, retryable: true });
    expect((error.retryAtMs ?? 0) - Date.now()).toBeGreaterThan(1_790_000);
    expect((error.retryAtMs ?? 0) - Date.now()).toBeLessThan(1_810_000);
  });

  test('comes back by itself after a short secondary limit, not before it is over', async () => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    const body = { message: 'You have exceeded a secondary rate limit' };
    github.faults.http('GET /repos/acme/payments', { status: 403, headers: { 'retry-after': '5' }, body });
    const sent = wire();
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
    const asked = sent.filter(({ path }) => path === '/api/v3/repos/acme/payments');
    expect(asked.map(({ status }) => status)).toEqual([403, 304]);
  });

  test.each([
    ['with a time', 403, { 'retry-after': '600' }, 600_000],
    ['as 429', 429, { 'retry-after': '90' }, 90_000],
    ['without any header', 429, {}, 60_000],
  ])('hands on a secondary limit %s', async (_, status, headers, pauseMs) => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    const body = {
      message: 'You have exceeded a secondary rate limit',
      documentation_url: 'https://docs.github.com/rest/rate-limits',
    };
    github.faults.http('GET /repos/acme/payments', { status, headers, body });
    const error = await failureOf(forge.repository(REPO));
    expect(error.problem.code).toBe('forge_rate_limited');
    expect(Math.abs((error.retryAtMs ?? 0) - Date.now() - pauseMs)).toBeLessThan(5_000);
  });
});

describeWith('git', 'writing', () => {
  test('is never repeated by itself, and finds what a lost answer did', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    world.github.faults.http('POST /repos/acme/payments/pulls', { status: 502, afterwards: true });
    const sent = wire();
    expect(await problemOf(ensure(world))).toBe('forge_unavailable');
    expect(sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/pulls'))).toHaveLength(1);
    expect(await ensure(world)).toMatchObject({ number: 1, draft: true });
    expect(sent.filter(({ method, path }) => method === 'POST' && path.endsWith('/pulls'))).toHaveLength(1);
  });

  test('finds the pull request that another opened meanwhile', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const number = await world.github.people.openPull({
      repository: 'acme/payments',
      branch: BRANCH,
      by: 'ana',
      title: 'Mine',
    });
    world.github.faults.http('GET /repos/acme/payments/pulls', { status: 200, body: [] });
    expect(await ensure(world)).toMatchObject({ number });
  });

  test('says that a branch is not there, and that it may come yet', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const input = { repo: REPO, head: 'no-such-branch', base: 'main', title: 'Fix', body: '' };
    const error = await failureOf(world.forge.ensurePullRequest(input));
    expect(error).toMatchObject({ problem: { code: 'forge_rejected' }, retryable: true });
    expect(error.problem.detail).toContain('no-such-branch');
    const unknown = {
      sha: sha('f'.repeat(40)),
      branch: BRANCH,
      pullRequest: null,
      baseBranch: 'main',
      pushedAtMs: 0,
    };
    const lagging = await failureOf(world.forge.readCi(REPO, unknown, []));
    expect(lagging).toMatchObject({ problem: { code: 'forge_unavailable' }, retryable: true });
  });

  test('merges once, though the answer was lost', async () => {
    const world = await start();
    const head = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.forge.markReady(REPO, number);
    await world.github.settled();
    world.github.faults.http('PUT /repos/:o/:r/pulls/:n/merge', { status: 500, afterwards: true });
    expect(await problemOf(world.forge.merge(REPO, number, head, 'squash', WORDS))).toBe('forge_unavailable');
    const merged = await world.forge.merge(REPO, number, head, 'squash', WORDS);
    expect(await world.forge.branchHead(REPO, 'main')).toBe(merged);
  });

  test('tells a conflict, a missing requirement and a method that is off from each other', async () => {
    const world = await start({ required: ['test'] });
    const head = await world.push(BRANCH, { 'README.md': 'ours\n', broken: 'x' });
    const { number } = await ensure(world);
    await world.forge.markReady(REPO, number);
    await world.github.settled();
    expect(await problemOf(world.forge.merge(REPO, number, head, 'squash', WORDS))).toBe('merge_blocked');
    const free = await start();
    const next = await free.push(BRANCH, { 'README.md': 'ours\n' });
    const pull = await ensure(free);
    await free.forge.markReady(REPO, pull.number);
    await free.github.settled();
    expect(await problemOf(free.forge.merge(REPO, pull.number, next, 'rebase', WORDS))).toBe('merge_blocked');
    for (const repository of free.github.world.repositories) repository.protection.refusesPushes = false;
    await free.push('main', { 'README.md': 'theirs\n' });
    expect(await problemOf(free.forge.merge(REPO, pull.number, next, 'squash', WORDS))).toBe('not_mergeable');
    const { snapshot, report } = await readCi(free, pull.number);
    expect([snapshot.mergeState, report.verdict]).toEqual(['conflict', 'green']);
  });

  test('says that the head has moved when GitHub says so', async () => {
    const world = await start();
    const head = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.forge.markReady(REPO, number);
    await world.github.settled();
    world.github.faults.http('PUT /repos/:o/:r/pulls/:n/merge', {
      status: 409,
      body: { message: 'Head branch was modified.' },
    });
    expect(await problemOf(world.forge.merge(REPO, number, head, 'squash', WORDS))).toBe('head_moved');
    world.github.faults.http('PUT /repos/:o/:r/pulls/:n/merge', {
      status: 405,
      body: { message: 'Base branch was modified.' },
    });
    const error = await failureOf(world.forge.merge(REPO, number, head, 'squash', WORDS));
    expect(error).toMatchObject({ problem: { code: 'forge_unavailable' }, retryable: true });
  });
});

describeWith('git', 'access', () => {
  test('that is lacking is named at the start, all of it at once', async () => {
    const { forge, github } = await start();
    github.faults.removePermission('checks');
    github.faults.removePermission('pull_requests');
    const error = await failureOf(forge.repository(REPO));
    expect(error).toMatchObject({ problem: { code: 'permission_missing' }, retryable: false });
    expect(error.problem.detail).toContain('Pull requests: write, Checks: read');
    github.faults.restorePermission('checks');
    github.faults.restorePermission('pull_requests');
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
  });

  test.each<[string, string, (world: GitHubWorld) => Promise<unknown>]>([
    ['checks', 'Checks: read', (world) => readCi(world, null)],
    ['actions', 'Actions: read', (world) => readCi(world, null)],
    ['statuses', 'Commit statuses: read', (world) => readCi(world, null)],
    ['pull_requests', 'Pull requests: read', (world) => world.forge.pullRequest(REPO, 1)],
    ['contents', 'Contents: write', (world) => world.forge.gitRemote(REPO)],
  ])('taken away meanwhile (%s) is named by the call that needed it', async (permission, words, act) => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    await ensure(world);
    await world.forge.branchHead(REPO, BRANCH);
    world.github.faults.removePermission(permission);
    const error = await failureOf(act(world));
    expect(error).toMatchObject({ problem: { code: 'permission_missing' }, retryable: false });
    expect(error.problem.detail).toContain(words);
  });

  test('is renewed when GitHub has taken all tokens back', async () => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    github.revokeTokens();
    expect(await forge.branchHead(REPO, 'main')).toMatch(/^[0-9a-f]{40}$/);
    const before = await forge.gitRemote(REPO);
    expect(await forge.gitRemote(REPO)).toEqual(before);
  });

  test('with a wrong key says which variables to look at', async () => {
    const { github } = await start();
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs1', format: 'pem' },
    });
    const options = { appId: APP_ID, apiUrl: github.apiUrl, clock: realClock, log: silentLog };
    const error = await failureOf(githubForge({ ...options, privateKey }).repository(REPO));
    expect(error.problem.code).toBe('permission_missing');
    expect(error.problem.detail).toContain('GITHUB_APP_ID and GITHUB_PRIVATE_KEY');
    expect(() => githubForge({ ...options, privateKey: 'no key' })).toThrow(
      'GITHUB_PRIVATE_KEY is not a private key',
    );
  });

  test('to a repository that is gone says what to install where', async () => {
    const { forge, github } = await start();
    await forge.repository(REPO);
    github.people.deleteRepository('acme/payments');
    const error = await failureOf(forge.branchHead(REPO, 'main'));
    expect(error).toMatchObject({ problem: { code: 'repository_missing' }, retryable: false });
    expect(error.problem.detail).toContain('acme/payments');
  });

  test('never shows in an error', async () => {
    const { forge, github } = await start();
    const { password } = await forge.gitRemote(REPO);
    github.faults.http('GET /repos/acme/payments', { status: 422, body: { message: 'no' } });
    const error = await failureOf(forge.repository(REPO));
    const shown = JSON.stringify([
      error.message,
      error.problem,
      error.cause,
      Object.entries(error.cause ?? {}),
    ]);
    expect(shown).not.toContain(password);
    expect(shown).not.toContain('ghs_');
    expect(shown).not.toContain(PRIVATE_KEY.slice(40, 80));
  });

  test('works with an installation that is given instead of looked up', async () => {
    const first = await start();
    const options = {
      appId: APP_ID,
      privateKey: PRIVATE_KEY,
      apiUrl: first.github.apiUrl,
      clock: realClock,
      log: silentLog,
    };
    const forge = githubForge({ ...options, installationId: first.github.installationId });
    expect(await forge.repository(REPO)).toMatchObject({ defaultBranch: 'main' });
    const sent = wire();
    await githubForge({ ...options, installationId: first.github.installationId }).branchHead(REPO, 'main');
    expect(sent.some(({ path }) => path.endsWith('/installation'))).toBe(false);
  });
});

describeWith('git', 'CI', () => {
  test('is green, and runs again as a whole on request, with new jobs', async () => {
    const world = await start({ required: ['test'] });
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const { report } = await readCi(world, number);
    expect(report.verdict).toBe('green');
    const runIds = runsThatPassed(report);
    await world.forge.rerunAll(REPO, runIds);
    await world.forge.rerunAll(REPO, runIds);
    await world.github.settled();
    const again = (await readCi(world, number)).report;
    expect(again.verdict).toBe('green');
    const jobs = (of: typeof report) => of.checks.flatMap(({ jobId }) => jobId ?? []);
    expect(jobs(again)).toHaveLength(jobs(report).length);
    expect(jobs(again).some((id) => jobs(report).includes(id))).toBe(false);
  });

  test('is red with the step that failed, runs again on request, and counts both attempts', async () => {
    const world = await start({ required: ['test'] });
    await world.push(BRANCH, { broken: 'the ledger is wrong\n' });
    const { number } = await ensure(world);
    await world.github.settled();
    const { snapshot, report } = await readCi(world, number);
    expect(snapshot.required).toEqual([{ name: 'test', appId: null, from: 'ruleset' }]);
    expect(report).toMatchObject({ verdict: 'red', because: '0 of 1 required check passed, test failed' });
    expect(snapshot.checks.find(({ name }) => name === 'test')).toMatchObject({
      failedStep: 'Tests',
      workflow: '.github/workflows/ci.yml',
      event: 'pull_request',
    });
    const runIds = report.checks.flatMap(({ runId }) => runId ?? []).slice(0, 1);
    await world.forge.rerunFailed(REPO, runIds);
    await world.forge.rerunFailed(REPO, runIds);
    await world.github.settled();
    const again = await readCi(world, number);
    expect(again.report.digest).not.toBe(report.digest);
    expect(
      again.snapshot.checks
        .filter(({ name }) => name === 'test')
        .map(({ attempt }) => attempt)
        .sort(),
    ).toEqual([1, 2]);
    expect(again.report).toMatchObject({ verdict: 'red' });
  });

  test('is pending while a run is under way and no_checks when Actions never start', async () => {
    const world = await start();
    world.github.faults.noRunners = true;
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    expect((await readCi(world, number)).report.verdict).toBe('pending');
    world.github.faults.noRunners = false;
    const silent = await start();
    silent.github.faults.noCi = true;
    await silent.push(BRANCH, { a: '1' });
    const pull = await ensure(silent);
    const { snapshot } = await readCi(silent, pull.number);
    expect(
      judgeCi(snapshot, snapshot.pushedAtMs + DEFAULT_POLICY.ci.noChecksAfterMs, DEFAULT_POLICY.ci).verdict,
    ).toBe('no_checks');
  });

  test('is not taken for superseded by a pull request that lags behind its branch', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const pull = world.github.world.repositories[0]?.pulls.get(number);
    if (pull === undefined) throw new Error('it was just opened');
    const head = pull.headSha;
    world.github.faults.http('GET /repos/:o/:r/pulls/:n', {
      status: 200,
      body: { number, state: 'open', mergeable: true, head: { sha: 'b'.repeat(40) } },
    });
    const { snapshot, report } = await readCi(world, number);
    expect([snapshot.pullRequestHeadSha, snapshot.mergeState, report.verdict]).toEqual([
      head,
      'unknown',
      'green',
    ]);
  });

  test('is read to the last page', async () => {
    const world = await start();
    const head = await world.push(BRANCH, { a: '1' });
    const [repository] = world.github.world.repositories;
    const creator = { login: 'ana', id: 5_000, type: 'User' as const };
    for (let no = 0; no < 230; no += 1) {
      const status = {
        id: no,
        sha: head,
        state: 'success' as const,
        context: `ci/${no}`,
        description: null,
        targetUrl: null,
      };
      repository?.statuses.push({ ...status, creator, createdAtMs: Date.now() });
    }
    repository?.statuses.push({
      id: 999,
      sha: head,
      state: 'failure',
      context: 'ci/0',
      description: null,
      targetUrl: null,
      creator,
      createdAtMs: Date.now() + 5_000,
    });
    const { snapshot, report } = await readCi(world, null);
    expect(snapshot.checks.filter(({ source }) => source === 'status')).toHaveLength(230);
    expect(report).toMatchObject({ verdict: 'red', because: '229 of 230 checks passed, ci/0 failed' });
  });

  test('tells a job that ran out of time from one that somebody cancelled', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const [repository] = world.github.world.repositories;
    for (const run of repository?.runs.values() ?? []) run.conclusion = 'cancelled';
    for (const check of repository?.checkRuns.values() ?? []) check.conclusion = 'cancelled';
    expect((await readCi(world, number)).report.verdict).toBe('cancelled');
    const message = 'The job running on runner x has exceeded the maximum execution time of 5 minutes.';
    for (const check of repository?.checkRuns.values() ?? []) {
      const place = { path: '.github', startLine: 1, endLine: 1, startColumn: null, endColumn: null };
      check.annotations.push({ ...place, level: 'failure', title: null, message, rawDetails: null });
    }
    expect((await readCi(world, number)).report.verdict).toBe('timed_out');
  });

  test('tells that also beside a job that failed without being required', async () => {
    const world = await start({ required: ['test'] });
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const [repository] = world.github.world.repositories;
    const message = 'The job running on runner x has exceeded the maximum execution time of 5 minutes.';
    const place = { path: '.github', startLine: 1, endLine: 1, startColumn: null, endColumn: null };
    const checks = [...(repository?.checkRuns.values() ?? [])];
    for (const run of repository?.runs.values() ?? []) run.conclusion = 'cancelled';
    for (const check of checks) {
      check.conclusion = check.name === 'test' ? 'cancelled' : 'failure';
      check.annotations.push({ ...place, level: 'failure', title: null, message, rawDetails: null });
    }
    expect(checks.map(({ name }) => name).sort()).toEqual(['deploy', 'test']);
    expect((await readCi(world, number)).report.verdict).toBe('timed_out');
  });

  const classic = { requiredApprovals: 0, source: 'classic' as const, refusesPushes: true };
  const repositories = (world: GitHubWorld) => world.github.world.repositories;

  test('knows the required checks of classic protection without the right to administer', async () => {
    const world = await start({ required: ['test'] });
    for (const { protection } of repositories(world)) Object.assign(protection, classic);
    await world.push(BRANCH, { a: '1' });
    const { snapshot } = await readCi(world, null);
    expect(snapshot.required).toEqual([{ name: 'test', appId: null, from: 'branch_protection' }]);
    expect(snapshot.unreadRules).toEqual([]);
  });

  test('calls rules unknown that it may not read, says so once, and asks what is required of the pull request', async () => {
    const lines: string[] = [];
    const log: Log = { ...silentLog, info: (_, message) => lines.push(message) };
    const world = await start({ log, forgeOptions: { log }, required: ['test'] });
    for (const { protection } of repositories(world)) Object.assign(protection, classic);
    const head = await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    // A server of before branches told about their protection.
    const branch = { status: 200, body: { name: 'main', protected: true, commit: { sha: head } } };
    world.github.faults.http('GET /repos/:o/:r/branches/main', branch, 2);
    const alone = await readCi(world, null);
    expect(alone.snapshot).toMatchObject({ required: [], unreadRules: ['branch_protection'] });
    expect(alone.report.because).toBe('2 of 2 checks passed; which of them are required could not be read');
    const { snapshot, report } = await readCi(world, number);
    expect(snapshot.required).toEqual([{ name: 'test', appId: null, from: 'forge' }]);
    expect(report.basis).toMatchObject({ rests: 'required', unreadRules: ['branch_protection'] });
    expect(
      lines.filter((line) => line.startsWith('required checks of this kind cannot be read')),
    ).toHaveLength(1);
  });

  test('asks which checks are required once for each set of checks, not at every poll', async () => {
    const world = await start();
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const sent = wire();
    for (let poll = 0; poll < 4; poll += 1) await readCi(world, number);
    expect(sent.filter(({ path }) => path.endsWith('/graphql'))).toHaveLength(1);
  });

  test('goes on by the rules when GitHub does not tell what is required of the pull request', async () => {
    const world = await start({ required: ['test'] });
    await world.push(BRANCH, { a: '1' });
    const { number } = await ensure(world);
    await world.github.settled();
    const refusal = {
      data: null,
      errors: [
        { type: 'FORBIDDEN', path: ['repository'], message: 'Resource not accessible by integration' },
      ],
    };
    world.github.faults.http('POST /graphql', { status: 200, body: refusal }, 9);
    expect((await readCi(world, number)).report).toMatchObject({
      verdict: 'green',
      because: '1 of 1 required check passed (test)',
    });
  });

  test('hands out logs without the token, as they come, and none where there is none', async () => {
    const world = await start();
    await world.push(BRANCH, { broken: `first\n${`${'y'.repeat(79)}\n`.repeat(20_000)}last line\n` });
    const { number } = await ensure(world);
    await world.github.settled();
    const { report } = await readCi(world, number);
    const jobId = report.checks.find(({ outcome }) => outcome === 'failed')?.jobId ?? 0;
    const sent = wire();
    const chunks: Uint8Array[] = [];
    for await (const chunk of (await world.forge.jobLog(REPO, jobId)) ?? []) chunks.push(chunk);
    const text = Buffer.concat(chunks).toString('utf8');
    expect(chunks.length).toBeGreaterThan(3);
    expect(text).toContain('Run actions/checkout@v5');
    expect(text).toContain('last line');
    const storage = sent.filter(({ path }) => path.startsWith('/_storage/'));
    expect(storage).toHaveLength(1);
    expect(storage[0]?.headers).not.toContain('authorization');
    const gone = { status: 404, body: { message: 'Not Found' } };
    world.github.faults.http('GET /repos/:o/:r/actions/jobs/:job/logs', gone);
    expect(await world.forge.jobLog(REPO, jobId)).toBeUndefined();
  });
});

describe('a server that is not well', () => {
  async function serve(answer: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(answer as never);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    cleanUps.push(async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }
  const forgeAt = (apiUrl: string) =>
    githubForge({
      appId: 1,
      privateKey: PRIVATE_KEY,
      apiUrl,
      clock: realClock,
      log: silentLog,
      retryPauseMs: 1,
      timeoutMs: 200,
    });

  test('is given up when it never answers', async () => {
    const url = await serve((() => {}) as never);
    const error = await failureOf(forgeAt(url).repository(REPO));
    expect(error).toMatchObject({ problem: { code: 'forge_unavailable' }, retryable: true });
  });

  test('is not believed when its answer stops half way', async () => {
    let asked = 0;
    const url = await serve(((_: unknown, response: import('node:http').ServerResponse) => {
      asked += 1;
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"id": 7');
      setImmediate(() => response.destroy());
    }) as never);
    expect(await problemOf(forgeAt(url).repository(REPO))).toBe('forge_unavailable');
    expect(asked).toBe(3);
  });

  test('is told from one that is not there', async () => {
    const url = await serve((() => {}) as never);
    await cleanUps.pop()?.();
    const error = await failureOf(forgeAt(url).repository(REPO));
    expect(error.problem.detail).toContain('ECONNREFUSED');
  });
});
