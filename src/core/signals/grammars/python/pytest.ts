// pytest in all its reporters: the short summary names what failed, the sections further up say why and where; each may be missing.
import type { FailureKind } from '../../failure-signal.ts';
import type { Finding, Grammar, Pass } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { endsAs, namesOf, splitsOf, subOf, titleOf, withoutSub } from './pytest-ids.ts';
import { type Place, placeOf, saidIn } from './pytest-places.ts';
import { countOf, type Section, type Session, type SummaryLine, sessionsIn } from './pytest-sections.ts';
import { stopsIn } from './pytest-stops.ts';
import { unsugared } from './pytest-sugar.ts';

export const pytest: Grammar = {
  tool: 'pytest',
  marks: [
    'short test summary info',
    ' FAILURES ===',
    ' ERRORS ===',
    'pytest',
    'FAILED ',
    'ERROR ',
    ' FAILED',
    ' ERROR',
    'INTERNALERROR>',
    'ImportError while loading conftest',
    'Required test coverage of',
    'Coverage failure: ',
    ' deselected in ',
    ' failed, ',
    ' failed in ',
    ' passed in ',
    ' passed, ',
    'Results (',
    'no tests ran in',
    'Fatal Python error: ',
    '++ Timeout ++',
  ],
  read(printed) {
    const lines = unsugared(printed);
    const sessions = sessionsIn(lines);
    const told = sessions.map((session, run) => ({
      session,
      findings: findingsOf(lines, session).map((each) => ({ ...each, run })),
    }));
    const findings = told.flatMap((each) => each.findings);
    const ended = sessions.findLast(({ last }) => last !== undefined)?.last;
    return {
      findings: withStops(findings, stopsIn(lines, findings.length === 0)),
      passes: passesIn(told),
      ended: ended === undefined ? undefined : isBad(ended) ? 'failed' : 'passed',
    };
  },
};

/** A worker that died is told by its own last words, and as a failure of the test that it ran. */
function withStops(tests: readonly Finding[], stops: readonly Finding[]): readonly Finding[] {
  const deaths = new Map(stops.flatMap((stop) => (stop.testId === undefined ? [] : [[stop.testId, stop]])));
  const known = new Set(tests.map(({ testId }) => testId));
  const joined = tests.map((test) => {
    const { kind, line, message } = deaths.get(test.testId ?? '') ?? {};
    if (kind === undefined) return test;
    return { ...test, kind, line: line ?? test.line, message: `${message}\n${test.message}` };
  });
  return [...joined, ...stops.filter(({ testId }) => testId === undefined || !known.has(testId))];
}

const isBad = (last: string): boolean =>
  countOf(last, /failed/) + countOf(last, /errors?/) > 0 || last === 'no tests ran';

/** What one test did, gathered from all the places where pytest tells it. */
type Case = {
  readonly id: string;
  readonly message: string;
  readonly at: number;
  readonly to: number;
  section?: Section | undefined;
  isError: boolean;
  /** How a subtest describes itself. */
  sub?: string;
};

function findingsOf(lines: readonly LogLine[], session: Session): readonly Finding[] {
  if (session.last !== undefined && !isBad(session.last)) return [];
  const free = new Set(session.sections);
  const used = new Set<number>();
  const cases = summaryOf(session).map((line) => caseOf(lines, session, line, free, used));
  const bad = countOf(session.last, /failed/) + countOf(session.last, /errors?/);
  // A message of several lines may hold a line that looks like another test's: it has no section.
  const isCrowded =
    session.last !== undefined && cases.length > bad && cases.some(({ section }) => section !== undefined);
  const told = isCrowded ? cases.filter(({ section }) => section !== undefined) : cases;
  const rest = [...free].filter(
    ({ title }) => !title.startsWith('ERROR at ') || !told.some(({ id }) => endsAs(id, title)),
  );
  const unsaid: Case[] = rest.map((section) => ({
    id: idOf(lines, session, section),
    message: '',
    at: section.from,
    to: section.to,
    section,
    isError: section.isError,
  }));
  const known = new Set([...told, ...unsaid].map(({ id }) => id));
  const missing = session.last === undefined || known.size < bad;
  const shown = missing
    ? session.results.filter(({ id, word }) => /^(?:FAILED|ERROR)/.test(word) && !known.has(id))
    : [];
  const onlyShown: Case[] = shown.map(({ id, at }) => ({ id, message: '', at, to: at + 1, isError: false }));
  const found = merged(
    [...told, ...unsaid, ...onlyShown]
      .filter(({ message, section }) => !isParent(lines, message, section))
      .map((each) => findingOf(lines, each)),
  );
  return found.length === 0 && bad > 0 ? [countOnly(session)] : found;
}

/** With --no-summary and --tb=no nothing but the counts tells of a failure. */
const countOnly = ({ to, last = '' }: Session): Finding => ({
  kind: 'test',
  message: last,
  from: to - 1,
  to,
});

const summaryOf = ({ summary, last }: Session): readonly SummaryLine[] => {
  const sure = summary.filter(({ isSure }) => isSure);
  return sure.length > 0 || last === undefined || isBad(last) ? (sure.length > 0 ? sure : summary) : [];
};

/** A test with failing subtests says only that it has some. */
const isParent = (lines: readonly LogLine[], message: string, section: Section | undefined): boolean =>
  /^contains \d{1,6} failed subtests?/.test(
    message || (section === undefined ? '' : (lines[section.from + 1]?.text ?? '')),
  );

