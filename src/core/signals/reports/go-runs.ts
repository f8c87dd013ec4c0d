// What go test -json says of one test or package -> findings, in the words of the grammar that reads go's plain output.
import { panicAt, raceAt, timeoutAt } from '../grammars/go/go-panic.ts';
import { folderOf, inFolder, isOwn } from '../grammars/go/go-paths.ts';
import { saidIn } from '../grammars/go/go-said.ts';
import type { LogLine } from '../log-lines.ts';
import { clean, MAX_FINDINGS, messageOf, type ReportFinding } from './report.ts';

export type Run = {
  output: string;
  fromLine: number;
  failedAt: number;
  failed: number;
  passed: number;
  isSkipped: boolean;
  /** In the end: a test that passed when it was tried again has not. */
  hasFailed: boolean;
};

/** Of packages by name, of tests by package and name with a line feed between. */
export type Runs = ReadonlyMap<string, Run>;

const FRAME = /^\s{0,200}(?:=== |--- (?:FAIL|PASS|SKIP|BENCH): )/;
export const DEAD = /^(?:panic: |fatal error: )/m;

const linesOf = ({ output }: Run): readonly LogLine[] =>
  clean(output)
    .split('\n')
    .filter((text) => !FRAME.test(text))
    .map((text, no) => ({ no, text, mark: null }));

export function testFindings(runs: Runs): ReportFinding[] {
  const failed = [...runs].filter(([, run]) => run.hasFailed).slice(0, MAX_FINDINGS);
  const parents = new Set(failed.flatMap(([key]) => parentsOf(key)));
  const leaves = firstBelow(failed.filter(([key]) => !parents.has(key)));
  const given = new Map<string, Run>();
  // What the stack of a subtest says, go prints for its parent.
  for (const [key, run] of failed) {
    if (!parents.has(key) || !DEAD.test(run.output)) continue;
    const child = leaves.get(key);
    if (child !== undefined && linesOf(child[1]).every(({ text }) => text === '')) given.set(child[0], run);
  }
  const givers = new Set(given.values());
  const findings = failed.map(([key, run]) =>
    findingOf(key, run, given.get(key) ?? (givers.has(run) ? undefined : run), parents.has(key)),
  );
  const placed = firstBelow(
    findings.flatMap((each) => (each.file === undefined ? [] : [[keyOf(each), each]])),
  );
  return findings.map((finding) => {
    const child = finding.file === undefined ? placed.get(keyOf(finding))?.[1].file : undefined;
    return child?.endsWith('_test.go') === true ? { ...finding, file: child } : finding;
  });
}

const keyOf = ({ suite, testId }: ReportFinding): string => `${suite}\n${testId}`;

/** By the key of each test that has some: the first of its subtests. */
function firstBelow<T>(all: readonly (readonly [string, T])[]): ReadonlyMap<string, readonly [string, T]> {
  const first = new Map<string, readonly [string, T]>();
  for (const each of all) for (const key of parentsOf(each[0])) if (!first.has(key)) first.set(key, each);
  return first;
}

const parentsOf = (key: string): readonly string[] => {
  const from = key.indexOf('\n');
  const parents: string[] = [];
  for (let at = key.indexOf('/', from); at !== -1; at = key.indexOf('/', at + 1))
    parents.push(key.slice(0, at));
  return parents;
};

function findingOf(key: string, run: Run, speaker: Run | undefined, isParent: boolean): ReportFinding {
  const [pkg = '', name = ''] = key.split('\n');
  const told = speaker === undefined ? undefined : toldBy(linesOf(speaker), folderOf(pkg));
  const silent = isParent ? 'a subtest failed' : 'failed';
  return {
    kind: told?.isTimeout === true ? 'timeout' : 'test',
    tool: 'go',
    testId: name,
    suite: pkg,
    file: told?.file,
    line: told?.line,
    message: told === undefined || told.message === '' ? silent : told.message,
    ...(run.failed + run.passed > 1 ? { attempts: { passed: run.passed, failed: run.failed } } : {}),
    text: speaker === undefined ? '' : clean(speaker.output),
    fromLine: run.failedAt,
    toLine: run.failedAt,
  };
}

function toldBy(lines: readonly LogLine[], folder: string) {
  for (let at = 0; at < lines.length; at += 1) {
    const timeout = timeoutAt(lines, at);
    if (timeout !== undefined)
      return { ...placeOf(timeout.tests[0]?.place), message: timeout.message, isTimeout: true };
    const death = panicAt(lines, at) ?? raceAt(lines, at);
    if (death?.kind === 'panic') return { ...placeOf(death.place), message: death.message, isTimeout: false };
  }
  const { file, line, message } = saidIn(lines);
  const isPlace = file !== undefined && file !== 'testing.go' && isOwn(file);
  return {
    ...(isPlace ? { file: inFolder(folder, file), line } : {}),
    message: firstLines(message),
    isTimeout: false,
  };
}

const placeOf = (frame: { readonly file: string; readonly line: number } | undefined) =>
  frame === undefined ? {} : { file: frame.file, line: frame.line };

const MAX_LINES = 40;
const firstLines = (message: string): string => message.split('\n').slice(0, MAX_LINES).join('\n').trim();

const COMPILE = /^(?:vet: )?(\.{0,2}[\w./\\-]{1,500}\.go):(\d{1,7})(?::(\d{1,7}))?: (.{1,2000})$/;

/** `isTold`: a test of it failed, which says why. `isBuildTold`: what the compiler said stands under a name of its own. */
export function packageFindings(pkg: string, run: Run, isTold: boolean, isBuildTold = true): ReportFinding[] {
  if (run.failed === 0 || isTold) return [];
  const texts = clean(run.output).split('\n');
  const at = { tool: 'go', text: clean(run.output), fromLine: run.fromLine, toLine: run.failedAt };
  const compile = texts.flatMap((text) => {
    const [, file, line, column, message = ''] = COMPILE.exec(text) ?? [];
    if (file === undefined) return [];
    const place = { file, line: Number(line), column: column === undefined ? undefined : Number(column) };
    return [{ ...at, kind: 'compile' as const, ...place, message }];
  });
  if (compile.length > 0) return compile;
  const failure = /\[(build|setup) failed\]/.exec(run.output)?.[1];
  if (failure !== undefined)
    return isBuildTold ? [] : [{ ...at, kind: 'compile', suite: pkg, message: `${pkg}: ${failure} failed` }];
  const lines = texts.filter((text) => !/^FAIL(?:\t|$)/.test(text));
  const message = messageOf(undefined, lines.join('\n')) || `${pkg} failed`;
  return [{ ...at, kind: 'crash', suite: pkg, message }];
}
