// Octokit for each installation of the App: tokens, pacing, retries, and refusals turned into PortErrors.
import { createPrivateKey } from 'node:crypto';
import { createAppAuth } from '@octokit/auth-app';
import { retry } from '@octokit/plugin-retry';
import { throttling } from '@octokit/plugin-throttling';
import { Octokit } from '@octokit/rest';
import { problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Clock } from '#ports/clock.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { ApiMeter } from './api-use.ts';
import { isGitHubFailure, isTokenRequest, portErrorOf, rateLimitedUntilMs, statusOf } from './errors.ts';
import { type GitHubFetch, githubFetch, HTTP_LIMITS } from './http.ts';
import { type Turns, turns } from './pacing.ts';

export type GitHubOptions = {
  readonly appId: number | string;
  /** PEM, PKCS#1 or PKCS#8. */
  readonly privateKey: string;
  /** Looked up per repository when absent. */
  readonly installationId?: number;
  /** `https://api.github.com`, or `https://host/api/v3` of an Enterprise Server. */
  readonly apiUrl: string;
  /** Where people and git go; derived from `apiUrl` when absent. */
  readonly webUrl?: string;
  readonly clock: Clock;
  readonly log: Log;
  /** First pause before a failed read is repeated; it grows by squares. @default 1000 */
  readonly retryPauseMs?: number;
  /** Least time from one write to the next. @default 1000 on github.com, 0 elsewhere */
  readonly writeGapMs?: number;
  /** For one request and its whole answer. @default 15000 */
  readonly timeoutMs?: number;
};

export type Call = {
  readonly repo: RepoRef;
  readonly permission: string;
  readonly subject?: string;
  /** A refusal is expected and dealt with by the caller: no new token is fetched to try again. */
  readonly mayBeRefused?: boolean;
};

/** One line of pacing and retrying, so that no call hangs: beyond this the caller is told when to come back. */
const MAX_WAIT_SECONDS = 30;
const MAX_WAITS = 2;
const READ_RETRIES = 2;
/** What another try would not change; rate limits (403, 429) are the throttling plugin's. */
const FINAL_STATUSES = [400, 401, 403, 404, 405, 409, 410, 415, 422, 429, 451];

/** What GitHub advises for its own limits; other servers tell theirs by header alone. */
const WRITE_GAP_MS = 1_000;
/** Opening a pull request, a comment, a merge: what notifies people is limited more tightly, by a factor of three. */
const NOTIFYING_FACTOR = 3;

const PacedOctokit = Octokit.plugin(throttling, retry);

export class GitHubClients {
  readonly #options: GitHubOptions;
  /** Requests that each task costs. */
  readonly meter = new ApiMeter();
  readonly #fetch: GitHubFetch;
  readonly #privateKey: string;
  readonly #app: Octokit;
  readonly #writes: Turns;
  readonly #notifying: Turns;
  readonly #installations = new Map<string, Promise<number>>();
  readonly #clients = new Map<number, Octokit>();

  constructor(options: GitHubOptions) {
    this.#options = options;
    this.#fetch = githubFetch({ ...HTTP_LIMITS, timeoutMs: options.timeoutMs ?? HTTP_LIMITS.timeoutMs });
    this.#privateKey = readableKey(options.privateKey);
    const isGitHubCom = new URL(options.apiUrl).hostname === 'api.github.com';
    const gapMs = options.writeGapMs ?? (isGitHubCom ? WRITE_GAP_MS : 0);
    this.#writes = turns(options.clock, gapMs);
    this.#notifying = turns(options.clock, gapMs * NOTIFYING_FACTOR);
    this.#app = this.#build('app', {});
  }