function caseOf(
  lines: readonly LogLine[],
  session: Session,
  line: SummaryLine,
  free: Set<Section>,
  used: Set<number>,
): Case {
  const isSub = line.word.includes('SUBFAIL');
  const split = splitsOf(line.rest).map((each) => ({
    ...each,
    section: sectionOf(lines, each.id, isSub, line.word === 'ERROR', free),
  }));
  const { id, message, section } = split.find((each) => each.section !== undefined) ??
    split[0] ?? { id: line.rest, message: '', section: undefined };
  if (section !== undefined) free.delete(section);
  const isBare = section === undefined && line.word === 'FAILED';
  const bare = isBare ? bareOf(lines, session, message, used) : undefined;
  return {
    id,
    message: bare?.said ?? message,
    sub: isSub ? subOf(line.word) : '',
    at: bare?.at ?? line.at,
    to: bare === undefined ? line.to : bare.at + 1,
    section,
    isError: line.word === 'ERROR',
  };
}

function sectionOf(
  lines: readonly LogLine[],
  id: string,
  isSub: boolean,
  isError: boolean,
  free: ReadonlySet<Section>,
): Section | undefined {
  const title = titleOf(id);
  const file = id.split('::')[0] ?? '';
  let first: Section | undefined;
  for (const section of free) {
    if (section.isError !== isError) continue;
    const isIts =
      section.name === title ||
      (isSub && section.name.startsWith(`${title} `)) ||
      (section.name === file && crashed(lines, section, id));
    if (!isIts) continue;
    if (placeOf(lines, section, file)?.file === file) return section;
    first ??= section;
  }
  return first;
}

/** A worker that died left only the name of what it ran. */
const crashed = (lines: readonly LogLine[], { from, to }: Section, id: string): boolean =>
  lines.slice(from, to).some(({ text }) => text.includes(`while running '${id}'`));

const BARE = /^(?:[A-Za-z]:)?[^\s:].{0,1000}?:\d{1,7}: (.{1,4000})$/;

/** --tb=line has no headers, but a line with place and message for each failure, in the order of the summary. */
function bareOf(lines: readonly LogLine[], session: Session, message: string, used: Set<number>) {
  const start = message.replace(/\.\.\.$/, '');
  if (start === '') return undefined;
  for (const { from, to } of session.bare)
    for (let at = from; at < to; at += 1) {
      const said = used.has(at) ? undefined : BARE.exec(lines[at]?.text ?? '')?.[1];
      if (said?.startsWith(start) !== true) continue;
      used.add(at);
      return { at, said };
    }
  return undefined;
}

/** Without a summary: as -v named it, else by the first test file among its places. */
function idOf(lines: readonly LogLine[], session: Session, section: Section): string {
  const collected = /^ERROR collecting (.{1,1000})$/.exec(section.title)?.[1];
  if (collected !== undefined) return collected;
  const bare = withoutSub(section.name);
  const shown = session.results.find(({ id, word }) => word !== 'PASSED' && titleOf(id) === bare);
  if (shown !== undefined) return shown.id;
  const bracket = bare.indexOf('[');
  const plain = bracket === -1 ? bare : bare.slice(0, bracket);
  const names = section.title.startsWith('[doctest] ')
    ? bare
    : `${plain.replaceAll('.', '::')}${bracket === -1 ? '' : bare.slice(bracket)}`;
  const file = placeOf(lines, section, undefined)?.file;
  return file === undefined ? names : `${file}::${names}`;
}

const kindOf = (words: string): FailureKind => {
  if (/^worker '\w{1,20}' crashed while running /.test(words)) return 'crash';
  return /^(?:Failed: )?Timeout \(?>/.test(words) ? 'timeout' : 'test';
};

function findingOf(
  lines: readonly LogLine[],
  { id, message, at, to, section, isError, sub = '' }: Case,
): Finding {
  const [file = ''] = id.split('::');
  const names = namesOf(id);
  const isCollection = names.length === 0 && isError;
  const span = section ?? { from: at, to: at + 1 };
  const deepest = placeOf(lines, span, file);
  // Without a section only one place is known, and the test may not be it.
  const place: Partial<Place> | undefined =
    section === undefined && deepest?.file !== file ? { file } : deepest;
  const said = section === undefined ? '' : saidIn(lines, section);
  const words = said || message || 'failed';
  const suite = names.slice(0, -1).join('::');
  return {
    kind: isCollection ? 'compile' : kindOf(words),
    testId: isCollection ? undefined : id,
    suite: suite === '' ? undefined : suite,
    file: place?.file ?? (id.includes('::') || isCollection ? file : undefined),
    line: place?.line,
    message: sub === '' ? words : `${sub} ${words}`,
    from: section?.from ?? at,
    to: section?.to ?? to,
  };
}

/** Several subtests of one test, or its call and its teardown: one test. */
function merged(findings: readonly Finding[]): readonly Finding[] {
  const byId = new Map<string, Finding>();
  for (const finding of findings) {
    const key = finding.testId ?? `${finding.file}:${finding.message}`;
    const first = byId.get(key);
    byId.set(
      key,
      first === undefined ? finding : { ...first, message: `${first.message}\n${finding.message}` },
    );
  }
  return [...byId.values()];
}

type Told = { readonly session: Session; readonly findings: readonly Finding[] };

/** A test with failing subtests is said to have passed all the same. */
function passesIn(told: readonly Told[]): readonly Pass[] {
  return told.flatMap(({ session, findings }, run) => {
    const { results } = session;
    const words = results.filter(({ word }) => word !== 'PASSED').map(({ id }) => id);
    const failed = new Set([...words, ...findings.flatMap(({ testId }) => testId ?? [])]);
    const passed = new Map(results.flatMap(({ id, word, at }) => (word === 'PASSED' ? [[id, at]] : [])));
    return [...passed].flatMap(([testId, at]) => (failed.has(testId) ? [] : [{ testId, at, run }]));
  });
}
