// A job's raw log as lines a grammar can read: without marks, times, colours and the runner's echo of the step's script.
import { cleanTerminal } from '../redact.ts';

export type LogLine = {
  /** Its number in the raw log, from 1, by line feeds. Neighbours in a list need not be neighbours in the log. */
  readonly no: number;
  /** At most MAX_LINE_CHARS characters, so that no expression ever meets a longer one. */
  readonly text: string;
  /** What the runner marked it as; such a line is often a second copy of one that stands above it. */
  readonly mark: 'error' | 'warning' | 'notice' | null;
};

/** The lines of one step; `title` is what the runner printed as its header, null for what stands before the first. */
export type LogSection = { readonly title: string | null; readonly lines: readonly LogLine[] };

export const MAX_LINE_CHARS = 4_096;
/** A script longer than this is no script, but a group that somebody named like a step. */
const MAX_ECHO_LINES = 500;

const STAMPED = /^\ufeff?\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{1,9}Z ?/;
const MARKED = /^##\[(group|endgroup|error|warning|notice|debug|command|section)\]/;

/** Takes GitHub's byte-order marks and times off; to be done before anything else reads or cleans the text. */
export const withoutTimestamps = (text: string): string =>
  text
    .split('\n')
    .map((line) => line.replace(STAMPED, ''))
    .join('\n');

export function logSections(raw: string): readonly LogSection[] {
  const lines = cleanTerminal(withoutTimestamps(raw).replaceAll('\r\n', '\n')).split('\n').map(bounded);
  const sections: { title: string | null; lines: LogLine[] }[] = [{ title: null, lines: [] }];
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at] ?? '';
    const end = endOfHeader(lines, at);
    if (end !== undefined) {
      sections.push({ title: line.slice('##[group]'.length), lines: [] });
      at = end;
      continue;
    }
    const parsed = parseLine(line, at + 1);
    if (parsed !== undefined) sections.at(-1)?.lines.push(parsed);
  }
  return sections;
}

const bounded = (line: string): string =>
  line.length > MAX_LINE_CHARS ? `${line.slice(0, MAX_LINE_CHARS - 1)}…` : line.trimEnd();

/**
 * A step opens with `##[group]Run …`, its script or its inputs, and `##[endgroup]`. The script may hold any words at all, whole
 * failure messages too; what tells it from a group of the script's own is the runner's `shell:` or `with:` in it.
 */
function endOfHeader(lines: readonly string[], start: number): number | undefined {
  if (!(lines[start] ?? '').startsWith('##[group]Run ')) return undefined;
  let isHeader = false;
  const last = Math.min(lines.length, start + MAX_ECHO_LINES);
  for (let at = start + 1; at < last; at += 1) {
    const line = lines[at] ?? '';
    if (line.startsWith('shell: ') || line === 'with:' || line === 'env:') isHeader = true;
    if (line.startsWith('##[endgroup]') && (isHeader || at === start + 1)) return at;
    if (line.startsWith('##[group]')) return undefined;
  }
  return undefined;
}

function parseLine(line: string, no: number): LogLine | undefined {
  const marker = MARKED.exec(line);
  if (marker === null) return { no, text: line, mark: null };
  const [whole, name] = marker;
  if (name === 'endgroup' || name === 'debug') return undefined;
  const mark = name === 'error' || name === 'warning' || name === 'notice' ? name : null;
  return { no, text: line.slice(whole.length), mark };
}

/** How the runner says that a step failed, whatever the step said itself. */
export const STEP_FAILED = /^Process completed with exit code (\d{1,10})\.?$/;

/** The steps that failed; everything where none can be told apart. A passing step's words about failures are nobody's failure. */
export function failedSections(
  sections: readonly LogSection[],
  failedStep: string | null,
): readonly LogSection[] {
  const marked = sections.filter(({ lines }) =>
    lines.some(({ mark, text }) => mark === 'error' && STEP_FAILED.test(text)),
  );
  const named = marked.filter(({ title }) => failedStep !== null && title === failedStep);
  if (named.length > 0) return named;
  return marked.length > 0 ? marked : sections;
}
