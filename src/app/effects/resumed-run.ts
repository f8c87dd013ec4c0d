// A run that goes on with the session of an earlier attempt, or anew where the agent does not take it: that costs no run, and is told.
import type { AttemptResult, AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';

type Hooks = Parameters<Sandbox['run']>[1];
export type RunResult = AttemptResult & { readonly isSessionRefused?: true };

const BEGUN_ANEW = Buffer.from('greenlight: the agent did not take its last session; begun anew\n');

export async function runResumed(
  { sandbox, log }: Pick<Deps, 'sandbox' | 'log'>,
  spec: AttemptSpec,
  hooks: Hooks,
): Promise<RunResult> {
  const result = await sandbox.run(spec, hooks);
  if (spec.resume === undefined || !isRefused(result)) return result;
  log.info({ key: spec.key }, 'an agent did not take its last session; it begins anew');
  // A runner would keep the first one's end under the same name.
  await sandbox.kept?.release(spec.key, spec.run);
  hooks.onLog(BEGUN_ANEW);
  const { resume: _, ...fresh } = spec;
  const { started: __, ...rest } = hooks;
  return { ...(await sandbox.run(fresh, rest)), isSessionRefused: true };
}

/** It ended by itself, badly, and its model was asked nothing. */
export function isRefused({ ended, exitCode, session, usage, bundlePath }: AttemptResult): boolean {
  const didNothing = usage?.requests === 0 && bundlePath === null;
  return session?.wasThere === true && ended === 'exited' && exitCode !== 0 && didNothing;
}
