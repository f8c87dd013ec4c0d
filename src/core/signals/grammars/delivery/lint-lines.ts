// Linters of what is neither code nor tests: one problem a line. A new one is a row in the table.
import type { FailureKind } from '../../failure-signal.ts';
import type { Grammar } from '../../grammar.ts';
import { problemsIn } from '../problem-lines.ts';

type Row = {
  readonly tool: string;
  readonly kind: FailureKind;
  readonly marks: readonly string[];
  readonly pattern: RegExp;
};

const ROWS: readonly Row[] = [
  {
    tool: 'hadolint',
    kind: 'lint',
    marks: [' DL', ' SC'],
    pattern:
      /^(?<file>\S{0,500}[Dd]ockerfile\S{0,100}):(?<line>\d{1,7}) (?<code>(?:DL|SC)\d{4}) (?:error|warning|info|style): (?<message>.{1,1000})$/,
  },
  {
    tool: 'actionlint',
    kind: 'lint',
    marks: ['.github/workflows/'],
    pattern:
      /^(?<file>\.github\/workflows\/\S{1,300}\.ya?ml):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<message>.{1,2000}) \[(?<code>[a-z-]{3,40})\]$/,
  },
  {
    tool: 'yamllint',
    kind: 'lint',
    marks: ['[error] '],
    pattern:
      /^(?<file>\S{1,500}\.ya?ml):(?<line>\d{1,7}):(?<column>\d{1,7}): \[error\] (?<message>.{1,500}?)(?: \((?<code>[a-z-]{3,40})\))?$/,
  },
  {
    tool: 'markdownlint',
    kind: 'lint',
    marks: [' MD'],
    pattern:
      /^(?<file>\S{1,500}\.(?:md|markdown|mdx)):(?<line>\d{1,7})(?::(?<column>\d{1,7}))?(?: error)? (?<code>MD\d{3})\/\S{1,200} (?<message>.{1,1000})$/,
  },
  {
    tool: 'standard',
    kind: 'lint',
    marks: ['.js:', '.mjs:', '.cjs:', '.jsx:'],
    pattern:
      /^ {2}(?<file>\S{1,500}\.[cm]?jsx?):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<message>.{1,1000}?)\.? \((?<code>[\w@/-]{2,80})\)$/,
  },
  {
    tool: 'cspell',
    kind: 'lint',
    marks: [' - Unknown word ', ' - Forbidden word '],
    pattern:
      /^(?<file>\S.{0,500}?):(?<line>\d{1,7}):(?<column>\d{1,7}) - (?<message>(?:Unknown|Forbidden) word \(.{1,300})$/,
  },
  {
    tool: 'phpcs',
    kind: 'lint',
    marks: [': error - '],
    pattern:
      /^(?<file>\S.{0,500}?\.(?:php|inc|phtml|js|css)):(?<line>\d{1,7}):(?<column>\d{1,7}): error - (?<message>.{1,1000})$/,
  },
  {
    tool: 'codespell',
    kind: 'lint',
    marks: [' ==> '],
    pattern: /^(?<file>\S{1,500}):(?<line>\d{1,7}): (?<message>\S{1,100} ==> .{1,300})$/,
  },
];

export const lintLines: readonly Grammar[] = ROWS.map(({ tool, kind, marks, pattern }) => ({
  tool,
  marks,
  read: (lines) => ({ findings: problemsIn(lines, kind, pattern) }),
}));
