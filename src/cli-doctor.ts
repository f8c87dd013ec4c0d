// `greenlight doctor`: every control of the sandbox, enforced or not, tried on the engine that attempts would run on. Starts nothing else.
import { type Control, missing } from '#core/controls.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import type { Tell } from './cli-stored.ts';

const COLUMN = 34;

/** 0 where attempts may run, 1 where a required control is missing or the engine cannot be asked. */
export async function runDoctor(sandbox: Sandbox, args: readonly string[], tell: Tell): Promise<number> {
  try {
    const controls = await sandbox.controls();
    if (args.includes('--json')) tell.output(JSON.stringify(controls));
    else for (const control of controls) tell.output(lineOf(control));
    await sandbox.check();
    const lacking = missing(controls).length;
    if (lacking === 0) {
      tell.person(
        sandbox.kind === 'docker' ? 'Attempts may run.' : 'Attempts may run, and nothing isolates them.',
      );
      return 0;
    }
    tell.person(
      `${lacking === 1 ? 'One required control is' : `${lacking} required controls are`} missing, each with its engine's name: no attempt runs there, the other engines take them.`,
    );
    return 1;
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    tell.person(`greenlight doctor: ${error.problem.detail}`);
    return 1;
  } finally {
    await sandbox.close();
  }
}

function lineOf({ name, isEnforced, isRequired, seen, remedy }: Control): string {
  const word = isEnforced ? 'enforced' : isRequired ? 'MISSING ' : 'off     ';
  return `${word}  ${name.padEnd(COLUMN)}${isEnforced ? seen : `${seen.replace(/\.$/, '')}. Remedy: ${remedy}`}`;
}
