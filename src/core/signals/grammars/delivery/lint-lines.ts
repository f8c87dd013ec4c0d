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
  {
    tool: 'cpplint',
    kind: 'lint',
    marks: ['  ['],
    pattern:
      /^(?<file>\S{1,500}\.\w{1,5}):(?<line>\d{1,7}): {2}(?<message>.{1,1000}?) {2}\[(?<code>[a-z]+\/[\w+-]{1,60})\] \[\d\]$/,
  },
  {
    tool: 'doc8',
    kind: 'lint',
    marks: [': D00'],
    pattern: /^(?<file>\S{1,500}\.(?:rst|txt)):(?<line>\d{1,7}): (?<code>D00\d) (?<message>.{1,500})$/,
  },
  {
    tool: 'rstcheck',
    kind: 'lint',
    marks: [': (ERROR/3) ', ': (SEVERE/4) ', ': (WARNING/2) '],
    pattern:
      /^(?<file>\S{1,500}):(?<line>\d{1,7}): \((?:WARNING\/2|ERROR\/3|SEVERE\/4)\) (?<message>.{1,1000})$/,
  },
  {
    tool: 'restructuredtext-lint',
    kind: 'lint',
    marks: ['.rst:'],
    pattern: /^(?:ERROR|SEVERE|WARNING) (?<file>\S{1,500}\.rst):(?<line>\d{1,7}) (?<message>.{1,1000})$/,
  },
  {
    tool: 'darglint',
    kind: 'lint',
    marks: [': DAR'],
    pattern: /^(?<file>\S{1,500}\.py):\w{1,200}:(?<line>\d{1,7}): (?<code>DAR\d{3}): (?<message>.{1,500})$/,
  },
  {
    tool: 'cfn-lint',
    kind: 'lint',
    marks: [':E'],
    pattern:
      /^(?<file>\S{1,500}):(?<line>\d{1,7}):(?<column>\d{1,7}):\d{1,7}:\d{1,7}:(?<code>E\d{4}):(?<message>.{1,1000})$/,
  },
  {
    tool: 'check-jsonschema',
    kind: 'lint',
    marks: ['::$'],
    pattern: /^ {2}(?<file>\S{1,500}?)::(?<message>\$\S{0,300}: .{1,1000})$/,
  },
  {
    tool: 'pymarkdown',
    kind: 'lint',
    marks: [': MD', ': PML'],
    pattern:
      /^(?<file>\S{1,500}\.(?:md|markdown)):(?<line>\d{1,7}):(?<column>\d{1,7}): (?<code>(?:MD|PML)\d{3}): (?<message>.{1,1000}?)(?: \([a-z\d,-]{3,100}\))?$/,
  },
  {
    tool: 'mdformat',
    kind: 'format',
    marks: ['" is not formatted.'],
    pattern: /^Error: File "(?<file>.{1,500})" (?<message>is not formatted)\.$/,
  },
  {
    tool: 'gersemi',
    kind: 'format',
    marks: ['CMakeLists.txt would be reformatted', '.cmake would be reformatted'],
    pattern: /^(?<file>\S.{0,500}?(?:CMakeLists\.txt|\.cmake)) (?<message>would be reformatted)$/,
  },
  {
    tool: 'cmake-format',
    kind: 'format',
    marks: [': Check failed: '],
    pattern: /^ERROR __main__\.py:\d{1,6}: (?<message>Check failed): (?<file>\S.{0,500})$/,
  },
  {
    tool: 'cmake-lint',
    kind: 'lint',
    marks: [': [C0', ': [R0', ': [W0', ': [E0'],
    pattern:
      /^(?<file>\S{1,500}):(?<line>\d{1,7})(?:,(?<column>\d{1,7}))?: \[(?<code>[CRWE]\d{4})\] (?<message>.{1,1000})$/,
  },
];

export const lintLines: readonly Grammar[] = ROWS.map(({ tool, kind, marks, pattern }) => ({
  tool,
  marks,
  read: (lines) => ({
    // Some count a whole file as its line 0.
    findings: problemsIn(lines, kind, pattern).map((each) =>
      each.line === 0 ? { ...each, line: undefined } : each,
    ),
  }),
}));
