// One attempt in one line: what CI said of it, and what changed since the attempt before.
import type { Verdict } from '../ci/report.ts';
import { type Attempt, isRed, isRefuted } from '../task/attempt.ts';
import { oursOf } from '../triage/triage.ts';
import { stepLine } from './lines-of.ts';
import type { Line, Link, Step } from './message.ts';
import { refutedWords } from './proof-words.ts';
import { failureName, rerunNote } from './triage-words.ts';
import { weakeningNote } from './weakening-words.ts';
import { closed, duration, list, oneLine, plural, shortSha } from './words.ts';

/** "2  ✘ red, 1 failure (1 fixed): expires a hold", with links to the run and the log. */
export function attemptStep(attempt: Attempt): Step {
  const again = rerunNote(attempt);
  const notes = [again === '' ? '' : ` · ${again}`, weakeningNote(attempt)].filter((note) => note !== '');
  return {
    name: `attempt-${attempt.no}`,
    status: statusOf(attempt),
    line: [`${attempt.no}  `, ...resultSpans(attempt), ...notes],
    links: linksOf(attempt),
  };
}

export const attemptLine = (attempt: Attempt): Line => stepLine(attemptStep(attempt));

function statusOf(attempt: Attempt): Step['status'] {
  if (attempt.startedAtMs === undefined) return 'waiting';
  const isStopped = attempt.stopRules.some(({ tripped }) => tripped);
  if (isRed(attempt) || isStopped || isEndedBefore(attempt)) return 'failed';
  return attempt.ci?.verdict === 'green' ? 'done' : 'running';
}

/** Nothing of it came to be judged. */
const isEndedBefore = ({ headSha, outcome, findings }: Attempt): boolean =>
  headSha === undefined &&
  (findings.some(({ level }) => level === 'block') || (outcome !== undefined && outcome !== 'finished'));

function resultSpans(attempt: Attempt): Line {
  const verdict = attempt.ci?.verdict;
  if (verdict === 'red')
    return ['✘ red', ...(attempt.failures === undefined ? [] : [`, ${failureWords(attempt)}`])];
  if (isRefuted(attempt) && attempt.proof)
    return [
      `✘ CI green, proof failed: ${refutedWords(attempt.proof)}`,
      ...(attempt.failures === undefined ? [] : [`, ${failureWords(attempt)}`]),
    ];
  const because = oneLine(attempt.ci?.because ?? '', MAX_BECAUSE_CHARS);
  if (verdict === 'green') return [`✔ green, ${because}`];
  if (verdict !== undefined) return [`◐ ${VERDICT_WORDS[verdict]}, ${because}`];
  if (attempt.headSha !== undefined) return [`◐ pushed ${shortSha(attempt.headSha)}`];
  if (attempt.findings.some((finding) => finding.level === 'block'))
    return ['▲ change refused by the publisher'];
  if (attempt.outcome !== undefined)
    return [
      `■ ${OUTCOME_WORDS[attempt.outcome]}`,
      attempt.endedAtMs !== undefined && attempt.startedAtMs !== undefined
        ? ` after ${duration(attempt.endedAtMs - attempt.startedAtMs)}`
        : ' before it began',
    ];
  return [
    attempt.startedAtMs === undefined
      ? '○ queued'
      : attempt.runs > 1
        ? `● running (restarted ${plural(attempt.runs - 1, 'time')}, not counted)`
        : '● running',
  ];
}

const MAX_BECAUSE_CHARS = 200;
const VERDICT_WORDS: Record<Exclude<Verdict, 'green' | 'red'>, string> = {
  pending: 'CI is running',
  infra: 'CI infrastructure failed',
  cancelled: 'CI was cancelled',
  timed_out: 'CI timed out',
  no_checks: 'no checks',
  superseded: 'a newer commit took its place',
  action_required: 'CI waits for a person',
  unknown: 'CI cannot be told',
};

const OUTCOME_WORDS: Record<NonNullable<Attempt['outcome']>, string> = {
  finished: 'agent finished',
  agent_failed: 'agent failed',
  timed_out: 'stopped at the time limit',
  out_of_memory: 'ran out of memory',
  out_of_disk: 'wrote more than its disk holds',
  out_of_turns: 'stopped at its last turn',
  silent: 'stopped after a long silence',
  out_of_time: 'stopped at the time of an attempt',
  stopped: 'stopped',
  could_not_run: 'could not run',
};

/** "2 failures (1 new, 1 fixed): a and b" */
export function failureWords(attempt: Attempt): string {
  const all = attempt.failures ?? [];
  const ours = oursOf(all, attempt.triage);
  if (all.length === 0) return 'no failure could be read from the logs';
  const isOthers = ours.length === 0;
  const failures = isOthers ? all : ours;
  const names = [...new Set(failures.map(failureName))];
  const { added = [], fixed = [] } = attempt.progress ?? {};
  const isFirst = attempt.no === 1;
  const changes = [
    !isFirst && added.length > 0 ? `${added.length} new` : '',
    fixed.length > 0 ? `${fixed.length} fixed` : '',
  ].filter((part) => part !== '');
  const inBrackets = changes.length > 0 ? ` (${changes.join(', ')})` : '';
  const whose = isOthers ? ", not this change's" : '';
  const besides =
    all.length > failures.length ? `, and ${all.length - failures.length} not this change's` : '';
  return `${plural(failures.length, 'failure')}${whose}${inBrackets}${names.length > 0 ? `: ${list(names)}` : ''}${besides}`;
}

/** " with 2 failures: a and b." */
export const failuresAfter = (attempt: Attempt): string =>
  `${attempt.failures?.length ? ' with ' : ', and '}${closed(failureWords(attempt))}`;

function linksOf({ ci, artifacts }: Attempt): Link[] {
  const run = ci?.url ? [{ link: ci.url, label: 'CI run' }] : [];
  const log = artifacts.find((artifact) => artifact.name.endsWith('.log'));
  return [...run, ...(log ? [{ link: log.url, label: 'agent log' }] : [])];
}
