// Real git over HTTP against the stand-in: who may clone and push, and what a push brings about.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  commitAndPush,
  greenWorkflow,
  type Hub,
  openPull,
  refusal,
  repo,
  runGit,
  startHub,
} from './support.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ '.github/workflows/ci.yml': greenWorkflow });
  hub.github.faults.noCi = true;
});
afterAll(async () => await hub[Symbol.asyncDispose]());

const remoteWith = (password: string): string =>
  `http://x-access-token:${password}@${hub.github.url.slice('http://'.length)}/acme/shop.git`;

test('an installation token clones and pushes, and the pull request follows its branch', async () => {
  const { clone, pull } = await openPull(hub, { 'a.txt': 'one\n' });
  expect(await readFile(join(clone, 'README.md'), 'utf8')).toBe('# shop\n');
  const sha = await commitAndPush(hub, clone, { 'a.txt': 'two\n' });
  await hub.github.settled();
  const { data } = await hub.octokit.rest.pulls.get({ ...repo, pull_number: pull.number });
  expect(data.head.sha).toBe(sha);
  const actions = hub.github
    .deliveries()
    .filter((one) => one.event === 'pull_request')
    .map((one) => one.action);
  expect(actions).toEqual(['opened', 'synchronize']);
});

test('a wrong password is refused', async () => {
  const { message } = await refusal(runGit(hub.directory, 'ls-remote', remoteWith('ghs_wrong')));
  expect(message).toMatch(/Authentication failed|could not read/);
});

test('a token without contents: write cannot push', async () => {
  const { clone } = await openPull(hub, { 'b.txt': 'b\n' }, { branch: 'read-only' });
  const token = await hub.token({ permissions: { contents: 'read' } });
  const { message } = await refusal(runGit(clone, 'push', remoteWith(token), 'HEAD:refs/heads/other'));
  expect(message).toContain('403');
});

test('the default branch refuses a push', async () => {
  const { clone } = await openPull(hub, { 'c.txt': 'c\n' }, { branch: 'straight' });
  const { message } = await refusal(hub.git(clone, 'push', 'REMOTE', 'HEAD:refs/heads/main'));
  expect(message).toContain('Changes must be made through a pull request');
});

test('a push that is no fast-forward needs force', async () => {
  const { clone } = await openPull(hub, { 'd.txt': 'd\n' }, { branch: 'rewritten' });
  await runGit(clone, 'commit', '--quiet', '--amend', '--message', 'Other words');
  expect((await refusal(hub.git(clone, 'push', 'REMOTE', 'HEAD'))).message).toMatch(
    /non-fast-forward|fetch first/,
  );
  await hub.git(clone, 'push', '--quiet', '--force', 'REMOTE', 'HEAD');
  const { data } = await hub.octokit.rest.repos.getBranch({ ...repo, branch: 'rewritten' });
  expect(data.commit.sha).toBe(await runGit(clone, 'rev-parse', 'HEAD'));
});

test('a workflow file cannot be changed without the workflows permission', async () => {
  const { clone } = await openPull(hub, { 'e.txt': 'e\n' }, { branch: 'sneaky' });
  const change = commitAndPush(hub, clone, { '.github/workflows/ci.yml': 'name: mine\n' });
  expect((await refusal(change)).message).toContain('without `workflows` permission');
});

test('a person pushes with their own token and is named as the sender', async () => {
  const { clone } = await openPull(hub, { 'f.txt': 'f\n' }, { branch: 'shared' });
  await runGit(clone, 'commit', '--quiet', '--allow-empty', '--message', 'By hand');
  await runGit(clone, 'push', '--quiet', remoteWith(hub.github.personToken('ben')), 'HEAD');
  const last = hub.github.deliveries().findLast((one) => one.event === 'push');
  expect(JSON.parse(last?.payload ?? '{}')).toMatchObject({
    sender: { login: 'ben', type: 'User' },
    ref: 'refs/heads/shared',
  });
});
