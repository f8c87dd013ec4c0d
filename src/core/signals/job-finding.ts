// A grammar's finding with what its place in a job adds to it: the step, the lines, who read it and how sure that is.
import { type Confidence, type Excerpt, MAX_EXCERPT_CHARS, NO_EXCERPT } from './failure-signal.ts';
import type { Finding } from './grammar.ts';
import type { Rate } from './how-often.ts';
import type { LogLine } from './log-lines.ts';

/** What the forge's API says of a job. */
export type JobFacts = {
  readonly job: string;
  readonly failedStep: string | null;
  /** Lines are missing that nobody here has seen. */
  readonly truncated: boolean;
};

export type JobFinding = Finding & {
  readonly tool: string;
  readonly job: string;
  readonly step: string | undefined;
  readonly excerpt: Excerpt;
  readonly confidence: Confidence;
  readonly origin: string;
  /** How often the same test ran in this step, where its output shows that the same was run again. */
  readonly counted: Rate | undefined;
  /** What the step itself says about how often it failed. */
  readonly stated: Rate | undefined;
  readonly truncated: boolean;
  /** The lines that `from` and `to` count in; empty where it stands in no log. */
  readonly lines: readonly LogLine[];
  /** Its file is one of the repository's; open where the repository's files are not known. */
  readonly firstParty?: boolean | undefined;
};

const GUESSERS: ReadonlySet<string> = new Set(['log', 'runner']);

export function placed(
  finding: Finding,
  tool: string,
  { job, failedStep, truncated }: JobFacts,
  title: string | null,
  lines: readonly LogLine[],
): JobFinding {
  const own = lines.slice(finding.from, finding.to);
  return {
    ...finding,
    tool: finding.tool ?? tool,
    job,
    step: failedStep ?? title ?? undefined,
    excerpt: {
      text: headOf(own),
      fromLine: own[0]?.no ?? 0,
      toLine: own.at(-1)?.no ?? 0,
    },
    confidence: GUESSERS.has(tool) ? 'guessed' : 'parsed',
    origin: tool,
    counted: undefined,
    stated: undefined,
    truncated,
    lines,
  };
}

/** More than is ever shown of it: frames further down tell where it is. */
const MAX_READ_CHARS = 4 * MAX_EXCERPT_CHARS;

function headOf(lines: readonly LogLine[]): string {
  let chars = 0;
  const end = lines.findIndex(({ text }) => {
    chars += text.length + 1;
    return chars > MAX_READ_CHARS;
  });
  return lines
    .slice(0, end === -1 ? lines.length : end + 1)
    .map(({ text }) => text)
    .join('\n');
}

/** GitHub keeps no log of a job that never came to a step, nor of a runner that died with its log. */
export function withoutLog(facts: JobFacts): JobFinding {
  const { failedStep } = facts;
  const finding: Finding = {
    kind: failedStep === null ? 'infra' : 'unknown',
    message:
      failedStep === null
        ? 'the job failed before any step and left no log'
        : `${failedStep} failed and left no log`,
    from: 0,
    to: 0,
  };
  return {
    ...placed(finding, 'runner', facts, null, []),
    excerpt: NO_EXCERPT,
    confidence: 'reported',
    origin: 'api',
  };
}
