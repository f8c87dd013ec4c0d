// Fills an empty volume with the checkout of a commit, in a helper container that has no network: the objects come in by stdin.

import type Docker from 'dockerode';
import { packFrom } from '#adapters/sandbox/pack.ts';
import { problem } from '#core/problem.ts';
import { repoName } from '#core/task/request.ts';
import { PortError } from '#ports/port-error.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { putTree, readScript } from './files.ts';
import { AGENT_UID, MIB, volumeMount } from './hardening.ts';
import { type HelperEnd, runHelper } from './helper.ts';
import { labels, type Names } from './names.ts';

const PREPARE_TIMEOUT_MS = 15 * 60_000;
const PREPARE_MEMORY_BYTES = 2048 * MIB;
const PREPARE_TMPFS_BYTES = 64 * MIB;

type CheckoutDeps = { readonly docker: Docker; readonly names: Names; readonly helperImage: string };

/** Brings the mirror volume up to date on the way. Throws PortError workspace_failed or disk_full. */
export async function fillCheckout(
  deps: CheckoutDeps,
  spec: AttemptSpec,
  to: { volume: string; mirror: string },
  signal: AbortSignal,
): Promise<void> {
  const { docker, names } = deps;
  const pack = packFrom(spec.mirrorDir, spec.fromSha);
  const end = await runHelper(docker, {
    name: names.once('prepare'),
    image: deps.helperImage,
    labels: names.own('helper', { [labels.prepared]: to.volume }),
    script: readScript('prepare.sh'),
    uid: AGENT_UID,
    env: { FROM_SHA: spec.fromSha },
    mounts: [
      volumeMount(to.mirror, '/mirror', 'write', names.own('mirror')),
      volumeMount(to.volume, '/work', 'write', names.own('prepared')),
    ],
    memoryBytes: PREPARE_MEMORY_BYTES,
    tmpfsBytes: PREPARE_TMPFS_BYTES,
    timeoutMs: PREPARE_TIMEOUT_MS,
    signal,
    // An empty volume belongs to root; the helper is not root, so it gets a directory of its own in each.
    async beforeStart(container) {
      await putTree(container, '/mirror', [{ path: 'repo.git', uid: AGENT_UID }]);
      await putTree(container, '/work', [{ path: 'repo', uid: AGENT_UID }]);
    },
    onStdout: (chunk, stdin) => pack.hear(chunk, stdin),
  });
  await pack.done();
  if (typeof end.exit !== 'object' || end.exit.code !== 0) throw failed(spec, end);
}

function failed(spec: AttemptSpec, { exit, stderr }: HelperEnd): PortError {
  const repo = repoName(spec.repo);
  const why = typeof exit === 'object' ? `exit code ${exit.code}` : exit;
  const detail = `Checking out ${spec.fromSha.slice(0, 12)} of ${repo} on the Docker engine failed (${why}): ${stderr}`;
  // git has no exit code for a full disk: its words are all there is.
  const isFull = /no space left on device/i.test(stderr);
  const retryable = isFull || typeof exit !== 'object';
  return new PortError(problem(isFull ? 'disk_full' : 'workspace_failed', detail), { retryable });
}
