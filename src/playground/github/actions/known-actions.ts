// The published actions that the stand-in knows: checkout, setup-node, upload-artifact, cache.
import { glob, lstat, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { git } from '../git/git.ts';
import { readCommit } from '../git/objects.ts';
import type { JobContext, JobPlace } from './job-context.ts';
import type { JobLog } from './job-log.ts';
import { putNpm } from './npm-here.ts';
import { type ZipEntry, zip } from './zip.ts';

export interface ActionCall {
  readonly context: JobContext;
  readonly place: JobPlace;
  readonly log: JobLog;
  readonly inputs: Readonly<Record<string, string>>;
}

export type KnownAction = (call: ActionCall) => Promise<number>;

const actions: Readonly<Record<string, KnownAction>> = {
  'actions/checkout': checkout,
  'actions/setup-node': setupNode,
  'actions/upload-artifact': uploadArtifact,
  'actions/cache': async ({ log, inputs }) => {
    log.write(`Cache not found for input keys: ${inputs.key ?? ''}`);
    return 0;
  },
};

export function knownAction(uses: string): KnownAction | undefined {
  const [name = ''] = uses.split('@');
  return Object.hasOwn(actions, name) ? actions[name] : undefined;
}

const maxArtifactBytes = 20 * 1024 * 1024;
const artifactLifeMs = 90 * 24 * 3_600_000;

async function checkout({ context, place, log }: ActionCall): Promise<number> {
  const { world, repository, run } = context;
  const { workspace } = place;
  const { checkoutSha: sha, checkoutRef: ref } = run;
  log.write(`Syncing repository: ${repository.fullName}`);
  log.group('Getting Git version info', [
    `Working directory is '${workspace}'`,
    '[command]/usr/bin/git version',
    await git(null, ['version']),
  ]);
  log.write('##[group]Initializing the repository');
  log.write(`[command]/usr/bin/git init ${workspace}`);
  await git(null, ['init', '--quiet', `--initial-branch=${repository.defaultBranch}`, workspace]);
  await git(null, ['-C', workspace, 'remote', 'add', 'origin', `${world.origin}/${repository.fullName}`]);
  log.write('##[endgroup]');
  log.write('##[group]Fetching the repository');
  log.write(
    `[command]/usr/bin/git -c protocol.version=2 fetch --no-tags --prune --depth=1 origin +${sha}:${ref}`,
  );
  await git(null, [
    '-C',
    workspace,
    'fetch',
    '--quiet',
    '--no-tags',
    '--depth=1',
    pathToFileURL(repository.gitDir).href,
    sha,
  ]);
  log.write('##[endgroup]');
  log.write('##[group]Checking out the ref');
  log.write(`[command]/usr/bin/git checkout --progress --force ${ref}`);
  await git(null, ['-C', workspace, 'checkout', '--quiet', '--force', '--detach', sha]);
  const subject = (await readCommit(repository.gitDir, sha)).message.split('\n')[0] ?? '';
  log.write(`HEAD is now at ${sha.slice(0, 7)} ${subject}`);
  log.write('##[endgroup]');
  log.write('[command]/usr/bin/git log -1 --format=%H');
  log.write(sha);
  return 0;
}

async function setupNode({ place, log, inputs }: ActionCall): Promise<number> {
  log.write(`Found in cache @ /opt/hostedtoolcache/node/${process.versions.node}/x64`);
  const npm = await putNpm(place);
  log.group('Environment details', [
    `node: v${process.versions.node}`,
    ...(npm === null ? [] : [`npm: ${npm}`]),
  ]);
  const asked = inputs['node-version'] ?? '';
  const major = process.versions.node.split('.')[0];
  if (asked !== '' && !asked.startsWith(major ?? '')) {
    log.write(
      `##[warning]The stand-in only has Node ${process.versions.node}; node-version ${asked} was asked for.`,
    );
  }
  return 0;
}

async function uploadArtifact({ context, place, log, inputs }: ActionCall): Promise<number> {
  const { world, run } = context;
  const name = inputs.name ?? 'artifact';
  const entries = await collectFiles(place.workspace, (inputs.path ?? '').split('\n'));
  if (entries.length === 0) {
    const level = inputs['if-no-files-found'] === 'error' ? 'error' : 'warning';
    log.write(
      `##[${level}]No files were found with the provided path: ${inputs.path ?? ''}. No artifacts will be uploaded.`,
    );
    return level === 'error' ? 1 : 0;
  }
  const nowMs = world.nowMs();
  const artifact = {
    id: world.nextId(),
    name,
    zip: zip(entries),
    createdAtMs: nowMs,
    expiresAtMs: nowMs + artifactLifeMs,
  };
  run.artifacts.push(artifact);
  log.write(`With the provided path, there will be ${entries.length} file(s) uploaded`);
  log.write(
    `Artifact ${name} has been successfully uploaded! Final size is ${artifact.zip.byteLength} bytes. Artifact ID is ${artifact.id}`,
  );
  return 0;
}

async function collectFiles(workspace: string, patterns: readonly string[]): Promise<ZipEntry[]> {
  const entries: ZipEntry[] = [];
  let sizeBytes = 0;
  const wanted = patterns.map((pattern) => pattern.trim()).filter((pattern) => pattern !== '');
  for (const pattern of wanted.flatMap((one) => [one, `${one.replace(/\/$/, '')}/**`])) {
    for await (const found of glob(pattern, { cwd: workspace })) {
      const path = join(workspace, found);
      const name = relative(workspace, path);
      const stat = await lstat(path);
      const isTaken = !stat.isFile() || name.startsWith('..') || entries.some((entry) => entry.name === name);
      if (isTaken) continue;
      sizeBytes += stat.size;
      if (sizeBytes > maxArtifactBytes) return entries;
      entries.push({ name, data: await readFile(path) });
    }
  }
  return entries;
}
