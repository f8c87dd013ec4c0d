// playwright, every reporter that numbers its failures; its closing lists say which of them failed in the end and which were only flaky.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces, placeOfTest } from './frames.ts';
import { setUp } from './playwright-set-up.ts';

const TITLE =
  /^( {2,6})(?:(\d{1,6})\) )?(?:\[([^\]]{1,100})\] › )?(\S.{0,500}?):(\d{1,7}):(\d{1,7}) › (\S.{0,2000}?)(?: [─=]{1,200})?$/;
const LIST = /^ {2}(\d{1,6}) (failed|flaky|interrupted|did not run|skipped|passed|timed out|error|errors)\b/;
const RUNNING = /^Running \d{1,6} tests? using \d{1,4} workers?/;
const CODE_FRAME = /^\s{2,14}(?:> )?\s{0,10}\d{0,7} \|/;
const APPENDIX = /^ {4}(?:Retry #\d|Error Context: |attachment #\d|[─=]{10})/;
const RETRY = /^ {4}Retry #\d{1,3} /;

export const playwright: Grammar = {
  tool: 'playwright',
  marks: [' › ', 'Error: No tests found', 'config.webServer', 'is already used', 'SyntaxError: ', '   at '],
  read(lines) {
    const titles = titlesIn(lines);
    const lists = listsIn(lines);
    const failed = new Set(
      lists.filter(({ kind }) => kind === 'failed' || kind === 'timed out').flatMap(keysOf),
    );
    const isOver = lists.length > 0;
    const bodies = titles.filter(({ isNumbered, key }) => isNumbered && (!isOver || failed.has(key)));
    const names = namesOf(lists);
    const seen = new Set<string>();
    const placed = bodies.toSorted((a, b) => Number(hasPlace(lines, b)) - Number(hasPlace(lines, a)));
    const told = placed.filter(({ key }) => !seen.has(key) && seen.add(key)).sort((a, b) => a.at - b.at);
    const untold = lists
      .filter(({ kind }) => kind === 'failed')
      .flatMap((list) => list.titles.filter(({ key }) => !seen.has(key)));
    const findings = oneOfProjects([...told, ...untold]).map(({ title, projects }) => {
      const finding = findingAt(lines, title, names.get(title.key) ?? title.name);
      const first = bodies.find(({ key }) => key === title.key);
      const before = first === undefined || first.at >= title.at ? [] : [messageOf(lines, first), ''];
      const where = projects.length > 1 ? [`in ${projects.join(', ')}`] : [];
      return { ...finding, message: [...before, finding.message, ...where].join('\n') };
    });
    return { findings: withFolders([...findings, ...setUp(lines)]), ended: endedAs(lists) };
  },
};

type Title = {
  readonly at: number;
  readonly isNumbered: boolean;
  readonly project: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly name: string;
  /** Where the test stands, for each project: the same in the list, where the name has no steps behind it. */
  readonly key: string;
};

/** Of two errors of one test that stand apart, as annotations do, the one that tells where. */
const hasPlace = (lines: readonly LogLine[], { at }: Title): boolean => {
  const to = endOf(lines, at + 1, (text) => TITLE.test(text) || LIST.test(text), 100);
  return ownPlaces(lines, at + 1, to).length > 0;
};

type Failed = { readonly title: Title; readonly projects: string[] };

/** A test is itself in whatever browsers it runs; in which it failed is part of what it says. */
function oneOfProjects(titles: readonly Title[]): readonly Failed[] {
  const tests = new Map<string, Failed>();
  for (const title of titles) {
    const key = JSON.stringify([title.file, title.line, title.column]);
    const project = title.project === undefined ? [] : [`[${title.project}]`];
    const test = tests.get(key);
    if (test === undefined) tests.set(key, { title, projects: project });
    else test.projects.push(...project);
  }
  return [...tests.values()];
}

type List = { readonly kind: string; readonly titles: readonly Title[] };

const keysOf = ({ titles }: List): readonly string[] => titles.map(({ key }) => key);

function titlesIn(lines: readonly LogLine[]): readonly Title[] {
  return lines.flatMap(({ text }, at) => {
    const [, , no, project, file = '', line, column, name = ''] = TITLE.exec(text) ?? [];
    if (file === '') return [];
    const key = JSON.stringify([project, file, line, column]);
    return [
      {
        at,
        isNumbered: no !== undefined,
        project,
        file,
        line: Number(line),
        column: Number(column),
        name,
        key,
      },
    ];
  });
}

function listsIn(lines: readonly LogLine[]): readonly List[] {
  return lines.flatMap(({ text }, at) => {
    const kind = LIST.exec(text)?.[2];
    if (kind === undefined) return [];
    const end = endOf(lines, at + 1, (each) => !each.startsWith('    ') || !TITLE.test(each), 2_000);
    return [
      {
        kind,
        titles: titlesIn(lines.slice(at + 1, end)).map((title) => ({ ...title, at: title.at + at + 1 })),
      },
    ];
  });
}

const namesOf = (lists: readonly List[]): ReadonlyMap<string, string> =>
  new Map(lists.flatMap(({ titles }) => titles.map(({ key, name }) => [key, name] as const)));

const endOfBody = (lines: readonly LogLine[], { at, isNumbered }: Title): number =>
  isNumbered
    ? endOf(lines, at + 1, (text) => TITLE.test(text) || LIST.test(text) || RUNNING.test(text))
    : at + 1;

function messageOf(lines: readonly LogLine[], title: Title): string {
  const to = endOfBody(lines, title);
  const isOver = (text: string) =>
    isFrame(text) || CODE_FRAME.test(text) || APPENDIX.test(text) || /^ {0,3}\S/.test(text);
  const end = endOf(lines, title.at + 1, (text, no) => no >= to || isOver(text));
  return textOf(lines, title.at + 1, end) || 'failed';
}

function findingAt(lines: readonly LogLine[], title: Title, name: string): Finding {
  const { at, file } = title;
  const to = endOfBody(lines, title);
  const appendix = endOf(
    lines,
    at + 1,
    (text, no) => no >= to || APPENDIX.test(text) || /^ {0,3}\S/.test(text),
  );
  const place = placeOfTest(ownPlaces(lines, at + 1, appendix), file);
  const retries = lines.slice(at, to).filter(({ text }) => RETRY.test(text)).length;
  const suites = name.split(' › ').slice(0, -1);
  let end = appendix;
  while (end > at + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return {
    kind: 'test',
    testId: name,
    suite: suites.length > 0 ? suites.join(' › ') : undefined,
    // Titles count from the folder of the tests, frames from the root.
    file: place !== undefined && !file.includes('/') ? place.file : file,
    line: place?.line ?? title.line,
    column: place?.column ?? title.column,
    ...(retries > 0 ? { attempts: { passed: 0, failed: retries + 1 } } : {}),
    message: messageOf(lines, title),
    from: at,
    to: end,
  };
}

/** Where one failure of a file has told its folder, the others of that file are in it too. */
function withFolders(findings: readonly Finding[]): readonly Finding[] {
  const whole = new Map<string, string>();
  for (const { file = '' } of findings)
    if (/[\\/]/.test(file)) whole.set(file.replace(/^.{0,1000}[\\/]/, ''), file);
  return findings.map((finding) =>
    finding.file === undefined || /[\\/]/.test(finding.file)
      ? finding
      : { ...finding, file: whole.get(finding.file) ?? finding.file },
  );
}

function endedAs(lists: readonly List[]): Reading['ended'] {
  if (lists.length === 0) return undefined;
  // It names what it counts; a test may print a sum of its own.
  const named = lists.filter(({ kind, titles }) => kind !== 'failed' || titles.length > 0);
  const sums = named.length > 0 ? named : lists;
  return sums.some(({ kind }) => /^(?:failed|timed out|interrupted|error)/.test(kind)) ? 'failed' : 'passed';
}
