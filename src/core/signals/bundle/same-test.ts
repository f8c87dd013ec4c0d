// Whether a log and a report speak of the same failure: they name it in two ways.
import type { Finding } from '../grammar.ts';
import type { PassedTest } from '../reports/report.ts';

type Named = Pick<Finding, 'testId' | 'suite' | 'file'>;

/** A name as its words, whatever stands between them: `a.py::T::b[1]`, `a.T` and `b[1]`, `a > b`. */
const wordsOf = (text: string | undefined): readonly string[] => text?.match(/[\p{L}\p{N}_]+/gu) ?? [];

/** The shorter name is the end of the longer, and what is known of their files and classes does not contradict it. */
function isSameTest(logged: Named, reported: Named | PassedTest): boolean {
  const [a, b] = [wordsOf(logged.testId), wordsOf(reported.testId)];
  if (a.length === 0 || b.length === 0 || !endsAlike(a, b)) return false;
  if (a.length === b.length) return isNear(logged, reported);
  // One holds more: its class, its file, what groups it. That has to be what the other says beside the name.
  const [long, short, beside] = a.length > b.length ? [a, b, reported] : ([b, a, logged] as const);
  const rest = new Set(long.slice(0, long.length - short.length));
  const known = [...wordsOf(beside.suite), ...wordsOf(stemOf(beside.file))];
  return known.length === 0 || known.some((word) => rest.has(word));
}

/** Finds the same test among many: only names that end in the same word are looked at. */
export function sameTests<T extends Named | PassedTest>(
  tests: readonly T[],
): (logged: Named) => T | undefined {
  const byEnd = Map.groupBy(tests, ({ testId }) => wordsOf(testId).at(-1));
  return (logged) => byEnd.get(wordsOf(logged.testId).at(-1))?.find((test) => isSameTest(logged, test));
}

function endsAlike(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length);
  return a.slice(-length).every((word, at) => word === b[b.length - length + at]);
}

/** One may be told with less of its path: `flaky` of `example.com/payments/flaky`. */
export const isSameSuite = (a: string, b: string): boolean => endsAlike(wordsOf(a), wordsOf(b));

/** The same name in two files is two tests. */
function isNear(a: Named, b: Named | PassedTest): boolean {
  if (a.file !== undefined && b.file !== undefined) return isSameFile(a.file, b.file);
  return a.suite === undefined || b.suite === undefined || isSameSuite(a.suite, b.suite);
}

export function isSameFile(a: string, b: string): boolean {
  const [left, right] = [plainPath(a), plainPath(b)];
  return left === right || left.endsWith(`/${right}`) || right.endsWith(`/${left}`);
}

/** With one kind of slash, and without the folders above that it begins with. */
export const plainPath = (path: string): string => path.replaceAll('\\', '/').replace(/^(?:\.{1,2}\/)+/, '');

const stemOf = (file: string | undefined): string | undefined =>
  file
    ?.split(/[\\/]/)
    .at(-1)
    ?.replace(/\.\w{1,6}$/, '');
