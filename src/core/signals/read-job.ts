// One job's log -> what failed in it: tools first, then the runner, then what only looks like a failure, then the tail.
import { type Confidence, type Excerpt, NO_EXCERPT } from './failure-signal.ts';
import type { Finding, Grammar } from './grammar.ts';
import { GRAMMARS } from './grammars/grammars.ts';
import { uncaught } from './grammars/uncaught.ts';
import { type Rate, ratesIn } from './how-often.ts';
import { outputFindings, runnerFindings } from './job-level.ts';
import { failedSections, type LogSection, logSections } from './log-lines.ts';
import { tailFinding } from './tail.ts';

export type JobText = {
  readonly job: string;
  readonly failedStep: string | null;
  readonly text: string;
  readonly truncated: boolean;
};

export type JobFinding = Finding & {
  readonly tool: string;
  readonly job: string;
  readonly step: string | undefined;
  readonly excerpt: Excerpt;
  readonly confidence: Confidence;
  readonly origin: string;
  /** How often the same test passed in this step, as far as its tool names passing tests. */
  readonly passes: number;
  /** What the step itself says about how often it failed. */
  readonly stated: Rate | undefined;
  readonly truncated: boolean;
};

export function readJob(job: JobText): readonly JobFinding[] {
  if (job.text.trim() === '') return [withoutLog(job)];
  const sections = logSections(job.text);
  const failed = failedSections(sections, job.failedStep);
  const byTools = failed.flatMap((section) =>
    unclaimed(GRAMMARS.map((grammar) => apply(grammar, job, section))),
  );
  const all = { title: null, lines: sections.flatMap(({ lines }) => lines) };
  const byRunner = runnerFindings(all.lines).map((finding) => complete(finding, 'runner', job, all));
  if (byTools.length + byRunner.length > 0) return [...byRunner, ...byTools];
  const guessed = failed.flatMap((section) => [
    ...outputFindings(section.lines).map((finding) => complete(finding, 'runner', job, section)),
    ...apply(uncaught, job, section),
  ]);
  if (guessed.length > 0) return guessed;
  return failed.slice(-1).map((section) => complete(tailFinding(section.lines), 'log', job, section));
}

/** One line tells one failure: of two grammars that begin at it, or inside a test that the other found, the earlier keeps it. */
function unclaimed(readings: readonly (readonly JobFinding[])[]): readonly JobFinding[] {
  const starts = new Set<number>();
  const tests: JobFinding[] = [];
  const kept: JobFinding[] = [];
  for (const reading of readings) {
    const free = reading.filter(
      ({ from }) => !starts.has(from) && !tests.some((test) => test.from < from && from < test.to),
    );
    for (const finding of free) {
      starts.add(finding.from);
      if (finding.kind === 'test') tests.push(finding);
    }
    kept.push(...free);
  }
  return kept;
}

function apply(grammar: Grammar, job: JobText, section: LogSection): readonly JobFinding[] {
  if (!grammar.marks.some((mark) => section.lines.some(({ text }) => text.includes(mark)))) return [];
  const { findings, passes } = grammar.read(section.lines);
  const statedFor = ratesIn(section.lines);
  return findings.map((finding) => ({
    ...complete(finding, grammar.tool, job, section),
    passes: finding.testId === undefined ? 0 : (passes?.get(finding.testId) ?? 0),
    stated: statedFor(finding),
  }));
}

const GUESSERS: ReadonlySet<string> = new Set(['log', 'runner']);

function complete(
  finding: Finding,
  tool: string,
  { job, failedStep, truncated }: JobText,
  { title, lines }: LogSection,
): JobFinding {
  const own = lines.slice(finding.from, finding.to);
  const step = failedStep ?? title ?? undefined;
  return {
    ...finding,
    tool: finding.tool ?? tool,
    job,
    step,
    excerpt: {
      text: own.map(({ text }) => text).join('\n'),
      fromLine: own[0]?.no ?? 0,
      toLine: own.at(-1)?.no ?? 0,
    },
    confidence: GUESSERS.has(tool) ? 'guessed' : 'parsed',
    origin: tool,
    passes: 0,
    stated: undefined,
    truncated,
  };
}

/** GitHub keeps no log of a job that never came to a step, nor of a runner that died with its log. */
const withoutLog = ({ job, failedStep, truncated }: JobText): JobFinding => ({
  kind: failedStep === null ? 'infra' : 'unknown',
  message:
    failedStep === null
      ? 'the job failed before any step and left no log'
      : `${failedStep} failed and left no log`,
  tool: 'runner',
  job,
  step: failedStep ?? undefined,
  excerpt: NO_EXCERPT,
  confidence: 'reported',
  origin: 'api',
  passes: 0,
  stated: undefined,
  truncated,
  from: 0,
  to: 0,
});
