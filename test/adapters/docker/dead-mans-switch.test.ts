// The bot dies by SIGKILL, or the engine goes away: no agent outlives its holder, and the attempt can run again.
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import Docker from 'dockerode';
import { expect, test, vi } from 'vitest';
import { silentLog } from '#ports/log.ts';
import type { AttemptSpec } from '#ports/sandbox.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { addressOf } from './address-of.ts';
import { onEngine } from './on-engine.ts';

const HOLDER = new URL('./holder.ts', import.meta.url).pathname;
/** On a quiet machine about 0.1 s; a busy one takes a few turns more, and minutes would be a hole. */
const DEAD_WITHIN_MS = 2_000;

describeWith('docker', 'an agent whose holder dies', () => {
  const on = onEngine();

  const hold = (spec: AttemptSpec): ChildProcess => {
    const { instance } = on.engine;
    const input = JSON.stringify({ instance, image: agentImage, specs: [spec], outDir: on.bench.folder });
    return spawn(process.execPath, [HOLDER, input], { stdio: ['ignore', 'pipe', 'inherit'] });
  };
  const running = async () => (await on.engine.containers()).filter(({ State }) => State === 'running');

  test('by kill -9 is dead at once, and its attempt runs again from a clean workspace', async () => {
    const spec = on.bench.spec("trap '' TERM; echo dirt > dirt.txt; echo ready; while :; do sleep 0.1; done");
    const holder = hold(spec);
    await says(holder, 'ready');
    // The engine lists a container as running a moment after that one speaks.
    await vi.waitFor(async () => expect((await running()).length).toBeGreaterThanOrEqual(2), {
      timeout: 20_000,
    });
    const beganMs = performance.now();
    holder.kill('SIGKILL');
    await vi.waitFor(async () => expect(await running()).toEqual([]), { timeout: 20_000, interval: 10 });
    const tookMs = performance.now() - beganMs;
    console.log(`agent gone ${Math.round(tookMs)} ms after its holder was killed`);
    expect(tookMs).toBeLessThan(DEAD_WITHIN_MS);

    const again = {
      ...spec,
      run: 2,
      agent: { ...spec.agent, command: ['sh', '-c', 'ls; echo fresh > f.txt'] },
    };
    const { result, log } = await on.bench.run(on.engine.sandbox(), again);
    expect(log).toBe('README.md\nsrc\n');
    expect(Object.keys(await on.bench.treeOf(result.bundlePath))).not.toContain('dirt.txt');
  });

  test('by kill -9 leaves what the reaper takes away', async () => {
    const spec = on.bench.spec('echo ready; sleep 60');
    const holder = hold(spec);
    await says(holder, 'ready');
    holder.kill('SIGKILL');
    await once(holder, 'close');
    expect(await on.engine.sandbox().reap(new Set())).toContain(spec.key);
    const left = (await on.engine.volumes()).map(({ Labels }) => Labels?.['dev.greenlight.role']);
    expect(new Set(left)).toEqual(new Set(['mirror', 'prepared', 'ready']));
    // A sidecar that ends by itself just then is removed by the engine.
    await vi.waitFor(async () => expect(await on.engine.containers()).toEqual([]), { timeout: 10_000 });
  });

  test('with a container on its way leaves that to the reaper too, which looks again', async () => {
    const { docker, instance } = on.engine;
    const Labels = { 'dev.greenlight.instance': instance, 'dev.greenlight.key': 't-late0000-a1' };
    let looks = 0;
    const listContainers: Docker['listContainers'] = async (options?: object) => {
      looks += 1;
      const seen = await docker.listContainers(options);
      if (looks === 1) await docker.createContainer({ Image: agentImage, Cmd: ['true'], Labels });
      return seen;
    };
    const slow: Docker = Object.create(docker, { listContainers: { value: listContainers } });
    expect(await on.engine.sandbox({ docker: slow }).reap(new Set())).toEqual(['t-late0000-a1']);
    expect(await on.engine.containers()).toEqual([]);
  });

  test('while its workspace is being made is started by nobody', async () => {
    const sha = await on.bench.commit({ 'fresh.txt': 'a commit that no checkout was prepared of\n' });
    const spec = on.bench.spec('sleep 60', { fromSha: sha });
    const holder = hold(spec);
    await vi.waitFor(async () => expect((await running()).length).toBeGreaterThan(0), {
      timeout: 20_000,
      interval: 5,
    });
    holder.kill('SIGKILL');
    await once(holder, 'close');
    await on.engine.sandbox().reap(new Set());
    expect(await on.engine.containers()).toEqual([]);
    const { result } = await on.bench.run(
      on.engine.sandbox(),
      on.bench.spec('cat fresh.txt', { fromSha: sha }),
    );
    expect(result).toMatchObject({ ended: 'exited', exitCode: 0 });
  });

  test('because the connection to the engine is cut is lost, and dead', async () => {
    const cut = await cuttable();
    const sandbox = on.engine.sandbox({ docker: new Docker({ socketPath: cut.path }), log: silentLog });
    const spec = on.bench.spec("trap '' TERM; echo ready; while :; do sleep 0.1; done");
    const run = await on.bench.start(sandbox, spec);
    await Promise.all([run.started, run.says('ready')]);
    cut.now();
    expect((await run.done).result).toMatchObject({ ended: 'lost', exitCode: null, bundlePath: null });
    const ofAttempt = async () =>
      (await running()).filter((c) => c.Labels['dev.greenlight.key'] === spec.key);
    await vi.waitFor(async () => expect(await ofAttempt()).toEqual([]), {
      timeout: DEAD_WITHIN_MS,
      interval: 10,
    });
  });

  /** The engine's socket once more, with scissors. */
  async function cuttable(): Promise<{ path: string; now(): void }> {
    const path = join(on.bench.folder, 'engine.sock');
    const address = await addressOf(on.engine.docker);
    const open = new Set<Socket>();
    const server: Server = createServer({ allowHalfOpen: true }, (client) => {
      const upstream = connect({ ...address, allowHalfOpen: true });
      for (const socket of [client, upstream]) {
        open.add(socket);
        socket.on('error', () => socket.destroy());
      }
      client.pipe(upstream).pipe(client);
      client.on('close', () => upstream.destroy());
    });
    await new Promise<void>((resolve) => server.listen(path, resolve));
    return {
      path,
      now() {
        server.close();
        for (const socket of open) socket.destroy();
      },
    };
  }
});

async function says(child: ChildProcess, text: string): Promise<void> {
  let heard = '';
  for await (const chunk of child.stdout ?? []) {
    heard += String(chunk);
    if (heard.includes(text)) {
      child.stdout?.on('data', () => undefined);
      return;
    }
  }
  throw new Error(`the holder ended without saying "${text}": ${heard}`);
}
