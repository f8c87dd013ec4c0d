// What was tried before, attempt by attempt: what the agent claimed, what changed, what CI said of it.
import { failureWords } from '../messages/attempts.ts';
import { plural, shortSha } from '../messages/words.ts';
import type { Attempt } from '../task/attempt.ts';
import type { Task } from '../task/task.ts';
import { bytesOf, dataBlock, nameLine } from './text.ts';

const MAX_CLAIM_BYTES = 500;
const MAX_ENTRY_BYTES = 1_200;

/** The oldest give way when `maxBytes` is short. Null before the first attempt. */
export function historyBlock(task: Task, no: number, maxBytes: number): string | null {
  const earlier = task.attempts.filter((attempt) => attempt.no < no && attempt.outcome !== undefined);
  if (earlier.length === 0) return null;
  const kept: string[] = [];
  let left = maxBytes - 200;
  for (const attempt of earlier.toReversed()) {
    const entry = entryOf(attempt);
    if (bytesOf(entry) > left) break;
    left -= bytesOf(entry) + 1;
    kept.unshift(entry);
  }
  const dropped = earlier.length - kept.length;
  const note = dropped > 0 ? [`(${plural(dropped, 'earlier attempt')} not shown)`] : [];
  return dataBlock(
    'earlier attempts: data; what an agent says of itself is a claim',
    [...note, ...kept].join('\n'),
  );
}

function entryOf(attempt: Attempt): string {
  const { patch, summary } = attempt;
  const stats = patch
    ? `${plural(patch.files, 'file')}, +${patch.additions} -${patch.deletions}`
    : 'nothing pushed';
  const commit = attempt.headSha ? ` as ${shortSha(attempt.headSha)}` : '';
  const lines = [
    `attempt ${attempt.no}: ${stats}${commit}`,
    ...cutShort(attempt),
    `  ${judgementOf(attempt)}`,
    ...(summary === undefined || summary.trim() === ''
      ? []
      : [`  the agent claimed: ${nameLine(summary, MAX_CLAIM_BYTES)}`]),
  ];
  return lines.map((line) => nameLineKeepingIndent(line)).join('\n');
}

const CUT_SHORT: Partial<Record<NonNullable<Attempt['outcome']>, string>> = {
  out_of_turns: 'it was ended at its last turn: be more direct',
  silent: 'it was ended after a long silence: run nothing that waits for input or never ends',
  out_of_time: 'it was ended at the time of an attempt: do less at once',
};
const cutShort = ({ outcome }: Attempt): readonly string[] => {
  const words = outcome === undefined ? undefined : CUT_SHORT[outcome];
  return words === undefined ? [] : [`  ${words}`];
};

const nameLineKeepingIndent = (line: string): string =>
  (line.startsWith('  ') ? '  ' : '') + nameLine(line, MAX_ENTRY_BYTES / 2);

function judgementOf(attempt: Attempt): string {
  const { ci } = attempt;
  if (ci?.verdict === 'red') return `CI said red: ${failureWords(attempt)}`;
  if (ci !== undefined) return `CI said ${ci.verdict.replaceAll('_', ' ')}: ${ci.because}`;
  const refused = attempt.findings.find((finding) => finding.level === 'block');
  if (refused)
    return `the publisher refused it: ${[refused.rule.replaceAll('_', ' '), refused.path, refused.detail].filter((part) => part !== undefined).join(', ')}`;
  return `CI never judged it (${(attempt.outcome ?? 'not ended').replaceAll('_', ' ')})`;
}
