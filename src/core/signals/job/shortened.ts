// Findings with only those of their lines that may be shown, and the texts of these lines: what is handed on of a log of any length.
import type { Candidates, Wanted } from '../evidence/candidates.ts';
import { tightLines } from '../evidence/tight-spans.ts';
import { MAX_EXCERPT_CHARS } from '../failure-signal.ts';
import type { JobFinding } from '../job-finding.ts';
import type { LogLine } from '../log-lines.ts';
import type { ReadStep } from '../read-job.ts';

export const MAX_KEPT_FINDINGS = 1_000;
/** No budget has room for more in full. */
const IN_FULL = 60;
const HEADLINES = 4;
/** More than any signal shows of a message or an excerpt. */
const MAX_TEXT_CHARS = MAX_EXCERPT_CHARS + 1;
const MAX_SHOWN_CHARS = 500;
/** Spans go over gaps of two lines. */
const BESIDE = 2;

export function shortCandidates({ endings, mentions, news, tail }: Candidates): Candidates {
  const short = (all: readonly Wanted[]) => all.map(({ line, why }) => ({ line: shortLine(line), why }));
  return { endings: short(endings), mentions: short(mentions), news: short(news), tail: short(tail) };
}

export function shortened(findings: readonly JobFinding[]): readonly JobFinding[] {
  const isCut = findings.length > MAX_KEPT_FINDINGS;
  return findings.slice(0, MAX_KEPT_FINDINGS).map((finding, at) => {
    const lines = (at < IN_FULL ? tightLines(finding) : tightLines(finding, HEADLINES)).map(shortLine);
    // Where some are gone, counting how often a test failed would be a guess.
    const { fromLine, toLine, text } = finding.excerpt;
    const excerpt = { fromLine, toLine, text: text.slice(0, MAX_TEXT_CHARS) };
    const message = finding.message.slice(0, MAX_TEXT_CHARS);
    const truncated = finding.truncated || isCut;
    return { ...finding, message, excerpt, lines, from: 0, to: lines.length, truncated };
  });
}

/** Of the lines of steps that were read: those that may be shown, and their neighbours. */
export function textsAround(
  findings: readonly JobFinding[],
  { endings, mentions, news, tail }: Candidates,
  steps: readonly ReadStep[],
): readonly (readonly [number, string])[] {
  const wanted = new Set<number>();
  const want = (no: number): void => {
    for (let near = no - BESIDE; near <= no + BESIDE; near += 1) wanted.add(near);
  };
  for (const { lines } of findings) for (const { no } of lines) want(no);
  for (const { line } of [...endings, ...mentions, ...news, ...tail]) want(line.no);
  return steps
    .flatMap(({ lines }) => lines.filter(({ no }) => wanted.has(no)))
    .map(({ no, text }) => [no, short(text)] as const);
}

const shortLine = ({ no, text, mark }: LogLine): LogLine => ({ no, text: short(text), mark });

const short = (text: string): string =>
  text.length > MAX_SHOWN_CHARS ? `${text.slice(0, MAX_SHOWN_CHARS - 1).toWellFormed()}…` : text;
