// CI as the judge: early and late results, settling, infrastructure, red and the next attempt, green.
import { describe, expect, it } from 'vitest';
import type { Verdict } from '#core/ci/report.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { last } from '../support/last.ts';
import {
  ana,
  commit,
  ended,
  failure,
  type Plain,
  POLICY,
  publishedAs,
  red,
  report,
  upTo,
} from '../support/samples.ts';

const saw = (verdict: Verdict, of = 1, digest: string = verdict): Plain => ({
  type: 'ci_observed',
  report: report(commit(of), verdict, digest),
});
const atOnce = { ...POLICY, ci: { ...POLICY.ci, infraPauseMs: 0 } };
const settling = { ...POLICY, ci: { ...POLICY.ci, settleMs: 30_000 } };
const fired = (task: Task, name: 'ci_poll' | 'ci_settle' | 'ci_deadline' | 'ci_rerun'): Plain => {
  const dueAtMs = task.timers[name] ?? -1;
  return { type: 'timer_fired', name, dueAtMs, atMs: dueAtMs };
};

describe('a result that comes before its commit is awaited', () => {
  it('is kept and believed as soon as the commit is awaited', () => {
    const early = last([...upTo.publishing(), saw('green')]);
    expect(early).toMatchObject({ code: 'early_ci_result_kept', wants: [] });
    const { task, code } = last([...publishedAs(1)], early);
    expect(code).toBe('published_ci_green');
    expect(task).toMatchObject({ state: { name: 'green', headSha: commit(1) }, earlyReports: [] });
  });

  it('that is red leads straight to collecting', () => {
    const { task, wants } = last([...upTo.publishing(), saw('red'), ...publishedAs(1)]);
    expect(task.state).toMatchObject({ name: 'awaiting_ci', stage: { name: 'collecting' } });
    expect(wants).toContain('collect_failures');
  });

  it('is replaced by a newer one of the same commit, and only so many are kept', () => {
    const many = Array.from({ length: 12 }, (_, index) => saw('pending', index + 1));
    const { task } = last([...upTo.publishing(), ...many, saw('green', 12)]);
    expect(task.earlyReports).toHaveLength(8);
    expect(task.earlyReports.at(-1)).toMatchObject({ headSha: commit(12), verdict: 'green' });
  });
});

describe('a result that comes late', () => {
  it('of an earlier attempt moves nothing', () => {
    const story = [...upTo.awaitingCi(), ...red(1, 'a'), saw('green', 1)];
    expect(last(story)).toMatchObject({
      ignored: true,
      code: 'late_ci_result',
      task: { state: { name: 'queued', attempt: 2 } },
    });
  });

  it('of a commit that is not ours moves nothing', () => {
    expect(last([...upTo.awaitingCi(), saw('green', 99)])).toMatchObject({
      ignored: true,
      code: 'ci_of_unknown_commit',
    });
  });

  it('after the failures began to be collected moves nothing', () => {
    expect(last([...upTo.awaitingCi(), saw('red'), saw('green')])).toMatchObject({
      ignored: true,
      code: 'already_judged',
    });
  });

  it('with failures of another commit moves nothing', () => {
    const late: Plain = { type: 'failures_collected', headSha: commit(9), failures: [], artifacts: [] };
    expect(last([...upTo.awaitingCi(), saw('red'), late])).toMatchObject({ ignored: true });
  });
});

describe('the settle window', () => {
  const first = last([...upTo.awaitingCi(settling), saw('green')]);

  it('is opened by an end, and an end inside it is not believed yet', () => {
    expect(first).toMatchObject({ code: 'ci_settling', task: { state: { stage: { name: 'settling' } } } });
    expect(first.task.timers.ci_settle).toBe(first.atMs + 30_000);
    expect(last([saw('green')], first)).toMatchObject({ ignored: true, code: 'ci_still_settling' });
  });

  it('asks once more when it ends, and then believes', () => {
    const asked = last([fired(first.task, 'ci_settle')], first);
    expect(asked).toMatchObject({ code: 'ci_settled', wants: ['read_ci'] });
    expect(last([saw('green')], asked).task.state.name).toBe('green');
  });

  it('begins again when any check changes, and closes when one is pending again', () => {
    const later = { ...saw('green', 1, 'one more check'), atMs: first.atMs + 29_000 };
    const moved = last([later], first);
    expect(moved.task.timers.ci_settle).toBe(first.atMs + 59_000);
    const pending = last([saw('pending')], first);
    expect(pending.task).toMatchObject({ state: { stage: { name: 'waiting' } } });
    expect(pending.task.timers.ci_settle).toBeUndefined();
  });
});

