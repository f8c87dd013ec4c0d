// What an approver approves is the whole change since the base, however many attempts it took: its size, and what in it to look at.
import type { Finding } from '../patch.ts';
import { lastAttempt, type Task } from '../task/task.ts';
import { list, oneLine, plural } from './words.ts';

export function patchWords(task: Task): string {
  return [sizeWords(task), flagWords(task)].filter((part) => part !== '').join(' ');
}

/** An attempt's size counts from the commit it began at: it is that of the whole change only where this is the base. */
function sizeWords(task: Task): string {
  const last = lastAttempt(task);
  if (last?.patch === undefined) return '';
  const { files, additions, deletions } = last.patch;
  const size = `${plural(files, 'file')}, +${additions} −${deletions}`;
  const isWhole = last.fromSha === task.baseSha;
  return isWhole ? `${size}.` : `Last attempt: ${size}; the pull request has the whole change.`;
}

/** An attempt that turned red is in the change too, and so is what was flagged in it. */
function flagWords(task: Task): string {
  const pushed = task.attempts.filter((attempt) => attempt.headSha !== undefined);
  const flags = pushed.flatMap(({ findings }) => findings.filter(({ level }) => level === 'flag'));
  const shown = list([...new Set(flags.map(flagWord))]);
  return shown === '' ? '' : `Look at: ${shown}.`;
}

const flagWord = (finding: Finding): string => {
  const place = placeOf(finding, 100);
  return `${finding.rule.replaceAll('_', ' ')}${place ? ` ${place}` : ''}`;
};

/** "test/a.test.ts:12", as much as is known of it. */
export const placeOf = ({ path, line }: Finding, maxChars: number): string =>
  path === undefined ? '' : `${oneLine(path, maxChars)}${line === undefined ? '' : `:${line}`}`;
