// Where nothing in a step looks like a failure: the lines that the last green log of the same job had not are what it says.
import type { Finding } from '../grammar.ts';
import { type LogLine, STEP_FAILED } from '../log-lines.ts';
import type { GreenLog } from './green-diff.ts';
import { speaksOfTrouble } from './trouble.ts';

const MESSAGE_LINES = 5;
const EXCERPT_LINES = 40;

export function newsFinding(lines: readonly LogLine[], green: GreenLog): Finding | undefined {
  const news = green.missing(lines).filter(({ text }) => !STEP_FAILED.test(text));
  const told = [...news]
    .sort((a, b) => Number(speaksOfTrouble(b)) - Number(speaksOfTrouble(a)) || b.no - a.no)
    .slice(0, MESSAGE_LINES)
    .sort((a, b) => a.no - b.no);
  const last = told.at(-1);
  if (last === undefined) return undefined;
  const to = lines.indexOf(last) + 1;
  const first = told.find((line) => lines.indexOf(line) >= to - EXCERPT_LINES) ?? last;
  return {
    kind: 'unknown',
    message: told.map(({ text }) => text.trim()).join('\n'),
    from: lines.indexOf(first),
    to,
  };
}
