// Test reports that a run left as artifacts: the files in them that look like one, bounded, newest artifact of each name.
import { problem } from '#core/problem.ts';
import { type RepoRef, repoName } from '#core/task.ts';
import type { Forge, ReportFiles } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import type { GitHubClients } from './clients.ts';
import { statusOf } from './errors.ts';
import { at } from './repositories.ts';
import { unzip } from './unzip.ts';

const READ = 'Actions: read';
const DOWNLOAD_TIMEOUT_MS = 60_000;
/** Screenshots, builds and videos are artifacts too: what a report weighs is far below. */
const MAX_ARTIFACT_BYTES = 20_000_000;
const MAX_ARTIFACTS = 20;
const REPORT = /\.(?:xml|trx|sarif|tap|ctrf\.json|jsonl?)$/i;

type Artifact = {
  readonly id: number;
  readonly name: string;
  readonly size_in_bytes: number;
  readonly expired: boolean;
  readonly created_at: string | null;
};

export function githubReportFiles(clients: GitHubClients, log: Log): Pick<Forge, 'reportFiles'> {
  return {
    async reportFiles(repo, runIds, limits) {
      const files: { name: string; bytes: Uint8Array }[] = [];
      const left: string[] = [];
      for (const runId of runIds) {
        for (const artifact of await newestArtifacts(clients, repo, runId)) {
          if (artifact.expired || artifact.size_in_bytes > MAX_ARTIFACT_BYTES) {
            left.push(`${artifact.name}: ${artifact.expired ? 'expired' : 'too large'}`);
            continue;
          }
          const zip = await zipOf(clients, repo, artifact.id);
          if (zip === undefined) {
            left.push(`${artifact.name}: could not be downloaded`);
            continue;
          }
          const read = files.reduce((sum, { bytes }) => sum + bytes.byteLength, 0);
          const found = await unzip(zip, (path) => REPORT.test(path), {
            maxEntries: 5_000,
            maxFiles: limits.maxFiles - files.length,
            maxBytes: limits.maxBytes - read,
          });
          files.push(...found.files.map(({ path, bytes }) => ({ name: `${artifact.name}/${path}`, bytes })));
          left.push(...found.left.map((what) => `${artifact.name}/${what}`));
        }
      }
      if (left.length > 0)
        log.info({ repo: repoName(repo), left: left.slice(0, 20) }, 'parts of artifacts are left out');
      return { files, left } satisfies ReportFiles;
    },
  };
}

/** A run that was started again lists the artifacts of every attempt: of a name, the newest is the one that counts. */
async function newestArtifacts(
  clients: GitHubClients,
  repo: RepoRef,
  runId: number,
): Promise<readonly Artifact[]> {
  const { data } = await clients.call(
    { repo, permission: READ },
    async (octokit) =>
      await octokit.rest.actions.listWorkflowRunArtifacts({ ...at(repo), run_id: runId, per_page: 100 }),
  );
  const newest = new Map<string, Artifact>();
  for (const artifact of data.artifacts) {
    const known = newest.get(artifact.name);
    if (known === undefined || (known.created_at ?? '') < (artifact.created_at ?? ''))
      newest.set(artifact.name, artifact);
  }
  return [...newest.values()].slice(0, MAX_ARTIFACTS);
}

/** A redirect to storage, like a job's log: our token does not go there. Undefined where it is gone. */
async function zipOf(clients: GitHubClients, repo: RepoRef, artifactId: number): Promise<Buffer | undefined> {
  const address = await addressOf(clients, repo, artifactId);
  const { protocol } = new URL(address ?? 'none:');
  if (address === undefined || (protocol !== 'https:' && protocol !== 'http:')) return undefined;
  try {
    const response = await fetch(address, { signal: AbortSignal.timeout(DOWNLOAD_TIMEOUT_MS) });
    if (!response.ok || response.body === null) return void (await response.body?.cancel());
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of response.body) {
      size += chunk.byteLength;
      if (size > MAX_ARTIFACT_BYTES) return undefined;
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  } catch (error) {
    const detail = error instanceof Error ? error.name : 'unknown';
    throw new PortError(
      problem('forge_unavailable', `${repoName(repo)}: an artifact could not be read (${detail})`),
      {
        retryable: true,
        cause: error,
      },
    );
  }
}

async function addressOf(
  clients: GitHubClients,
  repo: RepoRef,
  artifactId: number,
): Promise<string | undefined> {
  try {
    const { headers } = await clients.call(
      { repo, permission: READ },
      async (octokit) =>
        await octokit.request('GET /repos/{owner}/{repo}/actions/artifacts/{artifact_id}/{archive_format}', {
          ...at(repo),
          artifact_id: artifactId,
          archive_format: 'zip',
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
