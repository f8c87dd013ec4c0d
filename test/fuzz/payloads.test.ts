// Payloads of Slack and GitHub, signed or not yet looked at: read into the few fields that are used, or into nothing.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forgeHints } from '#adapters/github/forge-hints.ts';
import { readPayload } from '#adapters/slack/intake/read-payload.ts';
import { isSha, isTaskId } from '#core/ids.ts';
import { FUZZ_TIMEOUT_MS, fuzzing, inTime } from './budget.ts';
import { mutatedJson } from './mutate.ts';

const SHA = 'a'.repeat(40);
const BRANCH = 'greenlight/t-abcdefgh';
const ENVELOPE = {
  action: 'completed',
  repository: { name: 'payments', full_name: 'acme/payments', owner: { login: 'acme' } },
  sender: { login: 'ana' },
};
const pull = {
  merged: true,
  merge_commit_sha: SHA,
  head: { ref: BRANCH, sha: SHA, repo: { full_name: 'acme/payments' } },
};
const WEBHOOKS: Readonly<Record<string, object>> = {
  check_run: { check_run: { head_sha: SHA, check_suite: { head_branch: BRANCH } } },
  check_suite: { check_suite: { head_sha: SHA, head_branch: BRANCH } },
  workflow_run: { workflow_run: { head_sha: SHA, head_branch: BRANCH } },
  workflow_job: { workflow_job: { head_sha: SHA, head_branch: BRANCH } },
  status: { sha: SHA, branches: [{ name: BRANCH }] },
  push: { ref: `refs/heads/${BRANCH}`, after: SHA, deleted: false },
  pull_request: { action: 'closed', pull_request: pull },
  pull_request_review: {
    action: 'submitted',
    review: { state: 'changes_requested', body: 'no', user: { login: 'b' } },
    pull_request: pull,
  },
};
const delivery = fc
  .constantFrom(...Object.keys(WEBHOOKS), 'constructor', '__proto__', '')
  .chain((event) =>
    fc.tuple(
      fc.constant(event),
      mutatedJson([{ ...ENVELOPE, ...(Object.hasOwn(WEBHOOKS, event) ? WEBHOOKS[event] : {}) }]),
    ),
  );

test(
  'whatever a webhook says is a hint at one task or none',
  () => {
    let hinted = 0;
    fc.assert(
      fc.property(delivery, ([event, payload]) => {
        for (const { hint, repo } of inTime(() => forgeHints(event, payload))) {
          hinted += 1;
          expect(isTaskId(hint.taskId)).toBe(true);
          if ('headSha' in hint) expect(isSha(hint.headSha)).toBe(true);
          expect(Object.keys(repo).sort()).toEqual(['name', 'owner']);
          expect(JSON.stringify(hint).length).toBeLessThan(20_000);
        }
      }),
      fuzzing(1_500),
    );
    expect(hinted).toBeGreaterThan(100);
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  },
  FUZZ_TIMEOUT_MS,
);

const user = { id: 'U1', name: 'ana', team_id: 'T1' };
const SLACK: readonly object[] = [
  {
    command: '/agent',
    text: 'fix it',
    team_id: 'T1',
    user_id: 'U1',
    user_name: 'ana',
    channel_id: 'C1',
    response_url: 'https://x',
    trigger_id: '1.2',
  },
  {
    type: 'event_callback',
    event_id: 'E1',
    team_id: 'T1',
    event: { type: 'app_mention', user: 'U1', text: '<@B> fix', ts: '1.2', channel: 'C1', thread_ts: '1.1' },
  },
  {
    type: 'block_actions',
    user,
    team: { id: 'T1' },
    trigger_id: '1',
    channel: { id: 'C1' },
    container: { message_ts: '1.2', channel_id: 'C1' },
    actions: [{ action_id: 'approve', action_ts: '1', value: 'v' }],
  },
  {
    type: 'view_submission',
    user,
    team: { id: 'T1' },
    view: {
      id: 'V',
      callback_id: 'greenlight:form',
      private_metadata: '{"channelId":"C1"}',
      state: { values: { a: { hint: { value: 'x' } } } },
    },
  },
  { type: 'message_action', user, trigger_id: '1', channel: { id: 'C1' } },
];
const KINDS = ['command', 'mention', 'click', 'submit', 'unknown'];

test(
  'whatever Slack sends is one of the things a person does, or nothing',
  () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(mutatedJson(SLACK), (body) => {
        const incoming = inTime(() => readPayload(body, 1));
        if (incoming === null) return;
        seen.add(incoming.kind);
        expect(KINDS).toContain(incoming.kind);
        expect([typeof incoming.userId, typeof incoming.key, typeof incoming.channelId]).toEqual([
          'string',
          'string',
          'string',
        ]);
        expect(incoming.teamIds.every((id) => typeof id === 'string')).toBe(true);
        if (incoming.kind === 'submit')
          expect(Object.values(incoming.fields).every((each) => typeof each === 'string')).toBe(true);
      }),
      fuzzing(1_500),
    );
    expect([...seen].sort()).toEqual(KINDS.toSorted());
    expect(({} as { polluted?: true }).polluted).toBeUndefined();
  },
  FUZZ_TIMEOUT_MS,
);
