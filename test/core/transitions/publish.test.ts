// The publisher's answers, also those that come when the task has moved on.
import { describe, expect, it } from 'vitest';
import { last } from '../support/last.ts';
import { ana, commit, ended, type Plain, publishedAs, red, upTo } from '../support/samples.ts';

const abort: Plain = { type: 'abort', actor: ana, revision: null };
const retry: Plain = { type: 'retry', actor: ana, hint: null, revision: null };

describe('a push', () => {
  it('waits for CI, asks at once, and sets the timers that ask again and give up', () => {
    const { task, wants } = last(upTo.awaitingCi());
    expect(wants).toEqual(['read_ci', 'show_card']);
    expect(task).toMatchObject({ headSha: commit(1), pullRequest: { number: 7, draft: true } });
    expect(Object.keys(task.timers).sort()).toEqual(['ci_deadline', 'ci_poll', 'max_runtime']);
  });

  it('at a limit is published and then blocked, with the commit named', () => {
    const story = [...upTo.working(), ended(1, { outcome: 'timed_out' }), ...publishedAs(1)];
    expect(last(story)).toMatchObject({
      code: 'published_at_limit',
      task: {
        state: { name: 'blocked', rule: 'max_runtime', headSha: commit(1) },
        pullRequest: { number: 7 },
      },
    });
  });

  it('told twice changes nothing', () => {
    expect(last([...upTo.awaitingCi(), ...publishedAs(1)])).toMatchObject({
      ignored: true,
      code: 'already_published',
    });
  });

  it('of an attempt that never ended changes nothing', () => {
    for (const event of publishedAs(1))
      expect(last([...upTo.working(), event])).toMatchObject({ ignored: true });
  });
});

describe('an abort while the push is under way', () => {
  it('records the pull request that came of it, and stays aborted', () => {
    const { task, code, wants } = last([...upTo.publishing(), abort, ...publishedAs(1)]);
    expect({ code, wants }).toEqual({ code: 'published_too_late', wants: ['show_card'] });
    expect(task).toMatchObject({
      state: { name: 'aborted' },
      headSha: commit(1),
      pullRequest: { number: 7 },
      attempts: [{ headSha: commit(1) }],
    });
  });

  it('of a later attempt moves the head as well: a retry goes on from what is on the branch', () => {
    const story = [
      ...upTo.awaitingCi(),
      ...red(1, 'a'),
      { type: 'attempt_started', attempt: 2 } as const,
      ended(2),
      abort,
      ...publishedAs(2),
      retry,
    ];
    expect(last(story).task).toMatchObject({
      headSha: commit(2),
      attempts: [{}, {}, { fromSha: commit(2) }],
    });
  });

  it('does not hide a commit that a person pushed on top meanwhile', () => {
    const story: Plain[] = [
      ...upTo.publishing(),
      abort,
      { type: 'branch_moved', headSha: commit(77), by: 'dora' },
      ...publishedAs(1),
    ];
    expect(last(story).task).toMatchObject({ headSha: commit(77), attempts: [{ headSha: commit(1) }] });
  });

  it('makes every other answer of the publisher late', () => {
    for (const answer of [
      { type: 'publish_refused', attempt: 1, findings: [], patch: null },
      { type: 'publish_empty', attempt: 1 },
      { type: 'push_conflicted', attempt: 1, actualSha: null },
    ] as const)
      expect(last([...upTo.publishing(), abort, answer])).toMatchObject({
        ignored: true,
        code: 'stale_attempt',
      });
  });
});

describe('a change that is not pushed', () => {
  it('names the rule and the path that kept it back', () => {
    const refused: Plain = {
      type: 'publish_refused',
      attempt: 1,
      findings: [
        { rule: 'binary_file', level: 'flag', path: 'logo.png' },
        { rule: 'protected_path', level: 'block', path: '.github/workflows/ci.yml' },
      ],
      patch: { files: 2, additions: 1, deletions: 0 },
    };
    expect(last([...upTo.publishing(), refused]).task).toMatchObject({
      state: { reason: { code: 'patch_refused', detail: 'protected path .github/workflows/ci.yml' } },
      attempts: [{ patch: { files: 2 } }],
    });
  });

  it('because it is empty after all is blocked', () => {
    expect(last([...upTo.publishing(), { type: 'publish_empty', attempt: 1 }]).task.state).toMatchObject({
      rule: 'empty_patch',
    });
  });

  it('because a person was first is theirs, and a retry goes on from their commit', () => {
    const conflict: Plain = { type: 'push_conflicted', attempt: 1, actualSha: commit(77) };
    const stuck = last([...upTo.publishing(), conflict]);
    expect(stuck.task.state).toMatchObject({ reason: { code: 'human_pushed' }, headSha: commit(77) });
    expect(last([retry], stuck).task.attempts[1]).toMatchObject({ fromSha: commit(77) });
  });

  it('because the branch is gone starts over from the base commit', () => {
    const gone: Plain = { type: 'push_conflicted', attempt: 1, actualSha: null };
    const stuck = last([...upTo.publishing(), gone]);
    expect(stuck.task).toMatchObject({
      headSha: null,
      state: { reason: { detail: 'the branch was deleted' } },
    });
    expect(last([retry], stuck).task.attempts[1]?.fromSha).toBe(stuck.task.baseSha);
  });
});
