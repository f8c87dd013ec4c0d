// All of one task, for `show`: the card's own words, and what the card leaves out.
import { attemptsOfRound } from '../stop-rules.ts';
import { costOf } from '../task/attempt.ts';
import { currentRound, type Task } from '../task/task.ts';
import { attemptLine } from './attempts.ts';
import { cardMessage } from './card.ts';
import { limitWords } from './limit-words.ts';
import type { Message } from './message.ts';
import { plural, shortSha } from './words.ts';

export function detailsOf(task: Task, taskPage: string): Message {
  const card = cardMessage(task, { taskPage });
  const { policy, attempts, baseBranch, baseSha, agent } = task;
  const round = currentRound(task);
  const used = `${plural(attemptsOfRound(task).length, 'attempt')} and $${costOf(attemptsOfRound(task)).toFixed(2)}`;
  const base = baseSha === null ? (baseBranch ?? 'not read yet') : `${baseBranch} at ${shortSha(baseSha)}`;
  return {
    text: card.text,
    blocks: [
      ...card.blocks.filter(({ kind }) => kind !== 'buttons'),
      {
        kind: 'lines',
        lines: [
          [{ bold: 'Limits' }, ` of round ${round.no}: ${limitWords(policy)}; used so far: ${used}`],
          [{ bold: 'Base' }, `: ${base}; agent: ${agent}`],
          [{ bold: 'Merging' }, `: ${MERGES[policy.merge]}, ${policy.risk} risk`],
          ...(attempts.length > 5 ? [[{ bold: 'All attempts' }], ...attempts.map(attemptLine)] : []),
        ],
      },
    ],
  };
}

const MERGES: Record<Task['policy']['merge'], string> = {
  never: 'left to its reviewers',
  on_approval: 'when approved',
  auto: 'by itself when green',
};