  get webUrl(): string {
    return (this.#options.webUrl ?? webUrlOf(this.#options.apiUrl)).replace(/\/$/, '');
  }

  /** The App's own view, by its key: only for what is asked as the App. */
  async asApp<T>(call: Call, ask: (app: Octokit) => Promise<T>): Promise<T> {
    try {
      return await ask(this.#app);
    } catch (error) {
      throw this.#portError(error, call);
    }
  }

  /** Runs `ask` with the repository's installation. A token that was revoked, or an installation that was replaced, is fetched anew once. */
  async call<T>(call: Call, ask: (octokit: Octokit) => Promise<T>): Promise<T> {
    try {
      const client = await this.client(call);
      try {
        return await ask(client);
      } catch (error) {
        if (!this.#mayBeStale(error, call)) throw error;
        return await ask(await this.#renewed(client, error, call));
      }
    } catch (error) {
      throw this.#portError(error, call);
    }
  }

  /** What the installation may do, as it is now. */
  async grantedPermissions(call: Call): Promise<Readonly<Record<string, string>>> {
    const { installationId } = this.#options;
    const { owner, name: repo } = call.repo;
    const { data } = await this.asApp(call, async ({ rest: { apps } }) =>
      installationId === undefined
        ? await apps.getRepoInstallation({ owner, repo })
        : await apps.getInstallation({ installation_id: installationId }),
    );
    return { ...data.permissions };
  }

  async client(call: Call): Promise<Octokit> {
    const id = this.#options.installationId ?? (await this.#installationOf(call));
    let client = this.#clients.get(id);
    if (client === undefined) {
      client = this.#build(`installation-${id}`, { installationId: id });
      this.#clients.set(id, client);
    }
    return client;
  }

  #portError(error: unknown, call: Call): unknown {
    const subject = {
      subject: call.subject ?? repoName(call.repo),
      permission: call.permission,
      webUrl: this.webUrl,
    };
    return portErrorOf(error, subject, this.#options.clock.nowMs());
  }

  async #installationOf(call: Call): Promise<number> {
    const key = repoName(call.repo).toLowerCase();
    const known = this.#installations.get(key);
    if (known !== undefined) return await known;
    const { owner, name } = call.repo;
    const asked = this.#app.rest.apps.getRepoInstallation({ owner, repo: name }).then(({ data }) => data.id);
    this.#installations.set(key, asked);
    try {
      return await asked;
    } catch (error) {
      this.#installations.delete(key);
      throw error;
    }
  }

  /** 401: the token was revoked. 403: it is older than a permission granted since. 404 for the token itself: another installation. */
  #mayBeStale(error: unknown, call: Call): boolean {
    if (!isGitHubFailure(error) || call.mayBeRefused === true) return false;
    if (isTokenRequest(error)) return error.status === 404 && this.#options.installationId === undefined;
    const isRateLimit = rateLimitedUntilMs(error, this.#options.clock.nowMs()) !== undefined;
    return error.status === 401 || (error.status === 403 && !isRateLimit);
  }

  async #renewed(client: Octokit, error: unknown, call: Call): Promise<Octokit> {
    if (isGitHubFailure(error) && !isTokenRequest(error)) {
      try {
        await client.auth({ type: 'installation', refresh: true });
        return client;
      } catch (cause) {
        if (statusOf(cause) !== 404 || this.#options.installationId !== undefined) throw cause;
      }
    }
    this.#installations.delete(repoName(call.repo).toLowerCase());
    return await this.client(call);
  }

  #build(id: string, installation: { installationId?: number }): Octokit {
    const { appId, apiUrl, log, retryPauseMs = 1_000 } = this.#options;
    const quiet = () => {};
    const waitInHere = (retryAfterSeconds: number, _: unknown, __: unknown, retryCount: number) =>
      retryAfterSeconds <= MAX_WAIT_SECONDS && retryCount < MAX_WAITS;
    // As `object`: the plugin's types ask for whole groups of Bottleneck, of which it uses two methods.
    const pacing: object = { write: this.#writes, notifications: this.#notifying };
    const octokit = new PacedOctokit({
      baseUrl: apiUrl.replace(/\/$/, ''),
      userAgent: 'greenlight',
      authStrategy: createAppAuth,
      auth: { appId, privateKey: this.#privateKey, ...installation },
      request: { fetch: this.#fetch },
      // Octokit's debug lines hold the request with its token.
      log: {
        debug: quiet,
        info: quiet,
        warn: (said: string) => log.warn({ said }, 'github client'),
        error: quiet,
      },
      throttle: {
        id: `${apiUrl} ${id}`,
        onRateLimit: waitInHere,
        onSecondaryRateLimit: waitInHere,
        retryAfterBaseValue: retryPauseMs,
        ...pacing,
      },
      retry: { retries: READ_RETRIES, retryAfterBaseValue: retryPauseMs, doNotRetry: FINAL_STATUSES },
    });
    octokit.hook.before('request', (options) => {
      const count = this.meter.counter();
      const fetch: GitHubFetch = async (url, init) => await this.#fetch(url, init, count);
      options.request = { ...options.request, fetch };
      const isRead = options.method === 'GET' || options.method === 'HEAD';
      // A write whose answer was lost may have happened: whoever wanted it looks first and then decides.
      if (!isRead && !options.url.endsWith('/access_tokens'))
        options.request = { ...options.request, retries: 0 };
    });
    return octokit;
  }
}

function readableKey(pem: string): string {
  try {
    return createPrivateKey(pem.replace(/\\n/g, '\n')).export({ type: 'pkcs8', format: 'pem' }).toString();
  } catch (cause) {
    throw new PortError(
      problem('permission_missing', 'GITHUB_PRIVATE_KEY is not a private key in PEM form'),
      {
        retryable: false,
        cause,
      },
    );
  }
}

function webUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl);
  return url.hostname.startsWith('api.') ? `${url.protocol}//${url.host.slice('api.'.length)}` : url.origin;
}
