// What the engine's answers mean: status and error codes to problems that the core knows.
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

const UNREACHABLE = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ENOENT',
  'EACCES',
  'EPERM',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ABORT_ERR',
]);

/** Node's codes of a handshake that failed: OpenSSL's own, those of a certificate that is not to be trusted, and a broken PEM file. */
const TLS_CODE =
  /^(?:ERR_(?:TLS|SSL|OSSL)_|CERT_|CRL_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_|HOSTNAME_MISMATCH|INVALID_CA|EPROTO$)/;

/** HTTP status of the engine's answer, undefined when it gave none. */
export function statusOf(error: unknown): number | undefined {
  const status = fieldOf(error, 'statusCode');
  return typeof status === 'number' ? status : undefined;
}

export const isMissing = (error: unknown): boolean => statusOf(error) === 404;
export const isConflict = (error: unknown): boolean => statusOf(error) === 409;

/** Did the call fail because nobody answers (as opposed to an answer that says no)? */
export function isUnreachable(error: unknown): boolean {
  if (statusOf(error) !== undefined) return false;
  const code = fieldOf(error, 'code');
  const name = error instanceof Error ? error.name : '';
  return (
    (typeof code === 'string' && UNREACHABLE.has(code)) || name === 'AbortError' || name === 'TimeoutError'
  );
}

function isTlsRefusal(error: unknown): boolean {
  const code = fieldOf(error, 'code');
  return typeof code === 'string' && TLS_CODE.test(code);
}

/** `doing` says what was tried, e.g. "starting the agent". A PortError stays as it is; a bug (no engine involved) too. */
export function asPortError(error: unknown, doing: string): unknown {
  if (error instanceof PortError) return error;
  const words = engineWords(error);
  if (isUnreachable(error) || isTlsRefusal(error)) return unreachable(doing, error);
  if (statusOf(error) === undefined) return error;
  // The engine has no code for a full disk: it is a 500 with the kernel's sentence in it, the one place where words decide.
  if (/no space left on device|disk quota exceeded/i.test(words)) {
    const detail = `The Docker engine has no disk space left while ${doing}: ${words}. Free some with "docker system prune".`;
    return new PortError(problem('disk_full', detail), { retryable: true, cause: error });
  }
  const detail = `The Docker engine refused while ${doing}: ${words}`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: true, cause: error });
}

export function unreachable(doing: string, cause: unknown): PortError {
  const why = cause instanceof Error ? cause.message : String(cause);
  if (isTlsRefusal(cause)) {
    const detail = `The Docker engine and Greenlight do not trust each other (${doing}: ${why}). ca.pem must have signed the engine's certificate, which names its host; the engine must trust who signed cert.pem.`;
    return new PortError(problem('sandbox_unavailable', detail), { retryable: false, cause });
  }
  const overTls =
    fieldOf(cause, 'code') === 'ECONNRESET'
      ? ' Over TLS, an engine that does not trust who signed cert.pem hangs up like that.'
      : '';
  const detail = `The Docker engine does not answer (${doing}: ${why}). Start it, or set DOCKER_HOST to one that this user may use.${overTls}`;
  return new PortError(problem('sandbox_unavailable', detail), { retryable: true, cause });
}

export function imageMissing(image: string, cause: unknown): PortError {
  const detail = `The Docker engine has no image "${image}". Pull or build it there: attempts never pull by themselves.`;
  return new PortError(problem('image_missing', detail), { retryable: false, cause });
}

/** The engine's own sentence, without the client's wrapping. */
export function engineWords(error: unknown): string {
  const message = fieldOf(fieldOf(error, 'json'), 'message');
  if (typeof message === 'string') return message;
  return error instanceof Error ? error.message : String(error);
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