describe('waiting', () => {
  it('asks by itself, again and again, whatever webhooks do', () => {
    const waiting = last(upTo.awaitingCi());
    const polled = last([fired(waiting.task, 'ci_poll')], waiting);
    expect(polled).toMatchObject({ code: 'ci_polled', wants: ['read_ci'] });
    expect(polled.task.timers.ci_poll).toBe(polled.atMs + POLICY.ci.pollMs);
  });

  it('takes a webhook as a hint to ask, never as a result', () => {
    expect(last([...upTo.awaitingCi(), { type: 'ci_hinted', headSha: commit(1) }])).toMatchObject({
      code: 'ci_hinted',
      wants: ['read_ci'],
    });
    expect(last([...upTo.awaitingCi(), { type: 'ci_hinted', headSha: commit(2) }])).toMatchObject({
      ignored: true,
    });
  });

  it('asks less often beyond the budget of its task, and takes many hints for one', () => {
    const dear: Plain = {
      type: 'ci_observed',
      report: { ...report(commit(1), 'pending'), api: { calls: 2_000, free: 400 } },
    };
    const cheap: Plain = {
      type: 'ci_observed',
      report: { ...report(commit(1), 'pending'), api: { calls: 2_000, free: 600 } },
    };
    const within = last([...upTo.awaitingCi(), cheap]);
    const polled = last([fired(within.task, 'ci_poll')], within);
    expect(polled.task.timers.ci_poll).toBe(polled.atMs + POLICY.ci.pollMs);
    const beyond = last([...upTo.awaitingCi(), dear]);
    const slow = last([fired(beyond.task, 'ci_poll')], beyond);
    expect(slow.wants).toEqual(['read_ci']);
    expect(slow.task.timers.ci_poll).toBe(slow.atMs + 5 * POLICY.ci.pollMs);
    const hint: Plain = { type: 'ci_hinted', headSha: commit(1) };
    const hinted = last([hint], slow);
    expect(hinted).toMatchObject({ code: 'looks_soon', wants: [] });
    expect(hinted.task.timers.ci_poll).toBe(hinted.atMs + POLICY.ci.pollMs);
    expect(last([hint], hinted)).toMatchObject({ ignored: true, code: 'looks_soon_anyway' });
  });

  it('does not redraw the card for a read that brings nothing new', () => {
    const story = [...upTo.awaitingCi(), saw('pending')];
    expect(last([...story, saw('pending')])).toMatchObject({ ignored: true, code: 'ci_still_pending' });
    expect(last([...story, saw('pending', 1, 'one done')]).wants).toEqual(['show_card']);
  });

  it('asks a CI that takes days ever more rarely, and at its deadline', () => {
    const deadlineMs = 5 * 24 * 3_600_000;
    const patient = { ...POLICY, ci: { ...POLICY.ci, deadlineMs } };
    let now = last([...upTo.awaitingCi(patient), saw('pending')]);
    const { state } = now.task;
    const sinceMs = state.name === 'awaiting_ci' ? state.sinceMs : 0;
    const polledMs: number[] = [];
    while ((now.task.timers.ci_poll ?? 0) <= sinceMs + deadlineMs) {
      now = last([fired(now.task, 'ci_poll')], now);
      polledMs.push(now.atMs - sinceMs);
    }
    const hour = polledMs.filter((ms) => ms <= 3_600_000);
    expect(hour.length).toBeGreaterThanOrEqual(3_600_000 / POLICY.ci.pollMs - 2);
    expect(polledMs.length).toBeLessThan(hour.length + 400);
    expect(polledMs.at(-1)).toBe(deadlineMs);
    expect((now.task.timers.ci_poll ?? 0) - now.atMs).toBe(POLICY.ci.pollMs);
  });

  it('ends at the deadline with a person, never with red', () => {
    const waiting = last([...upTo.awaitingCi(), saw('pending')]);
    const over = last([fired(waiting.task, 'ci_deadline')], waiting);
    expect(over.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_timed_out' } });
  });

  it('goes on through an outage, and stops where a permission is missing', () => {
    const failed = (code: 'forge_unavailable' | 'permission_missing'): Plain => ({
      type: 'effect_failed',
      effect: 'read_ci',
      effectId: 'x',
      headSha: commit(1),
      problem: problem(code, ''),
    });
    expect(last([...upTo.awaitingCi(), failed('forge_unavailable')])).toMatchObject({ ignored: true });
    expect(last([...upTo.awaitingCi(), failed('permission_missing')]).task.state).toMatchObject({
      reason: { code: 'permission_missing' },
    });
  });
});

describe('infrastructure that fails', () => {
  it('runs the failed jobs again within its own allowance and spends no attempt', () => {
    const once = last([...upTo.awaitingCi(atOnce), saw('infra', 1, 'i1')]);
    expect(once).toMatchObject({ code: 'ci_rerun', wants: ['rerun_ci', 'show_card'] });
    const twice = last([saw('pending'), saw('infra', 1, 'i2')], once);
    expect(twice.task.state).toMatchObject({ name: 'awaiting_ci', reruns: 2 });
    const thrice = last([saw('pending'), saw('infra', 1, 'i3')], twice);
    expect(thrice.task).toMatchObject({
      state: { name: 'needs_human', reason: { code: 'ci_infrastructure' } },
      attempts: [{ no: 1 }],
    });
  });

  it('waits a while before it runs them again, the second time longer, and asks CI meanwhile', () => {
    const once = last([...upTo.awaitingCi(), saw('infra', 1, 'i1')]);
    const { state, timers } = once.task;
    expect(once).toMatchObject({ code: 'ci_rerun', wants: ['show_card'] });
    expect(state).toMatchObject({ reruns: 1, stage: { name: 'backing_off', not: 'i1' } });
    expect(timers.ci_rerun).toBe(once.atMs + 60_000);
    expect(last([saw('infra', 1, 'i1')], once).ignored).toBe(true);
    const now = last([fired(once.task, 'ci_rerun')], once);
    expect(now).toMatchObject({ code: 'ci_rerun_now', wants: ['rerun_ci', 'show_card'] });
    expect(now.task).toMatchObject({ state: { stage: { name: 'waiting', not: 'i1' } } });
    expect(now.task.timers).not.toHaveProperty('ci_rerun');
    const again = last([saw('pending'), saw('infra', 1, 'i2')], now);
    expect(again.task.timers.ci_rerun).toBe(again.atMs + 240_000);
  });

  it('is not run again by Greenlight where somebody else does while it waits', () => {
    const once = last([...upTo.awaitingCi(), saw('infra', 1, 'i1')]);
    const taken = last([saw('pending')], once);
    expect(taken.task.state).toMatchObject({ stage: { name: 'waiting' } });
    expect(taken.task.timers).not.toHaveProperty('ci_rerun');
    expect(last([saw('green')], once).task.state.name).toBe('green');
  });

  it('is not run again where the minutes of the round are used up, and a person is told', () => {
    const short = { ...POLICY, maxCiMinutes: 60 };
    const used: Plain = {
      type: 'ci_observed',
      report: { ...report(commit(1), 'infra'), minutes: 61.5 },
    };
    const { task, wants } = last([...upTo.awaitingCi(short), used]);
    expect(task.state).toMatchObject({
      name: 'needs_human',
      reason: { detail: 'CI says infra; not run again, since max_ci_minutes is used up' },
    });
    expect(wants).not.toContain('rerun_ci');
  });

  it('counts no red attempt towards the limit', () => {
    const one = { ...POLICY, maxAttempts: 1 };
    const story = [...upTo.awaitingCi(one), saw('infra', 1, 'i1'), saw('pending')];
    expect(last([...story, saw('green')]).task.state.name).toBe('green');
  });
});

it.each<[Verdict, string]>([
  ['superseded', 'human_pushed'],
  ['cancelled', 'ci_cancelled'],
  ['timed_out', 'ci_timed_out'],
  ['no_checks', 'ci_no_checks'],
  ['action_required', 'ci_action_required'],
  ['unknown', 'ci_unknown'],
])('a verdict of %s is neither green nor red: a person is called for %s', (verdict, code) => {
  const { task } = last([...upTo.awaitingCi(), saw(verdict)]);
  expect(task.state).toMatchObject({ name: 'needs_human', reason: { code } });
  expect(task.attempts[0]?.failures).toBeUndefined();
});

describe('red', () => {
  it('tells the thread and queues the next attempt on top of the last commit', () => {
    const { task, wants, code } = last([...upTo.awaitingCi(), ...red(1, 'a')]);
    expect({ code, wants }).toEqual({
      code: 'next_attempt',
      wants: ['post_reply', 'run_attempt', 'show_card'],
    });
    expect(task.attempts[1]).toMatchObject({ no: 2, round: 1, fromSha: commit(1) });
  });

  it('records what is new, what persists and what was fixed', () => {
    const two = [...upTo.awaitingCi(), ...red(1, 'a', 'b'), ...whole(2), ...red(2, 'b', 'c')];
    expect(last(two).task.attempts[1]?.progress).toEqual({
      added: ['test:c'],
      persisting: ['test:b'],
      fixed: ['test:a'],
      relation: 'other',
    });
  });

  it('for the last allowed time is blocked, and every rule is kept with what it measured', () => {
    const one = { ...POLICY, maxAttempts: 1 };
    const { task, code, detail } = last([...upTo.awaitingCi(one), ...red(1, 'a')]);
    expect({ code, detail }).toEqual({ code: 'stopped_by_rule', detail: 'max_attempts' });
    expect(task.state).toMatchObject({ name: 'blocked', rule: 'max_attempts', headSha: commit(1) });
    expect(task.attempts[0]?.stopRules.map(({ rule, tripped }) => [rule, tripped])).toEqual([
      ['no_progress', false],
      ['oscillation', false],
      ['getting_worse', false],
      ['max_cost_usd', false],
      ['max_runtime', false],
      ['max_ci_minutes', false],
      ['max_attempts', true],
    ]);
  });

  it('whose logs are read twice names each once, and none of what failed before', () => {
    const file = (name: string) => ({ name, url: `https://greenlight.test/${name}`, sizeBytes: 9 });
    const collected = (...names: string[]): Plain => ({
      type: 'failures_collected',
      headSha: commit(1),
      failures: [{ ...failure('a'), kind: 'infra' }],
      artifacts: names.map(file),
    });
    const agent = { ...ended(1), artifacts: [file('agent.log')] } as Plain;
    const never = { ...POLICY, ci: { ...POLICY.ci, infraReruns: 0 } };
    const first = last([
      ...[...upTo.working(never), agent, ...publishedAs(1)],
      ...[saw('red'), collected('ci-1-lint.txt', 'ci-2-test.txt')],
    ]);
    expect(first.task.state).toMatchObject({ name: 'needs_human', reason: { code: 'ci_infrastructure' } });
    const again: Plain = { type: 'retry', actor: ana, hint: null, revision: first.task.revision };
    const second = last([again, saw('red', 1, 'red again'), collected('ci-1-test.txt')], first);
    expect(second.task.state.name).toBe('needs_human');
    expect(second.task.attempts[0]?.artifacts.map(({ name }) => name)).toEqual([
      'agent.log',
      'ci-1-test.txt',
    ]);
  });

  it('after more CI minutes than a round may use is blocked, whatever attempts are left', () => {
    const short = { ...POLICY, maxCiMinutes: 60 };
    const spent: Plain = { type: 'ci_observed', report: { ...report(commit(1), 'red'), minutes: 60 } };
    const found: Plain = {
      type: 'failures_collected',
      headSha: commit(1),
      failures: [{ ...failure('a'), kind: 'compile' }],
      artifacts: [],
    };
    const { task, detail } = last([...upTo.awaitingCi(short), spent, found]);
    expect(detail).toBe('max_ci_minutes');
    expect(task.state).toMatchObject({ name: 'blocked', rule: 'max_ci_minutes' });
    expect(task.attempts[0]?.stopRules.find(({ rule }) => rule === 'max_ci_minutes')).toMatchObject({
      measured: '60 CI min',
      limit: '60 CI min',
    });
  });

  it('in exactly the same way three times is blocked before the attempts are used up', () => {
    const many = { ...POLICY, maxAttempts: 9 };
    const twice = [...upTo.awaitingCi(many), ...red(1, 'a'), ...whole(2), ...red(2, 'a')];
    expect(last(twice)).toMatchObject({
      code: 'next_attempt',
      task: { state: { name: 'queued', attempt: 3 } },
    });
    const story = [...twice, ...whole(3), ...red(3, 'a')];
    expect(last(story).task.state).toMatchObject({ name: 'blocked', rule: 'no_progress' });
  });

  it('in more ways than before goes back to the best commit, and never rewrites the branch', () => {
    const story = [...upTo.awaitingCi(), ...red(1, 'a'), ...whole(2), ...red(2, 'a', 'b')];
    const { task, code } = last(story);
    expect(code).toBe('back_to_the_best');
    expect(task.attempts[2]).toMatchObject({ no: 3, fromSha: commit(1), onto: commit(2) });
    expect(task.headSha).toBe(commit(2));
  });

  it('is told as a limit before CI runs on files that it has called red', () => {
    const tree = commit(0x7ee);
    const withTree = (events: readonly Plain[]) =>
      events.map((event) => (event.type === 'pushed' ? { ...event, tree } : event));
    const story = withTree([...upTo.awaitingCi(), ...red(1, 'a'), ...whole(2)]);
    const { task, code } = last(story);
    expect(code).toBe('published_at_limit');
    expect(task.state).toMatchObject({ name: 'blocked', rule: 'same_patch', headSha: commit(2) });
    expect(task.attempts[1]?.stopRules).toMatchObject([
      { rule: 'same_patch', measured: 'the files of attempt 1' },
    ]);
  });

  it('whose logs cannot be read calls a person', () => {
    const failed: Plain = {
      type: 'effect_failed',
      effect: 'collect_failures',
      effectId: 'x',
      headSha: commit(1),
      problem: problem('forge_unavailable', ''),
    };
    expect(last([...upTo.awaitingCi(), saw('red'), failed]).task.state.name).toBe('needs_human');
  });
});

describe('green', () => {
  it('waits for approval and calls the requester once', () => {
    const { task, wants } = last(upTo.green());
    expect(task.state).toMatchObject({ name: 'green', headSha: commit(1) });
    expect(wants).toEqual(['show_card', 'post_reply']);
    expect(Object.keys(task.timers)).toEqual(['look_out']);
  });

  it('counts what was fixed', () => {
    const story = [...upTo.awaitingCi(), ...red(1, 'a'), ...whole(2), saw('green', 2)];
    expect(last(story).task.attempts[1]).toMatchObject({ failures: [], progress: { fixed: ['test:a'] } });
  });

  it('is merged by policy alone only where the risk is low', () => {
    const auto = { ...POLICY, merge: 'auto' as const };
    expect(last(upTo.green(auto))).toMatchObject({
      wants: ['mark_ready', 'show_card'],
      task: { state: { name: 'approved', by: null } },
    });
    expect(last(upTo.green({ ...auto, risk: 'high' })).task.state.name).toBe('green');
  });
});

/** The life of a later attempt up to its push. */
function whole(no: number): Plain[] {
  return [{ type: 'attempt_started', attempt: no }, ended(no), ...publishedAs(no)];
}

it('the failures of an attempt are its own: those of another attempt stay', () => {
  const { task } = last([...upTo.awaitingCi(), ...red(1, 'a'), ...whole(2), ...red(2, 'b')]);
  expect(task.attempts.map((attempt) => attempt.failures)).toEqual([
    [failure('a')],
    [failure('b')],
    undefined,
  ]);
});
