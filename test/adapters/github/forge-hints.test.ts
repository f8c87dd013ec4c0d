// What each webhook hints at, from payloads in the shape that GitHub sends.
import { describe, expect, test } from 'vitest';
import { forgeHints, isHeard } from '#adapters/github/forge-hints.ts';

const HEAD = 'a'.repeat(40);
const MERGE = 'c'.repeat(40);
const BRANCH = 'greenlight/t-abcdefgh';
const repository = {
  id: 1,
  name: 'payments',
  full_name: 'acme/payments',
  owner: { login: 'acme', id: 2 },
  private: true,
};
const sender = { login: 'ana', id: 5, type: 'User' };
const repo = { owner: 'acme', name: 'payments' };
const hint = (says: object) => [{ hint: { taskId: 't-abcdefgh', ...says }, repo }];
const ciChanged = hint({ type: 'ci_changed', headSha: HEAD });

const head = { ref: BRANCH, sha: HEAD, repo: { full_name: 'acme/payments' } };
const pull = (words: object = {}) => ({ number: 12, merged: false, merge_commit_sha: MERGE, head, ...words });
const said = (name: string, fields: object) => forgeHints(name, { repository, sender, ...fields });

test.each<[string, string, object, unknown]>([
  [
    'a finished check',
    'check_run',
    { action: 'completed', check_run: { head_sha: HEAD, check_suite: { head_branch: BRANCH } } },
    ciChanged,
  ],
  [
    'a check suite',
    'check_suite',
    { action: 'completed', check_suite: { head_sha: HEAD, head_branch: BRANCH } },
    ciChanged,
  ],
  [
    'a workflow run',
    'workflow_run',
    { action: 'requested', workflow_run: { head_sha: HEAD, head_branch: BRANCH } },
    ciChanged,
  ],
  [
    'a job',
    'workflow_job',
    { action: 'queued', workflow_job: { head_sha: HEAD, head_branch: BRANCH } },
    ciChanged,
  ],
  [
    'a status, by the branches it is on',
    'status',
    { sha: HEAD, branches: [{ name: 'main' }, { name: BRANCH }] },
    ciChanged,
  ],
  [
    'a push',
    'push',
    { ref: `refs/heads/${BRANCH}`, after: HEAD, deleted: false },
    hint({ type: 'branch_moved', headSha: HEAD, by: 'ana' }),
  ],
  [
    'a push that a pull request reports',
    'pull_request',
    { action: 'synchronize', pull_request: pull() },
    hint({ type: 'branch_moved', headSha: HEAD, by: 'ana' }),
  ],
  [
    'a closed pull request',
    'pull_request',
    { action: 'closed', pull_request: pull() },
    hint({ type: 'pull_request_closed', by: 'ana', mergeSha: null }),
  ],
  [
    'a merged pull request',
    'pull_request',
    { action: 'closed', pull_request: pull({ merged: true }) },
    hint({ type: 'pull_request_closed', by: 'ana', mergeSha: MERGE }),
  ],
  [
    'a pull request made a draft again',
    'pull_request',
    { action: 'converted_to_draft', pull_request: pull() },
    hint({ type: 'pull_request_drafted', by: 'ana' }),
  ],
  ['a pull request opened', 'pull_request', { action: 'opened', pull_request: pull() }, ciChanged],
  [
    'a request for changes',
    'pull_request_review',
    {
      action: 'submitted',
      review: { state: 'changes_requested', body: 'not like this', user: { login: 'ben' } },
      pull_request: pull(),
    },
    hint({ type: 'changes_requested', by: 'ben', comment: 'not like this' }),
  ],
])('%s', (_, name, fields, expected) => {
  expect(said(name, fields)).toEqual(expected);
});

describe('says nothing about', () => {
  test.each<[string, string, object]>([
    ['anybody else’s branch', 'push', { ref: 'refs/heads/main', after: HEAD, deleted: false }],
    ['a deleted branch', 'push', { ref: `refs/heads/${BRANCH}`, after: '0'.repeat(40), deleted: true }],
    [
      'a check without a branch, as forks have it',
      'check_run',
      { check_run: { head_sha: HEAD, check_suite: { head_branch: null } } },
    ],
    [
      'a fork that names its branch like ours',
      'pull_request',
      {
        action: 'closed',
        pull_request: pull({ head: { ...head, repo: { full_name: 'mallory/payments' } } }),
      },
    ],
    [
      'a fork that was deleted',
      'pull_request',
      { action: 'closed', pull_request: pull({ head: { ...head, repo: null } }) },
    ],
    [
      'an approving review',
      'pull_request_review',
      { action: 'submitted', review: { state: 'approved', body: null, user: null }, pull_request: pull() },
    ],
    ['an action that is not known', 'pull_request', { action: 'enqueued', pull_request: pull() }],
    ['an event that is not known', 'sponsorship', { action: 'created' }],
    ['a payload of another shape', 'push', { ref: 7 }],
    ['a commit id that is none', 'push', { ref: `refs/heads/${BRANCH}`, after: 'HEAD', deleted: false }],
    ['a task id that is none', 'push', { ref: 'refs/heads/greenlight/../../x', after: HEAD, deleted: false }],
  ])('%s', (_, name, fields) => {
    expect(said(name, fields)).toEqual([]);
  });

  test('nothing at all', () => {
    for (const payload of [undefined, null, 'text', 7, [], {}])
      expect(forgeHints('push', payload)).toEqual([]);
  });
});

test('bounds what people wrote', () => {
  const review = {
    state: 'changes_requested',
    body: 'x'.repeat(100_000),
    user: { login: 'y'.repeat(1_000) },
  };
  const [first] = said('pull_request_review', { action: 'submitted', review, pull_request: pull() });
  expect(
    first?.hint.type === 'changes_requested' && [first.hint.comment.length, first.hint.by.length],
  ).toEqual([2_000, 100]);
});

test('hears only events that it reads', () => {
  expect(['push', 'status', 'check_run'].every(isHeard)).toBe(true);
  expect(['ping', 'installation', 'constructor', 'toString'].some(isHeard)).toBe(false);
});
