// How to see a failure with one's own eyes: one command, told as text and run by nobody here.
import type { Policy } from '../../policy.ts';
import { probeCommand } from '../../probe/commands.ts';
import type { FailureNote } from '../../signals/failure-signal.ts';
import type { Line } from '../message.ts';
import { oneLine } from '../words.ts';

/** Of the first failure that can be seen by itself, else the step of CI that failed. Undefined where neither is known. */
export function reproduceLine(failures: readonly FailureNote[], policy: Policy): Line | undefined {
  for (const failure of failures) {
    const command = shellWords(probeCommand(failure, policy));
    if (command !== undefined) return [{ bold: 'Reproduce' }, ': ', { code: command }];
  }
  const failed = failures.find(({ step }) => step !== undefined);
  if (failed?.step === undefined) return undefined;
  const run = /^Run (.+)$/.exec(failed.step)?.[1];
  const job = oneLine(failed.job, MAX_NAME_CHARS);
  return run !== undefined && isPlain(run)
    ? [{ bold: 'Reproduce' }, ': ', { code: oneLine(run, MAX_COMMAND_CHARS) }, `, as the job ${job} does`]
    : [{ bold: 'Reproduce' }, `: the step “${oneLine(failed.step, MAX_NAME_CHARS)}” of the job ${job}`];
}

const MAX_NAME_CHARS = 100;
const MAX_COMMAND_CHARS = 300;

/** For a person to paste into a shell: file names out of a log stay arguments there. */
function shellWords(command: readonly string[] | undefined): string | undefined {
  if (command === undefined || !command.every(isPlain)) return undefined;
  const words = command.map((part) => (/^[\w@%+=:,./-]+$/.test(part) ? part : quoted(part))).join(' ');
  return words.length <= MAX_COMMAND_CHARS ? words : undefined;
}

const quoted = (part: string): string => `'${part.replaceAll("'", "'\\''")}'`;

/** What is shown is what would be run: nothing invisible, and no mark that ends code. */
const isPlain = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}`]/u.test(text);
