// What unittest prints of one run: a block between rules for each failure, results that -v prints, the count and the last word.
import { endOf, type Finding, textAt } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { type Named, nameIn } from './unittest-ids.ts';
import { unpickledAt } from './unittest-remote.ts';

export type Block = {
  readonly title: string;
  readonly from: number;
  /** The first line below the rule under its title; `to` where there is no body. */
  readonly body: number;
  readonly to: number;
  readonly isUnexpected: boolean;
};
export type Result = { readonly named: Named; readonly word: string; readonly at: number };

export type Run = {
  readonly from: number;
  readonly to: number;
  readonly blocks: readonly Block[];
  readonly results: readonly Result[];
  /** Failures that a worker process could not hand over. */
  readonly unpickled: readonly Finding[];
  readonly verdict: string | undefined;
};

export const RULE = /^={70}$/;
const THIN = /^-{70}$/;
const HEAD = /^(?:(?:ERROR|FAIL)|(UNEXPECTED SUCCESS)): (\S.{0,2000})$/;
const RAN = /^Ran \d{1,7} tests? in \d/;
const VERDICT = /^(?:OK|FAILED|NO TESTS RAN)(?: \(.{1,200}\))?$/;
const RESULT = /^\s{0,4}(.{1,1500}?) \.\.\. (ok|FAIL|ERROR|unexpected success)$/;
const MAX_BODY_LINES = 3_000;

export function runsIn(lines: readonly LogLine[]): readonly Run[] {
  const runs: Run[] = [];
  let from = 0;
  lines.forEach(({ text }, at) => {
    if (!RAN.test(text)) return;
    const last = endOf(lines, at + 1, (each) => VERDICT.test(each), 12);
    const verdict = VERDICT.exec(textAt(lines, last))?.[0];
    const to = verdict === undefined ? at + 1 : last + 1;
    runs.push(runOf(lines, from, to, verdict));
    from = to;
  });
  const rest = runOf(lines, from, lines.length, undefined);
  const isSilent = rest.blocks.length + rest.results.length + rest.unpickled.length === 0 && runs.length > 0;
  return !isSilent ? [...runs, rest] : runs;
}

function runOf(lines: readonly LogLine[], from: number, to: number, verdict: string | undefined): Run {
  const blocks: Block[] = [];
  const results: Result[] = [];
  const unpickled: Finding[] = [];
  for (let at = from; at < to; at += 1) {
    const block = RULE.test(textAt(lines, at)) ? blockAt(lines, at, to) : undefined;
    if (block !== undefined) {
      blocks.push(block);
      at = block.to - 1;
    } else {
      const result = resultAt(lines, at);
      if (result !== undefined) results.push(result);
      const failure = unpickledAt(lines, at);
      if (failure !== undefined) unpickled.push(failure);
    }
  }
  return { from, to, blocks, results, unpickled, verdict };
}

function blockAt(lines: readonly LogLine[], from: number, end: number): Block | undefined {
  const [head, unexpected, first = ''] = HEAD.exec(textAt(lines, from + 1)) ?? [];
  if (head === undefined) return undefined;
  const isEnd = (text: string, at: number) => at >= end || RULE.test(text) || isLast(lines, at);
  if (unexpected !== undefined)
    return { title: first, from, body: from + 2, to: from + 2, isUnexpected: true };
  const rule = endOf(lines, from + 2, (text, at) => THIN.test(text) || isEnd(text, at), 30);
  const title = titleOf(lines, from + 1, rule, first);
  if (!THIN.test(textAt(lines, rule))) return undefined;
  const to = endOf(lines, rule + 1, isEnd, MAX_BODY_LINES);
  return { title, from, body: rule + 1, to, isUnexpected: false };
}

/** nose2 prints the number of a case and, in the next line, its parameters into the name; else it is a docstring that follows. */
function titleOf(lines: readonly LogLine[], at: number, rule: number, first: string): string {
  if (!/:\d{1,6}$/.test(first)) return first;
  const whole = [first, ...lines.slice(at + 1, rule).map(({ text }) => text)].join(' ');
  const number = first.slice(first.lastIndexOf(':'));
  const dotted = /\(([\w.]{1,500}):\d{1,6} .{0,1000}\)$/.exec(whole)?.[1];
  return dotted === undefined ? first : `${dotted}${number}`;
}

/** The thin rule above the count of tests, or above the durations. */
const isLast = (lines: readonly LogLine[], at: number): boolean =>
  THIN.test(textAt(lines, at)) && RAN.test(textAt(lines, at + 1));

/** A docstring stands between the name and the result. */
function resultAt(lines: readonly LogLine[], at: number): Result | undefined {
  if (!textAt(lines, at).includes(' ... ')) return undefined;
  const [whole, title = '', word = ''] = RESULT.exec(textAt(lines, at)) ?? [];
  if (whole === undefined) return undefined;
  const named = nameIn(title) ?? nameIn(textAt(lines, at - 1));
  return named === undefined ? undefined : { named, word, at };
}
