// When two requests are the same, and when a task does what is asked for already.
import { expect, it } from 'vitest';
import { type Asked, doesTheSame, sameWords } from '#core/duplicate.ts';
import { last } from './support/last.ts';
import { ana, upTo } from './support/samples.ts';

it.each([
  ['Fix  FLAKY tests,\nin payments!', 'fix flaky tests in payments', true],
  ['“fix” the Ｔests', "'fix' the tests", true],
  ['исправь тесты', 'Исправь тесты.', true],
  ['fix tests', 'fix the tests', false],
  ['fix test 1', 'fix test 2', false],
  ['?!', '!?', false],
])('%j and %j: %s', (one, other, isSame) => {
  expect(sameWords(one) === sameWords(other)).toBe(isSame);
});

const { task } = last(upTo.working());
const { text, requestedAtMs } = task.request;
const asked = { text, repo: task.repo, base: null, atMs: requestedAtMs + 59_999 };
const aborted = last([...upTo.working(), { type: 'abort', actor: ana, revision: null }]).task;

it('is the same only while it is open and recent, in its repository, on the base that was asked for', () => {
  const does = (over: Partial<Asked>, on = task) => doesTheSame(on, { ...asked, ...over }, 60_000);
  expect(does({})).toBe(true);
  expect(does({ atMs: requestedAtMs + 60_000 })).toBe(false);
  expect(does({ base: 'release' })).toBe(false);
  expect(does({ base: 'release' }, { ...task, request: { ...task.request, base: 'release' } })).toBe(true);
  expect(does({ repo: { owner: 'acme', name: 'other' } })).toBe(false);
  expect(does({}, last(upTo.green()).task)).toBe(true);
  expect(does({}, aborted)).toBe(false);
});
