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
  /** What tells tests of one name apart and is not shown: the package, the binary, the framework it was built for. */
  readonly unit?: string | undefined;
  /** Which of its tool's runs it belongs to, where these lines hold several: any number that is equal within a run. */
  readonly run?: number | undefined;
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

/** A test that passed: the same as one that failed where name and unit are equal, and the suite where both tell one. */
export type Pass = Pick<Finding, 'suite' | 'unit' | 'run'> & {
  readonly testId: string;
  /** Its line. */
  readonly at: number;
};

/** `passes`: tests that passed in the same lines, for tools that name those too; CI may repeat a suite. */
export type Reading = {
  readonly findings: readonly Finding[];
  readonly passes?: readonly Pass[];
  /** Two results of one test within one run are two runs of that test, as with `go test -count`; else they are two tests. */
  readonly repeatsInRun?: boolean;
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

/** Each line of this kind is a test that passed; group 1 is its name. */
export function passesIn(
  lines: readonly LogLine[],
  pattern: RegExp,
  about: (at: number) => Pick<Pass, 'suite' | 'unit' | 'run'> = () => ({}),
): readonly Pass[] {
  return lines.flatMap(({ text }, at) => {
    const testId = pattern.exec(text)?.[1];
    return testId === undefined ? [] : [{ ...about(at), testId, at }];
  });
}
