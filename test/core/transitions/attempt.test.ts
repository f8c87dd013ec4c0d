// An attempt's own life: started, run again after a crash, ended, stopped at a limit, late.
import { describe, expect, it } from 'vitest';
import { NO_DENIALS } from '#core/egress/denial.ts';
import { NO_USAGE } from '#core/egress/model/usage.ts';
import { problem } from '#core/problem.ts';
import { last } from '../support/last.ts';
import { ana, ben, ended, type Plain, POLICY, publishedAs, red, upTo } from '../support/samples.ts';

const started: Plain = { type: 'attempt_started', attempt: 1 };
const log = [{ name: 'agent.log', url: 'https://g.test/a', sizeBytes: 1 }];
const runtimeOver = (events: readonly Plain[]): Plain => {
  const { task } = last(events);
  const dueAtMs = task.timers.max_runtime ?? 0;
  return { type: 'timer_fired', name: 'max_runtime', dueAtMs, atMs: dueAtMs };
};

describe('a crash while the agent works', () => {
  it('runs the attempt again under the next run number, unspent', () => {
    const { task, code, wants } = last([...upTo.working(), started]);
    expect({ code, wants }).toEqual({ code: 'run_again', wants: ['show_card'] });
    expect(task.state).toMatchObject({ name: 'working', attempt: 1, run: 2 });
    expect(task.attempts).toMatchObject([{ no: 1, runs: 2 }]);
  });

  it('keeps the clock of the round where it was', () => {
    const before = last(upTo.working()).task;
    const after = last([...upTo.working(), started]).task;
    expect(after.timers.max_runtime).toBe(before.timers.max_runtime);
    expect(after.attempts[0]?.startedAtMs).toBe(before.attempts[0]?.startedAtMs);
  });

  it('makes the result of the dead run late', () => {
    const late = last([...upTo.working(), started, ended(1, { run: 1 })]);
    expect(late).toMatchObject({ ignored: true, code: 'late_attempt_result', task: { state: { run: 2 } } });
    expect(last([...upTo.working(), started, ended(1, { run: 2 })]).task.state.name).toBe('publishing');
  });

  it('during a stop at the limit ends there: nothing is left to collect', () => {
    const stopping = [...upTo.working(), runtimeOver(upTo.working())];
    expect(last([...stopping, started])).toMatchObject({
      code: 'stopped_at_limit',
      task: { state: { name: 'blocked', rule: 'max_runtime' }, attempts: [{ outcome: 'stopped', runs: 1 }] },
    });
  });
});

describe('an attempt that ends', () => {
  it('is published', () => {
    expect(last(upTo.publishing())).toMatchObject({
      code: 'agent_finished',
      wants: ['publish_attempt', 'show_card'],
      task: { state: { name: 'publishing', attempt: 1 }, attempts: [{ outcome: 'finished' }] },
    });
  });

  it('is published even when the agent says that it failed: CI is the judge', () => {
    const end = last([...upTo.working(), ended(1, { outcome: 'agent_failed', exitCode: 1 })]);
    expect(end.task.state).toEqual({ name: 'publishing', attempt: 1 });
  });

  it('without a change is blocked, and nothing is published', () => {
    expect(last([...upTo.working(), ended(1, { hasChange: false })])).toMatchObject({
      code: 'stopped_at_limit',
      detail: 'empty_patch',
      wants: ['show_card', 'post_reply'],
      task: { state: { name: 'blocked', rule: 'empty_patch' } },
    });
  });

  it('with a question calls a person, and the retry keeps what was asked', () => {
    const asked = last([...upTo.working(), ended(1, { question: 'Which clock?' })]);
    expect(asked.task.state).toMatchObject({ reason: { code: 'agent_asked', detail: 'Which clock?' } });
    const { task } = last([{ type: 'retry', actor: ana, hint: 'the wall clock', revision: null }], asked);
    expect(task.rounds.at(-1)).toMatchObject({
      hint: 'the wall clock',
      answers: { code: 'agent_asked', detail: 'Which clock?' },
    });
  });

  it('with a problem of the machine calls a person', () => {
    const end = ended(1, { outcome: 'could_not_run', problem: problem('disk_full', 'on host a') });
    expect(last([...upTo.working(), end]).task.state).toMatchObject({
      name: 'needs_human',
      reason: { code: 'disk_full', detail: 'on host a' },
    });
  });

  it('over the cost limit is published and then blocked', () => {
    const story = [...upTo.working(), ended(1, { costUsd: 10 })];
    expect(last(story).task.state).toEqual({ name: 'publishing', attempt: 1, stopAfter: 'max_cost_usd' });
  });
});

