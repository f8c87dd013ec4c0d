// Policy, stop rules, repository choice, button values, nearest words: small tables of facts.
import { describe, expect, it } from 'vitest';
import { buttonValue, parseButtonValue } from '#core/button-value.ts';
import { nearest } from '#core/nearest.ts';
import { DEFAULT_POLICY, tighten } from '#core/policy.ts';
import { chooseRepository } from '#core/repository-choice.ts';
import { evaluateStopRules, trippedRule } from '#core/stop-rules.ts';
import type { Attempt } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import { last } from './support/last.ts';
import { BASE, commit, failure, POLICY, report, TASK_ID, upTo } from './support/samples.ts';

describe('a repository tightens a policy', () => {
  it('and never loosens it', () => {
    const loose = {
      maxAttempts: 99,
      maxRuntimeMs: 1e12,
      maxCostUsd: 1e6,
      protectedPaths: [],
      requiredChecks: [],
      risk: 'low',
      merge: 'auto',
    } as const;
    const strict = { ...DEFAULT_POLICY, risk: 'high' as const, merge: 'never' as const };
    expect(tighten(DEFAULT_POLICY, loose)).toEqual(DEFAULT_POLICY);
    expect(tighten(strict, loose)).toEqual(strict);
  });

  it('by lower limits, more paths and checks, higher risk, less merging', () => {
    const wishes = {
      maxAttempts: 1,
      maxRuntimeMs: 60_000,
      maxCostUsd: 0.5,
      protectedPaths: ['db/**', '.husky/**'],
      requiredChecks: ['e2e'],
      risk: 'high',
      merge: 'never',
    } as const;
    expect(tighten(DEFAULT_POLICY, wishes)).toEqual({
      ...DEFAULT_POLICY,
      ...wishes,
      protectedPaths: [...DEFAULT_POLICY.protectedPaths, 'db/**'],
    });
  });

  it('says how its tests are run and how often, within the operator’s caps', () => {
    const operator = { ...DEFAULT_POLICY, prove: { ...DEFAULT_POLICY.prove, maxRuns: 30 } };
    const wishes = { runs: 100, maxRuntimeMs: 1e12, runTimeoutMs: 60_000, command: ['npm', 'test'] };
    expect(tighten(operator, { prove: wishes }).prove).toEqual({
      ...operator.prove,
      runs: 30,
      runTimeoutMs: 60_000,
      command: ['npm', 'test'],
    });
    expect(tighten(operator, { prove: { runs: 0 } }).prove.runs).toBe(0);
  });

  it('by nothing where it says nothing', () => {
    expect(tighten(DEFAULT_POLICY, {})).toEqual(DEFAULT_POLICY);
    expect(tighten(DEFAULT_POLICY, { maxAttempts: undefined, merge: undefined })).toEqual(DEFAULT_POLICY);
  });
});

describe('stop rules', () => {
  const { task } = last(upTo.awaitingCi());
  const redAttempt = (no: number, names: string[], over: Partial<Attempt> = {}): Attempt => ({
    no,
    round: 1,
    runs: 1,
    fromSha: BASE,
    costUsd: 0,
    artifacts: [],
    findings: [],
    stopRules: [],
    ci: report(commit(no), 'red'),
    failures: names.map(failure),
    ...over,
  });
  const tripped = (attempts: Attempt[], over: Partial<Task> = {}, atMs = 5_000) =>
    trippedRule(evaluateStopRules({ ...task, attempts, ...over }, atMs));

  it.each<[string, Attempt[], string | undefined]>([
    ['one red of three goes on', [redAttempt(1, ['a'])], undefined],
    [
      'three red of three stop',
      [redAttempt(1, ['a']), redAttempt(2, ['b']), redAttempt(3, ['c'])],
      'max_attempts',
    ],
    [
      'what CI did not call red is not spent',
      [redAttempt(1, ['a']), redAttempt(2, [], { ci: report(commit(2), 'infra') }), redAttempt(3, ['b'])],
      undefined,
    ],
    [
      'attempts of an earlier round are not counted',
      [redAttempt(1, ['a'], { round: 0 }), redAttempt(2, ['b'], { round: 0 }), redAttempt(3, ['c'])],
      undefined,
    ],
    [
      'cost is that of the round',
      [redAttempt(1, ['a'], { costUsd: 6 }), redAttempt(2, ['b'], { costUsd: 4 })],
      'max_cost_usd',
    ],
    [
      'cost of an earlier round is not',
      [redAttempt(1, ['a'], { costUsd: 60, round: 0 }), redAttempt(2, ['b'])],
      undefined,
    ],
  ])('%s', (_fact, attempts, rule) => {
    expect(tripped(attempts)).toBe(rule);
  });

  it('running time counts from the first start of the round', () => {
    const round = { no: 1, openedAtMs: 0, openedBy: task.request.requester, startedAtMs: 1_000 };
    const at = (atMs: number) => tripped([redAttempt(1, ['a'])], { rounds: [round] }, atMs);
    expect(at(1_000 + POLICY.maxRuntimeMs - 1)).toBeUndefined();
    expect(at(1_000 + POLICY.maxRuntimeMs)).toBe('max_runtime');
  });

  it('are all kept with what they measured', () => {
    expect(
      evaluateStopRules({ ...task, attempts: [redAttempt(1, ['a'], { costUsd: 1.5 })] }, 5_000),
    ).toMatchInlineSnapshot(`
      [
        {
          "limit": "one repetition, or two other failures of the same tests",
          "measured": "0 the same, 0 moving",
          "rule": "no_progress",
          "tripped": false,
        },
        {
          "limit": "no return to failures of before",
          "measured": "not back",
          "rule": "oscillation",
          "tripped": false,
        },
        {
          "limit": "one way back to the best attempt",
          "measured": "0 worse",
          "rule": "getting_worse",
          "tripped": false,
        },
        {
          "limit": "$10.00",
          "measured": "$1.50",
          "rule": "max_cost_usd",
          "tripped": false,
        },
        {
          "limit": "120 min",
          "measured": "0 min",
          "rule": "max_runtime",
          "tripped": false,
        },
        {
          "limit": "600 CI min",
          "measured": "0 CI min",
          "rule": "max_ci_minutes",
          "tripped": false,
        },
        {
          "limit": "3",
          "measured": "1",
          "rule": "max_attempts",
          "tripped": false,
        },
      ]
    `);
  });
});

