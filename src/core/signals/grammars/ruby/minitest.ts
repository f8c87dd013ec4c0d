// minitest, numbered (`  1) Failure:`) and as Rails prints it (`Failure:` at once); also the reporters that say `FAIL Class#test`.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { ownPlace, placeIn } from './backtrace.ts';

const HEAD = /^(?: {1,4}\d{1,5}\) )?(Failure|Error):$/;
const TEST = /^(\S.{0,500}?)#(\S.{0,1000}?)(?: \[(\S.{0,500}?):(\d{1,7})\])?:$/;
const END = /^(?: {1,4}\d{1,5}\) \w{4,10}:|(?:bin\/)?rails test |\d{1,7} runs, |Finished in )/;
const SUMMARY = /^\d{1,7} (?:runs|tests), \d{1,9} assertions, (\d{1,7}) failures, (\d{1,7}) errors/;

export const minitest: Grammar = {
  tool: 'minitest',
  marks: ['Failure:', 'Error:', ' runs, '],
  read(lines) {
    const findings = lines.flatMap((_, at) => findingAt(lines, at) ?? []);
    return { findings, ended: endedIn(lines) };
  },
};

function findingAt(lines: readonly LogLine[], at: number): Finding | undefined {
  const isError = HEAD.exec(textAt(lines, at))?.[1] === 'Error';
  const test = HEAD.test(textAt(lines, at)) ? TEST.exec(textAt(lines, at + 1)) : null;
  if (test === null) return undefined;
  const [, suite = '', name = '', file, line] = test;
  const to = endOf(
    lines,
    at + 2,
    (text, next) => END.test(text) || (text === '' && isOver(lines, next)),
    200,
  );
  const traceAt = endOf(lines, at + 2, (text, next) => next >= to || placeIn(text) !== undefined, 200);
  const place = file === undefined ? ownPlace(lines, at + 2, to) : { file, line: Number(line) };
  return {
    kind: 'test',
    testId: `${suite}#${name}`,
    suite,
    file: place?.file.replace(/^\.\//, ''),
    line: place?.line,
    message: textOf(lines, at + 2, isError ? traceAt : to),
    from: at,
    to,
  };
}

/** A diff in a message may hold empty lines: the end is an empty line before something that is no part of one. */
const isOver = (lines: readonly LogLine[], at: number): boolean =>
  at + 1 >= lines.length || !/^[-+@ ]/.test(textAt(lines, at + 1)) || END.test(textAt(lines, at + 1));

function endedIn(lines: readonly LogLine[]): 'passed' | 'failed' | undefined {
  const summary = lines.findLast(({ text }) => SUMMARY.test(text));
  if (summary === undefined) return undefined;
  const [, failures, errors] = SUMMARY.exec(summary.text) ?? [];
  return failures === '0' && errors === '0' ? 'passed' : 'failed';
}
