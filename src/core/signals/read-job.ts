// One job's log -> what failed in it: tools first, then the runner, then what only looks like a failure, then the tail.
import type { Finding, Grammar } from './grammar.ts';
import { GRAMMARS } from './grammars/grammars.ts';
import { uncaught } from './grammars/uncaught.ts';
import { outputFindings, runnerFindings } from './job-level.ts';
import { failedSections, type LogLine, logSections } from './log-lines.ts';
import { tailFinding } from './tail.ts';

export type JobText = {
  readonly job: string;
  readonly failedStep: string | null;
  readonly text: string;
  readonly truncated: boolean;
};

/** `runs` is how often the tool ran in the same step, by its own summaries. */
export type JobFinding = Finding & {
  readonly tool: string;
  readonly job: string;
  readonly step: string | undefined;
  readonly excerpt: string;
  readonly runs: number;
  readonly truncated: boolean;
};

export function readJob(job: JobText): readonly JobFinding[] {
  if (job.text.trim() === '') return [withoutLog(job)];
  const sections = logSections(job.text);
  const failed = failedSections(sections, job.failedStep);
  const byTools = failed.flatMap(({ title, lines }) =>
    GRAMMARS.flatMap((grammar) => apply(grammar, job, title, lines)),
  );
  const all = sections.flatMap(({ lines }) => lines);
  const byRunner = runnerFindings(all).map((finding) => complete(finding, 'runner', job, null, all, 0));
  if (byTools.length + byRunner.length > 0) return [...byRunner, ...byTools];
  const guessed = failed.flatMap(({ title, lines }) => [
    ...outputFindings(lines).map((finding) => complete(finding, 'runner', job, title, lines, 0)),
    ...apply(uncaught, job, title, lines),
  ]);
  if (guessed.length > 0) return guessed;
  return failed
    .slice(-1)
    .map(({ title, lines }) => complete(tailFinding(lines), 'log', job, title, lines, 0));
}

function apply(
  grammar: Grammar,
  job: JobText,
  title: string | null,
  lines: readonly LogLine[],
): readonly JobFinding[] {
  const { findings, runs } = grammar.read(lines);
  return findings.map((finding) => complete(finding, grammar.tool, job, title, lines, runs));
}

function complete(
  finding: Finding,
  tool: string,
  { job, failedStep, truncated }: JobText,
  title: string | null,
  lines: readonly LogLine[],
  runs: number,
): JobFinding {
  const excerpt = lines.slice(finding.from, finding.to).map(({ text }) => text);
  return {
    ...finding,
    tool,
    job,
    step: failedStep ?? title ?? undefined,
    excerpt: excerpt.join('\n'),
    runs,
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
  runs: 0,
  truncated,
  from: 0,
  to: 0,
});
