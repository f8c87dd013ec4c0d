// Who may do what: App tokens, installation tokens, permissions, rate limits, conditional requests.
import { generateKeyPairSync } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appId, type Hub, refusal, repo, startHub } from './support.ts';

let hub: Hub;
let nowMs = Date.now();
beforeAll(async () => {
  hub = await startHub({}, { clock: { nowMs: () => nowMs }, tokenLifeMs: 60_000 });
});
afterAll(async () => await hub[Symbol.asyncDispose]());

const bare = (token: string) =>
  new Octokit({
    baseUrl: hub.github.apiUrl,
    auth: token,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });

describe('the App itself', () => {
  test('is known by a token signed with its key', async () => {
    const { data } = await hub.app.rest.apps.getAuthenticated();
    expect(data?.id).toBe(appId);
    expect((await hub.app.rest.apps.getRepoInstallation(repo)).data.id).toBe(hub.github.installationId);
  });

  test('is refused with another key', async () => {
    const { privateKey } = generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
    const stranger = new Octokit({
      baseUrl: hub.github.apiUrl,
      authStrategy: createAppAuth,
      auth: { appId, privateKey },
    });
    const { status, message } = await refusal(stranger.rest.apps.getAuthenticated());
    expect(status).toBe(401);
    expect(message).toContain('could not be decoded');
  });

  test('is refused with a token that has expired', async () => {
    nowMs += 3_600_000;
    const { status, message } = await refusal(hub.app.rest.apps.getRepoInstallation(repo));
    nowMs -= 3_600_000;
    expect({ status, isAboutExpiry: message.includes('exp') }).toEqual({ status: 401, isAboutExpiry: true });
  });
});

describe('an installation token', () => {
  test('dies when its time is up', async () => {
    const octokit = bare(await hub.token());
    await octokit.rest.repos.get(repo);
    nowMs += 61_000;
    const refused = await refusal(octokit.rest.repos.get(repo));
    nowMs -= 61_000;
    expect(refused).toMatchObject({
      status: 401,
      message: expect.stringContaining('Bad credentials'),
    });
  });

  test('can be narrowed, and then is refused what it gave up', async () => {
    const octokit = bare(await hub.token({ permissions: { contents: 'read' } }));
    await octokit.rest.repos.getBranch({ ...repo, branch: 'main' });
    const refused = await refusal(octokit.rest.pulls.list(repo));
    expect(refused).toMatchObject({
      status: 403,
      message: expect.stringContaining('Resource not accessible by integration'),
    });
  });

  test('cannot be widened beyond what was granted', async () => {
    expect((await refusal(hub.token({ permissions: { administration: 'write' } }))).status).toBe(422);
  });

  test('does not see a repository that is not there', async () => {
    expect((await refusal(hub.octokit.rest.repos.get({ owner: 'acme', repo: 'secret' }))).status).toBe(404);
  });

  test('loses a permission the moment it is taken away', async () => {
    hub.github.faults.removePermission('contents');
    expect((await refusal(hub.octokit.rest.repos.getBranch({ ...repo, branch: 'main' }))).status).toBe(403);
    hub.github.faults.clear();
  });
});

describe('every answer', () => {
  test('carries what is left of the hour', async () => {
    const { headers } = await hub.octokit.rest.repos.get(repo);
    expect(Number(headers['x-ratelimit-remaining'])).toBeLessThan(5000);
    expect(headers['x-ratelimit-resource']).toBe('core');
  });

  test('is 304 and costs nothing when the caller has it already', async () => {
    const first = await hub.octokit.rest.repos.get(repo);
    const again = await refusal(
      hub.octokit.request('GET /repos/{owner}/{repo}', {
        ...repo,
        headers: { 'if-none-match': first.headers.etag },
      }),
    );
    expect(again.status).toBe(304);
    const after = await hub.octokit.rest.repos.get(repo);
    expect(Number(after.headers['x-ratelimit-used'])).toBe(Number(first.headers['x-ratelimit-used']) + 1);
  });

  test('is injected while a fault is armed', async () => {
    hub.github.faults.http('GET /repos/:owner/:repo', {
      status: 503,
      headers: { 'retry-after': '7' },
      body: { message: 'Unicorn' },
    });
    expect((await refusal(hub.octokit.rest.repos.get(repo))).status).toBe(503);
    expect((await hub.octokit.rest.repos.get(repo)).status).toBe(200);
  });

  test('can be lost after the request took effect', async () => {
    hub.github.faults.http('POST /repos/:owner/:repo/git/refs', { status: 502, afterwards: true });
    const { data } = await hub.octokit.rest.repos.getBranch({ ...repo, branch: 'main' });
    const create = hub.octokit.rest.git.createRef({ ...repo, ref: 'refs/heads/lost', sha: data.commit.sha });
    expect((await refusal(create)).status).toBe(502);
    expect((await hub.octokit.rest.repos.getBranch({ ...repo, branch: 'lost' })).data.commit.sha).toBe(
      data.commit.sha,
    );
  });
});

test('lists come in pages that Octokit follows', async () => {
  const { data } = await hub.octokit.rest.repos.getBranch({ ...repo, branch: 'main' });
  for (let number = 0; number < 5; number += 1) {
    await hub.octokit.rest.git.createRef({ ...repo, ref: `refs/heads/page/${number}`, sha: data.commit.sha });
  }
  const names = await hub.octokit.paginate(hub.octokit.rest.repos.listBranches, { ...repo, per_page: 2 });
  expect(names.filter((branch) => branch.name.startsWith('page/'))).toHaveLength(5);
});
