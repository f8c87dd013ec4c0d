// A sandbox that takes nothing on before what an earlier life of the bot left there is cleared away. An engine that cannot be cleared
// at the start, because it is away, holds up attempts and not the bot: it is asked again with every attempt, and now and then.
import { type Clock, waitedUntil } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { Sandbox } from '#ports/sandbox.ts';

const AGAIN_MS = 60_000;

/** Its `reap` tells of trouble in the log and throws no PortError: `check` and both kinds of run throw it for as long as it lasts. */
export function clearedFirst(
  sandbox: Sandbox,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Sandbox {
  const closing = new AbortController();
  /** What has to stay, as long as all else was not cleared away. Nothing new runs meanwhile, so it stays true. */
  let owed: ReadonlySet<string> | undefined;
  let clearing: Promise<readonly string[]> | undefined;
  let watching: Promise<void> | undefined;

  /** In one step with its end, so that nobody who comes just then clears away what has begun since. */
  const cleared = (gone: readonly string[]): readonly string[] => {
    if (owed !== undefined)
      log.info({ gone }, 'what an earlier run left on the engine is cleared away at last');
    [owed, clearing] = [undefined, undefined];
    return gone;
  };

  const clear = (live: ReadonlySet<string>): Promise<readonly string[]> => {
    clearing ??= sandbox.reap(live).then(cleared, (error: unknown) => {
      clearing = undefined;
      throw error;
    });
    return clearing;
  };

  const settle = async (): Promise<void> => {
    if (owed !== undefined) await clear(owed);
  };

  const watch = async (): Promise<void> => {
    while (owed !== undefined) {
      if (!(await waitedUntil(clock, clock.nowMs() + AGAIN_MS, closing.signal))) return;
      await settle().catch((error: unknown) =>
        log.error({ error }, 'what an earlier run left on the engine still cannot be cleared away'),
      );
    }
  };

  return {
    ...sandbox,
    async reap(live) {
      try {
        return await clear(live);
      } catch (error) {
        if (!(error instanceof PortError)) throw error;
        log.error(
          { error },
          'what an earlier run left on the engine cannot be cleared away; no attempt runs until it is, which is tried again',
        );
        owed = live;
        watching ??= watch();
        return [];
      }
    },
    async check() {
      await settle();
      await sandbox.check();
    },
    async run(spec, hooks) {
      await settle();
      return await sandbox.run(spec, hooks);
    },
    async runCommand(spec, hooks) {
      await settle();
      return await sandbox.runCommand(spec, hooks);
    },
    async close() {
      closing.abort();
      await watching;
      await sandbox.close();
    },
  };
}
