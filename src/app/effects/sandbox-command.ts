// A plain command in the sandbox at a commit of the task's: what a proof and a probe run.
import { type Denials, NO_DENIALS } from '#core/egress/denial.ts';
import type { Sha } from '#core/ids.ts';
import { networkOf } from '#core/policy.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { CommandResult, CommandSpec, Sandbox } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';
import { surroundingsOf } from './surroundings.ts';

export type WantedCommand = {
  readonly key: string;
  readonly attempt: number;
  readonly run: number;
  readonly sha: Sha;
  /** The branch that has the commit. */
  readonly branch: string;
  readonly command: readonly string[];
  readonly timeoutMs: number;
};

export async function commandSpec(
  deps: Pick<Deps, 'config' | 'forge' | 'publisher'>,
  task: Task,
  { sha, branch, timeoutMs, ...wanted }: WantedCommand,
): Promise<CommandSpec> {
  const agent = deps.config.agents[task.agent];
  if (agent === undefined)
    throw new PortError(
      problem('agent_unknown', `configured are ${Object.keys(deps.config.agents).join(', ')}`),
      { retryable: false },
    );
  const { maxBundleBytes: _, ...limits } = deps.config.attemptLimits;
  const remote = await deps.forge.gitRemote(task.repo);
  return {
    ...wanted,
    taskId: task.id,
    repo: task.repo,
    fromSha: sha,
    mirrorDir: await deps.publisher.mirror(task.repo, remote, { sha, branch }),
    image: agent.image,
    ...surroundingsOf(task),
    network: networkOf(task.policy),
    // Tools that ask questions or watch files do neither where this is set.
    env: { CI: 'true' },
    limits: { ...limits, timeoutMs },
  };
}

export type CommandEnd = Ended & { readonly denials: Denials };

type Ended =
  | { readonly how: 'exited'; readonly exitCode: number | null }
  | { readonly how: 'timed_out' | 'out_of_memory' | 'out_of_disk' }
  /** There is no such program, or it is none that can be run. */
  | { readonly how: 'no_program'; readonly why: string };

/** Codes by which a shell says that there is no such program, or that it cannot be run. */
const NO_PROGRAM: ReadonlySet<number> = new Set([126, 127]);

/** Throws PortError where the sandbox is at fault; `stopped` where somebody ended it. */
export async function runCommand(
  sandbox: Sandbox,
  spec: CommandSpec,
  hooks: Parameters<Sandbox['runCommand']>[1],
): Promise<CommandEnd | 'stopped'> {
  try {
    const result = await sandbox.runCommand(spec, hooks);
    const end = endOf(result, spec);
    return end === 'stopped' ? end : { ...end, denials: result.denials };
  } catch (error) {
    const isNoProgram = error instanceof PortError && error.problem.code === 'agent_could_not_start';
    if (!isNoProgram) throw error;
    return { how: 'no_program', why: error.problem.detail, denials: NO_DENIALS };
  }
}

function endOf({ ended, exitCode }: CommandResult, { command }: CommandSpec): Ended | 'stopped' {
  switch (ended) {
    case 'stopped':
      return 'stopped';
    case 'lost':
      throw new PortError(
        problem('sandbox_unavailable', 'the container vanished; the engine may have gone'),
        { retryable: true },
      );
    case 'timed_out':
    case 'out_of_memory':
    case 'out_of_disk':
      return { how: ended };
    case 'exited':
      return exitCode !== null && NO_PROGRAM.has(exitCode)
        ? { how: 'no_program', why: `${command[0] ?? ''} ended with exit code ${exitCode}` }
        : { how: 'exited', exitCode };
  }
}
