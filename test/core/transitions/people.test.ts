// Decisions in the chat: who is first wins, who is second is told; an approval is bound to a commit.
import { describe, expect, it } from 'vitest';
import { problem } from '#core/problem.ts';
import { last } from '../support/last.ts';
import {
  ana,
  ben,
  commit,
  guest,
  type Plain,
  POLICY,
  play,
  red,
  report,
  upTo,
  wishes,
} from '../support/samples.ts';

type Click = Extract<Plain, { type: 'approve' | 'retry' | 'abort' }>;
const approve = (over: Partial<Extract<Plain, { type: 'approve' }>> = {}): Click => ({
  type: 'approve',
  actor: ana,
  headSha: commit(1),
  revision: null,
  ...over,
});
const retry = (over: Partial<Extract<Plain, { type: 'retry' }>> = {}): Click => ({
  type: 'retry',
  actor: ana,
  hint: null,
  revision: null,
  ...over,
});
const abort = (over: Partial<Extract<Plain, { type: 'abort' }>> = {}): Click => ({
  type: 'abort',
  actor: ana,
  revision: null,
  ...over,
});
const green = last(upTo.green());
const one = { ...POLICY, maxAttempts: 1 };
const blocked = last([...upTo.awaitingCi(one), ...red(1, 'a')]);

describe('two clicks at once', () => {
  it('the first decides, the second is stale: its card was another', () => {
    const { revision } = green.task;
    const both = last([approve({ actor: ben, revision }), abort({ revision })], green);
    expect(both).toMatchObject({
      ignored: true,
      code: 'refused_stale',
      task: { state: { name: 'approved', by: { name: 'ben' } } },
    });
    const reversed = last([abort({ revision }), approve({ actor: ben, revision })], green);
    expect(reversed).toMatchObject({ code: 'refused_stale', task: { state: { name: 'aborted' } } });
  });

  it('the same click twice decides once', () => {
    const { revision } = green.task;
    const { task, ignored } = last([approve({ revision }), approve({ revision })], green);
    expect(ignored).toBe(true);
    expect(task.decisions).toHaveLength(1);
  });

  it('a card that only redrew is still good', () => {
    const waiting = last(upTo.awaitingCi());
    const { revision } = waiting.task;
    const pending: Plain = { type: 'ci_observed', report: report(commit(1), 'pending') };
    expect(last([pending, abort({ revision })], waiting).code).toBe('aborted');
  });
});

describe('an approval', () => {
  it('holds for the commit that was seen and for no other', () => {
    expect(last([approve({ headSha: commit(2) })], green)).toMatchObject({
      ignored: true,
      code: 'refused_other_commit',
    });
    expect(last([approve()], green).task.decisions).toMatchObject([
      { action: 'approve', headSha: commit(1) },
    ]);
  });

  it('marks ready, merges that commit, and ends', () => {
    const approved = last([approve()], green);
    expect(approved.wants).toEqual(['mark_ready', 'show_card']);
    const ready = last([{ type: 'marked_ready' }], approved);
    expect(ready.wants).toEqual(['merge', 'show_card']);
    expect(ready.task.pullRequest?.draft).toBe(false);
    const merged = last([{ type: 'merge_done', mergeSha: commit(5) }], ready);
    expect(merged).toMatchObject({
      wants: ['show_card', 'post_reply'],
      task: { state: { name: 'merged', mergeSha: commit(5), by: 'ana' } },
    });
  });

  it('ends at ready for review where policy never merges', () => {
    const never = last(upTo.green({ ...POLICY, merge: 'never' }));
    const end = last([approve(), { type: 'marked_ready' }], never);
    expect(end).toMatchObject({
      wants: ['show_card', 'post_reply'],
      task: { state: { name: 'ready_for_review' } },
    });
  });

  it.each([
    ['queued', upTo.prepared()],
    ['working', upTo.working()],
    ['publishing', upTo.publishing()],
    ['awaiting_ci', upTo.awaitingCi()],
  ])('is refused while the task is %s', (_state, story) => {
    expect(last([...story, approve({ headSha: null })])).toMatchObject({
      ignored: true,
      code: 'refused_not_green',
    });
  });

  it('that the forge cannot carry out calls a person', () => {
    const failed = (code: 'not_mergeable' | 'head_moved'): Plain => ({
      type: 'effect_failed',
      effect: 'merge',
      effectId: 'x',
      headSha: commit(1),
      problem: problem(code, 'conflict'),
    });
    const merging = last([approve(), { type: 'marked_ready' }], green);
    expect(last([failed('not_mergeable')], merging).task.state).toMatchObject({
      reason: { code: 'not_mergeable' },
    });
    expect(last([failed('head_moved')], merging).task.state).toMatchObject({
      reason: { code: 'human_pushed' },
    });
  });

  it('cannot be taken back once the merge is under way', () => {
    expect(last([approve(), abort()], green)).toMatchObject({ ignored: true, code: 'refused_merging' });
  });
});

