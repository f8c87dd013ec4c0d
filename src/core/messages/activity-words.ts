// What an agent at work is doing, in one line: counted facts first, then its own words as such.
import type { Activity } from '../agents/activity.ts';
import type { Task } from '../task/task.ts';
import { oneLine } from './words.ts';

const activityOf = ({ state }: Pick<Task, 'state'>): Activity | undefined =>
  state.name === 'working' ? state.activity : undefined;

/** What the attempt at work has cost so far: not among its facts until it ends. */
export const runningCost = (task: Pick<Task, 'state'>): number => activityOf(task)?.costUsd ?? 0;

/** "Turn 7 · 31k tokens · $0.42 so far · by its own account it runs npm test"; undefined where nothing is known. */
export function activityLine(task: Pick<Task, 'state'>): string | undefined {
  const activity = activityOf(task);
  if (activity === undefined) return undefined;
  const { turns, tokens = 0, costUsd = 0, doing } = activity;
  const words = [
    turns > 0 ? `Turn ${turns}` : '',
    tokens > 0 ? `${short(tokens)} tokens` : '',
    costUsd > 0 ? `$${costUsd.toFixed(2)} so far` : '',
    doing === '' ? '' : `by its own account it ${oneLine(doing, 120)}`,
  ].filter((part) => part !== '');
  return words.length === 0 ? undefined : words.join(' · ');
}

/** "980", "31k", "1.2M": an order of magnitude is what a card is looked at for. */
function short(count: number): string {
  if (count < 1_000) return `${count}`;
  return count < 1_000_000 ? `${Math.round(count / 1_000)}k` : `${(count / 1_000_000).toFixed(1)}M`;
}
