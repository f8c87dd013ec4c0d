// The lines to put before an agent, under one budget: what tools reported, what the last green log had not, how it ended.
import type { JobFinding } from '../job-finding.ts';
import type { ReadStep } from '../read-job.ts';
import { type Candidates, candidatesOf, type Wanted } from './candidates.ts';
import type { GreenLog } from './green-diff.ts';
import { tightLines } from './tight-spans.ts';

/** Lines of the raw file, from 1 by line feeds, both ends in it. */
export type Span = { readonly fromLine: number; readonly toLine: number; readonly why: string };

export type Evidence<S extends Span = Span> = {
  readonly spans: readonly S[];
  readonly lines: number;
  readonly budgetLines: number;
  /** Lines that were wanted and had no room. */
  readonly leftOutLines: number;
};

export const BUDGET_LINES = 120;
/** With a green log the rest is better known: fewer lines tell as much. */
export const GREEN_BUDGET_LINES = 90;
const MERGE_GAP = 2;
const MAX_WHY_CHARS = 160;
/** A log that gives no more lines than this also shows its end. */
const FEW_LINES = 3;

/** A text whose lines are counted from 1: a job's log, or what a report says of one failure. */
export type Source = {
  readonly candidates: Candidates | null;
};
/** A finding with the text that its lines are of; `of` tells whose lines they are, so that spans of two are not made one. */
export type Sought<S extends Source> = {
  readonly source: S;
  readonly finding: JobFinding;
  readonly of: string;
};
export type ChosenSpan<S extends Source> = Span & { readonly source: S; readonly of?: string };

export function evidenceOf(input: {
  readonly steps: readonly ReadStep[];
  readonly findings: readonly JobFinding[];
  readonly green?: GreenLog | undefined;
}): Evidence {
  const source = { candidates: candidatesOf(input.steps, input.findings, input.green) };
  const budgetLines = input.green === undefined ? BUDGET_LINES : GREEN_BUDGET_LINES;
  const sought = input.findings.map((finding) => ({ source, finding, of: '' }));
  const { spans, ...rest } = chosenFrom(sought, [source], budgetLines);
  return { ...rest, spans: spans.map(({ fromLine, toLine, why }) => ({ fromLine, toLine, why })) };
}

type Line<S extends Source> = Wanted & { readonly source: S; readonly of?: string };

/** Of several jobs: the failures in their order, then what else each of its jobs has to say. */
export function chosenFrom<S extends Source>(
  sought: readonly Sought<S>[],
  sources: readonly S[],
  budgetLines: number,
): Evidence<ChosenSpan<S>> {
  const all = (pick: (candidates: Candidates) => readonly Wanted[]): Line<S>[] =>
    sources.flatMap((source) => own(source, pick));
  const wanted = [
    ...ofFindings(sought, budgetLines),
    ...all(({ endings }) => endings),
    ...all(({ mentions }) => mentions),
    ...inTurn(sources.map((source) => own(source, ({ news }) => news))),
  ];
  const silent = sources.filter(
    (source) => wanted.filter((line) => line.source === source).length <= FEW_LINES,
  );
  const tails = inTurn(silent.map((source) => own(source, ({ tail }) => tail)));
  return within([...wanted, ...tails], sources, budgetLines);
}

const own = <S extends Source>(source: S, pick: (candidates: Candidates) => readonly Wanted[]): Line<S>[] =>
  source.candidates === null ? [] : pick(source.candidates).map((wanted) => ({ ...wanted, source }));

/** One of each, then the second of each: no job takes all the room. */
function inTurn<T>(lists: readonly (readonly T[])[]): readonly T[] {
  const longest = Math.max(0, ...lists.map(({ length }) => length));
  return Array.from({ length: longest }, (_, at) => lists.flatMap((list) => list.slice(at, at + 1))).flat();
}

/** The first findings in full, so long as each of the others gets its headline. */
function ofFindings<S extends Source>(sought: readonly Sought<S>[], budgetLines: number): Line<S>[] {
  const each = Math.max(3, Math.floor(budgetLines / Math.max(1, sought.length)));
  return sought.flatMap(({ source, finding, of }, at) => {
    const why = nameOf(finding);
    const lines = tightLines(finding, at === 0 ? Math.max(each, 24) : Math.min(each, 24));
    return lines.map((line) => ({ line, why, source, of }));
  });
}

function nameOf({ tool, testId, code, message }: JobFinding): string {
  const words = testId ?? code ?? message.split('\n')[0] ?? '';
  return `${tool}: ${words}`.slice(0, 80).toWellFormed();
}

function within<S extends Source>(
  wanted: readonly Line<S>[],
  sources: readonly S[],
  budgetLines: number,
): Evidence<ChosenSpan<S>> {
  const taken = new Map<S, Map<number, Line<S>>>();
  let count = 0;
  const left = new Set<string>();
  for (const line of wanted) {
    const lines = taken.get(line.source) ?? new Map<number, Line<S>>();
    taken.set(line.source, lines);
    if (lines.has(line.line.no)) continue;
    if (count < budgetLines) {
      lines.set(line.line.no, line);
      count += 1;
    } else left.add(`${sources.indexOf(line.source)} ${line.line.no}`);
  }
  const spans: ChosenSpan<S>[] = [];
  let room = budgetLines - count;
  for (const lines of taken.values()) {
    const joined = joinedLines([...lines.values()], room);
    room = joined.room;
    spans.push(...joined.spans);
  }
  const lines = spans.reduce((sum, { fromLine, toLine }) => sum + toLine - fromLine + 1, 0);
  return { spans, lines, budgetLines, leftOutLines: left.size };
}

/** Neighbours become one span, also over a small gap while there is room for its lines. */
function joinedLines<S extends Source>(lines: readonly Line<S>[], room: number) {
  const spans: ChosenSpan<S>[] = [];
  let left = room;
  for (const { line, why, source, of } of lines.toSorted((a, b) => a.line.no - b.line.no)) {
    const { no } = line;
    const last = spans.at(-1);
    const gap = last === undefined ? Number.POSITIVE_INFINITY : no - last.toLine - 1;
    const isOther = last?.of !== undefined && of !== undefined && last.of !== of;
    if (last === undefined || isOther || gap > Math.min(MERGE_GAP, left)) {
      spans.push({ fromLine: no, toLine: no, why, source, ...(of === undefined ? {} : { of }) });
      continue;
    }
    left -= gap;
    const whose = last.of ?? of;
    spans[spans.length - 1] = {
      ...last,
      toLine: no,
      why: together(last.why, why),
      ...(whose === undefined ? {} : { of: whose }),
    };
  }
  return { spans, room: left };
}

const together = (a: string, b: string): string =>
  a.includes(b) || a.length + b.length > MAX_WHY_CHARS ? a : `${a}; ${b}`;
