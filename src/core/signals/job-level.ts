// What happened to a whole job, from the runner's own sentences: out of time, out of memory, a runner that went away.
import type { FailureKind } from './failure-signal.ts';
import type { Finding } from './grammar.ts';
import { type LogLine, STEP_FAILED } from './log-lines.ts';
import { killsItself } from './memory.ts';

type Sign = { readonly kind: FailureKind; readonly pattern: RegExp };

/** The runner has no codes for these: the sentences are its interface. Marked lines only, so that a test cannot say them. */
const MARKED_SIGNS: readonly Sign[] = [
  { kind: 'timeout', pattern: /exceeded the maximum execution time/ },
  { kind: 'timeout', pattern: /has timed out after \d{1,6} minutes/ },
  { kind: 'infra', pattern: /lost communication with the server/ },
  { kind: 'infra', pattern: /runner has received a shutdown signal/ },
  { kind: 'resource', pattern: /^(?:System\.IO\.IOException: )?No space left on device/i },
  {
    kind: 'infra',
    pattern: /^(?:Failed to download (?:action|archive)|An action could not be found)/,
  },
];

/** Trouble below the program that ran. Believed only where no tool reported a failure of its own. */
const OUTPUT_SIGNS: readonly Sign[] = [
  { kind: 'resource', pattern: /\bno space left on device\b/i },
  { kind: 'infra', pattern: /^Cannot connect to the Docker daemon\b/ },
  {
    kind: 'infra',
    pattern:
      /^fatal: unable to access '[^']{1,500}': (?:Could not resolve host|The requested URL returned error: 5\d\d)/,
  },
  { kind: 'infra', pattern: /\btoomanyrequests: You have reached your (?:unauthenticated )?pull rate limit/ },
];

/** Before the end of a step: where a shell echoes what it does. */
const MAX_LOOKED_AT = 200;

/** 137 and 143: a signal from outside ended it. 139, 134: it broke by itself. */
const CRASH_CODES: Readonly<Record<string, string>> = {
  '124': 'the command ran longer than `timeout` allows (exit code 124)',
  '134': 'the process aborted (exit code 134)',
  '137': 'the process was killed, most often for lack of memory (exit code 137)',
  '139': 'the process crashed with a segmentation fault (exit code 139)',
  '143': 'the process was stopped from outside (exit code 143)',
};

export const runnerFindings = (lines: readonly LogLine[]): readonly Finding[] =>
  firstOfEach(lines, MARKED_SIGNS, ({ mark }) => mark === 'error');

/** `script`: what the step ran; it may end programs by itself. */
export function outputFindings(lines: readonly LogLine[], script = ''): readonly Finding[] {
  return [...firstOfEach(lines, OUTPUT_SIGNS, () => true), ...crashFindings(lines, script)];
}

function firstOfEach(
  lines: readonly LogLine[],
  signs: readonly Sign[],
  counts: (line: LogLine) => boolean,
): readonly Finding[] {
  return signs.flatMap(({ kind, pattern }) => {
    const at = lines.findIndex((line) => counts(line) && pattern.test(line.text));
    return at === -1 ? [] : [{ kind, message: lines[at]?.text ?? '', from: Math.max(0, at - 5), to: at + 1 }];
  });
}

function crashFindings(lines: readonly LogLine[], script: string): readonly Finding[] {
  const at = lines.findIndex(
    ({ text, mark }) => mark === 'error' && CRASH_CODES[STEP_FAILED.exec(text)?.[1] ?? ''] !== undefined,
  );
  if (at === -1) return [];
  const code = STEP_FAILED.exec(lines[at]?.text ?? '')?.[1] ?? '';
  const isOnPurpose =
    code === '137' &&
    (killsItself(script) || lines.slice(-MAX_LOOKED_AT).some(({ text }) => killsItself(text)));
  return [
    {
      kind: code === '124' ? 'timeout' : isOnPurpose || code !== '137' ? 'crash' : 'resource',
      code,
      message: isOnPurpose
        ? 'the process was killed by a command (exit code 137)'
        : (CRASH_CODES[code] ?? ''),
      from: Math.max(0, at - 20),
      to: at + 1,
    },
  ];
}
