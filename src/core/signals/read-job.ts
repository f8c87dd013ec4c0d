// One job's log -> what failed in it: tools first, then the runner, then what only looks like a failure, then the tail.
import type { GreenLog } from './evidence/green-diff.ts';
import { newsFinding } from './evidence/news.ts';
import type { Grammar } from './grammar.ts';
import { GRAMMARS } from './grammars/grammars.ts';
import { uncaught } from './grammars/uncaught.ts';
import { ratesIn } from './how-often.ts';
import { type JobFacts, type JobFinding, placed, withoutLog } from './job-finding.ts';
import { outputFindings, runnerFindings } from './job-level.ts';
import { type LogLine, MAX_LINE_CHARS, STEP_FAILED } from './log-lines.ts';
import { type Choice, endOfJob, failedSteps, type JobEnd } from './reading/failed-steps.ts';
import { foldersIn, inFolder } from './reading/folders.ts';
import { JobReader, type ReadLog } from './reading/job-reader.ts';
import { type Marks, marksOf } from './reading/marks.ts';
import type { Step } from './reading/step.ts';
import type { StepKind } from './reading/step-header.ts';
import { type Stream, streamsOf, unsignedStreamsOf } from './reading/streams.ts';
import { textLines } from './reading/text-lines.ts';
import { countedIn } from './repeats/counted.ts';
import { type ScriptSays, scriptSays } from './repeats/script.ts';
import { Spans } from './spans.ts';
import { tailFinding } from './tail.ts';
import { toldOnce } from './told-once.ts';

export type JobText = JobFacts & { readonly text: string };

export type LogReading = {
  readonly findings: readonly JobFinding[];
  readonly end: JobEnd;
  /** The tools' own last word, where any of them has one. */
  readonly ended: 'passed' | 'failed' | undefined;
  /** Steps with the lines that were kept of them, secrets taken out. */
  readonly steps: readonly ReadStep[];
};

export type ReadStep = {
  readonly title: string | null;
  readonly lines: readonly LogLine[];
  /** Searched for failures. */
  readonly isRead: boolean;
};

export type ReadOptions = {
  /** The API says that the job failed: something is told even where nothing can be read. */
  readonly hasFailed: boolean;
  /** Read before those of the house: what a repository says about its own tools comes first. */
  readonly extraGrammars?: readonly Grammar[];
  /** Takes secrets out of lines and keeps their number. For text that was cleaned before: leave it out. */
  readonly redact?: (text: string) => string;
  /** Which steps failed, and what they are called, as the forge's API tells; undefined where it does not. */
  readonly told?: (steps: readonly Step[]) => ToldSteps | undefined;
  /** What the last green log of the same job had: of what only looks like a failure, the news alone counts. */
  readonly green?: GreenLog | undefined;
};

export type ToldSteps = {
  readonly choice: Choice;
  nameOf(step: Step): string | undefined;
};

/** Lines with one of these are worth keeping of a log that is too long to be kept. */
const ERROR_WORDS = [
  ...['error', 'Error', 'ERROR', 'FAIL', 'Fail', 'fail', 'fatal', 'FATAL', 'panic', 'Exception', 'EXCEPTION'],
  ...['Traceback', 'denied', 'Killed', 'killed', 'Cannot ', 'cannot ', 'not found', 'refused', 'timed out'],
];

let marks: Marks | undefined;

/** Built at first use and kept: it depends on nothing but the grammars. */
export function grammarMarks(): Marks {
  marks ??= marksOf(
    GRAMMARS.map((grammar) => grammar.marks),
    ERROR_WORDS,
  );
  return marks;
}

export function readJob(job: JobText): readonly JobFinding[] {
  if (job.text.trim() === '') return [withoutLog(job)];
  const reader = new JobReader(grammarMarks());
  const lines = textLines((line) => reader.push(line));
  lines.push(job.text);
  lines.end();
  return readLog(reader.end(), job, { hasFailed: true }).findings;
}