describe('what an attempt was refused and used', () => {
  const denials = {
    list: [{ host: 'a.example.com', port: 443, rule: 'host_not_listed' as const, count: 2 }],
    omitted: 0,
  };
  const usage = { ...NO_USAGE, requests: 2, costUsd: 1.5 };

  it('is kept with it, also when it comes late', () => {
    expect(last([...upTo.working(), ended(1, { denials, usage })]).task.attempts).toMatchObject([
      { denials, usage },
    ]);
    const aborted: Plain[] = [...upTo.working(), { type: 'abort', actor: ben, revision: null }];
    const late = ended(1, { outcome: 'stopped', costUsd: 1.5, denials, usage });
    expect(last([...aborted, late]).task.attempts).toMatchObject([{ denials, usage, costUsd: 1.5 }]);
  });

  it('leaves no trace where it is nothing', () => {
    const { attempts } = last([...upTo.working(), ended(1, { denials: NO_DENIALS })]).task;
    expect(attempts[0]).not.toHaveProperty('denials');
  });

  it('stops at max_cost_usd when the gateway says that the money is spent, whatever sums say', () => {
    const spent = { ...usage, costUsd: 9.999999, isExhausted: true };
    const story = [...upTo.working(), ended(1, { costUsd: 9.999999, usage: spent })];
    expect(last(story).task.state).toMatchObject({ stopAfter: 'max_cost_usd' });
    const empty = ended(1, { costUsd: 9.999999, usage: spent, hasChange: false });
    expect(last([...upTo.working(), empty]).task.state).toMatchObject({ rule: 'max_cost_usd' });
  });
});

describe('the time limit', () => {
  it('stops the agent, collects what it did, publishes it and blocks', () => {
    const over = runtimeOver(upTo.working());
    const stopping = last([...upTo.working(), over]);
    expect(stopping).toMatchObject({
      code: 'stopping_at_limit',
      wants: ['stop_attempt', 'show_card'],
      task: { state: { name: 'working', stopping: 'max_runtime' } },
    });
    const collected = last([ended(1, { outcome: 'stopped' })], stopping);
    expect(collected.task.state).toEqual({ name: 'publishing', attempt: 1, stopAfter: 'max_runtime' });
  });

  it('stops without a publication when nothing was changed yet', () => {
    const stopping = [...upTo.working(), runtimeOver(upTo.working())];
    const end = last([...stopping, ended(1, { outcome: 'stopped', hasChange: false })]);
    expect(end.task.state).toMatchObject({ name: 'blocked', rule: 'max_runtime' });
  });

  it('does not run while a later attempt waits for a slot', () => {
    const queued = last([...upTo.awaitingCi(), ...red(1, 'a')]);
    expect(queued.task.state.name).toBe('queued');
    expect(queued.task.timers.max_runtime).toBeUndefined();
    const waitedMs = 10 * 3_600_000;
    const atMs = queued.atMs + waitedMs;
    const working = last([{ type: 'attempt_started', attempt: 2, atMs }], queued);
    const began = last(upTo.working()).task.timers.max_runtime ?? 0;
    expect(working.task.timers.max_runtime).toBe(began + waitedMs);
    const judged = [ended(2), ...publishedAs(2), ...red(2, 'b')];
    const rules = last(judged, working).task.attempts[1]?.stopRules;
    expect(rules?.find(({ rule }) => rule === 'max_runtime')?.tripped).toBe(false);
  });

  it('while publishing lets the push be finished first', () => {
    const publishing = last([...upTo.publishing(), runtimeOver(upTo.publishing())]);
    expect(publishing.task.state).toMatchObject({ name: 'publishing', stopAfter: 'max_runtime' });
    expect(publishing.wants).toEqual([]);
  });

  it('ends no wait for CI: the rule is asked again before another attempt', () => {
    const awaiting = last([...upTo.awaitingCi(), runtimeOver(upTo.awaitingCi())]);
    expect(awaiting).toMatchObject({ code: 'timer_spent', task: { state: { name: 'awaiting_ci' } } });
  });

  it('fires only for the time that is set', () => {
    const stale: Plain = { type: 'timer_fired', name: 'max_runtime', dueAtMs: 5 };
    expect(last([...upTo.working(), stale])).toMatchObject({ ignored: true, code: 'stale_timer' });
  });

  it('is counted from the first attempt of the round, not of the task', () => {
    const again: Plain[] = [
      { type: 'abort', actor: ana, revision: null },
      { type: 'retry', actor: ana, hint: null, revision: null },
      { type: 'attempt_started', attempt: 2, atMs: 9_000_000 },
    ];
    const { task } = last([...upTo.working(), ...again]);
    expect(task.timers.max_runtime).toBe(9_000_000 + POLICY.maxRuntimeMs);
  });
});

