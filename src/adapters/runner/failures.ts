// A port's failure on its way between bot and runner, there and back.
import { inspect } from 'node:util';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';
import type { Failure } from './protocol.ts';

/** A bug of the runner's is told as one: it fails the run, loudly, and is not tried again. */
export function failureOf(error: unknown): Failure {
  if (!(error instanceof PortError))
    return { problem: problem('internal', `the runner: ${inspect(error, { depth: 1 })}`), retryable: false };
  const { problem: what, retryable, retryAtMs } = error;
  return { problem: what, retryable, ...(retryAtMs === undefined ? {} : { retryAtMs }) };
}

export function errorOf({ problem: what, retryable, retryAtMs }: Failure): PortError {
  return new PortError(problem(what.code, what.detail), {
    retryable,
    ...(retryAtMs === undefined ? {} : { retryAtMs }),
  });
}
