// A check_run webhook as GitHub sends it, about 20 KB: the repository and its owner with all their addresses, more than once.
import { createHmac } from 'node:crypto';
import { branchOfTask, type TaskId } from '#core/ids.ts';
import { headOf } from '#test/contracts/engine/sample-events.ts';

export const WEBHOOK_SECRET = 'webhook-secret-of-the-bench';
const API = 'https://api.github.com';
const AT = '2026-01-15T12:00:00Z';

export type SignedPayload = { readonly body: string; readonly signature: string };

export function checkRunFor(id: TaskId): SignedPayload {
  const body = JSON.stringify(checkRun(id));
  const signature = `sha256=${createHmac('sha256', WEBHOOK_SECRET).update(body).digest('hex')}`;
  return { body, signature };
}

function checkRun(id: TaskId): object {
  const sha = headOf(id, 1);
  const branch = branchOfTask(id);
  const pulls = [pullRequest(branch, sha)];
  const app = { id: 15368, slug: 'github-actions', owner: person('github'), permissions: PERMISSIONS };
  const suite = {
    id: 41,
    head_branch: branch,
    head_sha: sha,
    status: 'completed',
    pull_requests: pulls,
    app,
  };
  const text = 'Expected the settlement to be booked once, and it was booked twice.\n'.repeat(150);
  const output = { title: 'test', summary: '3 of 214 tests failed', text, annotations_count: 3 };
  const run = { id: 73, head_sha: sha, name: 'test', status: 'completed', conclusion: 'failure', output };
  const times = { started_at: AT, completed_at: AT };
  return {
    action: 'completed',
    check_run: { ...run, ...times, check_suite: suite, app, pull_requests: pulls },
    repository: repository(),
    organization: person('acme'),
    sender: person('ana'),
    installation: { id: 99, node_id: 'MDIz' },
  };
}

const PERMISSIONS = Object.fromEntries(
  ['actions', 'checks', 'contents', 'deployments', 'issues', 'packages', 'pages', 'statuses'].map((name) => [
    name,
    'write',
  ]),
);

const addresses = (base: string, names: string): Record<string, string> =>
  Object.fromEntries(names.split(' ').map((name) => [`${name}_url`, `${base}/${name}{/more}`]));

const person = (login: string): object => ({
  login,
  id: 1234,
  node_id: 'MDQ6VXNlcjEyMzQ=',
  type: 'User',
  site_admin: false,
  ...addresses(
    `${API}/users/${login}`,
    'avatar html followers following gists starred subscriptions organizations repos events received_events',
  ),
});

const REPOSITORY_ADDRESSES =
  'archive assignees blobs branches collaborators comments commits compare contents contributors deployments ' +
  'downloads events forks git_commits git_refs git_tags hooks issue_comment issue_events issues keys labels ' +
  'languages merges milestones notifications pulls releases stargazers statuses subscribers subscription tags ' +
  'teams trees git ssh clone svn homepage mirror';

const repository = (): object => ({
  id: 55,
  name: 'app',
  full_name: 'acme/app',
  owner: person('acme'),
  private: true,
  default_branch: 'main',
  pushed_at: AT,
  ...addresses(`${API}/repos/acme/app`, REPOSITORY_ADDRESSES),
});

const pullRequest = (branch: string, sha: string): object => ({
  number: 1,
  url: `${API}/repos/acme/app/pulls/1`,
  head: { ref: branch, sha, repo: { id: 55, name: 'app', url: `${API}/repos/acme/app` } },
  base: { ref: 'main', sha, repo: { id: 55, name: 'app', url: `${API}/repos/acme/app` } },
});
