// What keeps pytest from running tests at all, or ends it in the middle of one.
import { endOf, type Finding, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { framesIn, isOwn, isSameFile } from './frames.ts';

const CONFTEST = /^ImportError while loading conftest '(.{1,1000})'\.?$/;
const PLACE = /^((?:[A-Za-z]:)?[^\s:<][^:]{0,1000}\.py):(\d{1,7}): in /;
const USAGE = /^(?:\S{0,200}pytest|__main__\.py|py\.test|python3? -m pytest): error: (.{1,2000})$/;
const CONFIG =
  /^ERROR: ((?:file or directory not found: |not found: |found no collectors for |Missing required plugins: |Unknown config option: |\S{1,500}(?:pytest\.ini|pyproject\.toml|tox\.ini|setup\.cfg|conftest\.py)\b).{0,2000}|.{0,500} requires pytest-.{1,200})$/;
const COVERAGE = /^(?:FAIL |ERROR: )?(Required test coverage of .{1,60} not reached.{1,300})$/;
/** Said earlier than the sentence above, or, where the report is switched off, without it. Without the prefix it is coverage's own. */
const COVERAGE_TOTAL = /^ERROR: (Coverage failure: total of .{1,300})$/;
const NOTHING_RAN = /^(?:={1,300} )?(?:no tests ran|\d{1,7} deselected(?:, \d{1,7} warnings?)?) in \d/;
const INTERNAL = 'INTERNALERROR>';
const FATAL = /Fatal Python error: (.{1,300})$/;
/** With -v the test is named in the line that the interpreter dies in. */
const RUNNING = /^(\S[^\s:]{0,1000}\.\w{1,10}::\S.{0,1500}?) {1,3}Fatal Python error: /;
const DUMP =
  /^(?:~{3,200} Stack of MainThread .{0,60}~{3,200}|(?:Current thread|Thread) 0x[0-9a-f]{1,16} (?:\[.{1,60}\] )?\(most recent call first\):)$/;
const TIMEOUT = /\+{10,200} Timeout \+{10,200}$/;
const STACK_LINE = /^ {2}File "(.{1,1000})", line (\d{1,7}),? in (.{1,200})$/;

/** `isAlone`: no test was reported, so that the session's own word is the only one there is. */
export function stopsIn(lines: readonly LogLine[], isAlone: boolean): readonly Finding[] {
  const findings: Finding[] = [];
  let internal = false;
  const hasGate = lines.some(({ text }) => COVERAGE.test(text));
  lines.forEach(({ text }, at) => {
    const found =
      conftestAt(lines, at) ??
      configAt(text, at) ??
      deathAt(lines, at, isAlone) ??
      gateAt(text, at, hasGate ? COVERAGE : COVERAGE_TOTAL);
    if (found !== undefined) findings.push(found);
    if (text.startsWith(INTERNAL) && !internal) findings.push(internalAt(lines, at));
    internal = text.startsWith(INTERNAL);
    if (isAlone && NOTHING_RAN.test(text) && findings.length === 0)
      findings.push({ kind: 'config', message: 'no tests ran', from: at, to: at + 1 });
  });
  const isTold = findings.some(({ message }) => message !== 'no tests ran');
  return isTold ? findings.filter(({ message }) => message !== 'no tests ran') : findings;
}

function conftestAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const file = CONFTEST.exec(textAt(lines, at))?.[1];
  if (file === undefined) return undefined;
  const to = endOf(lines, at + 1, (text) => !/^(?:E | {2,}|\S.{0,1000}:\d{1,7}: in )/.test(text), 100);
  const own = lines.slice(at, to).flatMap(({ text }) => {
    const place = PLACE.exec(text);
    return place !== null && isOwn(place[1] ?? '') ? [{ file: place[1] ?? '', line: Number(place[2]) }] : [];
  });
  const place = own.findLast((each) => isSameFile(each.file, file));
  const said = lines.slice(at, to).filter(({ text }) => /^E {2,}/.test(text));
  const message = textOf(
    said.map((line) => ({ ...line, text: line.text.slice(1) })),
    0,
    said.length,
  );
  return {
    kind: 'compile',
    file: place?.file ?? file,
    line: place?.line,
    message: message || textAt(lines, at),
    from: at,
    to,
  };
}

