// The set-up that runs of a task begin on, and its log, which is kept where a person looks for the reason of a failure.

import { problem } from '#core/problem.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import type { ArtifactLink, Task } from '#core/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';
import { LogKeeper } from '../log-keeper.ts';

export function setupFor({ policy, baseSha }: Task): Pick<AttemptSpec, 'setup'> {
  const { setup } = policy;
  if (setup === undefined || setup.commands.length === 0 || baseSha === null) return {};
  return { setup: { ...setup, baseSha } };
}

const SOURCE = 'setup';
const MAX_LOG_BYTES = 1024 * 1024;
const MAX_REASON_CHARS = 300;

export type SetupLog = {
  /** For the sandbox's `onOther`. */
  hear(source: string, chunk: Uint8Array): void;
  /** Kept under the attempt's key; none where no set-up ran. */
  keep(): Promise<readonly ArtifactLink[]>;
  /** The same failure with the address of the log in it, where it is one of the set-up. */
  explained(error: unknown): Promise<unknown>;
};

export function setupLog(deps: Pick<Deps, 'artifacts' | 'config'>, key: string): SetupLog {
  let log: LogKeeper | undefined;
  const keep = async (): Promise<readonly ArtifactLink[]> => {
    if (log === undefined) return [];
    const text = redactor(deps.config.secrets)(cleanTerminal(log.text()));
    const to = { maxBytes: 2 * MAX_LOG_BYTES, contentType: 'text/plain; charset=utf-8' };
    return [await deps.artifacts.put(key, 'setup.log', text, to)];
  };
  return {
    hear(source, chunk) {
      if (source !== SOURCE) return;
      log ??= new LogKeeper(MAX_LOG_BYTES);
      log.add(chunk);
    },
    keep,
    async explained(error) {
      if (!(error instanceof PortError) || error.problem.code !== 'setup_failed') return error;
      const [link] = await keep();
      const reason = redactor(deps.config.secrets)(cleanTerminal(error.problem.detail)).slice(
        0,
        MAX_REASON_CHARS,
      );
      const detail = link === undefined ? reason : `Log: ${link.url} ${reason}`;
      return new PortError(problem('setup_failed', detail), { retryable: false, cause: error });
    },
  };
}
