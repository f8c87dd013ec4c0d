// Haskell: hspec's failures, each under its place, and what GHC says of code.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

const SPEC = /^ {2}(\S.{0,500}\.l?hs):(\d{1,7}):(\d{1,7}): ?$/;
const TITLE = /^ {2}\d{1,5}\) (\S.{0,2000})$/;
const RERUN = /^ {2}To rerun use: --match /;
const SUMMARY = /^\d{1,7} examples?, (\d{1,7}) failures?(?:, .{0,100})?$/;
const GHC =
  /^(\S.{0,500}\.l?hs):(\d{1,7}):(\d{1,7}): error:(?: \[GHC-\d{1,9}\])?(?: \[.{1,80}\])?\s{0,4}(.{0,2000})$/;
const CODE = /\[(GHC-\d{1,9})\]/;
const SOURCE = /^\s{0,8}\d{0,7}\s?\|/;
const MAX_MESSAGE_LINES = 12;

/** Its titles and sums look like those of rspec. */
export const isHspec = (lines: readonly LogLine[]): boolean => lines.some(({ text }) => RERUN.test(text));

export const hspec: Grammar = {
  tool: 'hspec',
  marks: ['To rerun use: --match'],
  read(lines) {
    if (!isHspec(lines)) return { findings: [] };
    const failures = lines.flatMap(({ text }) => SUMMARY.exec(text)?.[1] ?? []).at(-1);
    return {
      findings: lines.flatMap((_, at) => specAt(lines, at)),
      ended: failures === undefined ? undefined : failures === '0' ? 'passed' : 'failed',
    };
  },
};

function specAt(lines: readonly LogLine[], at: number): readonly Finding[] {
  const testId = TITLE.exec(textAt(lines, at))?.[1];
  if (testId === undefined) return [];
  const [, file, line, column] = SPEC.exec(textAt(lines, at - 1)) ?? [];
  const to = endOf(lines, at + 1, (text) => RERUN.test(text) || TITLE.test(text) || SUMMARY.test(text), 200);
  const stack = endOf(lines, at + 1, (text, no) => no >= to || /^\s{2,12}CallStack \(from /.test(text), 200);
  const place = file === undefined ? {} : { file, line: Number(line), column: Number(column) };
  return [
    { kind: 'test', testId, ...place, message: textOf(lines, at + 1, stack) || 'failed', from: at, to },
  ];
}

export const ghc: Grammar = {
  tool: 'ghc',
  marks: ['hs:'],
  read: (lines) => ({
    findings: lines.flatMap(({ text }, at): readonly Finding[] => {
      const [whole = '', file, line, column, said = ''] = GHC.exec(text) ?? [];
      if (file === undefined) return [];
      const to = endOf(lines, at + 1, (each) => each === '' || SOURCE.test(each), MAX_MESSAGE_LINES);
      const message = [said, textOf(lines, at + 1, to)].filter((part) => part !== '').join('\n');
      const place = { file, line: Number(line), column: Number(column), code: CODE.exec(whole)?.[1] };
      return [{ kind: 'compile', ...place, message, from: at, to }];
    }),
  }),
};
