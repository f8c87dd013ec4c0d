// Finds each test again after the change, wherever it went: the same name in its file, the same name elsewhere, the same body
// under another name, or its assertions within others.
import type { Assertion } from './assertions.ts';
import type { Test, TestFile } from './tests-of.ts';

export type Place = { readonly file: TestFile; readonly test: Test };
export type Pair = { readonly before: Place; readonly after: Place };
export type Matched = {
  readonly pairs: readonly Pair[];
  readonly gone: readonly Place[];
  readonly fresh: Fresh;
};

/** Assertions that were not there before: in new tests and those that grew, and in what stands outside of tests. */
export type Fresh = { readonly inTests: AssertionPool; readonly inHelpers: AssertionPool };

const placesOf = (files: readonly TestFile[]): Place[] =>
  files.flatMap((file) => file.tests.map((test) => ({ file, test })));

/** By what a test is taken for the same, the surest first. */
const KEYS: readonly ((place: Place) => string | undefined)[] = [
  ({ file, test }) => `${file.path}\0${test.name}`,
  ({ file, test }) => `${file.path}\0${test.title}`,
  ({ file, test }) => `${file.language}\0${test.name}`,
  ({ file, test }) => `${file.language}\0${test.title}`,
  // A short body is like many others.
  ({ test }) => (test.assertions.length > 0 && test.bodyCode.length > 15 ? bodyKey(test) : undefined),
];

const bodyKey = ({ bodyCode, assertions }: Test): string =>
  `${bodyCode}\0${assertions.map(({ text }) => text).join('\0')}`;

export function matchTests(before: readonly TestFile[], after: readonly TestFile[]): Matched {
  let left = placesOf(before);
  let free = placesOf(after);
  const pairs: Pair[] = [];
  for (const keyOf of KEYS) {
    const byKey = new Map<string, Place[]>();
    for (const place of free) {
      const key = keyOf(place);
      if (key !== undefined) byKey.set(key, [...(byKey.get(key) ?? []), place]);
    }
    const taken = new Set<Place>();
    left = left.filter((place) => {
      const key = keyOf(place);
      const found = key === undefined ? undefined : byKey.get(key)?.shift();
      if (found === undefined) return true;
      pairs.push({ before: place, after: found });
      taken.add(found);
      return false;
    });
    free = free.filter((place) => !taken.has(place));
  }
  return { pairs, gone: left, fresh: freshAssertions(pairs, free, before, after) };
}

function freshAssertions(
  pairs: readonly Pair[],
  added: readonly Place[],
  before: readonly TestFile[],
  after: readonly TestFile[],
): Fresh {
  const inTests = new AssertionPool();
  for (const { test } of added) inTests.add(test.assertions);
  for (const pair of pairs) inTests.add(beyond(pair.after.test.assertions, pair.before.test.assertions));
  const helpers = (files: readonly TestFile[]) => files.flatMap(({ loose }) => loose);
  const inHelpers = new AssertionPool();
  inHelpers.add(beyond(helpers(after), helpers(before)));
  return { inTests, inHelpers };
}

/** Those that `other` does not have as often. */
export function beyond(assertions: readonly Assertion[], other: readonly Assertion[]): Assertion[] {
  const left = new Map<string, number>();
  for (const { text } of other) left.set(text, (left.get(text) ?? 0) + 1);
  return assertions.filter(({ text }) => {
    const times = left.get(text) ?? 0;
    if (times > 0) left.set(text, times - 1);
    return times === 0;
  });
}

export class AssertionPool {
  readonly #times = new Map<string, number>();

  add(assertions: readonly Assertion[]): void {
    for (const { text } of assertions) this.#times.set(text, (this.#times.get(text) ?? 0) + 1);
  }

  /** True once for each time that it was added. */
  take(text: string): boolean {
    const times = this.#times.get(text) ?? 0;
    if (times > 0) this.#times.set(text, times - 1);
    return times > 0;
  }
}
