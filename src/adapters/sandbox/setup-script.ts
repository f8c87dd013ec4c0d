// The set-up commands as one script of a shell, and the words for its end where that is a bad one.
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { SetupSpec } from '#ports/sandbox.ts';
import { lastWords } from './last-words.ts';

const MARK = '$ ';
const MAX_COMMAND_CHARS = 100;
const MAX_REASON_CHARS = 300;
const MAX_TAIL_CHARS = 8_000;

/** Each is shown before it runs; the first that fails ends it. */
export const setupScript = (commands: readonly string[]): string =>
  ['set -e', ...commands.flatMap((command) => [`printf '%s\\n' ${quoted(MARK + command)}`, command])].join(
    '\n',
  );

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** The end of what was printed, and the last command that was begun. */
export type Heard = { readonly tail: string; readonly begun: string | undefined };

export function setupEar(commands: readonly string[]): { hear(part: Uint8Array): void; heard(): Heard } {
  let tail = '';
  let begun = -1;
  return {
    hear(part) {
      tail = (tail + Buffer.from(part).toString('utf8')).slice(-MAX_TAIL_CHARS);
      for (
        let next = commands[begun + 1];
        next !== undefined && tail.includes(`${MARK}${next}\n`);
        next = commands[begun + 1]
      )
        begun += 1;
    },
    heard: () => ({ tail, begun: commands[begun] }),
  };
}

/** Nothing of it helps by being tried again: the commands are the repository's own. */
export function setupFailed(
  { timeoutMs }: SetupSpec,
  end: { readonly code: number } | 'timed_out' | 'out_of_memory' | 'out_of_disk',
  { tail, begun }: Heard,
): PortError {
  const which = begun === undefined ? 'the set-up' : JSON.stringify(begun.slice(0, MAX_COMMAND_CHARS));
  const detail = `${which} ${how(end, timeoutMs)}: ${lastWords(tail, MAX_REASON_CHARS)}`;
  return new PortError(problem('setup_failed', detail), { retryable: false });
}

function how(
  end: { readonly code: number } | 'timed_out' | 'out_of_memory' | 'out_of_disk',
  timeoutMs: number,
): string {
  if (end === 'timed_out') return `was not done after the ${Math.round(timeoutMs / 1_000)} s of the set-up`;
  if (end === 'out_of_disk') return 'wrote more than the disk of an attempt holds';
  return end === 'out_of_memory' ? 'ran out of memory' : `ended with exit code ${end.code}`;
}
