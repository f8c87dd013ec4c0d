// TAP, as node:test, vitest, mocha, tape, ava and node-tap write it: every `not ok` that stands for a test of its own.
import type { Finding, Grammar, Pass, Reading } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isBats } from '../more/bats.ts';
import { isCommentedTap } from '../more/commented-tap.ts';
import { isPerl } from '../more/perl.ts';
import { isCatchTap } from '../native/catch2.ts';
import { type Frame, frameOf } from '../stack.ts';
import { fileSaid, isFileName, ownPlaces, placeOfTest, sameFile } from './frames.ts';
import { kindOfLoading } from './loading.ts';
import { type CrashFinder, crashFinder } from './node-crash.ts';
import { type TapBlock, tapBlock } from './tap-block.ts';

const RESULT = /^( {0,200})(not )?ok \d{1,9}(?: -)?(?: (.{1,2000}))?$/;
const TIME = / # time=[\d.]{1,20}m?s(?: \{)?$| \{$/;
/** vitest opens and closes its suites like blocks of code. */
const CLOSED = /^( {0,200})\}$/;
const DIRECTIVE = / # (?:TODO|SKIP)\b/i;
const SUMS = /^# tests {1,2}\d{1,9}$/;
const SUBTEST = /^( {0,200})# Subtest: (.{1,2000})$/;
const TEST_OF_TAPE =
  /^# (?!tests |pass |fail |suites |cancelled |skipped |todo |duration_ms |time=|ok$|failed \d)(\S.{0,1000})$/;
const PLAN = /^(?:TAP version 1[34]|1\.\.\d{1,9})/;
const FAILED_BY_PARTS = /^(?:subtestsFailed|parentFailed)$/;

export const tap: Grammar = {
  tool: 'tap',
  marks: ['not ok '],
  read(lines) {
    if (
      !lines.some(({ text }) => PLAN.test(text)) ||
      isCatchTap(lines) ||
      isPerl(lines) ||
      isCommentedTap(lines) ||
      isBats(lines)
    )
      return { findings: [] };
    return { ...resultsIn(lines), ended: endedAs(lines) };
  },
};

/** What is open around a line: by its column, the suites and tests that it stands in. */
type Open = { readonly indent: number; readonly name: string };

