// playwright, every reporter that numbers its failures; its closing lists say which of them failed in the end and which were only flaky.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isFrame } from '../stack.ts';
import { ownPlaces, placeOfTest } from './frames.ts';

const TITLE =
  /^( {2,6})(?:(\d{1,6})\) )?(?:\[([^\]]{1,100})\] › )?(\S.{0,500}?):(\d{1,7}):(\d{1,7}) › (\S.{0,2000}?)(?: [─=]{1,200})?$/;
const LIST = /^ {2}(\d{1,6}) (failed|flaky|interrupted|did not run|skipped|passed|timed out|error|errors)\b/;
const RUNNING = /^Running \d{1,6} tests? using \d{1,4} workers?/;
const CODE_FRAME = /^\s{2,14}(?:> )?\s{0,10}\d{0,7} \|/;
const APPENDIX = /^ {4}(?:Retry #\d|Error Context: |attachment #\d|[─=]{10})/;
const RETRY = /^ {4}Retry #\d{1,3} /;
const UNPARSED = /^SyntaxError: (\S.{0,1000}?): (\S.{0,1000}) \((\d{1,7}):(\d{1,7})\)$/;
const NO_TESTS = /^(?:Error: No tests found|=+\s?no tests found)/i;
const SERVER =
  /^Error: (?:Process from config\.webServer|Timed out waiting \d{1,9}ms from config\.webServer)/;

export const playwright: Grammar = {
  tool: 'playwright',
  marks: [' › ', 'Error: No tests found', 'config.webServer', 'SyntaxError: '],
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
    const findings = bodies.flatMap((title) => {
      if (seen.has(title.key)) return [];
      seen.add(title.key);
      return [findingAt(lines, title, names.get(title.key) ?? title.name)];
    });
    const untold = lists
      .filter(({ kind }) => kind === 'failed')
      .flatMap((list) => list.titles.filter(({ key }) => !seen.has(key)));
    const rest = untold.map((title) => findingAt(lines, title, title.name));
    return { findings: [...withFolders([...findings, ...rest]), ...setUp(lines)], ended: endedAs(lists) };
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

function findingAt(lines: readonly LogLine[], title: Title, name: string): Finding {
  const { at, file } = title;
  const isEnd = (text: string) => TITLE.test(text) || LIST.test(text) || RUNNING.test(text);
  const to = title.isNumbered ? endOf(lines, at + 1, isEnd) : at + 1;
  const isOver = (text: string) =>
    isFrame(text) || CODE_FRAME.test(text) || APPENDIX.test(text) || /^ {0,3}\S/.test(text);
  const messageEnd = endOf(lines, at + 1, (text, no) => no >= to || isOver(text));
  const appendix = endOf(
    lines,
    at + 1,
    (text, no) => no >= to || APPENDIX.test(text) || /^ {0,3}\S/.test(text),
  );
  const place = placeOfTest(ownPlaces(lines, at + 1, appendix), file);
  const retries = lines.slice(at, to).filter(({ text }) => RETRY.test(text)).length;
  const names = [...(title.project === undefined ? [] : [`[${title.project}]`]), ...name.split(' › ')];
  const suites = name.split(' › ').slice(0, -1);
  let end = appendix;
  while (end > at + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return {
    kind: 'test',
    testId: names.join(' › '),
    suite: suites.length > 0 ? suites.join(' › ') : undefined,
    // Titles count from the folder of the tests, frames from the root.
    file: place !== undefined && !file.includes('/') ? place.file : file,
    line: place?.line ?? title.line,
    column: place?.column ?? title.column,
    ...(retries > 0 ? { attempts: { passed: 0, failed: retries + 1 } } : {}),
    message: textOf(lines, at + 1, messageEnd) || 'failed',
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

/** What kept every test from running. */
function setUp(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at): Finding[] => {
    const unparsed = UNPARSED.exec(text);
    if (unparsed !== null && /^ {3}at \S{1,500}:\d{1,7}$/.test(textAt(lines, at + 2))) {
      const [, file = '', message, line, column] = unparsed;
      const to = endOf(lines, at + 1, (each) => !CODE_FRAME.test(`  ${each}`) && each !== '', 12);
      return [
        {
          kind: 'compile',
          file,
          line: Number(line),
          column: Number(column),
          message: `SyntaxError: ${message}`,
          from: at,
          to,
        },
      ];
    }
    if (!NO_TESTS.test(text) && !SERVER.test(text)) return [];
    const kind = text.includes('Timed out') ? 'timeout' : 'config';
    return [{ kind, message: text.replace(/^Error: /, ''), from: at, to: at + 1 }];
  });
}

function endedAs(lists: readonly List[]): Reading['ended'] {
  if (lists.length === 0) return undefined;
  return lists.some(({ kind }) => /^(?:failed|timed out|interrupted|error)/.test(kind)) ? 'failed' : 'passed';
}