describe('the repository of a request', () => {
  const payments = { owner: 'acme', name: 'payments' };
  const api = { owner: 'acme', name: 'api' };
  const fork = { owner: 'dora', name: 'api' };
  const choose = (text: string, over: Partial<Parameters<typeof chooseRepository>[0]> = {}) => {
    const choice = chooseRepository({
      option: undefined,
      text,
      channelDefault: null,
      configured: [payments, api],
      ...over,
    });
    return choice.ok ? [choice.repo.name, choice.because] : choice;
  };

  it.each([
    ['the option wins over the text', choose('fix payments', { option: 'api' }), ['api', 'option']],
    ['an option in any case', choose('x', { option: 'ACME/Payments' }), ['payments', 'option']],
    [
      'a name in the text wins over the channel',
      choose('fix tests in Payments, please', { channelDefault: api }),
      ['payments', 'text'],
    ],
    ['a whole name in the text', choose('fix acme/api.'), ['api', 'text']],
    [
      'a name inside another word is none',
      choose('fix payments-api and apiary', { channelDefault: payments }),
      ['payments', 'channel'],
    ],
    [
      'the channel, where the text names none',
      choose('fix tests', { channelDefault: api }),
      ['api', 'channel'],
    ],
    ['the only one there is', choose('fix tests', { configured: [api] }), ['api', 'only_one']],
    [
      'two in the text',
      choose('move api code to payments'),
      { ok: false, because: 'ambiguous', candidates: ['acme/payments', 'acme/api'] },
    ],
    [
      'an option that fits two',
      choose('x', { option: 'api', configured: [api, fork] }),
      { ok: false, because: 'ambiguous', candidates: ['acme/api', 'dora/api'] },
    ],
    [
      'none named, several there',
      choose('fix tests'),
      { ok: false, because: 'none_named', candidates: ['acme/payments', 'acme/api'] },
    ],
    [
      'none configured',
      choose('fix tests', { configured: [] }),
      { ok: false, because: 'none_named', candidates: [] },
    ],
    [
      'a mistyped option',
      choose('x', { option: 'paymets' }),
      { ok: false, because: 'unknown', asked: 'paymets', nearest: 'payments' },
    ],
  ])('%s', (_fact, choice, expected) => {
    expect(choice).toEqual(expected);
  });
});

describe('a button value', () => {
  const { task } = last(upTo.awaitingCi());

  it('comes back as what its holder saw', () => {
    expect(parseButtonValue(buttonValue(task))).toEqual({
      taskId: TASK_ID,
      revision: task.revision,
      headSha: commit(1),
    });
    expect(parseButtonValue(buttonValue({ ...task, headSha: null }))).toMatchObject({ headSha: null });
  });

  it.each([
    '',
    't-00000001',
    't-00000001 1',
    't-0000000! 1 -',
    't-00000001 -1 -',
    't-00000001 1e3 -',
    't-00000001 1 abc',
    't-00000001 1 - x',
    '{"v":1}',
    't-00000001  1 -',
  ])('of another shape is nothing: %s', (value) => {
    expect(parseButtonValue(value)).toBeUndefined();
  });
});

describe('the nearest word', () => {
  it.each([
    ['aprove', 'approve'],
    ['STATUS', 'status'],
    ['stauts', 'status'],
    ['abrot', 'abort'],
    ['', null],
    ['deploy', null],
    ['x'.repeat(100_000), null],
  ])('to %s', (word, known) => {
    expect(nearest(word, ['status', 'approve', 'abort', 'list'])).toBe(known);
  });

  it('is the first of those that are equally near', () => {
    expect(nearest('bat', ['cat', 'hat'])).toBe('cat');
  });
});
