// node:test, spec and dot reporters: the list of failing tests at the end of each run. Its TAP is in tap.ts.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { isTestFile, ownPlaces, placeOfTest } from './frames.ts';
import { type CrashFinder, crashFinder } from './node-crash.ts';
import { type Tree, treeOf } from './node-test-tree.ts';

const LIST = /^(?:✖ failing tests:|Failed tests:)$/;
const PLACE = /^\s{0,40}test at (\S.{0,1000}):(\d{1,7}):(\d{1,7})$/;
/** A test that was cancelled before it began has no time. */
const NAME = /^(\s{0,40})✖ (.{1,2000}?)(?: \(\d{1,12}(?:\.\d{1,12})?ms\))?$/;
/** Without ✖: a test that is to be done may fail. */
const OTHER = /^\s{0,40}(?:⚠|test at ) ?\S/;
const FAILED_BY_PARTS = /^\d{1,6} subtests? failed$/;

export const nodeTest: Grammar = {
  tool: 'node:test',
  marks: ['✖ '],
  read(lines) {
    const known = { tree: treeOf(lines), crashOf: crashFinder(lines) };
    const { tree } = known;
    const lists = lines.flatMap(({ text }, at) => (LIST.test(text) ? [at] : []));
    const findings = lists.flatMap((at) => failuresIn(lines, at + 1, known));
    const rest = lists.length === 0 ? tree.failed.filter(({ isTest }) => isTest) : [];
    const seen = rest.map(({ at, path }) => ({ ...named(path), message: 'failed', from: at, to: at + 1 }));
    const all = [...findings, ...seen].map((each) => ({ ...each, run: tree.runAt(each.from) }));
    return { findings: all, passes: tree.passes, ended: endedAs(lines) };
  },
};

const named = (path: readonly string[]): Pick<Finding, 'kind' | 'testId' | 'suite'> => ({
  kind: 'test',
  testId: path.join(' > '),
  suite: path.length > 1 ? path.slice(0, -1).join(' > ') : undefined,
});

type Known = { readonly tree: Tree; readonly crashOf: CrashFinder };

function failuresIn(lines: readonly LogLine[], start: number, known: Known): readonly Finding[] {
  const findings: Finding[] = [];
  const isHead = (text: string) => NAME.test(text) || OTHER.test(text);
  const isEnd = (text: string) => LIST.test(text) || (text !== '' && !text.startsWith(' ') && !isHead(text));
  const end = endOf(lines, start, isEnd, 20_000);
  for (let at = start; at < end; at += 1) {
    const name = NAME.exec(textAt(lines, at));
    if (name === null) continue;
    const inner = ' '.repeat((name[1] ?? '').length + 1);
    // Everything in the list says what went wrong; a line that does not is somebody else's.
    if (!textAt(lines, at + 1).startsWith(inner)) break;
    const to = endOf(lines, at + 1, (text) => text !== '' && !text.startsWith(inner));
    const found = findingAt(lines, at, Math.min(to, end), name[2] ?? '', known);
    if (found !== undefined) findings.push(found);
    at = to - 1;
  }
  return findings;
}

function findingAt(
  lines: readonly LogLine[],
  at: number,
  end: number,
  name: string,
  { tree, crashOf }: Known,
): Finding | undefined {
  const frames = endOf(lines, at + 1, (text, no) => no >= end || isFrame(text));
  // What is thrown without being an Error is printed as a string.
  const message = textOf(lines, at + 1, frames).replace(/^'([^\n]{0,3000})'$/, '$1');
  if (FAILED_BY_PARTS.test(message)) return undefined;
  const place = PLACE.exec(textAt(lines, at - 1));
  const [, file, line] = place ?? [];
  const isFile = message === 'test failed' && (file === undefined ? isTestFile(name) : file.endsWith(name));
  // node:test counts a file as a test where its process broke; what it broke of stands further up.
  if (isFile) {
    const broken = file ?? name;
    const untold = { kind: 'crash' as const, message: 'test failed', from: at, to: end };
    return { file: broken, ...(crashOf(broken) ?? untold) };
  }
  const frame = placeOfTest(ownPlaces(lines, frames, end), file);
  let to = end;
  while (to > at + 1 && textAt(lines, to - 1) === '') to -= 1;
  return {
    ...named(tree.pathOf(name, at)),
    file: file ?? frame?.file,
    line: frame?.line ?? (line === undefined ? undefined : Number(line)),
    column: frame?.column,
    message,
    from: place === null ? at : at - 1,
    to,
  };
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  const counts = lines.flatMap(({ text }) => /^ℹ (?:fail|cancelled) (\d{1,9})$/.exec(text)?.[1] ?? []);
  if (counts.length === 0) return undefined;
  return counts.every((count) => count === '0') ? 'passed' : 'failed';
}
