// Which attempt is the best, which one another goes on from, and what the stop rules make of how they relate.
import { describe, expect, it } from 'vitest';
import { bestOf, judgedBefore, relationAt, startOf } from '#core/progress/attempts.ts';
import type { FailureKind } from '#core/signals/failure-signal.ts';
import { evaluateStopRules, trippedRule } from '#core/stop-rules.ts';
import type { Attempt } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import { last } from '../support/last.ts';
import { BASE, commit, failure, report, upTo } from '../support/samples.ts';

const { task: base } = last(upTo.awaitingCi());

const attempt = (no: number, names: readonly string[], over: Partial<Attempt> = {}): Attempt => ({
  no,
  round: 1,
  runs: 1,
  fromSha: no === 1 ? BASE : commit(no - 1),
  headSha: commit(no),
  outcome: 'finished',
  costUsd: 0,
  artifacts: [],
  findings: [],
  stopRules: [],
  ci: report(commit(no), 'red'),
  failures: names.map(failure),
  ...over,
});
const ofKind = (kind: FailureKind, ...names: string[]) => ({
  failures: names.map((name) => ({ ...failure(name), kind })),
});

/** The relations are recorded as they come, as the transitions do. */
function related(attempts: readonly Attempt[]): Task {
  let task: Task = { ...base, attempts: [] };
  for (const next of attempts) {
    const known = { ...task, attempts: [...task.attempts, next], headSha: next.headSha ?? task.headSha };
    const relation = relationAt(known, next.no);
    const progress = { added: [], persisting: [], fixed: [], ...(relation ? { relation } : {}) };
    task = { ...known, attempts: [...task.attempts, { ...next, progress }] };
  }
  return task;
}
const tripped = (...attempts: readonly Attempt[]) =>
  trippedRule(evaluateStopRules({ ...related(attempts), policy: { ...base.policy, maxAttempts: 9 } }, 5_000));

describe('the rules about progress', () => {
  it.each<[string, Attempt[], string | undefined]>([
    ['the same failures twice are worth another brief', [attempt(1, ['a']), attempt(2, ['a'])], undefined],
    ['three times stop', [attempt(1, ['a']), attempt(2, ['a']), attempt(3, ['a'])], 'no_progress'],
    [
      'something else between starts the count anew',
      [attempt(1, ['a']), attempt(2, ['a']), attempt(3, ['b']), attempt(4, ['b'])],
      undefined,
    ],
    [
      'what CI did not call red counts for nothing',
      [attempt(1, ['a']), attempt(2, [], { ci: report(commit(2), 'infra') }), attempt(3, ['a'])],
      undefined,
    ],
    [
      'failures of before that are back stop',
      [attempt(1, ['a']), attempt(2, ['b']), attempt(3, ['a'])],
      'oscillation',
    ],
    ['one that made it worse is left out once', [attempt(1, ['a']), attempt(2, ['a', 'b'])], undefined],
    [
      'and a second one stops',
      [attempt(1, ['a']), attempt(2, ['a', 'b']), attempt(3, ['a', 'c'], { fromSha: commit(1) })],
      'getting_worse',
    ],
    [
      'sets that nobody could read are not the same',
      [attempt(1, []), attempt(2, []), attempt(3, [])],
      undefined,
    ],
  ])('%s', (_fact, attempts, rule) => {
    expect(tripped(...attempts)).toBe(rule);
  });

  it('allow the same tests to fail in other ways twice', () => {
    const otherwise = (no: number) => {
      const [note] = [failure('a')];
      const fingerprint = { ...note.fingerprint, fine: `a ${no}` };
      return attempt(no, [], { failures: [{ ...note, fingerprint }] });
    };
    expect(tripped(...[1, 2, 3].map(otherwise))).toBeUndefined();
    expect(tripped(...[1, 2, 3, 4].map(otherwise))).toBe('no_progress');
  });
});

describe('the best attempt', () => {
  it('got furthest, then has the fewest failures, then is the newest', () => {
    const compiles = attempt(1, [], ofKind('compile', 'x'));
    const three = attempt(2, ['a', 'b', 'c']);
    const two = attempt(3, ['a', 'b']);
    const other = attempt(4, ['c', 'd']);
    expect(bestOf([compiles, three])?.no).toBe(2);
    expect(bestOf([two, three, compiles])?.no).toBe(3);
    expect(bestOf([two, other])?.no).toBe(4);
    expect(bestOf([])).toBeUndefined();
  });

  it('is not one whose logs said nothing, nor one that was never pushed', () => {
    const { headSha: _, ...unpushed } = attempt(1, ['a']);
    expect(bestOf([unpushed, attempt(2, []), attempt(3, ['a', 'b'])])?.no).toBe(3);
  });

  it('is where the next attempt begins, on top of the newest commit', () => {
    const task = related([attempt(1, ['a']), attempt(2, ['a', 'b'])]);
    expect(startOf(task)).toEqual({ fromSha: commit(1), onto: commit(2) });
    expect(startOf({ ...task, headSha: commit(77) })).toEqual({ fromSha: commit(77), onto: commit(77) });
  });

  it('is what an attempt that begins there is compared with', () => {
    const task = related([
      attempt(1, ['a']),
      attempt(2, ['a', 'b']),
      attempt(3, ['a'], { fromSha: commit(1) }),
    ]);
    expect(judgedBefore(task, 3)?.no).toBe(1);
    expect(task.attempts.map(({ progress }) => progress?.relation)).toEqual([undefined, 'worse', 'same']);
  });
});
