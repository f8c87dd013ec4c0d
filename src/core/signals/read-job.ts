// One job's log -> what failed in it: tools first, then the runner, then what only looks like a failure, then the tail.
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
  readonly excerpt: string;
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
  const byTools = failed.flatMap((section) => GRAMMARS.flatMap((grammar) => apply(grammar, job, section)));
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

function apply(grammar: Grammar, job: JobText, section: LogSection): readonly JobFinding[] {
  const { findings, passes } = grammar.read(section.lines);
  const statedFor = ratesIn(section.lines);
  return findings.map((finding) => ({
    ...complete(finding, grammar.tool, job, section),
    passes: finding.testId === undefined ? 0 : (passes?.get(finding.testId) ?? 0),
    stated: statedFor(finding),
  }));
}

function complete(
  finding: Finding,
  tool: string,
  { job, failedStep, truncated }: JobText,
  { title, lines }: LogSection,
): JobFinding {
  const excerpt = lines.slice(finding.from, finding.to).map(({ text }) => text);
  const step = failedStep ?? title ?? undefined;
  return {
    ...finding,
    tool,
    job,
    step,
    excerpt: excerpt.join('\n'),
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
  excerpt: '',
  passes: 0,
  stated: undefined,
  truncated,
  from: 0,
  to: 0,
});
