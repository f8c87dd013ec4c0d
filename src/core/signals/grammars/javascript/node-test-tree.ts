// The tree of tests that node:test's spec reporter prints while they run: where a name of its list of failures belongs.
import type { Pass } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFileName } from './frames.ts';

const OPENED = /^( {0,40})▶ (.{1,2000}?)( \(\d{1,12}(?:\.\d{1,12})?ms\))?$/;
const RESULT = /^( {0,40})([✔✖]) (\S.{0,2000}?)( \(\d{1,12}(?:\.\d{1,12})?ms\))?$/;
const LIST = /^✖ failing tests:$/;
const SUMS = /^ℹ tests \d{1,9}$/;

type Failed = { readonly at: number; readonly path: readonly string[]; readonly isTest: boolean };

export type Tree = {
  readonly failed: readonly Failed[];
  /** By path, as an id. */
  readonly passes: readonly Pass[];
  /** How many runs had come to their sums, and gone on to another, before a line. */
  runAt(at: number): number;
  /** The suites around a name of the list at `at`, and the name. */
  pathOf(name: string, at: number): readonly string[];
};

export function treeOf(lines: readonly LogLine[]): Tree {
  const failed: Failed[] = [];
  const passes: Pass[] = [];
  const runs: number[] = [];
  let hasSums = false;
  let open: { indent: number; name: string }[] = [];
  let inList = false;
  lines.forEach(({ text }, at) => {
    if (LIST.test(text)) inList = true;
    if (SUMS.test(text)) hasSums = true;
    const begin = () => {
      if (hasSums) runs.push(at);
      hasSums = false;
    };
    const opened = OPENED.exec(text);
    if (opened !== null && opened[3] === undefined) {
      begin();
      inList = false;
      const indent = (opened[1] ?? '').length;
      open = [...open.filter((each) => each.indent < indent), { indent, name: opened[2] ?? '' }];
      return;
    }
    // The list of failures has no signs of what passed: with the first of them another run has begun.
    if (text.startsWith('✔ ')) inList = false;
    const result = inList ? null : RESULT.exec(text);
    if (result === null) return;
    const [, space = '', sign, name = '', time] = result;
    // Other tools have these signs too; a test has a time, or a suite around it.
    if (time === undefined && !open.some(({ indent }) => indent < space.length)) return;
    begin();
    const isTest = !open.some((each) => each.indent === space.length && each.name === name);
    open = open.filter((each) => each.indent < space.length);
    const path = [...open.map((each) => each.name).filter((each) => !isFileName(each)), name];
    if (sign === '✖') failed.push({ at, path, isTest });
    else if (isTest) passes.push({ testId: path.join(' > '), at, run: runs.length });
  });
  return { failed, passes, pathOf: pathFinder(failed), runAt: (at) => countUpTo(runs, at) };
}

/** Of numbers in order, how many are no greater. */
function countUpTo(numbers: readonly number[], at: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= at) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The list has the failures in the tree's order: a name that stands in two suites is given out in that order. */
function pathFinder(failed: readonly Failed[]): Tree['pathOf'] {
  const byName = new Map<string, { next: number; readonly all: Failed[] }>();
  for (const each of failed) {
    const name = each.path.at(-1) ?? '';
    const known = byName.get(name);
    if (known === undefined) byName.set(name, { next: 0, all: [each] });
    else known.all.push(each);
  }
  return (name, at) => {
    const known = byName.get(name);
    const following = known?.all[known.next];
    if (known === undefined || following === undefined) return known?.all.at(-1)?.path ?? [name];
    if (following.at > at) return [name];
    known.next += 1;
    return following.path;
  };
}
