// rspec: `  1) description` below `Failures:`, its error and backtrace; errors outside of examples; else its list of commands to run again.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { isEunit } from '../more/erlang.ts';
import { isHspec } from '../more/haskell.ts';
import { ownPlace, placeIn } from './backtrace.ts';

const TITLE = /^ {2}(\d{1,5})\) (\S.{0,2000})$/;
const RERUN = /^rspec (?:'|\.\/|(?=\S))(\S{1,500}?\.rb)(?::(\d{1,7})|\[[\d:]{1,40}\])'? # (\S.{0,2000})$/;
const PLACE_ONLY = /^\.[\\/](\S{1,500}_spec\.rb):(\d{1,7}):(\S.{0,1000})$/;
const LOADING =
  /^An error occurred (?:while loading|in an? `?\S{1,30}`? hook(?: for)?)\s?(?:\.\/)?(\S{0,500}?)\.?(?: - Did you mean\?)?$/;
const SECTION_END =
  /^(?:Finished in |Failed examples:|Failures:|Pending: |\d{1,7} examples?, |Randomized with seed )/;
/** Where a file cannot be parsed, the place stands in the error's own words. */
const SYNTAX = /^\s{0,8}\S{1,500}\.rb:(\d{1,7}): syntax errors? ?(?:found|,)/;
const SUMMARY = /^\d{1,7} examples?, (\d{1,7}) failures?(?:, .{0,100})?$/;

export const rspec: Grammar = {
  tool: 'rspec',
  marks: [
    'Failures:',
    'rspec ./',
    "rspec '",
    'An error occurred while loading',
    'examples, 0 failures',
    '_spec.rb:',
  ],
  read(lines) {
    if (isHspec(lines) || isEunit(lines)) return { findings: [] };
    // One step may run it several times, in parallel or in a row.
    const detailed = lines.flatMap(({ text }, at) => (text === 'Failures:' ? titlesFrom(lines, at + 1) : []));
    const known = new Set(detailed.map(({ testId }) => testId));
    const listed = lines.flatMap(({ text }, at) => {
      const found = listedAt(text, at);
      return found === undefined || known.has(found.testId) ? [] : [found];
    });
    const found = [...loadingErrors(lines), ...detailed, ...listed];
    return { findings: found.length > 0 ? found : placesOnly(lines), ended: endedIn(lines) };
  },
};

/** The formatter for editors: a place, and the example's own words without its group's. */
const placesOnly = (lines: readonly LogLine[]): readonly Finding[] =>
  lines.flatMap(({ text }, at): readonly Finding[] => {
    const [, file, line, testId] = PLACE_ONLY.exec(text) ?? [];
    if (file === undefined) return [];
    return [{ kind: 'test', testId, file, line: Number(line), message: 'failed', from: at, to: at + 1 }];
  });

function titlesFrom(lines: readonly LogLine[], start: number): readonly Finding[] {
  const sectionEnd = endOf(lines, start, (text) => SECTION_END.test(text), lines.length);
  const findings: Finding[] = [];
  for (let at = start; at < sectionEnd; at += 1) {
    const title = TITLE.exec(textAt(lines, at))?.[2];
    if (title === undefined) continue;
    const to = endOf(lines, at + 1, (text, line) => line >= sectionEnd || TITLE.test(text), 400);
    findings.push(findingOf(lines, at, to, title));
  }
  return findings;
}

function findingOf(lines: readonly LogLine[], at: number, to: number, title: string): Finding {
  const traceAt = endOf(lines, at + 1, (text, line) => line >= to || placeIn(text) !== undefined, 400);
  const place = ownPlace(lines, at + 1, to);
  return {
    kind: 'test',
    // A pending example that passes has failed, and its title says so.
    testId: title.replace(/ FIXED$/, ''),
    file: place?.file,
    line: place?.line,
    message: textOf(lines, at + 1, traceAt).replace(/^Failure\/Error: /, ''),
    from: at,
    to: lastPlace(lines, at, to),
  };
}

/** The command that runs one example again; an index in brackets names an example of a loop, not a line. */
function listedAt(text: string, at: number): Finding | undefined {
  const found = RERUN.exec(text);
  if (found === null) return undefined;
  const [, file, line, title] = found;
  return {
    kind: 'test',
    testId: title,
    file,
    line: line === undefined ? undefined : Number(line),
    message: 'failed',
    from: at,
    to: at + 1,
  };
}

function loadingErrors(lines: readonly LogLine[]): readonly Finding[] {
  return lines.flatMap(({ text }, at): Finding[] => {
    const file = LOADING.exec(text)?.[1];
    if (file === undefined) return [];
    const to = endOf(lines, at + 1, (each) => SECTION_END.test(each) || LOADING.test(each), 80);
    const errorAt = endOf(
      lines,
      at + 1,
      (each, line) => line >= to || each.startsWith('Failure/Error: '),
      80,
    );
    const traceAt = endOf(lines, errorAt, (each, line) => line >= to || isTrace(each), 80);
    const place = ownPlace(lines, traceAt, to);
    const parsed = SYNTAX.exec(
      textAt(
        lines,
        endOf(lines, errorAt, (each, line) => line >= traceAt || SYNTAX.test(each), 12),
      ),
    );
    const said = textOf(lines, errorAt + 1, traceAt).replace(/\n\s+/g, ' ');
    return [
      {
        kind: 'compile',
        file: file === '' ? place?.file : file,
        line:
          parsed !== null ? Number(parsed[1]) : place?.file === file || file === '' ? place?.line : undefined,
        message: said === '' ? text : said,
        from: at,
        to: parsed === null ? lastPlace(lines, at, to) : traceAt,
      },
    ];
  });
}

const isTrace = (text: string): boolean => placeIn(text) !== undefined || text.startsWith('# ');

function lastPlace(lines: readonly LogLine[], from: number, to: number): number {
  for (let at = to - 1; at > from; at -= 1) if (placeIn(textAt(lines, at)) !== undefined) return at + 1;
  return Math.min(to, from + 20);
}

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const summary = lines.findLast(({ text }) => SUMMARY.test(text))?.text;
  if (summary === undefined) return undefined;
  return / 0 failures/.test(summary) && !summary.includes('error') ? 'passed' : 'failed';
}
