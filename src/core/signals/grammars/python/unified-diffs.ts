// Diffs that formatters print: whose header it is, which file, and the first line that would change.
import { endOf, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';

export type Diff = {
  readonly file: string;
  /** As the file is now. */
  readonly line: number | undefined;
  /** Whose header it is, where that tells: black's has a time, isort's `:before`, yapf's `(original)`. */
  readonly tool: 'black' | 'isort' | 'yapf' | 'autopep8' | undefined;
  readonly from: number;
  readonly to: number;
};

const OLD = /^--- (\S.{0,1000}?)(:before)?(?:\t(.{1,80}))?$/;
const NEW = /^\+\+\+ \S/;
const HUNK = /^@@ -(\d{1,7})(?:,\d{1,7})? \+\d/;
const BODY = /^(?:[-+ @\\]|$)/;
const MAX_LINES = 3_000;

export function diffsIn(lines: readonly LogLine[]): readonly Diff[] {
  return lines.flatMap((_, at): Diff[] => {
    const header = OLD.exec(textAt(lines, at));
    if (header === null || !NEW.test(textAt(lines, at + 1)) || !HUNK.test(textAt(lines, at + 2))) return [];
    const [, file = '', before, rest = ''] = header;
    const to = endOf(lines, at + 3, (text, line) => !BODY.test(text) || isHeader(lines, line), MAX_LINES);
    return [
      {
        file: bare(file),
        line: changedLine(lines, at + 2, to),
        tool: toolOf(file, before, rest),
        from: at,
        to,
      },
    ];
  });
}

const isHeader = (lines: readonly LogLine[], at: number): boolean =>
  OLD.test(textAt(lines, at)) && NEW.test(textAt(lines, at + 1)) && HUNK.test(textAt(lines, at + 2));

const bare = (file: string): string => file.replace(/^(?:original|before)\//, '');

function toolOf(file: string, before: string | undefined, rest: string): Diff['tool'] {
  if (before !== undefined) return 'isort';
  if (rest === '(original)') return 'yapf';
  if (file.startsWith('original/')) return 'autopep8';
  return /^\d{4}-\d\d-\d\d /.test(rest) ? 'black' : undefined;
}

/** A line that was added counts as the one before which it goes. */
function changedLine(lines: readonly LogLine[], hunk: number, to: number): number | undefined {
  const start = Number(HUNK.exec(textAt(lines, hunk))?.[1]);
  const first = endOf(lines, hunk + 1, (text, at) => at >= to || /^[-+]/.test(text), to - hunk);
  return first < to ? Math.max(1, start + first - hunk - 1) : undefined;
}
