// What an attempt's runs used of models, kept beside the task: a run that a crash took has cost money all the same.
import { addUsage, type ModelUsage, NO_USAGE } from '#core/egress/model/usage.ts';
import type { Log } from '#ports/log.ts';
import type { Settings } from '#ports/settings.ts';

/** Longer than any attempt waits to be run again. */
const KEPT_MS = 14 * 24 * 3_600_000;
const keyOf = (attemptKey: string): string => `model-usage:${attemptKey}`;

export type Ledger = {
  /** Of the runs before this one. */
  readonly before: ModelUsage;
  /** This run has used so much so far. */
  note(usage: ModelUsage): void;
  /** With `usage` of this run, and of those before it. */
  total(usage: ModelUsage): ModelUsage;
  /** Resolves when the newest is stored, or could not be: that is logged, and stops no attempt. */
  stored(): Promise<void>;
};

type Needs = { readonly settings: Settings; readonly log: Log };

/** Of the newest run apart, so that one that is gone on with after a restart is not counted twice. */
type Kept = { readonly before: ModelUsage; readonly run: number; readonly usage: ModelUsage };

export async function openLedger({ settings, log }: Needs, attemptKey: string, run: number): Promise<Ledger> {
  const before = usageBefore(await settings.get<Kept | ModelUsage>(keyOf(attemptKey)), run);
  const total = (usage: ModelUsage) => addUsage(before, usage);
  let newest: ModelUsage | undefined;
  let storing: Promise<void> | undefined;
  const storeAll = async () => {
    while (newest !== undefined) {
      const kept: Kept = { before, run, usage: newest };
      newest = undefined;
      await settings.set(keyOf(attemptKey), kept, { ttlMs: KEPT_MS });
    }
  };
  const store = () =>
    storeAll()
      .catch((error: unknown) =>
        log.error({ err: error, attemptKey }, 'what models cost could not be stored'),
      )
      .finally(() => {
        storing = undefined;
      });
  return {
    before,
    total,
    note(usage) {
      newest = usage;
      storing ??= store();
    },
    stored: async () => await storing,
  };
}

function usageBefore(kept: Kept | ModelUsage | undefined, run: number): ModelUsage {
  if (kept === undefined) return NO_USAGE;
  // Once the sum of all runs was kept.
  if (!('before' in kept)) return kept;
  return kept.run === run ? kept.before : addUsage(kept.before, kept.usage);
}
