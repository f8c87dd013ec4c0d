// Logs and artifacts are redirects to a storage host: the address carries the right to read for a minute, and our token does not go there.
import { problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task/request.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { at } from './repositories.ts';

/** For one download as a whole: a log of 80 MB over a slow line. */
const DOWNLOAD_TIMEOUT_MS = 240_000;

/** `rest` follows the repository's path: `actions/jobs/7/logs`. Undefined where GitHub has none, or none any more. */
export async function storageAddress(
  clients: GitHubClients,
  repo: RepoRef,
  rest: `actions/${string}`,
): Promise<string | undefined> {
  try {
    const { headers } = await clients.call(
      { repo, permission: 'Actions: read' },
      async (octokit) =>
        await octokit.request(`GET /repos/{owner}/{repo}/${rest}`, {
          ...at(repo),
          request: { redirect: 'manual' },
        }),
    );
    return headers.location;
  } catch (error) {
    const status = error instanceof PortError ? statusOf(error.cause) : undefined;
    if (status === 404 || status === 410) return undefined;
    throw error;
  }
}

/** The bytes as they come; undefined where storage has nothing. What goes wrong on the way is a retryable PortError. */
export async function fromStorage(
  repo: RepoRef,
  address: string,
  what: string,
): Promise<AsyncIterable<Uint8Array> | undefined> {
  const lost = (detail: string, cause?: unknown) =>
    new PortError(problem('forge_unavailable', `${repoName(repo)}: ${what} could not be read (${detail})`), {
      retryable: true,
      cause,
    });
  const asLost = (error: unknown) =>
    error instanceof PortError ? error : lost(error instanceof Error ? error.name : 'unknown', error);
  const { protocol } = new URL(address);
  if (protocol !== 'https:' && protocol !== 'http:') throw lost(`an address of kind ${protocol}`);
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (response.ok && response.body !== null) return throwingAs(response.body, asLost);
    await response.body?.cancel();
    if (response.status === 404 || response.status === 410) return undefined;
    throw lost(`storage answered ${response.status}`);
  } catch (error) {
    throw asLost(error);
  }
}

async function* throwingAs(
  chunks: AsyncIterable<Uint8Array>,
  asLost: (error: unknown) => PortError,
): AsyncGenerator<Uint8Array> {
  try {
    yield* chunks;
  } catch (error) {
    throw asLost(error);
  }
}
