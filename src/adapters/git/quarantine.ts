// A throw-away bare repository in which a bundle's objects are looked at: it sees the mirror's objects, the mirror never
// sees its own, and nothing is ever checked out of it.
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { BundleHeader } from './bundle.ts';
import type { Git } from './git-command.ts';

const INDEX_TIMEOUT_MS = 60_000;

export type Quarantine = AsyncDisposable & { readonly dir: string };

/** A fresh quarantine under `root`, over the objects of `mirrorDir`. Disposing removes it. */
export async function openQuarantine(root: string, mirrorDir: string): Promise<Quarantine> {
  const dir = join(root, randomUUID());
  await mkdir(join(dir, 'objects/info'), { recursive: true, mode: 0o700 });
  await mkdir(join(dir, 'objects/pack'));
  await mkdir(join(dir, 'refs'));
  await writeFile(join(dir, 'HEAD'), 'ref: refs/heads/none\n');
  await writeFile(join(dir, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n');
  await writeFile(join(dir, 'objects/info/alternates'), `${join(mirrorDir, 'objects')}\n`);
  return { dir, [Symbol.asyncDispose]: () => rm(dir, { recursive: true, force: true }) };
}

/**
 * Lets git check every object of the bundle's pack (fsck, links) and keep them in the quarantine. Throws GitFailure on a
 * pack that is broken or holds what git refuses: tree entries named .git or .., hostile .gitmodules, bad dates.
 */
export async function indexPack(
  git: Git,
  quarantine: Pick<Quarantine, 'dir'>,
  bundle: { path: string; header: BundleHeader; maxBytes: number },
): Promise<void> {
  const limit = `--max-input-size=${bundle.maxBytes}`;
  await git.bytes(
    quarantine.dir,
    ['index-pack', '--stdin', '--fix-thin', '--strict', '--fsck-objects', '--threads=1', limit],
    { stdin: { file: bundle.path, start: bundle.header.packAt }, timeoutMs: INDEX_TIMEOUT_MS },
  );
}
