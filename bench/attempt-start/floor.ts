// The floor of an attempt's start: a container of the same image by `docker run`, and a local clone of the same repository.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Milliseconds from starting the command to the first byte that the container's process prints. */
export async function dockerRunMs(image: string): Promise<number> {
  const beganAtMs = performance.now();
  const child = spawn('docker', ['run', '--rm', image, 'echo', 'here'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exit = once(child, 'exit');
  const first = await Promise.race([once(child.stdout, 'data'), exit]);
  const tookMs = performance.now() - beganAtMs;
  const [code] = await exit;
  if (code !== 0 || !String(first[0]).startsWith('here')) throw new Error(`docker run ended with ${code}`);
  return tookMs;
}

export async function cloneMs(mirrorDir: string, folder: string): Promise<number> {
  const to = join(folder, 'clone');
  const beganAtMs = performance.now();
  await run('git', ['clone', '-q', '--local', mirrorDir, to]);
  const tookMs = performance.now() - beganAtMs;
  await rm(to, { recursive: true });
  return tookMs;
}
