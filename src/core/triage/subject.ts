// What a task is for, as far as it decides whose a failure is: its own words, and what a person answered.
import { isFlakyWork } from '../proof/flaky-work.ts';
import { currentRound, type Task } from '../task/task.ts';
import type { Subject } from './triage.ts';

const BROKEN = '(?:broken|failing|red)';
const JUDGED = '(?:tests?|specs?|suites?|builds?|ci|lint|linting|checks?|pipelines?|main|master|trunk)';
/** "the failing tests", "main is red": near to each other, so that "users fail to log in on the main page" is not meant. */
const REPAIR = new RegExp(
  `\\b${BROKEN}\\s{1,3}(?:[\\w-]{1,30}\\s{1,3}){0,3}${JUDGED}\\b|\\b${JUDGED}\\s{1,3}(?:[\\w-]{1,30}\\s{1,3}){0,3}(?:fails?|failing|broken|red)\\b`,
  'i',
);

export function subjectOf(task: Task): Subject {
  const round = currentRound(task);
  const words = [task.request.text, round.hint ?? ''];
  if (task.proof !== undefined || words.some(isFlakyWork)) return 'flaky_tests';
  // Whoever was told that the base is broken and answers with a hint wants it mended here.
  const isAnswered = round.answers?.code === 'ci_base_broken';
  return isAnswered || words.some((text) => REPAIR.test(text)) ? 'base' : 'change';
}

/** Paths that differ from the base by all that was pushed; null where an older record does not say. */
export function changedPaths(task: Task): readonly string[] | null {
  const pushed = task.attempts.filter(({ headSha }) => headSha !== undefined);
  if (pushed.some(({ paths }) => paths === undefined)) return null;
  return [...new Set(pushed.flatMap(({ paths }) => paths ?? []))];
}