describe('an abort while the agent works', () => {
  const aborted = [...upTo.working(), { type: 'abort', actor: ben, revision: null } as const];

  it('kills the container without collecting, and tells the requester', () => {
    const { task, wants } = last(aborted);
    expect(wants).toEqual(['stop_attempt', 'show_card', 'post_reply']);
    expect(task.state).toMatchObject({ name: 'aborted', by: { name: 'ben' } });
    expect(task.timers).toEqual({});
  });

  it('leaves no attempt that looks as if it ran', () => {
    expect(last(aborted).task.attempts).toMatchObject([
      { outcome: 'stopped', endedAtMs: expect.any(Number) },
    ]);
    const queued = last([...upTo.prepared(), { type: 'abort', actor: ana, revision: null }]);
    expect(queued.task.attempts).toMatchObject([{ outcome: 'stopped', runs: 0 }]);
  });

  it('keeps the log and the cost that come in late, once, and moves nothing by them', () => {
    const late = ended(1, { outcome: 'stopped', costUsd: 0.5, artifacts: log });
    const { task, code, wants } = last([...aborted, late]);
    expect({ code, wants }).toEqual({ code: 'late_result_recorded', wants: ['show_card'] });
    expect(task).toMatchObject({
      state: { name: 'aborted' },
      attempts: [{ outcome: 'stopped', costUsd: 0.5, artifacts: log }],
    });
    expect(last([...aborted, late, late])).toMatchObject({ ignored: true });
    expect(last([...aborted, { ...late, run: 2 } as Plain])).toMatchObject({ ignored: true });
  });

  it('makes a start that comes late start nothing', () => {
    expect(last([...aborted, started])).toMatchObject({ ignored: true, code: 'stale_attempt' });
  });
});

it('an attempt that no host can run is handed to a person and not spent', () => {
  const failed: Plain = {
    type: 'effect_failed',
    effect: 'run_attempt',
    effectId: 'x',
    attempt: 1,
    problem: problem('sandbox_unavailable', 'no engine'),
  };
  expect(last([...upTo.prepared(), failed]).task).toMatchObject({
    state: { name: 'needs_human', reason: { code: 'sandbox_unavailable' } },
    attempts: [{ outcome: 'could_not_run' }],
  });
  expect(last([...upTo.publishing(), failed])).toMatchObject({ ignored: true, code: 'stale_failure' });
});
