// `dotnet test` and the runners behind it: VSTest's console, the terminal logger, Microsoft.Testing.Platform, xUnit's and NUnit's own.
import { endOf, type Finding, type Grammar, passesIn, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isNetFrame, netPlace } from './net-stack.ts';

const TIME = String.raw`[\[(](?:<? ?\d{1,9}(?:[.,:]\d{1,9}){0,3} ?(?:ms|s|m|h)? ?){1,4}[\])]`;
const VSTEST = new RegExp(String.raw`^ {0,6}(?:Failed|X|✗) {1,3}(\S.{0,1500}?)(?: ${TIME})?$`);
const PLATFORM = new RegExp(String.raw`^(?:failed|✘|x) (\S.{0,1500}?) ${TIME}$`);
const XUNIT =
  /^(?:\[xUnit\.net \d\d:\d\d:\d\d(?:\.\d{1,7})?\])? {4}(?!\S{1,300} \.\.\. )(\S.{0,1500}?) \[FAIL\](?: {1,4}[\d.:,]{1,20} ?s?)?$/;
const XUNIT_PREFIX = /^\[xUnit\.net \d\d:\d\d:\d\d(?:\.\d{1,7})?\]/;
const NUNIT = /^\d{1,6}\) (?:Failed|Error|Invalid) : (\S.{0,1500})$/;
const TERMINAL =
  /^ {2,8}(?:\S.{0,500}\(\d{1,7}\) ?: )?error (?:TESTERROR|VSTEST1): ?(?:(\S.{0,1000}?) \(\d.{0,20}\): (.{0,2000}))?$/;
const TERMINAL_NAME =
  /^ {4,10}(\S.{0,1000}?) \(\d[\d.,]{0,12} ?(?:ms|s|m)(?: \d{1,5}m?s)?\): (?:Error Message: )?(.{0,2000})$/;
const PASSED = new RegExp(String.raw`^ {0,4}(?:Passed|✓|V|passed) (\S.{0,1500}?) ${TIME}$`);
const BLOCK_END =
  /^(?: {0,6}(?:Passed|Failed|Skipped|X|V|!) {1,3}\S|\[xUnit\.net |(?:passed|failed|skipped) \S|\d{1,6}\) (?:Failed|Error|Invalid|Warning|Ignored) :|Failed! {1,3}-|Passed! {1,3}-|Test Run |Test run |Total tests: |Results File: |Run Settings|Attachments:|={3,}| {4}\S.{0,1500} \[(?:FAIL|PASS|SKIP)\])/;
const STACK = /^\s{0,8}(?:Stack ?Trace|StackTrace):$/;
const OUTPUT =
  /^\s{0,8}(?:Standard (?:Output|Error) Messages|Output|Debug Traces Messages|TestContext Messages|Additional Information Messages|Standard output|Error output):?$/;
const ABORTED =
  /^(?:The active test run was aborted\. Reason: (.{1,1000})|Test host process crashed : (.{1,1000}))$/;

export const dotnetTest: Grammar = {
  tool: 'dotnet test',
  marks: [
    'Error Message:',
    '[FAIL]',
    ') Failed : ',
    ') Error : ',
    'failed ',
    'test run was aborted',
    'TESTERROR',
    'Failed!',
    'Passed!',
  ],
  read(lines) {
    const heads = lines.flatMap(({ text }, at) => headAt(lines, text, at));
    const rich = heads.filter(({ style }) => style !== 'xunit');
    const known = new Set(rich.map(({ name }) => name));
    // xUnit tells each failure as it comes, and the console once more in its own way.
    const wanted = heads.filter(({ style, name }) => style !== 'xunit' || !known.has(name));
    const unitAt = assembliesIn(lines);
    const tests = wanted.map((head) => ({ ...findingAt(lines, head), unit: unitAt(head.at) }));
    return {
      findings: [...tests, ...abortedIn(lines)],
      passes: passesIn(lines, PASSED, (at) => ({ unit: unitAt(at) })),
      ended: endedIn(lines),
    };
  },
};

