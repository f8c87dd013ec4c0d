// The one error that a port throws: a problem the core knows, and whether trying again may help.
import type { Problem } from '#core/problem.ts';

/** Thrown by ports for expected failures; anything else is a bug. `message` names the subject ("acme/app#12: …") and holds no secret. */
export class PortError extends Error {
  readonly problem: Problem;
  /** True when the same call may succeed later; `retryAtMs` says when, where the other side said so. */
  readonly retryable: boolean;
  readonly retryAtMs: number | undefined;

  constructor(problem: Problem, options: { retryable: boolean; retryAtMs?: number; cause?: unknown }) {
    super(`${problem.code}: ${problem.detail}`, { cause: options.cause });
    this.name = 'PortError';
    this.problem = problem;
    this.retryable = options.retryable;
    this.retryAtMs = options.retryAtMs;
  }
}
