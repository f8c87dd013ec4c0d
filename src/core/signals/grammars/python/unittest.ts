// unittest and what prints like it: Django's runner, nose, nose2, unittest-parallel.
import { type Finding, type Grammar, type Pass, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { firstExample } from './doctest.ts';
import { framesIn, isOwn } from './frames.ts';
import { placeOf, raisedText, tracebackIn } from './traceback.ts';
import { type Block, type Run, runsIn } from './unittest-blocks.ts';
import { withFiles } from './unittest-files.ts';
import { isModuleOf, type Named, nameIn } from './unittest-ids.ts';
import { deathIn } from './unittest-remote.ts';

export const unittest: Grammar = {
  tool: 'unittest',
  marks: [
    'ERROR: ',
    'FAIL: ',
    'UNEXPECTED SUCCESS: ',
    ' ... FAIL',
    ' ... ERROR',
    'unexpected success',
    'Ran ',
    ') failed:',
  ],
  read(lines) {
    const runs = runsIn(lines);
    const verdicts = runs.flatMap(({ verdict }) => verdict ?? []);
    return {
      findings: runs.flatMap((run, no) => findingsOf(lines, run).map((each) => ({ ...each, run: no }))),
      passes: passesIn(runs),
      ended: verdicts.some(isBad) ? 'failed' : verdicts.length > 0 ? 'passed' : undefined,
    };
  },
};

const isBad = (verdict: string): boolean => !verdict.startsWith('OK');

function findingsOf(lines: readonly LogLine[], run: Run): readonly Finding[] {
  if (run.verdict !== undefined && !isBad(run.verdict)) return [];
  const told = run.blocks.flatMap((block) => blockFinding(lines, block) ?? []);
  const known = new Set(told.map(({ testId }) => testId));
  const shown = run.results
    .filter(({ word, named }) => !known.has(named.id) && isMissing(word, run))
    .map(({ named, word, at }) => shownFinding(named, word, at));
  const death = run.verdict === undefined ? deathIn(lines, run.from, run.to) : undefined;
  const found = [...told, ...shown, ...run.unpickled, ...(death === undefined ? [] : [death])];
  const word = found.length === 0 && run.verdict !== undefined ? lastWord(run, run.verdict) : undefined;
  return word === undefined ? withFiles(lines, merged(found), run) : [word];
}

/** Up to Python 3.10 an unexpected success has no block; a run that was cut off has blocks for nothing. */
const isMissing = (word: string, { verdict }: Run): boolean =>
  word === 'unexpected success' || (word !== 'ok' && verdict === undefined);

const shownFinding = ({ id, suite }: Named, word: string, at: number): Finding => ({
  kind: 'test',
  testId: id,
  suite,
  message: word === 'unexpected success' ? word : 'failed',
  from: at,
  to: at + 1,
});

function lastWord({ to }: Run, verdict: string): Finding | undefined {
  if (verdict === 'NO TESTS RAN') return { kind: 'config', message: 'no tests ran', from: to - 1, to };
  const isUnsaid = verdict.startsWith('FAILED (') && !/(?:failures|errors)=/.test(verdict);
  return isUnsaid ? { kind: 'test', message: verdict, from: to - 1, to } : undefined;
}

function blockFinding(lines: readonly LogLine[], block: Block): Finding | undefined {
  const loading = LOADING.exec(block.title)?.[1];
  if (loading !== undefined) return loadingFinding(lines, block, loading);
  const named = nameIn(block.title);
  if (named === undefined) return undefined;
  const { id, suite, sub } = named;
  const span = { from: block.from, to: lastLine(lines, block) };
  if (block.isUnexpected) return { kind: 'test', testId: id, suite, message: 'unexpected success', ...span };
  const { place, said } = raisedIn(lines, block, ({ file }) => isModuleOf(id, file));
  const message = said === '' ? 'failed' : said;
  return {
    kind: 'test',
    testId: id,
    suite,
    file: place?.file,
    line: place?.line,
    message: sub === '' || sub.includes('<object object at ') ? message : `${sub} ${message}`,
    ...span,
  };
}

/** A module that could not be loaded is named like a test of the loader's. */
const LOADING =
  /^(?:Failure: (?:ModuleNotFound|Import|Syntax|Indentation)Error \(|(?:\S{1,500}) \((?:\w{1,40}\.){1,4}(?:_FailedTest|ModuleImportFailure|LoadTestsFailure)\b)(.{0,500}?)\)$/;

function loadingFinding(lines: readonly LogLine[], block: Block, dotted: string): Finding {
  const module = dotted.replace(/^\./, '');
  const { place, said } = raisedIn(lines, block, ({ file }) => isModuleOf(module, file));
  const isWrongName = place === undefined && !said.includes('import');
  return {
    kind: isWrongName ? 'config' : 'compile',
    file: place?.file,
    line: place?.line,
    message: said === '' ? block.title : said,
    from: block.from,
    to: lastLine(lines, block),
  };
}

type IsTestFile = Parameters<typeof placeOf>[1];

function raisedIn(lines: readonly LogLine[], { body, to }: Block, isTestFile: IsTestFile) {
  const end = saidUntil(lines, body, to);
  const traceback = tracebackIn(lines, body, end);
  const example = firstExample(lines, body, end);
  if (example !== undefined) return { place: example, said: example.message };
  if (traceback === undefined) return { place: undefined, said: textOf(lines, body, end) };
  const place = placeOf(traceback.frames, isTestFile) ?? syntaxPlace(lines, body, end);
  return { place, said: raisedText(lines, traceback, end) };
}

/** The last of the chain may have been raised in foreign code only. */
const syntaxPlace = (lines: readonly LogLine[], from: number, to: number) =>
  framesIn(lines, from, to).findLast(({ file }) => isOwn(file));

const PRINTED = /^(?:Std(?:out|err):|-{20} >> begin captured \w{1,20} << -{20,22})$/;

/** With --buffer, and with nose, what the test printed stands below its error. */
function saidUntil(lines: readonly LogLine[], from: number, to: number): number {
  for (let at = from + 1; at < to; at += 1) if (PRINTED.test(textAt(lines, at))) return at;
  return to;
}

function lastLine(lines: readonly LogLine[], { from, to }: Block): number {
  let last = to;
  while (last > from + 1 && textAt(lines, last - 1) === '') last -= 1;
  return last;
}

/** Several subtests of one test, or its body and its clean-up: one test. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const key = finding.testId ?? `${finding.file}:${finding.message}`;
    const first = byId.get(key);
    const message = first === undefined ? '' : `${first.message}\n${finding.message}`;
    byId.set(key, first === undefined ? finding : { ...first, message });
  }
  return [...byId.values()];
}

const passesIn = (runs: readonly Run[]): readonly Pass[] =>
  runs.flatMap(({ results }, run) =>
    results.flatMap(({ named, word, at }) => (word === 'ok' ? [{ testId: named.id, at, run }] : [])),
  );
