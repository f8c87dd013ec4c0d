// From a request to the first attempt in the queue.
import { describe, expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { MAX_REQUEST_CHARS } from '#core/task/request.ts';
import { transition } from '#core/transition.ts';
import { last } from '../support/last.ts';
import { ana, BASE, type Plain, POLICY, requested, TASK_ID, upTo } from '../support/samples.ts';

const first: Plain[] = [{ ...requested() }];
const card: Plain = { type: 'card_shown', card: { channelId: 'C1', ts: '1.1' } };
const failed = (effect: 'show_card' | 'prepare', code: Parameters<typeof problem>[0]): Plain => ({
  type: 'effect_failed',
  effect,
  effectId: 'x',
  problem: problem(code, 'planted'),
});

describe('a request', () => {
  it('shows a card before anything else is done', () => {
    expect(last(first)).toMatchObject({ code: 'requested', wants: ['show_card'] });
  });

  it('names its effects after the task and the event', () => {
    expect(transition(undefined, requested()).effects.map((effect) => effect.id)).toEqual([`${TASK_ID}/1/0`]);
  });

  it('delivered twice changes nothing', () => {
    expect(last([...first, ...first])).toMatchObject({ ignored: true, code: 'already_requested', wants: [] });
  });

  it('is cut at its bound', () => {
    const request = {
      text: 'x'.repeat(9_000),
      requester: ana,
      teamId: 'T1',
      channelId: 'C1',
      requestedAtMs: 1,
    };
    const { task } = last([{ ...requested({ request }) }]);
    expect(task.request.text).toHaveLength(MAX_REQUEST_CHARS);
  });

  it('comes before every other event: a task that is not there stays so', () => {
    const step = transition(undefined, { id: 'e', atMs: 1, type: 'marked_ready' });
    expect(step).toEqual({ task: undefined, effects: [], because: { code: 'unknown_task', ignored: true } });
  });
});

describe('preparing', () => {
  it('begins when the card stands', () => {
    expect(last([...first, card])).toMatchObject({ code: 'card_posted', wants: ['prepare'] });
  });

  it('does not begin again when the same card is shown again', () => {
    expect(last([...first, card, card])).toMatchObject({ ignored: true, code: 'card_known' });
  });

  it('queues the first attempt from the base commit, under the policy that was found there', () => {
    const { task, wants } = last(upTo.prepared({ ...POLICY, maxAttempts: 2 }));
    expect(wants).toEqual(['run_attempt', 'show_card']);
    expect(task).toMatchObject({
      state: { name: 'queued', attempt: 1 },
      policy: { maxAttempts: 2 },
      attempts: [{ no: 1, round: 1, runs: 0, fromSha: BASE }],
    });
  });

  it('that cannot succeed calls a person, and a retry prepares again without an attempt spent', () => {
    const stuck = last([...first, card, failed('prepare', 'repository_missing')]);
    expect(stuck.task.state).toMatchObject({
      name: 'needs_human',
      reason: { code: 'repository_missing', detail: 'planted' },
    });
    const again = last([{ type: 'retry', actor: ana, hint: null, revision: null }], stuck);
    expect(again.task).toMatchObject({ state: { name: 'requested' }, attempts: [] });
    expect(again.wants).toEqual(['post_reply', 'prepare', 'show_card']);
  });

  it('waits for a card: without a place to speak a person is called, and a retry tries the place again', () => {
    const mute = last([...first, failed('show_card', 'chat_channel_unavailable')]);
    expect(mute.task.state).toMatchObject({ reason: { code: 'chat_channel_unavailable' } });
    const again = last([{ type: 'retry', actor: ana, hint: null, revision: null }], mute);
    expect(again).toMatchObject({ wants: ['show_card'], task: { state: { name: 'requested' } } });
    expect(last([card], again).wants).toEqual(['prepare']);
  });

  it('is over once an attempt is queued: a late answer or failure changes nothing', () => {
    const late: Plain = {
      type: 'prepared',
      baseBranch: 'x',
      baseSha: BASE,
      policy: POLICY,
      policyDigest: 'y',
    };
    expect(last([...upTo.prepared(), late])).toMatchObject({ ignored: true, code: 'already_prepared' });
    expect(last([...upTo.prepared(), failed('prepare', 'internal')])).toMatchObject({ ignored: true });
  });

  it('goes on without its card, and keeps in mind that it is behind', () => {
    expect(last([...upTo.prepared(), failed('show_card', 'chat_unavailable')])).toMatchObject({
      code: 'not_told',
      task: { state: { name: 'queued' }, untold: { card: true, replies: [], tries: 1 } },
      wants: [],
    });
  });
});
