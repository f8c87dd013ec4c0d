// Objects out of the trusted mirror, packed for a mirror on the engine: only what is missing there.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

const MAX_HAVES_CHARS = 64 * 1024;
const MAX_STDERR_CHARS = 2_000;

export type Pack = {
  /** Takes the other side's words: commit ids, one a line, then "."; then the pack goes into `stdin`, which is ended. */
  hear(chunk: Buffer, stdin: Writable): void;
  /** Throws what went wrong on our side. */
  done(): Promise<void>;
};

export function packFrom(mirrorDir: string, want: string): Pack {
  let heard = '';
  let sending: Promise<void> | undefined;
  return {
    hear(chunk, stdin) {
      if (sending !== undefined) return;
      heard += chunk.toString('latin1');
      if (heard.length > MAX_HAVES_CHARS) throw new Error('the mirror on the engine named too many commits');
      const lines = heard.split('\n');
      const end = lines.indexOf('.');
      if (end === -1) return;
      const haves = lines.slice(0, end).filter((line) => /^[0-9a-f]{40}$/.test(line));
      sending = send(mirrorDir, want, haves, stdin);
      // Heard in done(); the helper's own end may come first.
      sending.catch(() => stdin.end());
    },
    done: async () => await sending,
  };
}

async function send(mirrorDir: string, want: string, haves: string[], stdin: Writable): Promise<void> {
  const known = await knownHere(mirrorDir, haves);
  const git = gitIn(mirrorDir, ['pack-objects', '--revs', '--thin', '--stdout', '--delta-base-offset', '-q']);
  const words = wordsOf(git);
  git.stdout?.pipe(stdin);
  // The helper may end before it has read everything; its exit code says why.
  git.stdout?.on('error', () => git.kill());
  stdin.on('close', () => git.kill());
  git.stdin?.end([want, '--not', ...known, ''].join('\n'));
  const [code] = await once(git, 'close');
  if (code === 0 || stdin.destroyed) return;
  const detail = `Commit ${want} could not be read from the mirror: ${words()}. Fetch the repository again.`;
  throw new PortError(problem('workspace_failed', detail), { retryable: true });
}

/** A commit that the engine's mirror has and ours has not (rewritten history) may not be named to pack-objects. */
async function knownHere(mirrorDir: string, shas: string[]): Promise<string[]> {
  if (shas.length === 0) return [];
  const git = gitIn(mirrorDir, ['cat-file', '--batch-check=%(objectname) %(objecttype)']);
  git.stdin?.end(`${shas.join('\n')}\n`);
  let out = '';
  git.stdout?.setEncoding('latin1').on('data', (text: string) => {
    out += text;
  });
  await once(git, 'close');
  return out.split('\n').flatMap((line) => (line.endsWith(' commit') ? [line.slice(0, 40)] : []));
}

function gitIn(mirrorDir: string, args: string[]): ChildProcess {
  const git = spawn('git', ['-c', 'safe.directory=*', '--git-dir', mirrorDir, ...args]);
  git.stdin.on('error', () => git.kill());
  return git;
}

function wordsOf(child: ChildProcess): () => string {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-MAX_STDERR_CHARS);
  });
  return () => words.trim() || 'git said nothing';
}
