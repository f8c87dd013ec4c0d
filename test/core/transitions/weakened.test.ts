// A change that weakens what judges it: green by CI, and yet a question to a person.
import { describe, expect, it } from 'vitest';
import type { Finding } from '#core/patch.ts';
import type { Policy } from '#core/policy.ts';
import { last } from '../support/last.ts';
import {
  ana,
  ben,
  commit,
  guest,
  type Plain,
  POLICY,
  publishedAs,
  pushedAs,
  red,
  report,
  upTo,
} from '../support/samples.ts';

const SKIPPED: Finding = { rule: 'test_skipped', level: 'ask', path: 'test/a.test.ts', line: 3 };
const inCi = (policy: Policy = POLICY): Plain[] => [
  ...upTo.publishing(policy),
  { ...pushedAs(1), findings: [SKIPPED] },
  ...publishedAs(1),
];
const green: Plain = { type: 'ci_observed', report: report(commit(1), 'green') };
const approve = (actor = ben): Plain => ({ type: 'approve', actor, headSha: commit(1), revision: null });

describe('green with weakened tests', () => {
  it('asks a person, once, and names the place', () => {
    const { task, code, wants } = last([...inCi(), green]);
    expect({ code, wants }).toEqual({
      code: 'tests_weakened',
      wants: ['show_card', 'post_reply', 'tell_packet'],
    });
    expect(task.state).toMatchObject({
      name: 'needs_human',
      reason: { code: 'tests_weakened', detail: 'test skipped in test/a.test.ts:3' },
      headSha: commit(1),
    });
  });

  it('is not merged by policy', () => {
    const { task, wants } = last([...inCi({ ...POLICY, merge: 'auto' }), green]);
    expect(task.state.name).toBe('needs_human');
    expect(wants).not.toContain('mark_ready');
  });

  it('is merged once a person accepts exactly that commit', () => {
    const { task, wants } = last([...inCi(), green, approve()]);
    expect(task.state).toMatchObject({ name: 'approved', headSha: commit(1), by: { name: 'ben' } });
    expect(wants).toContain('mark_ready');
    expect(task.decisions.at(-1)).toMatchObject({ action: 'approve', headSha: commit(1) });
  });

  it('is not the requester’s to accept where the repository is high risk, nor a stranger’s', () => {
    const risky = { ...POLICY, risk: 'high' as const };
    expect(last([...inCi(risky), green, approve(ana)]).code).toBe('refused_not_allowed');
    expect(last([...inCi(), green, approve(guest)]).code).toBe('refused_not_allowed');
  });

  it('starts another attempt on Retry, even without a hint: the same commit would be asked about again', () => {
    const { task } = last([...inCi(), green, { type: 'retry', actor: ben, hint: null, revision: null }]);
    expect(task.state).toMatchObject({ name: 'queued', attempt: 2 });
  });

  it.each([
    ['branch_moved', { type: 'branch_moved', headSha: commit(77), by: 'dora' }, 'human_pushed'],
    ['changes_requested', { type: 'changes_requested', by: 'dora', comment: 'no' }, 'changes_requested'],
    [
      'pull_request_closed',
      { type: 'pull_request_closed', by: 'dora', mergeSha: null },
      'pull_request_closed',
    ],
  ] as const)('gives way to a person on the forge: %s', (_name, event, code) => {
    const { task, wants } = last([...inCi(), green, event]);
    expect(task.state).toMatchObject({ name: 'needs_human', reason: { code } });
    expect(wants).toContain('post_reply');
    expect(last([...inCi(), green, event, approve()]).code).toBe('refused_not_green');
  });

  it('is asked about again when CI takes the approval back and turns green again', () => {
    const again: Plain[] = [...inCi(), green, approve(), ...red(1).slice(0, 1), green];
    expect(last(again).task.state.name).not.toBe('green');
  });
});

it('a red change with weakened tests goes its way: the next attempt mends it', () => {
  expect(last([...inCi(), ...red(1, 'a')]).task.state).toMatchObject({ name: 'queued', attempt: 2 });
});

it('a change in which it was undone is green', () => {
  const story: Plain[] = [...inCi(), ...red(1, 'a'), { type: 'attempt_started', attempt: 2 }];
  const ended: Plain = {
    type: 'attempt_ended',
    attempt: 2,
    run: 1,
    outcome: 'finished',
    costUsd: 0,
    hasChange: true,
    artifacts: [],
  };
  const seen: Plain = { type: 'ci_observed', report: report(commit(2), 'green') };
  expect(last([...story, ended, ...publishedAs(2), seen]).task.state.name).toBe('green');
});
