// Reports that a run left as artifacts: the files in them that look like one, bounded, of its newest attempt alone.
import { type RepoRef, repoName } from '#core/task/request.ts';
import type { Forge, ReportFile, ReportFiles } from '#ports/forge.ts';
import type { Log } from '#ports/log.ts';
import type { GitHubClients } from './clients.ts';
import { at } from './repositories.ts';
import { fromStorage, storageAddress } from './storage.ts';
import { unzip } from './unzip.ts';

const READ = 'Actions: read';
/** Screenshots, builds and videos are artifacts too: what a report weighs is far below. */
const MAX_ARTIFACT_BYTES = 20_000_000;
const MAX_DOWNLOADED_BYTES = 100_000_000;
const MAX_ARTIFACTS = 20;
const MAX_PAGES = 10;
const REPORT = /\.(?:xml|trx|sarif|tap|ctrf\.json|jsonl?)$/i;
/** Where there are more artifacts than are read, those that are called like a report come first. */
const CALLED_REPORT = /test|report|result|junit|lint|sarif|ctrf|trx/i;

type Artifact = {
  readonly id: number;
  readonly name: string;
  readonly size_in_bytes: number;
  readonly expired: boolean;
  readonly created_at: string | null;
};
type Limits = { readonly maxFiles: number; readonly maxBytes: number };

export function githubReportFiles(clients: GitHubClients, log: Log): Pick<Forge, 'reportFiles'> {
  return {
    async reportFiles(repo, runIds, limits) {
      const reading = new ReadingOfArtifacts(limits);
      for (const runId of runIds) {
        const { artifacts, left } = await artifactsOf(clients, repo, runId);
        reading.left.push(...left);
        for (const artifact of artifacts) await reading.add(clients, repo, runId, artifact);
      }
      const { files, left } = reading;
      if (left.length > 0)
        log.info({ repo: repoName(repo), left: left.slice(0, 20) }, 'parts of artifacts are left out');
      return { files, left } satisfies ReportFiles;
    },
  };
}

class ReadingOfArtifacts {
  readonly files: ReportFile[] = [];
  readonly left: string[] = [];
  readonly #limits: Limits;
  #downloadedBytes = 0;
  #readBytes = 0;

  constructor(limits: Limits) {
    this.#limits = limits;
  }

  async add(clients: GitHubClients, repo: RepoRef, runId: number, artifact: Artifact): Promise<void> {
    const { name, size_in_bytes: sizeBytes, created_at: createdAt } = artifact;
    const isTooMuch =
      sizeBytes > MAX_ARTIFACT_BYTES || this.#downloadedBytes + sizeBytes > MAX_DOWNLOADED_BYTES;
    if (artifact.expired || isTooMuch) {
      this.left.push(`${name}: ${artifact.expired ? 'expired' : 'too large'}`);
      return;
    }
    const zip = await zipOf(clients, repo, artifact.id);
    if (zip === undefined) {
      this.left.push(`${name}: could not be downloaded`);
      return;
    }
    this.#downloadedBytes += zip.byteLength;
    const found = await unzip(zip, (path) => REPORT.test(path), {
      maxEntries: 5_000,
      maxFiles: this.#limits.maxFiles - this.files.length,
      maxBytes: this.#limits.maxBytes - this.#readBytes,
    });
    const createdAtMs = Number.isNaN(Date.parse(createdAt ?? '')) ? null : Date.parse(createdAt ?? '');
    for (const { path, bytes } of found.files) {
      this.#readBytes += bytes.byteLength;
      this.files.push({ name: `${name}/${path}`, bytes, runId, createdAtMs });
    }
    this.left.push(...found.left.map((what) => `${name}/${what}`));
  }
}

/** A run that was started again lists the artifacts of every attempt, and GitHub does not say whose each is: its time does. */
async function artifactsOf(
  clients: GitHubClients,
  repo: RepoRef,
  runId: number,
): Promise<{ artifacts: readonly Artifact[]; left: readonly string[] }> {
  const { data: run } = await clients.call(
    { repo, permission: READ },
    async (octokit) => await octokit.rest.actions.getWorkflowRun({ ...at(repo), run_id: runId }),
  );
  const all = await listArtifacts(clients, repo, runId);
  const since = run.run_started_at ?? run.created_at;
  const newest = newestOfEach(all.filter(({ created_at: at }) => at === null || at >= since));
  const chosen = [...newest].sort(
    (a, b) => Number(CALLED_REPORT.test(b.name)) - Number(CALLED_REPORT.test(a.name)),
  );
  const more = chosen.length - MAX_ARTIFACTS;
  return {
    artifacts: chosen.slice(0, MAX_ARTIFACTS),
    left: more > 0 ? [`${more} more artifacts of one run`] : [],
  };
}

function newestOfEach(artifacts: readonly Artifact[]): readonly Artifact[] {
  const newest = new Map<string, Artifact>();
  for (const artifact of artifacts) {
    const known = newest.get(artifact.name);
    if (known === undefined || (known.created_at ?? '') < (artifact.created_at ?? ''))
      newest.set(artifact.name, artifact);
  }
  return [...newest.values()];
}

async function listArtifacts(clients: GitHubClients, repo: RepoRef, runId: number): Promise<Artifact[]> {
  return await clients.call({ repo, permission: READ }, async (octokit) => {
    const { listWorkflowRunArtifacts } = octokit.rest.actions;
    const pages = octokit.paginate.iterator(listWorkflowRunArtifacts, {
      ...at(repo),
      run_id: runId,
      per_page: 100,
    });
    const all: Artifact[] = [];
    let read = 0;
    for await (const { data } of pages) {
      all.push(...data);
      read += 1;
      if (read >= MAX_PAGES) break;
    }
    return all;
  });
}

/** Undefined where it is gone, or larger than it was said to be. */
async function zipOf(clients: GitHubClients, repo: RepoRef, artifactId: number): Promise<Buffer | undefined> {
  const address = await storageAddress(clients, repo, `actions/artifacts/${artifactId}/zip`);
  const content = address === undefined ? undefined : await fromStorage(repo, address, 'an artifact');
  if (content === undefined) return undefined;
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > MAX_ARTIFACT_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