const ASSEMBLY = /^(?:Test run for|Running tests from) (\S.{0,500})$/;

/** One test may run once for each framework that it is built for. */
function assembliesIn(lines: readonly LogLine[]): (at: number) => string | undefined {
  let current: string | undefined;
  const units = lines.map(({ text }) => {
    current = ASSEMBLY.exec(text)?.[1] ?? current;
    return current;
  });
  return (at) => units[at];
}

type Head = {
  readonly at: number;
  readonly body: number;
  readonly name: string;
  readonly style: 'vstest' | 'xunit';
  readonly said: string;
};

function headAt(lines: readonly LogLine[], text: string, at: number): readonly Head[] {
  const xunit = XUNIT.exec(text)?.[1];
  if (xunit !== undefined) return [{ at, body: at + 1, name: xunit, style: 'xunit', said: '' }];
  const next = textAt(lines, at + 1);
  const plain = NUNIT.exec(text)?.[1] ?? PLATFORM.exec(text)?.[1];
  if (plain !== undefined) return [{ at, body: at + 1, name: plain, style: 'vstest', said: '' }];
  const vstest = VSTEST.exec(text)?.[1];
  if (vstest !== undefined && /^ {0,8}Error Message:/.test(next)) {
    const said = next.replace(/^ {0,8}Error Message:\s{0,4}/, '');
    return [{ at, body: at + 2, name: vstest, style: 'vstest', said }];
  }
  const terminal = TERMINAL.exec(text);
  if (terminal === null) return [];
  const [name, said = ''] =
    terminal[1] === undefined ? (TERMINAL_NAME.exec(next)?.slice(1) ?? []) : terminal.slice(1);
  if (name === undefined) return [];
  return [
    {
      at,
      body: terminal[1] === undefined ? at + 2 : at + 1,
      name,
      style: 'vstest',
      said: said.replace(/^Error Message: /, ''),
    },
  ];
}

function findingAt(lines: readonly LogLine[], { at, body, name, style, said }: Head): Finding {
  const end = endOf(lines, body, (text) => isEnd(text, style), 300);
  const block = lines.slice(at, end).map((line) => ({ ...line, text: line.text.replace(XUNIT_PREFIX, '') }));
  const first = body - at;
  const messageEnd = endOf(block, first, (text) => STACK.test(text) || OUTPUT.test(text) || isNetFrame(text));
  const place = netPlace(block, messageEnd, block.length, name);
  const rest = textOf(block, first, messageEnd).trimStart();
  return {
    kind: 'test',
    testId: name,
    suite: place.suite || undefined,
    file: place.file,
    line: place.line,
    message: [said, rest].filter((text) => text !== '').join('\n') || 'failed',
    from: at,
    to: Math.max(at + 1, Math.min(end, at + place.end)),
  };
}

function isEnd(text: string, style: Head['style']): boolean {
  if (style === 'vstest') return BLOCK_END.test(text);
  const isXunitLine = XUNIT_PREFIX.test(text);
  const rest = text.replace(XUNIT_PREFIX, '');
  return (
    XUNIT.test(text) ||
    (isXunitLine ? /^ {0,4}\S/.test(rest) : BLOCK_END.test(text) || /^ {0,4}\S/.test(text))
  );
}

function abortedIn(lines: readonly LogLine[]): readonly Finding[] {
  const at = lines.findIndex(({ text }) => ABORTED.test(text));
  if (at === -1) return [];
  const [, reason, crash] = ABORTED.exec(textAt(lines, at)) ?? [];
  return [{ kind: 'crash', message: reason ?? crash ?? '', from: at, to: at + 1 }];
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const ends = lines.filter(({ text }) =>
    /^(?:Failed!|Passed!) {1,3}-|^Test Run (?:Failed|Successful|Aborted)\.|^Test run summary: (?:Failed|Passed)!/.test(
      text,
    ),
  );
  if (ends.length === 0) return undefined;
  return ends.some(({ text }) => /Failed|Aborted/.test(text.slice(0, 30).replace(/Failed: {1,8}0/, '')))
    ? 'failed'
    : 'passed';
}
