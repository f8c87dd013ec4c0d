// Pull requests from draft to merged, and every way in which GitHub refuses.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fullName, greenWorkflow, type Hub, openPull, refusal, repo, startHub } from './support.ts';

let hub: Hub;
beforeAll(async () => {
  hub = await startHub({ '.github/workflows/ci.yml': greenWorkflow }, { seed: { requiredChecks: ['test'] } });
});
afterAll(async () => await hub[Symbol.asyncDispose]());

const ready = (id: string) =>
  hub.octokit.graphql(
    'mutation($id: ID!) { markPullRequestReadyForReview(input: { pullRequestId: $id }) { pullRequest { isDraft } } }',
    { id },
  );

const merge = (number: number, more: { sha?: string; merge_method?: 'merge' | 'squash' | 'rebase' } = {}) =>
  hub.octokit.rest.pulls.merge({ ...repo, pull_number: number, ...more });

describe('opening', () => {
  test('is refused when there is nothing between the branches', async () => {
    const { data } = await hub.octokit.rest.repos.getBranch({ ...repo, branch: 'main' });
    await hub.octokit.rest.git.createRef({ ...repo, ref: 'refs/heads/same', sha: data.commit.sha });
    const { status, message } = await refusal(
      hub.octokit.rest.pulls.create({ ...repo, title: 'T', head: 'same', base: 'main' }),
    );
    expect(status).toBe(422);
    expect(message).toContain('No commits between main and same');
  });

  test('is refused twice for one branch, and the first is found by its head', async () => {
    const { pull, branch } = await openPull(hub, { 'one.txt': '1\n' }, { branch: 'twice' });
    const again = await refusal(
      hub.octokit.rest.pulls.create({ ...repo, title: 'T', head: branch, base: 'main' }),
    );
    expect(again).toMatchObject({
      status: 422,
      message: expect.stringContaining('already exists for acme:twice'),
    });
    const found = await hub.octokit.rest.pulls.list({ ...repo, head: `acme:${branch}`, state: 'all' });
    expect(found.data.map((one) => one.number)).toEqual([pull.number]);
  });
});

describe('merging', () => {
  test('waits for ready, for the checks, and for the head the caller saw', async () => {
    hub.github.faults.noRunners = true;
    const { pull, sha } = await openPull(hub, { 'two.txt': '2\n' }, { branch: 'patient' });
    expect(await refusal(merge(pull.number, { sha }))).toMatchObject({
      status: 405,
      message: expect.stringContaining('still a draft'),
    });
    await ready(pull.node_id);
    expect((await refusal(merge(pull.number, { sha }))).message).toContain('"test" is expected');
    hub.github.faults.clear();
    const moved = await hub.github.people.push({
      repository: fullName,
      branch: 'patient',
      by: 'ben',
      files: { 'x.txt': 'x\n' },
      message: 'Mine',
    });
    for (const run of hub.github.world.repositories[0]?.runs.values() ?? []) {
      if (run.headSha === sha)
        hub.github.world.actions.cancel(hub.github.world.repositories[0] as never, run);
    }
    await hub.github.settled();
    expect(await refusal(merge(pull.number, { sha }))).toMatchObject({
      status: 409,
      message: expect.stringContaining('Head branch was modified'),
    });
    expect((await refusal(merge(pull.number, { sha: moved, merge_method: 'rebase' }))).status).toBe(405);
    const { data } = await merge(pull.number, { sha: moved, merge_method: 'squash' });
    expect(data.merged).toBe(true);
    const after = await hub.octokit.rest.pulls.get({ ...repo, pull_number: pull.number });
    expect(after.data).toMatchObject({
      state: 'closed',
      merged: true,
      merge_commit_sha: data.sha,
      merged_by: { login: 'greenlight[bot]' },
    });
  });

  test('is refused while a required check is red', async () => {
    const { pull, sha } = await openPull(hub, { 'broken.txt': 'yes\n' }, { branch: 'red', draft: false });
    await hub.github.settled();
    expect(await refusal(merge(pull.number, { sha }))).toMatchObject({
      status: 405,
      message: expect.stringContaining('"test" is failing'),
    });
  });

  test('is refused when it conflicts, and no pull_request workflow runs at all', async () => {
    const branch = 'clash';
    await hub.github.people.push({
      repository: fullName,
      branch,
      by: 'ben',
      files: { 'README.md': 'theirs\n' },
      message: 'Theirs',
    });
    const first = await openPull(hub, { 'README.md': 'ours\n' }, { branch: 'clash-first', draft: false });
    await hub.github.settled();
    await merge(first.pull.number);
    const { data } = await hub.octokit.rest.pulls.create({
      ...repo,
      title: 'Clash',
      head: branch,
      base: 'main',
    });
    const runs = await hub.octokit.rest.actions.listWorkflowRunsForRepo({ ...repo, head_sha: data.head.sha });
    expect(runs.data.total_count).toBe(0);
    await hub.octokit.rest.pulls.get({ ...repo, pull_number: data.number });
    const again = await hub.octokit.rest.pulls.get({ ...repo, pull_number: data.number });
    expect(again.data).toMatchObject({ mergeable: false, mergeable_state: 'dirty' });
  });
});

test('mergeability is unknown at the first look and known at the second', async () => {
  const { pull } = await openPull(hub, { 'three.txt': '3\n' }, { branch: 'looked-at' });
  const look = async () =>
    (await hub.octokit.rest.pulls.get({ ...repo, pull_number: pull.number })).data.mergeable;
  expect([await look(), await look()]).toEqual([null, true]);
});

test('people close, draft, review and comment, and each is told by a webhook', async () => {
  const { pull } = await openPull(hub, { 'four.txt': '4\n' }, { branch: 'people', draft: false });
  const on = { repository: fullName, number: pull.number, by: 'ana' };
  const before = hub.github.deliveries().length;
  await hub.github.people.convertToDraft(on);
  await hub.github.people.requestChanges({ ...on, body: 'Not like this.' });
  await hub.github.people.comment({ ...on, body: '/agent retry' });
  await hub.github.people.closePull(on);
  const told = hub.github
    .deliveries()
    .slice(before)
    .map((one) => `${one.event}.${one.action}`);
  expect(told).toEqual(
    expect.arrayContaining([
      'pull_request.converted_to_draft',
      'pull_request_review.submitted',
      'issue_comment.created',
      'pull_request.closed',
    ]),
  );
});

test('deleting the branch closes its pull request', async () => {
  const { pull, branch } = await openPull(hub, { 'five.txt': '5\n' }, { branch: 'gone' });
  await hub.github.people.deleteBranch({ repository: fullName, branch, by: 'ana' });
  expect((await hub.octokit.rest.pulls.get({ ...repo, pull_number: pull.number })).data.state).toBe('closed');
});

test('the rules of the base branch name the required checks', async () => {
  const { data } = await hub.octokit.rest.repos.getBranchRules({ ...repo, branch: 'main' });
  const rule = data.find((one) => one.type === 'required_status_checks');
  expect(rule).toMatchObject({ parameters: { required_status_checks: [{ context: 'test' }] } });
  const classic = await refusal(hub.octokit.rest.repos.getBranchProtection({ ...repo, branch: 'main' }));
  expect(classic.status).toBe(403);
});

test('a deleted repository is gone for everybody', async () => {
  await using other = await startHub({});
  other.github.people.deleteRepository(fullName);
  expect((await refusal(other.octokit.rest.repos.get(repo))).status).toBe(404);
});
