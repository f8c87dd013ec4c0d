// A run of an agent whose models cost money: within what is left of the round's, and none of it forgotten.
import { type ModelUsage, NO_USAGE } from '#core/egress/model/usage.ts';
import { attemptsOfRound } from '#core/stop-rules.ts';
import { costOf } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import type { AttemptResult, AttemptSpec, Sandbox } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';
import { openLedger } from '../model-ledger.ts';
import { type RunResult, runResumed } from './resumed-run.ts';

type Needs = Pick<Deps, 'sandbox' | 'settings' | 'clock' | 'log'>;

/** Long enough for an agent to end by itself when its model refuses it; then it is ended, and its work collected. */
const EXHAUSTED_GRACE_MS = 60_000;

type Hooks = Parameters<Sandbox['run']>[1];
type Metered = { readonly key: string; readonly attempt: number; readonly run: number };

/** Runs it within what is left of the round's money. Usage, at the end and on the way, is that of all runs of the attempt. */
export async function runMetered(
  deps: Needs,
  task: Task,
  spec: AttemptSpec,
  hooks: Hooks,
): Promise<RunResult> {
  if (spec.agent.model === undefined) return await runResumed(deps, spec, hooks);
  const others = attemptsOfRound(task).filter(({ no }) => no !== spec.attempt);
  return await metered(deps, spec, hooks, (metering, before) => {
    const budget = { maxUsd: task.policy.maxCostUsd, spentUsd: costOf(others) + before.costUsd };
    return runResumed(deps, { ...spec, budget }, metering);
  });
}

/** Goes on with a run that outlived the bot, and whose budget was set when it began. Undefined where there is none. */
export async function resumeMetered(
  deps: Needs,
  which: Metered & { readonly hasModel: boolean },
  hooks: Hooks,
): Promise<AttemptResult | undefined> {
  const { kept } = deps.sandbox;
  if (kept === undefined) return undefined;
  const resume = (resumed: Hooks) => kept.resume(which.key, which.run, resumed);
  return which.hasModel ? await metered(deps, which, hooks, resume) : await resume(hooks);
}

async function metered<R extends AttemptResult | undefined>(
  deps: Needs,
  { key, run }: Pick<Metered, 'key' | 'run'>,
  hooks: Hooks,
  go: (hooks: Hooks, before: ModelUsage) => Promise<R>,
): Promise<R> {
  const ledger = await openLedger(deps, key, run);
  const over = new AbortController();
  let isEnding = false;
  const onUsage = (usage: ModelUsage) => {
    ledger.note(usage);
    hooks.onUsage?.(ledger.total(usage));
    if (!usage.isExhausted || isEnding) return;
    isEnding = true;
    endAfterGrace(deps, key, over.signal);
  };
  try {
    const result = await go({ ...hooks, onUsage }, ledger.before);
    if (result === undefined) return result;
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
