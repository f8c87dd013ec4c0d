// vitest, every reporter that prints its list of failures: ` FAIL  file > suite > name`, one or several above one error.
import { endOf, type Finding, type Grammar, type Reading, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import type { Frame } from '../stack.ts';
import { ownPlaces, placeOfTest, sameFile } from './frames.ts';
import { kindOfLoading } from './loading.ts';
import { vitestTree } from './vitest-tree.ts';

/** node-tap heads a file's failures in the same way and counts them there; ward does, with a line and a share. */
const FAIL =
  /^ FAIL {1,4}(?!\S{1,500} \d{1,7} failed of \d|[\w.]{1,200}:\d{1,7} .{0,500}\s\d{1,3}%$)(\S.{0,2000})$/;
/** A project stands between bars, or with spaces around it where there were colours; a typecheck says TS. */
const PROJECT = /^(?:\|[^|]{1,100}\| {1,2}|TS {1,3}|[^>/\\]{1,60}? {2,3}(?=\S{1,500}\.\w{1,5}(?: |$)))/;
const RETRIES = / \((?:initial run|\d{1,3}(?:st|nd|rd|th) retry)[^()]{0,200}\)$/;
const PLACE = /^ {1,3}❯ (?:\S.{0,500} )?(\S{1,1000}):(\d{1,7}):(\d{1,7})$/;
/** Where a file could not even be parsed: of esbuild, of oxc, of Babel and others. */
const UNPARSED =
  /^\s{0,8}(?:File: |╭─{1,4}\[ )?((?:[A-Za-z]:)?[^\s:❯╭│][^:❯╭]{0,1000}):(\d{1,7}):(\d{1,7})(?::| \]|$)/;
const RULE = /^⎯{3,}/;
const CODE_FRAME = /^\s{2,10}\d{0,7}\s?\| |^ {2}(?:Plugin|File): |^\s{1,10}╭─/;
const UNHANDLED =
  /^⎯{3,100} (Unhandled (?:Rejection|Error|Source Error)|Uncaught Exception|Typecheck Error|Startup Error) ⎯{3,100}$/;
const ORIGIN = /^This error originated in "(.{1,1000}?)" test file/;
const COVERAGE = /^ERROR: Coverage for (\w{1,20}) \(.{1,20}\) does not meet .{1,300}$/;
const NO_FILES = /^No (?:test|benchmark)s? (?:suite )?files found, exiting with code 1$/;
const FILES = /^\s{1,20}Test Files\s{1,4}(\S.{0,200})$/;

export const vitest: Grammar = {
  tool: 'vitest',
  marks: [
    ' FAIL  ',
    '⎯⎯⎯ Un',
    '⎯ Startup Error',
    '⎯ Typecheck',
    'Coverage for',
    ' files found, exiting',
    ' × ',
  ],
  read(lines) {
    const findings = [...failures(lines), ...unhandled(lines), ...others(lines)].sort(
      (a, b) => a.from - b.from,
    );
    return { findings: findings.length > 0 ? findings : vitestTree(lines), ended: endedAs(lines) };
  },
};

type Head = { readonly at: number; readonly title: string };

function failures(lines: readonly LogLine[]): readonly Finding[] {
  const findings = new Map<string, Finding>();
  let heads: Head[] = [];
  let run = 0;
  lines.forEach(({ text }, at) => {
    if (/^ (?:RUN|DEV) {2}v\d/.test(text)) run += 1;
    const title = FAIL.exec(text)?.[1];
    if (title === undefined) return;
    heads.push({ at, title });
    const next = textAt(lines, at + 1);
    if (FAIL.test(next)) return;
    // jest says FAIL in the same way where it has colours, and goes on below with an indented line.
    if (!/^(?: {2}|$)/.test(next)) {
      for (const [title, same] of byTitle(heads)) {
        const key = `${run} ${title}`;
        findings.set(key, again(findings.get(key), findingOf(lines, same, at + 1)));
      }
    }
    heads = [];
  });
  return [...findings.values()];
}

/** A test that was retried in vain stands there once for each time. */
function byTitle(heads: readonly Head[]): ReadonlyMap<string, readonly Head[]> {
  const titles = new Map<string, Head[]>();
  for (const head of heads) titles.set(head.title, [...(titles.get(head.title) ?? []), head]);
  return titles;
}

const again = (before: Finding | undefined, now: Finding): Finding => {
  if (before === undefined) return now;
  const failed = (before.attempts?.failed ?? 1) + (now.attempts?.failed ?? 1);
  return { ...before, attempts: { passed: 0, failed } };
};

function findingOf(lines: readonly LogLine[], heads: readonly Head[], body: number): Finding {
  const [{ at, title }] = heads as [Head];
  const to = endOf(lines, body, (text) => RULE.test(text) || FAIL.test(text));
  const plain = title.replace(PROJECT, '').replace(/ \[ .{1,1000} \]$/, '');
  const [file = '', ...names] = plain.replace(RETRIES, '').split(' > ');
  const retries = RETRIES.exec(plain)?.[0].split(',').length ?? heads.length;
  const error = errorIn(lines, body, to);
  const place = placeOfTest(error.places, file) ?? (names.length === 0 ? error.places[0] : undefined);
  return {
    kind: kindOf(names.length > 0, error.message),
    testId: names.length > 0 ? names.join(' > ') : undefined,
    suite: names.length > 1 ? names.slice(0, -1).join(' > ') : undefined,
    file: place === undefined || sameFile(place.file, file) ? file : place.file,
    line: place?.line,
    column: place?.column,
    ...(retries > 1 ? { attempts: { passed: 0, failed: retries } } : {}),
    message: error.message,
    from: at,
    to: placesEnd(lines, body, to),
  };
}

function kindOf(isTest: boolean, message: string): Finding['kind'] {
  if (message.startsWith('TypeCheckError')) return 'typecheck';
  // A file that could not be loaded ran no test at all.
  return isTest ? 'test' : kindOfLoading(message);
}

type Told = { readonly message: string; readonly places: readonly Frame[] };

function errorIn(lines: readonly LogLine[], body: number, to: number): Told {
  const end = endOf(lines, body, (text, at) => at >= to || PLACE.test(text) || CODE_FRAME.test(text));
  const unparsed = lines.slice(body, Math.min(to, body + 30)).flatMap(({ text }) => {
    const [, file = '', line, column] = UNPARSED.exec(text) ?? [];
    return file === '' ? [] : [{ file, line: Number(line), column: Number(column) }];
  });
  const places = [...ownPlaces(lines, body, to, (text) => PLACE.test(text)), ...unparsed];
  return { message: textOf(lines, body, end), places };
}

/** The last line of the error and its code, without blank ones and the frames of node_modules below it. */
function placesEnd(lines: readonly LogLine[], body: number, to: number): number {
  let end = to;
  while (end > body + 1 && /^$|^ {1,3}❯ .{0,500}(?:node_modules|node:)/.test(textAt(lines, end - 1)))
    end -= 1;
  return end;
}

function unhandled(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at) => {
    const title = UNHANDLED.exec(text)?.[1];
    if (title === undefined) return [];
    const to = endOf(lines, at + 1, (each) => RULE.test(each));
    const error = errorIn(lines, at + 1, to);
    const origin = lines.slice(at, to).find((line) => ORIGIN.test(line.text));
    const file = ORIGIN.exec(origin?.text ?? '')?.[1];
    const place = placeOfTest(error.places, file) ?? error.places[0];
    const kind = title === 'Startup Error' ? 'config' : title === 'Typecheck Error' ? 'typecheck' : 'crash';
    const message = error.message.split(/\n\s+at /, 1)[0] ?? '';
    const end = endOf(
      lines,
      at + 1,
      (each, no) => no >= to || (place !== undefined && /node_modules/.test(each)),
    );
    return [{ kind, ...(place ?? { file }), message, from: at, to: end }];
  });
}

function others(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at) => {
    const kind = COVERAGE.test(text) ? 'gate' : NO_FILES.test(text) ? 'config' : undefined;
    return kind === undefined ? [] : [{ kind, message: text, from: at, to: at + 1 }];
  });
}

function endedAs(lines: readonly LogLine[]): Reading['ended'] {
  const said = lines.findLast(({ text }) => FILES.test(text))?.text;
  if (said === undefined) return undefined;
  return said.includes('failed') ? 'failed' : 'passed';
}