export function readLog(log: ReadLog, facts: JobFacts, options: ReadOptions): LogReading {
  const { failedStep } = facts;
  const told = options.told?.(log.steps);
  const choice = told?.choice ?? failedSteps(log.steps, { failedStep, hasFailed: options.hasFailed });
  const chosen = new Set(choice.steps);
  const steps = log.steps.map((step) => ({
    title: step.title === null ? null : (options.redact?.(step.title) ?? step.title),
    kind: step.kind,
    facts: { ...facts, failedStep: told?.nameOf(step) ?? failedStep },
    hits: step.hits,
    says: scriptSays(step.script),
    script: step.script,
    lines: bounded(step.retained.lines(), options.redact),
    isRead: chosen.has(step),
  }));
  const all = steps.flatMap(({ lines }) => lines);
  const readings = steps
    .filter(({ isRead }) => isRead)
    .map((step) => ({ step, ...byGrammars(step, options.extraGrammars ?? []) }));
  const ended = lastWord(readings.map((reading) => reading.ended));
  const byRunner = runnerFindings(all).map((finding) => placed(finding, 'runner', facts, null, all));
  const found = [...byRunner, ...readings.flatMap(({ findings }) => findings)];
  const mayGuess = options.hasFailed || choice.isSure || ended !== 'passed';
  const isKnownToFail = options.hasFailed || choice.isSure || ended === 'failed';
  const guessed = found.length > 0 || !mayGuess ? [] : guesses(steps, options.green, isKnownToFail);
  const isOpen = found.length === 0 && choice.isSure && told === undefined && failedStep === null;
  const before = isOpen ? stepsBefore(steps, options.extraGrammars ?? []) : [];
  const isUntold = found.length + guessed.length + before.length === 0;
  const mayTell = isUntold && (options.hasFailed || choice.isSure);
  const readToo = new Set(before.map(({ step }) => step));
  return {
    findings: [
      ...found,
      ...guessed,
      ...before.flatMap(({ findings }) => findings),
      ...(mayTell ? lastResort(steps, options.green) : []),
    ],
    end: endOfJob(log.steps, all),
    ended,
    steps:
      readToo.size === 0
        ? steps
        : steps.map((step) => (readToo.has(step) ? { ...step, isRead: true } : step)),
  };
}

/**
 * A script can print a whole header of a step: then what it said before stands in a step that seems to have passed. Where
 * nothing sure was found in the step that failed, the one before it is read as well, and what stands there is a guess.
 */
function stepsBefore(steps: readonly Section[], extra: readonly Grammar[]) {
  return steps.flatMap((step, at) => {
    const next = steps[at + 1];
    if (step.isRead || next?.isRead !== true || step.kind === 'after' || step.kind === 'setup') return [];
    const { findings } = byGrammars(step, extra);
    const guesses = findings.map((finding) => ({ ...finding, confidence: 'guessed' as const }));
    return findings.length === 0 ? [] : [{ step, findings: guesses }];
  });
}

function lastWord(words: readonly ('passed' | 'failed' | undefined)[]): 'passed' | 'failed' | undefined {
  return words.includes('failed') ? 'failed' : words.find((word) => word !== undefined);
}

