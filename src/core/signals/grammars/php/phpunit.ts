// PHPUnit: numbered tests below "There were 2 failures:", and testdox, where the errors stand below each test.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const SECTION = /^There (?:was|were) \d{1,7} (failures?|errors?):$/;
const OTHER_SECTION =
  /^(?:--|There (?:was|were) \d{1,7} .{1,60}:|FAILURES!|ERRORS!|WARNINGS!|OK, but .{0,60}|Tests: \d.{0,200})$/;
const TITLE = /^(\d{1,7})\) ((?:[A-Za-z_\\][\w\\]{0,500})::(\S.{0,1500}))$/;
const PLACE = /^((?:[A-Za-z]:)?[\w\\/.@+ -]{1,500}\.php):(\d{1,7})$/;
const DOX_CLASS = /^\S.{0,300} \(([A-Za-z_\\][\w\\]{0,300})\)$/;
/** A class without a namespace is told by its pretty name alone: a test stands right below it. */
const DOX_BARE = /^([A-Z][\w ]{0,200})$/;
const DOX_ANY = /^ [✔✘∅☢↩⚠] \S/;
const DOX_TEST = /^ ✘ (\S.{0,1000})$/;
const DOX_LINE = /^ {3}[│┐├┊╵┴┼]\s?/;
const BANNER = /^PHPUnit \d{1,3}\.\d/;
const STOPS =
  /^(?:Cannot open file ".{1,500}"|Class .{1,500} (?:could not be found|cannot be found) in .{1,500}|Test (?:file|directory) ".{1,500}" not found|Could not (?:read|load) (?:XML from )?(?:file )?".{1,500}"|Unknown option ".{1,200}"|Cannot open bootstrap script ".{1,500}")\.?$/;
const FOREIGN = /[\\/]vendor[\\/]/;
const SUMMARY = /^(?:OK \(\d|FAILURES!|ERRORS!|OK, but )/;

export const phpunit: Grammar = {
  tool: 'phpunit',
  marks: [' failure', ' error', '✘ ', 'OK (', 'PHPUnit '],
  read(lines) {
    const numbered = numberedIn(lines);
    const known = new Set(numbered.map(({ line, file, message }) => `${file}:${line}:${message}`));
    const dox = numbered.length > 0 ? [] : doxIn(lines);
    const last = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
    return {
      findings: [
        ...numbered,
        ...stopsIn(lines),
        ...dox.filter(({ line, file, message }) => !known.has(`${file}:${line}:${message}`)),
      ],
      ended: last === undefined ? undefined : last.startsWith('OK') ? 'passed' : 'failed',
    };
  },
};

/** It did not get to any test: a file, a class or its own options are not what it expects. */
function stopsIn(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at): Finding[] => {
    const isOwn =
      STOPS.test(text) && lines.slice(Math.max(0, at - 8), at).some((line) => BANNER.test(line.text));
    return isOwn ? [{ kind: 'config', message: text, from: at, to: at + 1 }] : [];
  });
}

function numberedIn(lines: readonly LogLine[]): readonly Finding[] {
  const findings: Finding[] = [];
  let inSection = false;
  lines.forEach(({ text }, at) => {
    if (SECTION.test(text)) inSection = true;
    else if (OTHER_SECTION.test(text)) inSection = false;
    const title = inSection ? TITLE.exec(text) : null;
    if (title === null) return;
    const to = endOf(lines, at + 1, (each) => TITLE.test(each) || OTHER_SECTION.test(each), 300);
    const suite = (title[2] ?? '').split('::')[0] ?? '';
    findings.push(findingOf(lines, at, to, withoutValues(title[2] ?? ''), suite));
  });
  return findings;
}

function doxIn(lines: readonly LogLine[]): readonly Finding[] {
  let suite: string | undefined;
  return lines.flatMap(({ text }, at): Finding[] => {
    const bare = DOX_ANY.test(textAt(lines, at + 1)) ? DOX_BARE.exec(text)?.[1] : undefined;
    suite = DOX_CLASS.exec(text)?.[1] ?? bare ?? suite;
    const name = DOX_TEST.exec(text)?.[1];
    if (name === undefined || suite === undefined) return [];
    const to = endOf(lines, at + 1, (each) => !DOX_LINE.test(each), 300);
    const plain = lines.slice(at, to).map((line) => ({ ...line, text: line.text.replace(DOX_LINE, '') }));
    const finding = findingOf(plain, 0, to - at, `${suite}::${name.replace(/\s{2,}\d.{0,40}$/, '')}`, suite);
    return [{ ...finding, from: at, to: at + finding.to }];
  });
}

function findingOf(
  lines: readonly LogLine[],
  at: number,
  to: number,
  testId: string,
  suite: string,
): Finding {
  const places: { file: string; line: number }[] = [];
  let end = at + 1;
  let messageEnd: number | undefined;
  for (let line = at + 1; line < to; line += 1) {
    const place = PLACE.exec(textAt(lines, line));
    if (place === null) continue;
    messageEnd ??= line;
    end = line + 1;
    if (!FOREIGN.test(place[1] ?? '')) places.push({ file: place[1] ?? '', line: Number(place[2]) });
  }
  const name = suite.split('\\').at(-1) ?? suite;
  const own =
    places.findLast(({ file }) => file.includes(`${name}.php`) || /Test\.php$/.test(file)) ?? places[0];
  return {
    kind: 'test',
    testId,
    suite,
    file: own?.file,
    line: own?.line,
    message: textOf(lines, at + 1, messageEnd ?? to),
    from: at,
    to: messageEnd === undefined ? to : end,
  };
}

/** `with data set "x" (1, 2)`: the name of the set stays, its values do not. */
const withoutValues = (title: string): string =>
  title.replace(/^(.{1,600}? with data set (?:#\d{1,7}|".{1,500}?")) \(.{0,2000}\)$/, '$1');
