// A Docker engine of the test's own beside the one that is there: with its own data, and no hand in the machine's network.
import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import Docker from 'dockerode';
import { vi } from 'vitest';

export type SecondEngine = {
  readonly docker: Docker;
  start(): Promise<void>;
  signal(name: 'SIGSTOP' | 'SIGCONT'): void;
  kill(): Promise<void>;
  dispose(): Promise<void>;
};

export async function secondEngine(image: string, more: readonly string[] = []): Promise<SecondEngine> {
  const dir = mkdtempSync(join(tmpdir(), 'gl-engine-'));
  const at = (name: string) => join(dir, name);
  const docker = new Docker({ socketPath: at('sock') });
  let child: ChildProcess | undefined;
  const start = async () => {
    const where = ['--data-root', at('data'), '--exec-root', at('exec'), '--pidfile', at('pid')];
    const words = ['--host', `unix://${at('sock')}`, '--bridge', 'none', '--iptables=false'];
    // An engine that is to have no bridge removes the one that is there: in a network of its own that is nobody's.
    const apart = ['--net', 'dockerd'];
    rmSync(at('pid'), { force: true });
    child = spawn('unshare', [...apart, ...where, ...words, ...more, '--log-level', 'error'], {
      stdio: 'ignore',
    });
    await vi.waitFor(() => docker.ping(), { timeout: 20_000, interval: 50 });
  };
  const end = async (signal: NodeJS.Signals) => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    await gone;
  };
  await start();
  const load = `docker save "$1" | DOCKER_HOST="unix://$2" docker load`;
  await promisify(execFile)('sh', ['-c', load, 'sh', image, at('sock')]);
  return {
    docker,
    start,
    signal: (name) => void child?.kill(name),
    kill: () => end('SIGKILL'),
    async dispose() {
      await end('SIGTERM');
      // It leaves its data mounted onto itself.
      await promisify(execFile)('sh', ['-c', 'umount "$1" 2>/dev/null; true', 'sh', at('data')]);
      rmSync(dir, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    },
  };
}
