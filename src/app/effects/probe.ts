// Failing tests by themselves: each command on the commit that CI called red, and where it fails there, on the commit that the task began from.

import type { EffectOf } from '#core/effects.ts';
import { type Denials, withDenials } from '#core/egress/denial.ts';
import type { Sha } from '#core/ids.ts';
import { type Probed, type ProbeOutput, type ProbeRun, resultOf } from '#core/probe/probe.ts';
import { type FailureNote, noteOf } from '#core/signals/failure-signal.ts';
import { probeKey } from '#core/task/names.ts';
import type { Task } from '#core/task/task.ts';
import type { Deps } from '../deps.ts';
import { LogKeeper } from '../log-keeper.ts';
import { readProof } from './read-proof.ts';
import { type CommandEnd, commandSpec, runCommand } from './sandbox-command.ts';

type Needs = Pick<
  Deps,
  'engine' | 'clock' | 'sandbox' | 'forge' | 'publisher' | 'reader' | 'config' | 'running' | 'log'
>;
type Effect = EffectOf<'probe'>;
type Hooks = { readonly signal: AbortSignal; readonly gotGoing: () => void };

/** A crash runs it all again from the start: minutes, and nothing of it is kept before its end. */
export async function probe(
  deps: Needs,
  stale: Task,
  effect: Effect,
  { signal, gotGoing }: Hooks,
): Promise<void> {
  const key = probeKey(stale.id, effect.attempt);
  const stopping = new AbortController();
  // Before the look: a stop that comes after it finds this run, and one that came before it is seen.
  deps.running.set(key, stopping);
  try {
    const task = await deps.engine.get(stale.id);
    const wanted = task && wantedOf(task, effect);
    if (task === undefined || wanted === undefined) return;
    await deps.sandbox.check();
    const hooks = { signal: AbortSignal.any([signal, stopping.signal]), gotGoing };
    let denials: Denials | undefined;
    const refused = (more: Denials) => {
      denials = withDenials(denials, more);
    };
    const results = await probeAll(deps, task, wanted, { key, attempt: effect.attempt, hooks, refused });
    signal.throwIfAborted();
    if (results === 'stopped') return;
    await deps.engine.deliver(task.id, {
      id: `${effect.id}:probed`,
      atMs: deps.clock.nowMs(),
      type: 'probed',
      headSha: effect.headSha,
      results,
      ...(denials === undefined ? {} : { denials }),
    });
  } finally {
    deps.running.delete(key);
  }
}

type Wanted = {
  readonly plan: readonly ProbeRun[];
  readonly failures: readonly FailureNote[];
  readonly headSha: Sha;
  readonly baseSha: Sha;
};

function wantedOf({ state, baseSha }: Task, { headSha }: Effect): Wanted | undefined {
  if (state.name !== 'awaiting_ci' || state.headSha !== headSha || state.stage.name !== 'probing')
    return undefined;
  const { plan, collected } = state.stage;
  return baseSha === null ? undefined : { plan, failures: collected.failures, headSha, baseSha };
}

type Way = {
  readonly key: string;
  readonly attempt: number;
  readonly hooks: Hooks;
  /** Told what each run was refused. */
  refused(denials: Denials): void;
};

async function probeAll(
  deps: Needs,
  task: Task,
  wanted: Wanted,
  way: Way,
): Promise<readonly Probed[] | 'stopped'> {
  const { headSha, baseSha } = wanted;
  const untilMs = deps.clock.nowMs() + (task.policy.probe?.timeoutMs ?? 0);
  const results: Probed[] = [];
  for (const { command, fines } of wanted.plan) {
    const failures = wanted.failures.filter(({ fingerprint }) => fines.includes(fingerprint.fine));
    const run = (sha: Sha) => output(deps, task, { ...way, command, sha, untilMs });
    const head = await run(headSha);
    if (head === 'stopped') return 'stopped';
    const atHead = failures.map((failure) => resultOf(failure, head));
    const mayTell = atHead.some((result) => result === 'failed' || result === 'other');
    const base = mayTell ? await run(baseSha) : undefined;
    if (base === 'stopped') return 'stopped';
    for (const [index, failure] of failures.entries())
      results.push({
        fine: failure.fingerprint.fine,
        head: atHead[index] ?? 'unclear',
        base: base === undefined ? 'not_asked' : resultOf(failure, base),
        headSha,
        baseSha,
      });
  }
  return results;
}

const UNCLEAR: ProbeOutput = { exitCode: null, text: '', failures: [] };

type Run = Way & { readonly command: readonly string[]; readonly sha: Sha; readonly untilMs: number };

/** What the command printed and how it ended; nothing where it could not be run, or there is no time left. */
async function output(deps: Needs, task: Task, run: Run): Promise<ProbeOutput | 'stopped'> {
  const timeoutMs = run.untilMs - deps.clock.nowMs();
  if (timeoutMs <= 0) return UNCLEAR;
  const spec = await commandSpec(deps, task, {
    ...{ key: run.key, attempt: run.attempt, run: 1, sha: run.sha, command: run.command, timeoutMs },
    branch: run.sha === task.baseSha ? (task.baseBranch ?? task.branch) : task.branch,
  });
  const log = new LogKeeper(deps.config.attemptLimits.maxLogBytes);
  const ended = await runCommand(deps.sandbox, spec, {
    signal: run.hooks.signal,
    onLog: (chunk) => log.add(chunk),
    started: run.hooks.gotGoing,
  });
  if (ended === 'stopped') return 'stopped';
  run.refused(ended.denials);
  if (!isTelling(ended)) return UNCLEAR;
  const { exitCode } = ended;
  const text = log.text();
  if (exitCode === 0) return { exitCode, text, failures: [] };
  const { bundle } = await readProof(deps, task, { step: 'the probe', sha: run.sha, logName: '' }, text);
  return { exitCode, text, failures: bundle.failures.map(noteOf) };
}

/** A run that was cut off, or never began, says nothing of one test. */
const isTelling = (ended: CommandEnd): ended is Extract<CommandEnd, { how: 'exited' }> =>
  ended.how === 'exited';
