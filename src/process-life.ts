// What bot and runner have in common as processes: what they say of their sandbox at the start, and what ends them.
import type { Log } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';

/** An engine that is away comes back, and one that lacks a control gets it: the process starts, attempts do not. */
export async function sayWhatIsMissing(sandbox: Sandbox, log: Log): Promise<void> {
  await sandbox.check().then(
    () => log.info({ sandbox: sandbox.kind }, 'every required control of the sandbox is enforced'),
    (error: unknown) => log.error({ error }, 'attempts cannot run; greenlight doctor says more'),
  );
}

/** Resolves with the signal that ends the process. */
export const signalled = (): Promise<'SIGTERM' | 'SIGINT'> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve(signal));
  });