function configAt(text: string, at: number): Finding | undefined {
  const message = USAGE.exec(text)?.[1] ?? CONFIG.exec(text)?.[1];
  return message === undefined ? undefined : { kind: 'config', message, from: at, to: at + 1 };
}

function gateAt(text: string, at: number, said: RegExp): Finding | undefined {
  const message = said.exec(text)?.[1];
  return message === undefined ? undefined : { kind: 'gate', message, from: at, to: at + 1 };
}

function internalAt(lines: readonly LogLine[], from: number): Finding {
  const to = endOf(lines, from, (text) => !text.startsWith(INTERNAL), 1_000);
  const frame = framesIn(lines, from, to).findLast(({ file }) => isOwn(file));
  const message = textAt(lines, to - 1)
    .slice(INTERNAL.length)
    .trim();
  return { kind: 'crash', file: frame?.file, line: frame?.line, message, from, to };
}

/** The interpreter died, or pytest-timeout ended it: the dumped stack of the thread that did says in which test. */
function deathAt(lines: readonly LogLine[], at: number, isAlone: boolean): Finding | undefined {
  const text = textAt(lines, at);
  const fatal = FATAL.exec(text)?.[1];
  if (fatal === undefined && !(isAlone && TIMEOUT.test(text) && !text.startsWith('~'))) return undefined;
  const dump = dumpAfter(lines, at + 1);
  if (dump === undefined) return undefined;
  const to = endOf(lines, dump + 1, (each) => !/^ {2}/.test(each), 400);
  const frames = ownFrames(lines, dump, to);
  const test = frames.find(({ name }) => name.startsWith('test'));
  const deepest = test ?? (fatal === undefined ? frames.at(-1) : frames[0]);
  const place = { file: deepest?.file, line: deepest?.line };
  const message = fatal === undefined ? 'Timeout' : `Fatal Python error: ${fatal}`;
  const base = { kind: fatal === undefined ? 'timeout' : 'crash', ...place, message, from: at, to } as const;
  // unittest dies in the same words.
  if (!lines.slice(at, to).some((line) => /[\\/](?:_pytest|pluggy)[\\/]/.test(line.text)))
    return { ...base, tool: 'python' };
  const testId = test === undefined ? undefined : `${relative(lines, at, test.file)}::${test.name}`;
  return { ...base, testId: RUNNING.exec(text)?.[1] ?? testId };
}

/** Of several threads the one that died; where none is said to be it, the first. */
function dumpAfter(lines: readonly LogLine[], from: number): number | undefined {
  const first = endOf(lines, from, (text) => DUMP.test(text), 400);
  if (!DUMP.test(textAt(lines, first))) return undefined;
  const isBeyond = (text: string) => text !== '' && !DUMP.test(text) && !/^ {2}/.test(text);
  const current = endOf(lines, first, (text) => text.startsWith('Current thread ') || isBeyond(text), 2_000);
  return textAt(lines, current).startsWith('Current thread ') ? current : first;
}

const ownFrames = (lines: readonly LogLine[], from: number, to: number) =>
  lines.slice(from, to).flatMap(({ text }) => {
    const [, file = '', line, name = ''] = STACK_LINE.exec(text) ?? [];
    return file === '' || !isOwn(file) ? [] : [{ file, line: Number(line), name }];
  });

/** As pytest names files: from its rootdir, which it printed first. */
function relative(lines: readonly LogLine[], before: number, file: string): string {
  const root = lines.slice(0, before).findLast(({ text }) => text.startsWith('rootdir: '));
  const folder = /^rootdir: ([^,]{1,1000})/.exec(root?.text ?? '')?.[1];
  return folder !== undefined && file.startsWith(`${folder}/`) ? file.slice(folder.length + 1) : file;
}
