// Repositories made on the fly, by number and size of files and by what lies in their history.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import type { Sha } from '#core/ids.ts';
import type { Bench } from '#test/contracts/sandbox-bench.ts';

export type Size = {
  readonly name: string;
  readonly files: number;
  readonly fileBytes: number;
  /** Bytes that no commit of today has any more, and that do not compress. */
  readonly historyBytes: number;
};

const MIB = 2 ** 20;

export const SMALL: Size = { name: 'small', files: 100, fileBytes: 4_096, historyBytes: 0 };
export const MEDIUM: Size = { name: 'medium', files: 10_000, fileBytes: 10_240, historyBytes: 0 };
export const LARGE: Size = { name: 'large', files: 50_000, fileBytes: 4_096, historyBytes: 1_024 * MIB };

/** There in every size. */
export const SOME_FILE = 'files/0/0.txt';

const VERSION_BYTES = 4 * MIB;

export const titleOf = ({ name, files, historyBytes }: Size): string =>
  `${name} repository (${files.toLocaleString('en-US')} files${historyBytes > 0 ? `, ${historyBytes / MIB} MB of history` : ''})`;

/** Gives the commit that has the files. */
export async function fill(bench: Bench, size: Size): Promise<Sha> {
  if (size.historyBytes > 0) await addHistory(bench.mirrorDir, size.historyBytes / VERSION_BYTES);
  return await bench.commit(filesOf(size));
}

/** Contents that differ, a hundred to a folder. */
function filesOf({ files, fileBytes }: Size): Record<string, string> {
  const text = (no: number) => `${no} `.repeat(Math.ceil(fileBytes / 2)).slice(0, fileBytes);
  return Object.fromEntries(
    Array.from({ length: files }, (_, no) => [`files/${Math.floor(no / 100)}/${no % 100}.txt`, text(no)]),
  );
}

/** A branch of its own, which a clone takes along: one file in many versions. */
async function addHistory(mirrorDir: string, versions: number): Promise<void> {
  const args = ['-C', mirrorDir, '-c', 'core.compression=0', 'fast-import', '--quiet'];
  const git = spawn('git', args, { stdio: ['pipe', 'ignore', 'inherit'] });
  const exit = once(git, 'exit');
  for (let no = 1; no <= versions; no += 1) {
    await put(git.stdin, commitHead(no));
    await put(git.stdin, randomBytes(VERSION_BYTES));
    await put(git.stdin, '\n');
  }
  git.stdin.end();
  const [code] = await exit;
  if (code !== 0) throw new Error(`git fast-import ended with ${code}`);
}

const commitHead = (no: number): string =>
  [
    'commit refs/heads/history',
    `committer bench <bench@example.com> ${1_700_000_000 + no} +0000`,
    'data 1\nx',
    'M 100644 inline big.bin',
    `data ${VERSION_BYTES}\n`,
  ].join('\n');

async function put(to: Writable, what: string | Buffer): Promise<void> {
  if (!to.write(what)) await once(to, 'drain');
}
