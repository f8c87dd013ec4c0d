// How git reaches the forge: credentials in one command's environment, and failures told apart by HTTP status.
import { cleanTerminal, redactor } from '#core/redact.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitRemote } from '#ports/publisher.ts';
import { GitFailure, type GitOptions, type GitResult } from './git-command.ts';

/**
 * Options for one command that talks to `remote`. The header is bound to the remote's origin and travels as
 * GIT_CONFIG_* variables: not in argv, not on disk. Redirects are refused, so that it goes nowhere else.
 */
export function remoteOptions(remote: GitRemote): GitOptions {
  const url = remoteUrl(remote);
  const token = Buffer.from(`${remote.username}:${remote.password}`).toString('base64');
  const settings: [string, string][] = [
    [`http.${url.origin}/.extraHeader`, `Authorization: Basic ${token}`],
    ['http.followRedirects', 'false'],
    [`protocol.${url.protocol.slice(0, -1)}.allow`, 'always'],
    // A connection that carries less than this for a minute is dead: 1 kB/s.
    ['http.lowSpeedLimit', '1000'],
    ['http.lowSpeedTime', '60'],
  ];
  const env: Record<string, string> = { GIT_CONFIG_COUNT: String(settings.length) };
  for (const [i, [key, value]] of settings.entries()) {
    env[`GIT_CONFIG_KEY_${i}`] = key;
    env[`GIT_CONFIG_VALUE_${i}`] = value;
  }
  return { env, watchHttp: true };
}

/** Only http and https, and no credentials inside the URL: they would end up in arguments. */
function remoteUrl(remote: GitRemote): URL {
  const url = new URL(remote.url);
  if (url.protocol !== 'https:' && url.protocol !== 'http:')
    throw new Error(`git remote is not http(s): ${url.protocol}`);
  if (url.username !== '' || url.password !== '') throw new Error('git remote has credentials in its URL');
  return url;
}

/** A failed exchange with the forge as a PortError. `subject` names repository and action; the secret is cut out of git's words. */
export function remoteFailure(subject: string, remote: GitRemote, result: GitResult): PortError {
  if (isDiskFull(result.stderr)) return diskFull(subject, result.stderr);
  const status = result.httpStatus;
  const words = remoteWords(remote, result);
  const detail = `${subject}: ${status === null ? 'no answer' : `HTTP ${status}`}${words === '' ? '' : `: ${words}`}`;
  return new PortError(
    { code: codeOf(status), detail: detail.slice(0, 500) },
    { retryable: isRetryable(status) },
  );
}

function codeOf(status: number | null) {
  if (status === 401 || status === 403) return 'permission_missing';
  // Redirects are not followed: a repository that moved is one that is not here.
  if (status === 404 || status === 410 || (status !== null && status >= 300 && status < 400)) {
    return 'repository_missing';
  }
  if (status === 429) return 'forge_rate_limited';
  if (status !== null && status >= 400 && status < 500) return 'forge_rejected';
  return 'forge_unavailable';
}

/** No answer, a broken one (a 2xx and yet a failure) and the other side's own failures may go away by themselves. */
const isRetryable = (status: number | null): boolean =>
  status === null || status === 429 || status >= 500 || status < 300;

// git has one exit code for every failure; the C library's words for ENOSPC and EDQUOT are fixed by LC_ALL=C.
const DISK_FULL = /: (No space left on device|Disk quota exceeded)\b/;
export const isDiskFull = (stderr: string): boolean => DISK_FULL.test(stderr);

export const diskFull = (subject: string, detail: string, cause?: unknown): PortError =>
  new PortError(
    { code: 'disk_full', detail: `${subject}: ${detail.trim().slice(0, 300)}` },
    // A person has to make room: trying again by itself would only hide it.
    { retryable: false, ...(cause === undefined ? {} : { cause }) },
  );

/** The end of what git and the forge said, on one line, without the credential and without control characters. */
export const remoteWords = (remote: GitRemote, result: GitResult): string =>
  redactor([remote.password])(cleanTerminal(result.stderr)).trim().split('\n').slice(-4).join(' | ');

/** A git that failed on this machine, as a PortError: the disk, or a repository of ours that is broken. Anything else as it is. */
export function gitFailureAsPortError(subject: string, error: unknown): unknown {
  if (!(error instanceof GitFailure)) return error;
  if (isDiskFull(error.result.stderr)) return diskFull(subject, error.result.stderr, error);
  const detail = `${subject}: ${error.message}`.slice(0, 500);
  return new PortError(
    { code: 'workspace_failed', detail },
    { retryable: error.result.cut !== null, cause: error },
  );
}
