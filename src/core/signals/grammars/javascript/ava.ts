// ava: a list of what failed, then a block for each: its title, its place, the lines around it, what was expected.
import { endOf, type Finding, type Grammar, textAt, textOf } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { ownPlaces, placeOfTest } from './frames.ts';

const LISTED = /^ {2}(?:✘|✖|×) \[(?:fail|unexpected pass)\]: (.{1,2000})$/;
const DIED = /^ {2}(?:✘|✖|×) (\S.{0,500}?) exited with a non-zero exit code: \d{1,6}$/;
const UNCAUGHT = /^ {2}Uncaught exception in (\S.{0,500})$/;
const TITLE = /^ {2}(\S.{0,2000})$/;
const PLACE = /^ {2}(?<file>\S.{0,500}\.[cm]?[jt]sx?):(?<line>\d{1,7})$/;
const POINTED = /^ {2}› (?<file>(?:file:\/\/)?\S.{0,500}\.[cm]?[jt]sx?):(?<line>\d{1,7}):(?<column>\d{1,7})$/;
const SOURCE = /^ {1,12}\d{1,7}:(?: |$)/;
const FRAME = /^\s{2,20}at \S/;
const SUMMARY = /^ {2}\d{1,6} (?:tests?|hooks?|known failures?|uncaught exceptions?) (?:failed|passed)\b/;
const MAX_MESSAGE_LINES = 14;

export const ava: Grammar = {
  tool: 'ava',
  marks: ['[fail]: ', '[unexpected pass]: ', 'exited with a non-zero exit code: ', 'Uncaught exception in '],
  read(lines) {
    const listed = lines.flatMap(({ text }, at) => {
      const rest = LISTED.exec(text)?.[1];
      return rest === undefined ? [] : [{ at, rest }];
    });
    const died = lines.flatMap(({ text }, at) => [...diedAt(lines, text, at)]);
    const blocks = listed.length === 0 ? [] : blocksIn(lines, (listed.at(-1)?.at ?? 0) + 1);
    const used = new Set<number>();
    const findings = listed.map(({ at, rest }) => {
      const index = blocks.findIndex(
        ({ title }, each) => !used.has(each) && (rest === title || rest.startsWith(`${title} `)),
      );
      const block = blocks[index];
      used.add(index);
      return block === undefined ? bare(at, rest) : findingOf(lines, block);
    });
    return { findings: [...findings, ...died], ...(findings.length > 0 ? { ended: 'failed' as const } : {}) };
  },
};

type Block = { readonly title: string; readonly from: number; readonly to: number };

/** A title stands between empty lines, two of them before it. */
function blocksIn(lines: readonly LogLine[], start: number): readonly Block[] {
  const heads: number[] = [];
  for (let at = start; at < lines.length; at += 1) {
    const text = textAt(lines, at);
    const isApart = textAt(lines, at - 1) === '' && textAt(lines, at + 1) === '';
    const isFirst = textAt(lines, at - 2) === '' || textAt(lines, at - 2).trim() === '─';
    if (isApart && isFirst && TITLE.test(text) && !SUMMARY.test(text) && text.trim() !== '─') heads.push(at);
  }
  return heads.map((from, index) => {
    const next = heads[index + 1] ?? endOf(lines, from + 1, (text) => text.trim() === '─', 400);
    return { title: (TITLE.exec(textAt(lines, from))?.[1] ?? '').trim(), from, to: next };
  });
}

/** With several files each title bears its file's name. */
function named(title: string): Pick<Finding, 'testId' | 'suite'> {
  const parts = title.split(' › ');
  return parts.length < 2 ? { testId: title } : { testId: parts.slice(1).join(' › '), suite: parts[0] };
}

function findingOf(lines: readonly LogLine[], { title, from, to }: Block): Finding {
  const own = lines.slice(from + 1, to);
  const pointed = own.map(({ text }) => POINTED.exec(text)?.groups).find((groups) => groups !== undefined);
  const placed = own.map(({ text }) => PLACE.exec(text)?.groups).find((groups) => groups !== undefined);
  const frame = placeOfTest(ownPlaces(lines, from + 1, to), placed?.file);
  const place = pointed ?? placed;
  let end = to;
  while (end > from + 1 && textAt(lines, end - 1).trim() === '') end -= 1;
  return {
    kind: 'test',
    ...named(title),
    ...(place === undefined
      ? frame
      : {
          file: placed?.file ?? place.file?.replace(/^file:\/\//, ''),
          line: Number(place.line),
          column: place.column === undefined ? undefined : Number(place.column),
        }),
    message: messageIn(own) || 'failed',
    from,
    to: end,
  };
}

/** What was thrown is said once more in front of its trace, and better there. */
function messageIn(own: readonly LogLine[]): string {
  const trace = own.findIndex(({ text }) => FRAME.test(text));
  const from = trace === -1 ? -1 : own.slice(0, trace).findLastIndex(({ text }) => text === '');
  if (trace > from + 1) return textOf(own, from + 1, trace);
  const words = own.filter(({ text }) => !SOURCE.test(text) && !PLACE.test(text) && !/^ {2}› /.test(text));
  const first = words.findIndex(({ text }) => text.trim() !== '');
  return textOf(words, Math.max(0, first), Math.min(words.length, first + MAX_MESSAGE_LINES));
}

const bare = (at: number, rest: string): Finding => ({
  kind: 'test',
  ...named(rest),
  message: 'failed',
  from: at,
  to: at + 1,
});

function diedAt(lines: readonly LogLine[], text: string, at: number): readonly Finding[] {
  const uncaught = UNCAUGHT.exec(text)?.[1];
  if (uncaught !== undefined) {
    const to = endOf(lines, at + 1, (each) => DIED.test(each) || each.trim() === '─', 60);
    const place = lines
      .slice(at, to)
      .map((line) => POINTED.exec(line.text)?.groups)
      .find((groups) => groups !== undefined);
    const message = messageIn(lines.slice(at + 1, to)) || text.trim();
    return [
      {
        kind: 'crash',
        file: uncaught,
        line: place === undefined ? undefined : Number(place.line),
        column: place === undefined ? undefined : Number(place.column),
        message,
        from: at,
        to,
      },
    ];
  }
  const file = DIED.exec(text)?.[1];
  const isTold = lines.some((line) => UNCAUGHT.exec(line.text)?.[1] === file);
  return file === undefined || isTold
    ? []
    : [{ kind: 'crash', file, message: text.trim(), from: at, to: at + 1 }];
}