const REPORT_LINE = /^\[?\{"/;

/** Secrets first: cut in its middle, one could no longer be known. */
function bounded(lines: readonly LogLine[], redact: ReadOptions['redact']): readonly LogLine[] {
  const texts = redact === undefined ? null : redact(lines.map(({ text }) => text).join('\n')).split('\n');
  return lines.map((line, at) => {
    const text = texts?.[at] ?? line.text;
    const short = text.length > MAX_LINE_CHARS ? `${text.slice(0, MAX_LINE_CHARS - 1)}…` : text;
    if (short === line.text) return line;
    return { ...line, text: short, ...(short !== text && REPORT_LINE.test(text) ? { whole: text } : {}) };
  });
}

type Section = ReadStep & {
  readonly kind: StepKind;
  readonly facts: JobFacts;
  readonly hits: ReadonlySet<number>;
  /** Whether its script runs the same again. */
  readonly says: ScriptSays;
  /** Only looked into: it may hold secrets. */
  readonly script: string;
};

function byGrammars(step: Section, extra: readonly Grammar[]) {
  const hit = GRAMMARS.filter(({ marks }, index) => step.hits.has(index) || marks.includes(''));
  const grammars = [...extra, ...hit];
  const lines = withoutEnd(step.lines);
  const signed = byStreams(streamsOf(lines), step, grammars);
  if (signed.findings.length > 0 || signed.ended !== undefined) return signed;
  const unsigned = unsignedStreamsOf(lines);
  return unsigned === undefined ? signed : byStreams(unsigned, step, grammars);
}

function byStreams(streams: readonly Stream[], step: Section, grammars: readonly Grammar[]) {
  const ends: ('passed' | 'failed' | undefined)[] = [];
  const findings = streams.flatMap(({ lines, folder }) => {
    const readings = grammars.map((grammar) => {
      const reading = apply(grammar, step, lines, folder);
      ends.push(reading.ended);
      return reading.findings;
    });
    return unclaimed(toldOnce(readings));
  });
  return { findings, ended: lastWord(ends) };
}

/** How the runner ends a step belongs to no tool's last words. */
const withoutEnd = (lines: readonly LogLine[]): readonly LogLine[] => {
  const last = lines.at(-1);
  return last?.mark === 'error' && STEP_FAILED.test(last.text) ? lines.slice(0, -1) : lines;
};

function guesses(
  steps: readonly Section[],
  green: GreenLog | undefined,
  isKnownToFail: boolean,
): readonly JobFinding[] {
  const grammar = uncaught(isKnownToFail);
  return steps
    .filter(({ isRead }) => isRead)
    .flatMap((step) => {
      const traces = apply(grammar, step, step.lines).findings;
      const byRunner = outputFindings(step.lines, step.script).map((finding) =>
        placed(finding, 'runner', step.facts, step.title, step.lines),
      );
      // Where something says that there was no memory, how it ended says nothing more.
      const isExplained = traces.some(({ kind }) => kind === 'resource');
      return [...byRunner.filter(({ code }) => code === undefined || !isExplained), ...traces];
    })
    .filter(({ lines, from, to }) => green === undefined || green.missing(lines.slice(from, to)).length > 0);
}

/** Nothing in it looks like a failure: what the last green log had not, else how it ended. */
function lastResort(steps: readonly Section[], green: GreenLog | undefined): readonly JobFinding[] {
  const read = steps.filter(({ isRead }) => isRead);
  const news = read.flatMap(({ facts, title, lines }) => {
    const finding = green === undefined ? undefined : newsFinding(lines, green);
    return finding === undefined
      ? []
      : [{ ...placed(finding, 'log', facts, title, lines), origin: 'green log' }];
  });
  return news.length > 0
    ? news
    : read.slice(-1).map(({ facts, title, lines }) => placed(tailFinding(lines), 'log', facts, title, lines));
}

/** One line tells one failure: of two grammars that begin at it, or inside a test that the other found, the earlier keeps it. */
function unclaimed(readings: readonly (readonly JobFinding[])[]): readonly JobFinding[] {
  const starts = new Set<number>();
  const tests = new Spans();
  return readings.flatMap((reading) => {
    const free = reading.filter(({ from }) => !starts.has(from) && !tests.goOver(from));
    for (const finding of free) {
      starts.add(finding.from);
      if (finding.kind === 'test') tests.add(finding);
    }
    return free;
  });
}

function apply(
  grammar: Grammar,
  { facts, title, says }: Pick<Section, 'facts' | 'title' | 'says'>,
  lines: readonly LogLine[],
  folder?: string,
) {
  const { findings: read, ended, ...rest } = grammar.read(lines);
  const folders = read.length === 0 ? () => undefined : foldersIn(lines, folder);
  const findings = read.map((finding) =>
    finding.file === undefined
      ? finding
      : { ...finding, file: inFolder(finding.file, folders(finding.from)) },
  );
  const statedFor = findings.length === 0 ? () => undefined : ratesIn(lines);
  const countedFor = countedIn({ ...rest, findings }, lines, says);
  return {
    ended,
    findings: findings.map((finding) => ({
      ...placed(finding, grammar.tool, facts, title, lines),
      counted: countedFor(finding),
      stated: statedFor(finding),
    })),
  };
}
