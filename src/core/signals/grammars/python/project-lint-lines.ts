// Smaller checks of Python projects, a row each: dead code, dependencies, SQL, how much is documented.
import type { FailureKind } from '../../failure-signal.ts';
import type { Finding, Grammar } from '../../grammar.ts';
import { distinct, problemOf } from '../problem-lines.ts';
import { SOURCE } from './source-file.ts';

type Row = {
  readonly tool: string;
  readonly kind: FailureKind;
  readonly marks: readonly string[];
  readonly pattern: RegExp;
  /** A line that names the file of those below it. */
  readonly heading?: RegExp;
};

const ROWS: readonly Row[] = [
  {
    tool: 'vulture',
    kind: 'lint',
    marks: ['% confidence'],
    pattern: new RegExp(
      String.raw`^${SOURCE}:(?<line>\d{1,7}): (?<message>(?:unused|unreachable|unsatisfiable|redundant) .{1,300}) \(\d{1,3}% confidence.{0,40}\)$`,
    ),
  },
  {
    tool: 'deptry',
    kind: 'lint',
    marks: ['.toml: DEP', '.txt: DEP'],
    pattern: /^(?<file>\S{1,300}\.(?:toml|txt)): (?<code>DEP\d{3}) (?<message>.{1,500})$/,
  },
  {
    tool: 'sqlfluff',
    kind: 'lint',
    marks: ['| P: '],
    heading: /^== \[(.{1,500})\] FAIL$/,
    pattern:
      /^L: {1,8}(?<line>\d{1,7}) \| P: {1,8}(?<column>\d{1,7}) \| +(?<code>[A-Z]{2,6}\d{0,3}) \| (?<message>.{1,500})$/,
  },
  {
    tool: 'interrogate',
    kind: 'gate',
    marks: ['RESULT: FAILED (minimum'],
    pattern: /^-{0,60} ?(?<message>RESULT: FAILED \(minimum: [\d.]{1,8}%, actual: [\d.]{1,8}%\)) ?-{0,60}$/,
  },
];

export const projectLintLines: readonly Grammar[] = ROWS.map(({ tool, kind, marks, pattern, heading }) => ({
  tool,
  marks,
  read(lines) {
    let file: string | undefined;
    const findings = lines.flatMap(({ text }, at): Finding[] => {
      file = heading?.exec(text)?.[1] ?? file;
      const groups = pattern.exec(text)?.groups;
      return groups === undefined ? [] : [problemOf(kind, { ...groups, file: groups.file ?? file }, at)];
    });
    return { findings: distinct(findings) };
  },
}));
