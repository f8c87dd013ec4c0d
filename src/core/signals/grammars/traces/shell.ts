// What shells and make say when what they ran is missing, may not run, or was killed.
import type { FailureKind } from '../../failure-signal.ts';
import { textAt } from '../../grammar.ts';
import { STEP_FAILED } from '../../log-lines.ts';
import { saysNoMemory } from '../../memory.ts';
import type { TraceReader } from './trace.ts';

const SIGNS: readonly (readonly [FailureKind, RegExp])[] = [
  ['config', /^(?:\S{1,400}: (?:line )?\d{1,7}: )(?:\S{1,300}: (?:command )?not found)$/],
  ['config', /^(?:ba|z|da)?sh: (?:command not found: )?\S{1,300}(?:: command not found)?$/],
  ['permission', /^\S{1,400}: (?:line )?\d{1,7}: \S{1,400}: Permission denied$/],
  [
    'crash',
    /^(?:\S{1,400}: line \d{1,7}: .{0,300})?(?:Segmentation fault|Bus error|Illegal instruction|Aborted|Floating point exception)(?: {1,4}\(core dumped\))?(?: {2,10}.{0,400})?$/,
  ],
  ['resource', /^(?:\S{1,400}: line \d{1,7}: {1,4}\d{1,10} )?Killed(?: {2,20}.{0,400})?$/],
];
const PLACE = /^((?:\.{0,2}\/)?[\w./-]{1,300}\.(?:sh|bash)): (?:line )?(\d{1,7}): /;

export const shellTrace: TraceReader = (lines, at) => {
  const text = textAt(lines, at);
  const kind = SIGNS.find(([, pattern]) => pattern.test(text))?.[0];
  if (kind === undefined || text.length > 800) return undefined;
  // Where the step ended with the signal's own exit code, the runner's sentence tells it already.
  const isSignal = kind === 'crash' || kind === 'resource';
  if (isSignal && lines.some((line) => /^1[34]\d$/.test(STEP_FAILED.exec(line.text)?.[1] ?? '')))
    return undefined;
  const place = PLACE.exec(text);
  const named =
    place === null || place[1]?.startsWith('/home/runner/work/_temp')
      ? {}
      : { file: place[1], line: Number(place[2]) };
  return { kind, ...named, message: text, from: at, to: at + 1 };
};

const MAKE =
  /^\S{0,100}(?:make|ninja)(?:\[\d{1,3}\])?(?:\.exe)?: (?:\*\*\* \[(?:([^\]:]{1,300}):(\d{1,7}): )?[^\]]{1,500}\] (?:Error \d{1,5}|Segmentation fault|Killed|Aborted).{0,100}|build stopped: subcommand failed\.)$/;

/** Explains nothing by itself: only where nothing else does. */
export const makeStop: TraceReader = (lines, at) => {
  const found = MAKE.exec(textAt(lines, at));
  if (found === null) return undefined;
  const [message, file, line] = found;
  return {
    kind: saysNoMemory(message) ? 'resource' : 'build',
    tool: 'make',
    file,
    line: Number(line) || undefined,
    message,
    from: Math.max(0, at - 10),
    to: at + 1,
  };
};
