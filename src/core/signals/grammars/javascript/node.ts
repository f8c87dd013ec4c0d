// Node, where an uncaught error ended the program that the step ran.
import type { Grammar } from '../../grammar.ts';
import type { LogLine } from '../../log-lines.ts';
import { crashesIn } from './node-crash.ts';

/** What follows when a program ends: its package manager, make and the runner say that it failed. */
const AFTER =
  /^$|^npm (?:error|ERR!)|^\s?ELIFECYCLE|^error Command failed|^info Visit|^make(?:\[\d{1,3}\])?: \*\*\*|^Process completed with exit code|^Error: Process completed|^error: script "|^Command failed|^\s?ERR_PNPM_RECURSIVE/;

export const node: Grammar = {
  tool: 'node',
  marks: ['Node.js v'],
  read(lines) {
    const last = crashesIn(lines).at(-1);
    // A program that a test started may end so too, as it should: then others go on talking.
    return { findings: last !== undefined && isLastWord(lines, last.to) ? [last] : [] };
  },
};

const isLastWord = (lines: readonly LogLine[], from: number): boolean =>
  lines.slice(from + 1).every(({ text }) => AFTER.test(text));
