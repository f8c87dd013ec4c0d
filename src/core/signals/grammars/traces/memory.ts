// No more memory, as whoever noticed it says so: one line, whichever program it was.
import { textAt } from '../../grammar.ts';
import { saysNoMemory } from '../../memory.ts';
import type { TraceReader } from './trace.ts';

export const memoryTrace: TraceReader = (lines, at) => {
  const text = textAt(lines, at);
  return saysNoMemory(text) ? { kind: 'resource', message: text.trim(), from: at, to: at + 1 } : undefined;
};
