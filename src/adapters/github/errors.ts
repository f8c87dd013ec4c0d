// GitHub's refusals as problems that the core knows: decided by status, header and code, never by the words of a message.
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

/** What was being done, for the person who reads the refusal. */
export type CallSubject = {
  /** "acme/payments", "acme/payments#12". */
  readonly subject: string;
  /** The App permission that the call needs, as GitHub's settings page names it: "Checks: read". */
  readonly permission: string;
  /** Where the App is installed, for "install it". */
  readonly webUrl: string;
};

/** What is read of @octokit/request-error's RequestError, whichever copy of the package made it. */
export type GitHubFailure = Error & {
  readonly status: number;
  readonly request?: { readonly url: string; readonly method: string };
  readonly response?: {
    readonly headers: Readonly<Record<string, string | number | undefined>>;
    readonly data: unknown;
  };
};

export const isGitHubFailure = (error: unknown): error is GitHubFailure =>
  error instanceof Error && 'status' in error && typeof error.status === 'number';

export const statusOf = (error: unknown): number | undefined =>
  isGitHubFailure(error) ? error.status : undefined;

/** The error that a port throws for it; what is no answer of GitHub's is given back as it is: a bug, or a PortError already. */
export function portErrorOf(error: unknown, call: CallSubject, nowMs: number): unknown {
  const graphql = graphqlTypes(error);
  if (graphql !== undefined) return fromGraphql(error, graphql, call, nowMs);
  if (!isGitHubFailure(error)) return error;
  const failed = (code: Parameters<typeof problem>[0], detail: string, retryAtMs?: number) =>
    new PortError(problem(code, `${call.subject}: ${detail}`), {
      retryable: code === 'forge_unavailable' || code === 'forge_rate_limited',
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
      cause: error,
    });
  const { status } = error;
  const limitedUntilMs = rateLimitedUntilMs(error, nowMs);
  if (limitedUntilMs !== undefined) {
    return failed('forge_rate_limited', 'GitHub asks to wait before the next request', limitedUntilMs);
  }
  if (error.response === undefined || status >= 500) {
    return failed('forge_unavailable', unavailable(error), retryAfterMs(error, nowMs));
  }
  if (status === 401) {
    return failed(
      'permission_missing',
      'GitHub does not accept the App: check GITHUB_APP_ID and GITHUB_PRIVATE_KEY',
    );
  }
  if (status === 403) return failed('permission_missing', forbidden(error, call));
  if (status === 404) {
    return failed(
      'repository_missing',
      `the App is not installed on it (${call.webUrl}/settings/installations), or its name is wrong`,
    );
  }
  return failed('forge_rejected', `GitHub refused (${status}): ${sayingOf(error)}`);
}

function unavailable(error: GitHubFailure): string {
  if (error.response !== undefined) return `GitHub answered ${error.status}`;
  const { cause } = error;
  const code = cause instanceof Error ? causeCode(cause) : undefined;
  return `GitHub could not be reached${code === undefined ? '' : ` (${code})`}`;
}

/** ECONNREFUSED and its like sit one or two causes deep in fetch's errors. */
function causeCode(cause: Error): string {
  if ('code' in cause && typeof cause.code === 'string') return cause.code;
  return cause.cause instanceof Error ? causeCode(cause.cause) : cause.name;
}

function forbidden(error: GitHubFailure, call: CallSubject): string {
  if (isTokenRequest(error)) {
    return 'GitHub gives the App no token for this installation: it may be suspended';
  }
  const accepted = header(error, 'x-accepted-github-permissions');
  const needed = accepted === undefined ? call.permission : `${call.permission} (${accepted})`;
  return `this needs ${needed}, granted in the App's settings and accepted on the installation`;
}

/** True for the request that turns the App's key into an installation's token. */
export const isTokenRequest = (error: GitHubFailure): boolean =>
  error.request?.url.endsWith('/access_tokens') ?? false;

const SECONDARY_LIMIT_PAUSE_MS = 60_000;

