// How complete a set of failures is, in words.
import { expect, it } from 'vitest';
import { everythingLeftOut, optionalWords, seenClause } from '#core/messages/seen-words.ts';
import type { LeftOut, Seen } from '#core/signals/bundle/completeness.ts';
import { failure } from '../support/samples.ts';

const seen = (leftOut: readonly LeftOut[], contradictions: readonly string[] = []): Seen => ({
  ...{ checks: 3, failed: 2, withoutLog: [], bytesRead: 1_000, bytesDropped: 0, reports: 0 },
  ...{ failures: { found: 1, shown: 1 }, evidence: { lines: 9, budgetLines: 120, leftOutLines: 0 } },
  ...{ green: [], leftOut, contradictions, redactions: 0 },
});

it('names everything that is missing, and why', () => {
  const left: readonly LeftOut[] = [
    { what: 'log_cut', job: 'test', bytes: 0 },
    { what: 'log_cut', job: 'build', bytes: 76_000_000 },
    { what: 'log_unread', job: 'lint', why: 'not_asked' },
    { what: 'log_unread', job: 'types', why: 'took_too_long' },
    { what: 'failures', found: 90, shown: 40 },
    { what: 'report', name: 'reports/junit.xml', why: 'it ends in the middle' },
    { what: 'report', name: '3 more artifacts of one run', why: '' },
    { what: 'notes', count: 1 },
    { what: 'checks', count: 12 },
    { what: 'matchers', why: '.github/own.json: it is no JSON' },
  ];
  expect(everythingLeftOut(seen(left))).toMatchInlineSnapshot(`
    [
      "the middle of the long log of test",
      "76 MB of the log of build, which is very long",
      "the log of lint (more jobs failed than are read at once)",
      "the log of types (reading it took too long)",
      "50 of 90 failures, for 40 are told at most",
      "reports/junit.xml (it ends in the middle)",
      "3 more artifacts of one run",
      "notes of 1 check",
      "12 checks beyond those that are told",
      "problem matchers that cannot be used (.github/own.json: it is no JSON)",
    ]
  `);
});

it('is one clause in the thread, and silent where nothing is missing', () => {
  expect(seenClause(undefined)).toBe('');
  expect(seenClause(seen([]))).toBe('');
  const jobs = ['a', 'b', 'c', 'd', 'e'].map(
    (job): LeftOut => ({ what: 'log_unread', job, why: 'it_broke' }),
  );
  expect(seenClause(seen(jobs, ['the log of test says that all passed']))).toBe(
    "Left out: the log of a (it could not be read), the log of b (it could not be read), the log of c (it could not be read) and 2 more. CI's word stands, though the log of test says that all passed.",
  );
});

it('names optional failures by their jobs', () => {
  const of = (job: string, name: string) => ({ ...failure(name), job });
  expect(optionalWords([of('lint', 'a'), of('lint', 'b'), of('nightly', 'c')])).toBe(
    'lint (a and 1 more) and nightly (c)',
  );
  expect(optionalWords()).toBe('');
});
