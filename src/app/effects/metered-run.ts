// A run of an agent whose models cost money: within what is left of the round's, and none of it forgotten.
import { type ModelUsage, NO_USAGE } from '#core/egress/model/usage.ts';
import { attemptsOfRound } from '#core/stop-rules.ts';
import { costOf, type Task } from '#core/task.ts';
import type { AttemptResult, AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';
import { openLedger } from '../model-ledger.ts';

type Needs = Pick<Deps, 'sandbox' | 'settings' | 'clock' | 'log'>;

/** Long enough for an agent to end by itself when its model refuses it; then it is ended, and its work collected. */
const EXHAUSTED_GRACE_MS = 60_000;

/** Runs it within what is left of the round's money. Usage, at the end and on the way, is that of all runs of the attempt. */
export async function runMetered(
  deps: Needs,
  task: Task,
  spec: AttemptSpec,
  hooks: Parameters<Sandbox['run']>[1],
): Promise<AttemptResult> {
  if (spec.agent.model === undefined) return await deps.sandbox.run(spec, hooks);
  const ledger = await openLedger(deps, spec.key);
  const others = attemptsOfRound(task).filter(({ no }) => no !== spec.attempt);
  const budget = {
    maxUsd: task.policy.maxCostUsd,
    spentUsd: costOf(others) + ledger.before.costUsd,
  };
  const over = new AbortController();
  let isEnding = false;
  const onUsage = (usage: ModelUsage) => {
    ledger.note(usage);
    hooks.onUsage?.(ledger.total(usage));
    if (!usage.isExhausted || isEnding) return;
    isEnding = true;
    endAfterGrace(deps, spec.key, over.signal);
  };
  try {
    const result = await deps.sandbox.run({ ...spec, budget }, { ...hooks, onUsage });
    await ledger.stored();
    return { ...result, usage: ledger.total(result.usage ?? NO_USAGE) };
  } finally {
    over.abort();
  }
}

function endAfterGrace({ clock, sandbox, log }: Needs, key: string, over: AbortSignal): void {
  clock.sleepUntil(clock.nowMs() + EXHAUSTED_GRACE_MS, over).then(
    () =>
      sandbox
        .stop(key, { collect: true })
        .catch((error: unknown) =>
          log.error({ err: error, key }, 'an agent without money could not be ended'),
        ),
    (error: unknown) => {
      if (!over.aborted) log.error({ err: error, key }, 'an agent without money is not ended');
    },
  );
}
