// Files on their way into a container that has not started yet.

import { readFileSync } from 'node:fs';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { answered } from './answered.ts';

export type Entry =
  | { readonly path: string; readonly uid: number }
  | { readonly path: string; readonly content: string };

const DIRECTORY_MODE = 0o755;
/** Readable and executable for the agent, and writable for nobody in there: the files belong to root. */
const FILE_MODE = 0o755;

/**
 * Puts directories (of a user) and files (root's, read-only to others) below `root`. Only before anything hostile ran: on
 * a running container the engine follows symlinks that the agent made.
 */
export async function putTree(
  container: Docker.Container,
  root: string,
  entries: readonly Entry[],
): Promise<void> {
  const tar = pack();
  for (const entry of entries) {
    if ('content' in entry) tar.entry({ name: entry.path, mode: FILE_MODE, uid: 0, gid: 0 }, entry.content);
    else
      tar.entry({
        name: entry.path,
        type: 'directory',
        mode: DIRECTORY_MODE,
        uid: entry.uid,
        gid: entry.uid,
      });
  }
  tar.finalize();
  const chunks: Buffer[] = [];
  for await (const chunk of tar) chunks.push(chunk as Buffer);
  await answered(container.putArchive(Buffer.concat(chunks), { path: root }));
}

/** A name that stays where it is put. */
export function plainName(name: string): string {
  if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}$/.test(name))
    throw new Error(`"${name}" cannot name a file of the input directory`);
  return name;
}

/** A script that lies beside this file. */
export function readScript(name: 'prepare.sh' | 'collect.sh' | 'setup/finish-setup.sh'): string {
  return readFileSync(new URL(`./${name}`, import.meta.url), 'utf8');
}
