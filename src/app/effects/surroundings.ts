// What runs of a task begin on and run beside: set-up and services. Their logs are kept where a person looks for the reason of a failure.

import { type ProblemCode, problem } from '#core/problem.ts';
import { cleanTerminal, redactor } from '#core/redact.ts';
import type { ArtifactLink } from '#core/task/attempt.ts';
import type { Task } from '#core/task/task.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import type { Deps } from '../deps.ts';
import { LogKeeper } from '../log-keeper.ts';

export function surroundingsOf({ policy, baseSha }: Task): Pick<AttemptSpec, 'setup' | 'services'> {
  const { setup, services } = policy;
  const hasSetup = setup !== undefined && setup.commands.length > 0 && baseSha !== null;
  return {
    ...(hasSetup ? { setup: { ...setup, baseSha } } : {}),
    ...(services === undefined ? {} : { services }),
  };
}

const MAX_LOG_BYTES = 1024 * 1024;
const MAX_REASON_CHARS = 300;

export type OtherLogs = {
  /** For the sandbox's `onOther`. */
  hear(source: string, chunk: Uint8Array): void;
  /** All of them kept under the attempt's key. */
  keep(): Promise<readonly ArtifactLink[]>;
  /** The same failure with the address of its log in it, where it is one of theirs. */
  explained(error: unknown): Promise<unknown>;
};

export function otherLogs(deps: Pick<Deps, 'artifacts' | 'config'>, key: string): OtherLogs {
  const logs = new Map<string, LogKeeper>();
  const clean = (text: string) => redactor(deps.config.secrets)(cleanTerminal(text));
  const keep = () =>
    Promise.all(
      Array.from(logs, ([source, log]) =>
        deps.artifacts.put(key, `${source}.log`, clean(log.text()), {
          maxBytes: 2 * MAX_LOG_BYTES,
          contentType: 'text/plain; charset=utf-8',
        }),
      ),
    );
  return {
    hear(source, chunk) {
      const log = logs.get(source) ?? new LogKeeper(MAX_LOG_BYTES);
      logs.set(source, log);
      log.add(chunk);
    },
    keep,
    async explained(error) {
      if (!(error instanceof PortError) || !THEIRS.has(error.problem.code)) return error;
      const links = await keep();
      const { code, detail } = error.problem;
      const reason = clean(detail).slice(0, MAX_REASON_CHARS);
      const link = links.find(({ name }) => name === sourceOf(code, detail));
      const told = link === undefined ? reason : `Log: ${link.url} ${reason}`;
      return new PortError(problem(code, told), { retryable: false, cause: error });
    },
  };
}

const THEIRS: ReadonlySet<ProblemCode> = new Set(['setup_failed', 'service_failed']);

/** A service's failure begins with its name. */
const sourceOf = (code: ProblemCode, detail: string): string =>
  code === 'setup_failed' ? 'setup.log' : `service-${detail.slice(0, detail.indexOf(' '))}.log`;