/** When the limit is over, undefined where the refusal is about something else. Secondary limits may come without any header. */
export function rateLimitedUntilMs(error: GitHubFailure, nowMs: number): number | undefined {
  if (error.status !== 403 && error.status !== 429) return undefined;
  const afterMs = retryAfterMs(error, nowMs);
  if (afterMs !== undefined) return afterMs;
  const resetSeconds = Number(header(error, 'x-ratelimit-reset'));
  if (header(error, 'x-ratelimit-remaining') === '0' && resetSeconds > 0) {
    return Math.max(nowMs, resetSeconds * 1_000) + 1_000;
  }
  const { documentation_url: help } = dataOf(error);
  const isSecondary = typeof help === 'string' && help.includes('rate-limit');
  return error.status === 429 || isSecondary ? nowMs + SECONDARY_LIMIT_PAUSE_MS : undefined;
}

function retryAfterMs(error: GitHubFailure, nowMs: number): number | undefined {
  const text = header(error, 'retry-after');
  const seconds = Number(text);
  return text === undefined || !Number.isFinite(seconds) ? undefined : nowMs + seconds * 1_000;
}

function header(error: GitHubFailure, name: string): string | undefined {
  const value = error.response?.headers[name];
  return value === undefined ? undefined : String(value);
}

type ErrorBody = { message?: unknown; errors?: unknown; documentation_url?: unknown };
export function dataOf(error: GitHubFailure): ErrorBody {
  const data = error.response?.data;
  return typeof data === 'object' && data !== null ? data : {};
}

export type FieldError = {
  readonly resource?: string;
  readonly field?: string;
  readonly code?: string;
  readonly message?: string;
};

/** The list that a 422 carries: which field of which resource, and a code. */
export function fieldErrorsOf(error: GitHubFailure): readonly FieldError[] {
  const { errors } = dataOf(error);
  if (!Array.isArray(errors)) return [];
  return errors.map((entry: unknown) => {
    if (typeof entry === 'string') return { message: entry };
    return typeof entry === 'object' && entry !== null ? entry : {};
  });
}

/** What GitHub says, for a person: untrusted, cut to size by problem(). */
export function sayingOf(error: GitHubFailure): string {
  const { message } = dataOf(error);
  const fields = fieldErrorsOf(error).map(
    ({ message: said, field, code }) => said ?? `${field ?? ''} ${code ?? ''}`.trim(),
  );
  return [typeof message === 'string' ? message : 'no reason given', ...fields].join('; ');
}

function graphqlTypes(error: unknown): readonly string[] | undefined {
  if (!(error instanceof Error) || error.name !== 'GraphqlResponseError' || !('errors' in error))
    return undefined;
  const entries = Array.isArray(error.errors) ? error.errors : [];
  return entries.map((entry: { type?: unknown }) => (typeof entry.type === 'string' ? entry.type : ''));
}

function fromGraphql(error: unknown, types: readonly string[], call: CallSubject, nowMs: number): PortError {
  const failed = (code: Parameters<typeof problem>[0], detail: string, retryAtMs?: number) =>
    new PortError(problem(code, `${call.subject}: ${detail}`), {
      retryable: retryAtMs !== undefined,
      ...(retryAtMs === undefined ? {} : { retryAtMs }),
      cause: error,
    });
  if (types.includes('RATE_LIMITED')) {
    return failed(
      'forge_rate_limited',
      'GitHub asks to wait before the next request',
      nowMs + SECONDARY_LIMIT_PAUSE_MS,
    );
  }
  if (types.includes('FORBIDDEN') || types.includes('INSUFFICIENT_SCOPES')) {
    return failed('permission_missing', `the App lacks a permission that this needs: ${call.permission}`);
  }
  if (types.includes('NOT_FOUND'))
    return failed('repository_missing', 'GitHub shows no such thing to the App');
  return failed('forge_rejected', `GitHub refused: ${error instanceof Error ? error.message : ''}`);
}