describe('a retry', () => {
  it('opens a round with fresh limits and the hint, on top of the last commit', () => {
    const { task, wants } = last([retry({ hint: 'look at the clock' })], blocked);
    expect(wants).toEqual(['post_reply', 'run_attempt', 'show_card']);
    expect(task.rounds).toMatchObject([
      { no: 1 },
      { no: 2, hint: 'look at the clock', openedBy: { name: 'ana' } },
    ]);
    expect(task.attempts[1]).toMatchObject({ no: 2, round: 2, fromSha: commit(1) });
    expect(task.timers.max_runtime).toBeUndefined();
  });

  it('numbers attempts on, so that no container and no reply is named twice', () => {
    const { task } = last([retry(), abort(), retry()], blocked);
    expect(task.attempts.map((attempt) => attempt.no)).toEqual([1, 2, 3]);
  });

  it.each([
    ['green', green],
    ['blocked', blocked],
    ['aborted', last([abort()], green)],
  ])('is possible when the task is %s', (_state, start) => {
    expect(last([retry()], start).task.state.name).toBe('queued');
  });

  it('is refused while the task runs, and when it is closed', () => {
    expect(last([...upTo.working(), retry()]).code).toBe('refused_still_running');
    const merged = last([approve(), { type: 'merge_done', mergeSha: commit(5) }], green);
    expect(last([retry()], merged).code).toBe('refused_closed');
    expect(last([abort()], merged).code).toBe('refused_closed');
  });
});

describe('an abort', () => {
  it('is refused when it was aborted already', () => {
    expect(last([abort(), abort({ actor: ben })], green)).toMatchObject({ code: 'refused_already_aborted' });
  });

  it('tells the requester by one new reply', () => {
    expect(last([abort({ actor: ben })], green).wants).toEqual(['show_card', 'post_reply']);
  });
});

it('a stranger decides nothing, and is told why before anything else', () => {
  for (const click of [
    approve({ actor: guest }),
    retry({ actor: guest }),
    abort({ actor: guest, revision: 0 }),
  ])
    expect(last([click], green)).toMatchObject({
      ignored: true,
      code: 'refused_not_allowed',
      detail: 'not_involved',
      task: green.task,
    });
});

describe('a retry about the judge, not about the work', () => {
  const cancelled: Plain[] = [
    ...upTo.awaitingCi(),
    { type: 'ci_observed', report: report(commit(1), 'cancelled') },
  ];

  it('without a hint, has CI run and judge the same commit again, and spends no attempt', () => {
    const { task, steps } = play([...cancelled, { type: 'retry', actor: ana, hint: null, revision: null }]);
    expect(task.state).toMatchObject({ name: 'awaiting_ci', headSha: commit(1), attempt: 1 });
    expect(task.attempts).toHaveLength(1);
    expect(wishes(steps.at(-1))).toEqual(['rerun_ci', 'read_ci', 'show_card']);
  });

  it('with a hint, makes another attempt', () => {
    const { task } = play([
      ...cancelled,
      { type: 'retry', actor: ana, hint: 'the lock file', revision: null },
    ]);
    expect(task.state).toMatchObject({ name: 'queued', attempt: 2 });
  });

  it('asks again without running anything where no check ever started', () => {
    const silent: Plain = { type: 'ci_observed', report: report(commit(1), 'no_checks') };
    const { steps } = play([
      ...upTo.awaitingCi(),
      silent,
      { type: 'retry', actor: ana, hint: null, revision: null },
    ]);
    expect(wishes(steps.at(-1))).toEqual(['read_ci', 'show_card']);
  });

  it('makes another attempt where CI has said red', () => {
    const policy = { ...POLICY, maxAttempts: 1 };
    const { task } = play([
      ...upTo.awaitingCi(policy),
      ...red(1, 'a'),
      { type: 'retry', actor: ana, hint: null, revision: null },
    ]);
    expect(task.state).toMatchObject({ name: 'queued', attempt: 2 });
  });

  it('makes another attempt where a person asked for changes', () => {
    const asked: Plain = { type: 'changes_requested', by: 'dora', comment: 'no' };
    const { task } = play([
      ...upTo.green(),
      asked,
      { type: 'retry', actor: ana, hint: null, revision: null },
    ]);
    expect(task.state).toMatchObject({ name: 'queued', attempt: 2 });
  });
});
