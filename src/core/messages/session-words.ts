// Whether an agent went on with the conversation of the attempt before, in words.
import type { Attempt } from '../task/attempt.ts';

/** Empty where there was none to go on with. */
export function sessionWords({ no, resumed }: Pick<Attempt, 'no' | 'resumed'>): string {
  if (resumed === undefined) return '';
  const conversation = `the conversation of attempt ${no - 1}`;
  switch (resumed) {
    case 'resumed':
      return `The agent went on with ${conversation}.`;
    case 'missing':
      return `The agent began anew: ${conversation} is not on the engine that it ran on.`;
    case 'refused':
      return `The agent began anew: it did not take up ${conversation}.`;
  }
}
