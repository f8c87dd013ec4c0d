// ty, pyrefly, pytype and pyre: a row each, of expressions that say one problem; those of two lines have the place in the second.
import { type Finding, type Grammar, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { distinct, problemOf } from '../problem-lines.ts';
import { SOURCE } from './source-file.ts';

type Row = {
  readonly tool: string;
  readonly marks: readonly string[];
  readonly patterns: readonly RegExp[];
  /** Without a place: that stands in the line below, behind an arrow. */
  readonly heads: readonly RegExp[];
};

const PLACE = String.raw`${SOURCE}:(?<line>\d{1,7}):(?<column>\d{1,7})`;
const ARROW = new RegExp(String.raw`^ {1,12}--> ${PLACE}(?:-\d{1,7}(?::\d{1,7})?)?$`);

const ROWS: readonly Row[] = [
  {
    tool: 'ty',
    marks: ['error[', 'warning['],
    patterns: [new RegExp(String.raw`^${PLACE}: error\[(?<code>[a-z][a-z-]{2,80})\] (?<message>.{1,2000})$`)],
    heads: [/^error\[(?<code>[a-z][a-z-]{2,80})\]: (?<message>.{1,2000})$/],
  },
  {
    tool: 'pyrefly',
    marks: ['ERROR '],
    patterns: [
      new RegExp(
        String.raw`^ERROR ${PLACE}-\d{1,7}(?::\d{1,7})?: (?<message>.{1,2000}) \[(?<code>[a-z][a-z-]{2,80})\]$`,
      ),
    ],
    heads: [/^ERROR (?<message>\S.{0,2000}) \[(?<code>[a-z][a-z-]{2,80})\]$/],
  },
  {
    tool: 'pytype',
    marks: ['.py'],
    patterns: [
      new RegExp(
        String.raw`^${PLACE}: error: in [\w.<>]{1,200}: (?<message>.{1,2000}) \[(?<code>[a-z][a-z-]{2,80})\]$`,
      ),
      /^File "(?<file>.{1,800})", line (?<line>\d{1,7}), in [\w.<>]{1,200}: (?<message>.{1,2000}) \[(?<code>[a-z][a-z-]{2,80})\]$/,
    ],
    heads: [],
  },
  {
    tool: 'pyre',
    marks: [']: '],
    patterns: [
      new RegExp(
        String.raw`^${PLACE} (?<name>[A-Z][\w /'-]{3,100}) \[(?<code>\d{1,4})\]: (?<message>.{1,2000})$`,
      ),
    ],
    heads: [],
  },
];

export const otherTypeCheckers: readonly Grammar[] = ROWS.map(({ tool, marks, patterns, heads }) => ({
  tool,
  marks,
  read(lines) {
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      const groups = patterns.map((pattern) => pattern.exec(text)?.groups).find((each) => each !== undefined);
      if (groups !== undefined) return [problemOf('typecheck', groups, at)];
      const head = heads.map((pattern) => pattern.exec(text)?.groups).find((each) => each !== undefined);
      return head === undefined ? [] : placedBelow(lines, at, head);
    });
    return { findings: distinct(findings) };
  },
}));

function placedBelow(lines: readonly LogLine[], at: number, head: Record<string, string>): Finding[] {
  const place = ARROW.exec(textAt(lines, at + 1))?.groups;
  return place === undefined
    ? []
    : [problemOf('typecheck', { ...place, ...head }, at, blockEnd(lines, at + 2))];
}

/** The quoted source: lines that begin with a bar, and notes below it up to an empty line. */
export function blockEnd(lines: readonly LogLine[], from: number): number {
  let to = from;
  while (to < lines.length && to < from + 60 && /^\s{0,12}(?:\d{1,7} )?\s{0,12}[|-]/.test(textAt(lines, to)))
    to += 1;
  return to;
}
