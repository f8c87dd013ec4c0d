// What a grammar is: it reads the lines of a failed step and finds the failures that one tool reports there. Pure.
import type { FailureKind } from './failure-signal.ts';
import type { LogLine } from './log-lines.ts';

export type Finding = {
  readonly kind: FailureKind;
  /** The test's full name with its parameters, as the tool prints it. */
  readonly testId?: string | undefined;
  /** As it stands in the log; made relative to the repository later. */
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  /** The tool's own code for it: TS2322, no-unused-vars. */
  readonly code?: string | undefined;
  /** What groups tests: the describe block, the class, the package. */
  readonly suite?: string | undefined;
  /** `error` unless said. Warnings count only where the tool failed because of them (--max-warnings 0, -Werror). */
  readonly severity?: 'error' | 'warning' | undefined;
  /** In-run retries, as the tool tells them. A test that passed in the end is no failure and no finding. */
  readonly attempts?: { readonly passed: number; readonly failed: number } | undefined;
  /** Where one tool reports for another (a bundler that runs tsc): whose finding it is. */
  readonly tool?: string | undefined;
  readonly message: string;
  /** Lines of the log that belong to it: from `from` up to, not including, `to`. */
  readonly from: number;
  readonly to: number;
};

/** `passes`: how often each test passed in the same lines, for tools that name those too; CI may repeat a suite. */
export type Reading = {
  readonly findings: readonly Finding[];
  readonly passes?: ReadonlyMap<string, number>;
  /** The tool's own last word in these lines, for output that stands alone, without a runner that says how it ended. */
  readonly ended?: 'passed' | 'failed' | undefined;
};

export type Grammar = {
  readonly tool: string;
  /** Literal strings: a section in which none of them stands is not read. Few, and as particular to the tool as can be. */
  readonly marks: readonly string[];
  read(lines: readonly LogLine[]): Reading;
};

export const textAt = (lines: readonly LogLine[], at: number): string => lines[at]?.text ?? '';

/** The first line at or after `start` for which `isEnd` holds, at most `max` lines on. */
export function endOf(
  lines: readonly LogLine[],
  start: number,
  isEnd: (text: string, at: number) => boolean,
  max = 400,
): number {
  const last = Math.min(lines.length, start + max);
  for (let at = start; at < last; at += 1) if (isEnd(textAt(lines, at), at)) return at;
  return last;
}

/** Lines as one text without the indentation they share and without blank ends. */
export function textOf(lines: readonly LogLine[], from: number, to: number): string {
  const texts = lines.slice(from, to).map(({ text }) => text);
  const indents = texts
    .filter((text) => text.trim() !== '')
    .map((text) => text.length - text.trimStart().length);
  const shared = indents.length === 0 ? 0 : Math.min(...indents);
  return texts
    .map((text) => text.slice(shared))
    .join('\n')
    .replace(/^\n+/, '')
    .trimEnd();
}

/** How often each name stands in a line of this kind; group 1 is the name. */
export function countNames(lines: readonly LogLine[], pattern: RegExp): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { text } of lines) {
    const name = pattern.exec(text)?.[1];
    if (name !== undefined) counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return counts;
}
