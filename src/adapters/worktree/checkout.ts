// Makes the agent's checkout: a work tree on greenlight/work that borrows the mirror's objects. No clone: no remote, no other refs.
import { appendFile, copyFile, mkdir, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Git } from '#adapters/git/git-command.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import type { RunFolder } from './run-folder.ts';

const CHECKOUT_TIMEOUT_MS = 5 * 60_000;
const IDENTITY = '[user]\n\tname = Greenlight agent\n\temail = agent@greenlight.invalid\n';

/** Throws GitFailure; `signal` ends it. */
export async function prepareCheckout(
  git: Git,
  folder: RunFolder,
  spec: Pick<AttemptSpec, 'mirrorDir' | 'fromSha'>,
  signal: AbortSignal,
): Promise<void> {
  const gitDir = join(folder.repoDir, '.git');
  const inTree = ['--work-tree', folder.repoDir];
  await git.bytes(gitDir, [...inTree, 'init', '--quiet', '--template=', '--initial-branch=greenlight/work'], {
    signal,
  });
  await mkdir(join(gitDir, 'objects/info'), { recursive: true });
  await writeFile(join(gitDir, 'objects/info/alternates'), `${join(spec.mirrorDir, 'objects')}\n`);
  // An agent that commits needs a name; there is no configuration of a user's in its home.
  await appendFile(join(gitDir, 'config'), IDENTITY);
  await git.bytes(gitDir, [...inTree, 'reset', '--quiet', '--hard', spec.fromSha], {
    signal,
    timeoutMs: CHECKOUT_TIMEOUT_MS,
  });
  // What files looked like at the start: spares collect from reading those that did not change.
  await copyIndex(join(gitDir, 'index'), join(folder.dir, 'index'));
}

/**
 * With its time: git reads a file again that changed in the second in which its index was written, and goes by that time.
 * An index that looks newer hides an edit of that second that left the size as it was.
 */
export async function copyIndex(from: string, to: string): Promise<void> {
  const { atime, mtime } = await stat(from);
  await copyFile(from, to);
  await utimes(to, atime, mtime);
}

/** Writes prompt, signals and the agent's own files into the input directory. Names come from configuration and our own code. */
export async function writeInputs(
  folder: RunFolder,
  spec: Pick<AttemptSpec, 'agent' | 'inputs'>,
): Promise<void> {
  for (const [name, content] of Object.entries({ ...spec.agent.files, ...spec.inputs })) {
    const parts = name.split('/');
    if (name.startsWith('/') || parts.includes('..') || parts.includes('')) {
      throw new Error(`not a file's name: ${JSON.stringify(name).slice(0, 200)}`);
    }
    await mkdir(join(folder.inputDir, ...parts.slice(0, -1)), { recursive: true });
    await writeFile(join(folder.inputDir, name), content);
  }
}
