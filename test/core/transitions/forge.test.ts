// What people do on the forge: Greenlight steps back, says so, overwrites nothing.
import { describe, expect, it } from 'vitest';
import { last } from '../support/last.ts';
import { ana, commit, type Plain, POLICY, upTo } from '../support/samples.ts';

const pushed = (n: number): Plain => ({ type: 'branch_moved', headSha: commit(n), by: 'dora' });
const closed = (mergeSha: ReturnType<typeof commit> | null): Plain => ({
  type: 'pull_request_closed',
  by: 'dora',
  mergeSha,
});
const drafted: Plain = { type: 'pull_request_drafted', by: 'dora' };
const wantsChanges: Plain = { type: 'changes_requested', by: 'dora', comment: 'use the injected clock' };
const approve: Plain = { type: 'approve', actor: ana, headSha: commit(1), revision: null };
const retry: Plain = { type: 'retry', actor: ana, hint: null, revision: null };
const merging: Plain[] = [...upTo.green(), approve, { type: 'marked_ready' }];

describe('a push by a person', () => {
  it('stops a running agent and calls the requester', () => {
    expect(last([...upTo.working(), pushed(77)])).toMatchObject({
      code: 'human_pushed',
      wants: ['stop_attempt', 'show_card', 'post_reply'],
      task: { headSha: commit(77), state: { reason: { code: 'human_pushed', by: 'dora' } } },
    });
  });

  it('voids a green: what was approved would be another commit', () => {
    expect(last([...upTo.green(), pushed(77)]).task.state).toMatchObject({ name: 'needs_human' });
    expect(last([...upTo.green(), pushed(77), approve])).toMatchObject({ code: 'refused_not_green' });
  });

  it('is told apart from our own by the commit, however late the webhook', () => {
    expect(last([...upTo.awaitingCi(), pushed(1)])).toMatchObject({ ignored: true, code: 'our_own_push' });
  });

  it('while we push is left to the push itself, which expects the old commit', () => {
    expect(last([...upTo.publishing(), pushed(1)])).toMatchObject({
      ignored: true,
      code: 'publisher_will_see',
    });
  });

  it('to a task at rest is remembered for a retry and pings nobody', () => {
    const rested: Plain[] = [...upTo.awaitingCi(), { type: 'abort', actor: ana, revision: null }, pushed(77)];
    expect(last(rested)).toMatchObject({ code: 'branch_moved_at_rest', wants: ['show_card'] });
    expect(last([...rested, retry]).task.attempts[1]).toMatchObject({ fromSha: commit(77) });
  });
});

describe('a pull request closed by hand', () => {
  it('calls the requester', () => {
    expect(last([...upTo.awaitingCi(), closed(null)]).task.state).toMatchObject({
      reason: { code: 'pull_request_closed', by: 'dora' },
    });
  });

  it('by merging ends the task, whatever it was doing', () => {
    const end = last([...upTo.awaitingCi(), closed(commit(9))]);
    expect(end.task.state).toMatchObject({ name: 'merged', mergeSha: commit(9), by: 'dora' });
    expect(last([...upTo.awaitingCi(), closed(commit(9)), closed(commit(9))])).toMatchObject({
      ignored: true,
    });
  });

  it('by our own merge names who approved, not our app', () => {
    const by = { ...closed(commit(9)), by: 'greenlight[bot]' } as Plain;
    expect(last([...merging, by]).task.state).toMatchObject({ name: 'merged', by: 'ana' });
  });
});

describe('a review that asks for changes', () => {
  it('calls the requester with the comment, and a retry takes it along', () => {
    const stuck = last([...upTo.green(), wantsChanges]);
    expect(stuck.task.state).toMatchObject({ reason: { detail: 'use the injected clock', by: 'dora' } });
    expect(last([retry], stuck).task.rounds[1]).toMatchObject({
      answers: { detail: 'use the injected clock' },
    });
  });

  it('is bounded', () => {
    const long = { ...wantsChanges, comment: 'x'.repeat(9_000) } as Plain;
    expect(last([...upTo.green(), long]).task.state).toMatchObject({ reason: { detail: 'x'.repeat(500) } });
  });

  it('while the merge is under way does not deny the merge when it is done', () => {
    const late = last([...merging, wantsChanges, { type: 'merge_done', mergeSha: commit(9) }]);
    expect(late.task.state).toMatchObject({ name: 'merged', by: 'ana' });
    const unapproved = last([...upTo.green(), wantsChanges, { type: 'merge_done', mergeSha: commit(9) }]);
    expect(unapproved).toMatchObject({ ignored: true, code: 'not_merging' });
  });
});

describe('a pull request turned back into a draft', () => {
  it('takes the approval back', () => {
    expect(last([...merging, drafted]).task).toMatchObject({
      state: { reason: { code: 'pull_request_drafted' } },
      pullRequest: { draft: true },
    });
  });

  it('that was a draft all along changes nothing', () => {
    expect(last([...upTo.green(), drafted])).toMatchObject({ ignored: true, code: 'still_a_draft' });
  });

  it('after it was ready for review calls the requester', () => {
    const never = { ...POLICY, merge: 'never' as const };
    const ready: Plain[] = [...upTo.green(never), approve, { type: 'marked_ready' }];
    expect(last([...ready, drafted]).task.state).toMatchObject({ reason: { code: 'pull_request_drafted' } });
  });
});
