// The parts of a packet, in the order in which they are read, each with how much it matters when room is short.
import { type Attempt, costOf } from '../../task/attempt.ts';
import { lastAttempt, type Task } from '../../task/task.ts';
import { oursOf } from '../../triage/triage.ts';
import { attemptStep } from '../attempts.ts';
import { costOrigin } from '../cost-words.ts';
import type { Line } from '../message.ts';
import { duration, list, oneLine, plural, shortSha } from '../words.ts';
import type { Part } from './fitted.ts';
import { remainsLines } from './remains.ts';
import { reproduceLine } from './reproduce.ts';

/** What a person needs most, last to go: what to do with it and where it is; the first failures; then how it came to that. */
const WEIGHT = {
  reproduce: 9,
  branch: 8,
  failure: 7,
  moreFailures: 3,
  asked: 5,
  attempt: 4,
  spent: 2,
} as const;

export function partsOf(task: Task): readonly Part[] {
  return [
    { weight: WEIGHT.asked, lines: [askedLine(task)] },
    ...attemptParts(task),
    ...remainingParts(task),
    ...reproduceParts(task),
    { weight: WEIGHT.branch, lines: branchLines(task) },
    { weight: WEIGHT.spent, lines: [spentLine(task)] },
  ];
}

const MAX_ASKED_CHARS = 300;
const askedLine = ({ request }: Task): Line => [
  { bold: 'Asked' },
  `: “${oneLine(request.text, MAX_ASKED_CHARS)}”`,
];

/** The newest matter most. */
const attemptParts = ({ attempts }: Task): readonly Part[] =>
  attempts.map((attempt, index) => ({
    weight: WEIGHT.attempt - (attempts.length - 1 - index) / attempts.length,
    lines: [...(index === 0 ? [[{ bold: 'Tried' }]] : []), triedLine(attempt)],
  }));

/** "1  ✘ red, 2 failures: a and b · changed 2 files, +10 −2: src/a.ts and src/b.ts" */
function triedLine(attempt: Attempt): Line {
  const { patch, paths = [] } = attempt;
  const names = list(paths.map((path) => oneLine(path, MAX_PATH_CHARS)));
  const size =
    patch === undefined ? '' : `${plural(patch.files, 'file')}, +${patch.additions} −${patch.deletions}`;
  const changed = size === '' ? '' : ` · changed ${size}${names === '' ? '' : `: ${names}`}`;
  return [...attemptStep(attempt).line, changed];
}
const MAX_PATH_CHARS = 100;

/** The first few stay together with their heading; each of the others goes by itself. */
function remainingParts(task: Task): readonly Part[] {
  const last = judgedAttempt(task);
  const lines = last === undefined ? [] : remainsLines(last);
  if (last === undefined || lines.length === 0) return [];
  const at = last.headSha === undefined ? '' : ` at ${shortSha(last.headSha)}`;
  const heading: Line = [{ bold: `What remains${at}` }];
  return [
    { weight: WEIGHT.failure, lines: [heading, ...lines.slice(0, FIRST_FAILURES)] },
    ...lines.slice(FIRST_FAILURES).map((line) => ({ weight: WEIGHT.moreFailures, lines: [line] })),
  ];
}
const FIRST_FAILURES = 2;

/** Whose commit stands on the branch; one that pushed nothing left all as it was. */
const judgedAttempt = (task: Task): Attempt | undefined =>
  task.attempts.findLast(({ headSha }) => headSha !== undefined && headSha === task.headSha) ??
  lastAttempt(task);

function reproduceParts(task: Task): readonly Part[] {
  const { failures = [], triage } = judgedAttempt(task) ?? {};
  const ours = oursOf(failures, triage);
  const line = reproduceLine(ours.length === 0 ? failures : ours, task.policy);
  return line === undefined ? [] : [{ weight: WEIGHT.reproduce, lines: [line] }];
}

const branchLines = ({ branch, headSha }: Task): readonly Line[] =>
  headSha === null
    ? [['There is no branch to look at.']]
    : [[{ bold: 'Branch' }, ': ', { code: `git fetch origin ${branch} && git switch ${branch}` }]];

/** "So far: $0.42 (metered), 3 attempts, 12 min of agents, 8.5 CI min; asked 1 h 5 min ago" */
function spentLine(task: Task): Line {
  const { attempts, request, state } = task;
  const cost = costOf(attempts);
  const workedMs = attempts.reduce(
    (sum, { startedAtMs, endedAtMs }) =>
      sum + Math.max(0, (endedAtMs ?? 0) - (startedAtMs ?? endedAtMs ?? 0)),
    0,
  );
  const sinceMs = 'atMs' in state ? state.atMs - request.requestedAtMs : 0;
  const ciMinutes = attempts.reduce((sum, { ci }) => sum + (ci?.minutes ?? 0), 0);
  const minutes = Math.round(ciMinutes * 10) / 10;
  const facts = [
    cost > 0 ? `$${cost.toFixed(2)} (${costOrigin(task)})` : '',
    plural(attempts.length, 'attempt'),
    workedMs > 0 ? `${duration(workedMs)} of agents at work` : '',
    minutes > 0 ? `${minutes} CI min` : '',
    sinceMs > 0 ? `${duration(sinceMs)} since it was asked for` : '',
  ].filter((fact) => fact !== '');
  return [{ bold: 'So far' }, `: ${facts.join(', ')}`];
}