function resultsIn(lines: readonly LogLine[]): Reading {
  const findings: Finding[] = [];
  const passes: Pass[] = [];
  let run = 0;
  let open: Open[] = [];
  let tapeTest: string | undefined;
  let failed: number[] = [];
  const crashOf = crashFinder(lines);
  for (let at = 0; at < lines.length; at += 1) {
    const { text } = lines[at] as LogLine;
    if (SUMS.test(text)) run += 1;
    const closed = CLOSED.exec(text)?.[1]?.length;
    if (closed !== undefined) failed = failed.filter((each) => each <= closed);
    const subtest = SUBTEST.exec(text);
    if (subtest !== null) {
      const indent = (subtest[1] ?? '').length;
      open = [...open.filter((each) => each.indent < indent), { indent, name: nameIn(subtest[2] ?? '') }];
      continue;
    }
    tapeTest = TEST_OF_TAPE.exec(text)?.[1] ?? tapeTest;
    const result = RESULT.exec(text);
    if (result === null) continue;
    const indent = (result[1] ?? '').length;
    const isParent = failed.some((each) => each > indent);
    failed = [...failed.filter((each) => each < indent), ...(result[2] === undefined ? [] : [indent])];
    const name = nameIn(result[3] ?? '');
    if (/ \{$/.test(text)) {
      open = [...open.filter((each) => each.indent < indent), { indent, name }];
      continue;
    }
    const above = open.filter((each) => each.indent < indent).map((each) => each.name);
    const id = [...above, name].filter((each) => !isFileName(each)).join(' > ');
    if (result[2] === undefined) passes.push({ testId: id, at, run });
    if (result[2] === undefined || DIRECTIVE.test(text)) continue;
    // A linter's file: its problems stand below as comments, and are the linter's.
    if (lines[at + 1]?.text.startsWith(`# ${name}:`)) continue;
    const block = tapBlock(lines, at + 1, indent);
    const found = findingOf(lines, at, { names: [...above, name], tapeTest, isParent, block, crashOf });
    if (found !== undefined) findings.push({ ...found, run });
    at = Math.max(at, block.to - 1);
  }
  return { findings, passes };
}

/** Signs that mean something in TAP are escaped in a name. */
const nameIn = (text: string): string => text.replace(TIME, '').replace(/\\([\\#])/g, '$1');

type NotOk = {
  readonly names: readonly string[];
  readonly tapeTest: string | undefined;
  /** Something further in has failed just before. */
  readonly isParent: boolean;
  readonly block: TapBlock;
  readonly crashOf: CrashFinder;
};

function findingOf(lines: readonly LogLine[], at: number, notOk: NotOk): Finding | undefined {
  const { block } = notOk;
  const failure = block.field('failureType');
  if (failure === undefined ? notOk.isParent : FAILED_BY_PARTS.test(failure)) return undefined;
  const tool = toolOf(notOk, failure);
  const { named, tests } = namesOf(notOk, tool);
  const said = placeSaid(block);
  const file = named ?? (tool === 'node:test' ? said?.file : undefined);
  if (tests.length === 0) return fileFailure(at, { ...notOk, tool, file, said });
  const frames = ownPlaces(lines, at + 1, block.to, () => true);
  const place = placeOfTest(said === undefined ? frames : [...framesBut(frames, said), said], file);
  const message = messageOf(block, tool, notOk.names.at(-1) ?? '');
  return {
    kind: 'test',
    tool,
    testId: tests.join(' > '),
    suite: tests.length > 1 ? tests.slice(0, -1).join(' > ') : undefined,
    ...place,
    file: file ?? place?.file ?? said?.file ?? fileSaid(message),
    message,
    from: at,
    to: block.to,
  };
}

/** node:test's own field says where the test begins: only worth anything where no frame says where it failed. */
const framesBut = (frames: readonly Frame[], said: Frame): readonly Frame[] =>
  frames.filter(
    ({ line, column, file }) => line !== said.line || column !== said.column || file !== said.file,
  );

type FileFailure = NotOk & {
  readonly tool: string;
  readonly file: string | undefined;
  readonly said: Frame | undefined;
};

function fileFailure(at: number, failure: FileFailure): Finding {
  const { block, tool, file, said, crashOf } = failure;
  const crash = tool === 'node:test' && file !== undefined ? crashOf(file) : undefined;
  if (crash !== undefined) return { tool, file, ...crash };
  const message = messageOf(block, tool, '');
  const place =
    said !== undefined && file !== undefined && sameFile(said.file, file) ? said : unparsedIn(message);
  const kind = tool === 'node:test' ? 'crash' : kindOfLoading(message);
  const line = tool === 'node:test' ? undefined : place?.line;
  return { kind, tool, file, line, column: line && place?.column, message, from: at, to: block.to };
}

function unparsedIn(message: string): Frame | undefined {
  const [, file = '', line, column] = /^(\S{1,1000}):(\d{1,7}):(\d{1,7}): ERROR: /m.exec(message) ?? [];
  return file === '' ? undefined : { file, line: Number(line), column: Number(column) };
}

function toolOf({ block, tapeTest, names }: NotOk, failure: string | undefined): string {
  if (failure !== undefined) return 'node:test';
  if (block.has('error')) return 'vitest';
  if (block.has('operator') && tapeTest !== undefined) return 'tape';
  if (!block.isYaml) return 'mocha';
  return block.has('values') || names.at(-1)?.includes(' › ') === true ? 'ava' : 'tap';
}

/** The file that stands before the suites where a tool puts it there, and what the test itself is called. */
function namesOf(
  { names, tapeTest }: NotOk,
  tool: string,
): { named: string | undefined; tests: readonly string[] } {
  if (tool === 'tape') return { named: undefined, tests: [tapeTest ?? names.join(' > ')] };
  const all = tool === 'vitest' && names.length === 1 ? (names[0] ?? '').split(' > ') : names;
  const files = all.filter((name, index) => isFileName(name) && all.slice(0, index).every(isFileName));
  const tests = all.slice(files.length);
  // What fails in node-tap is a check in a test: the test is what has a name.
  const isCheck = tool === 'tap' && tests.length > 1;
  return { named: files.at(-1), tests: isCheck ? tests.slice(0, -1) : tests };
}

function messageOf(block: TapBlock, tool: string, name: string): string {
  if (tool === 'mocha') return block.text;
  const said = block.field(tool === 'node:test' ? 'error' : 'message') ?? '';
  if (tool === 'tape' || tool === 'tap') {
    const values = ['expected', 'actual'].flatMap((key) => block.field(key)?.replace(/^/, `${key}: `) ?? []);
    return [name, said, ...values].filter((each) => each !== '').join('\n');
  }
  const type = block.field('name');
  const code = block.field('code');
  const typed = type === 'AssertionError' && code?.startsWith('ERR_') ? `${type} [${code}]` : type;
  if (typed !== undefined) return `${typed}: ${said}`;
  // node:test leaves the most common name out. What was thrown without being an Error has no stack.
  const isError = tool === 'node:test' && block.field('stack') !== undefined;
  return isError && /^(?:testCodeFailure|hookFailed)$/.test(block.field('failureType') ?? '')
    ? `Error: ${said}`
    : said;
}

function placeSaid(block: TapBlock): Frame | undefined {
  const place = frameOf(block.field('location') ?? block.field('at') ?? '');
  if (place !== undefined) return place;
  const file = block.field('fileName') ?? block.field('file');
  const line = Number(block.field('lineNumber') ?? block.field('line'));
  const column = Number(block.field('columnNumber') ?? block.field('column'));
  return file === undefined || Number.isNaN(line) ? undefined : { file, line, column };
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  const fails = lines.flatMap(({ text }) => /^# fail {1,2}(\d{1,9})$/.exec(text)?.[1] ?? []);
  return fails.length === 0 ? undefined : fails.every((count) => count === '0') ? 'passed' : 'failed';
}
