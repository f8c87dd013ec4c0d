// Two real engines, of which one is killed and frozen while an agent works on it: the attempt runs on the other, and the one comes back.
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { dockerSandbox } from '#adapters/docker/docker-sandbox.ts';
import { eraseInstance } from '#adapters/docker/erase.ts';
import { pooledSandbox } from '#adapters/pool/pooled-sandbox.ts';
import { missing } from '#core/controls.ts';
import { silentLog } from '#ports/log.ts';
import type { Sandbox } from '#ports/sandbox.ts';
import { type EngineUnderTest, engineFor, realClock } from '#test/adapters/docker/engine-for.ts';
import { type Bench, sandboxBench } from '#test/contracts/sandbox-bench.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { type SecondEngine, secondEngine } from './second-engine.ts';

const LASTING = 'echo ready; while :; do sleep 0.1; done';

describeWith('docker', 'attempts on two engines', () => {
  let first: EngineUnderTest;
  let second: SecondEngine;
  let bench: Bench;
  let pool: Sandbox;

  beforeAll(async () => {
    const runtimes = ['other=runc', 'broken=/bin/false'].flatMap((each) => ['--add-runtime', each]);
    second = await secondEngine(agentImage, runtimes);
    first = engineFor(agentImage);
    bench = await sandboxBench(agentImage);
    const sandbox = dockerSandbox({ ...common(), docker: second.docker, engineDeadAfterMs: 3_000 });
    pool = pooledSandbox({
      kind: 'docker',
      clock: realClock,
      log: silentLog,
      lookEveryMs: 300,
      hosts: [
        { name: 'first', slots: 1, sandbox: first.sandbox() },
        { name: 'second', slots: 2, sandbox },
      ],
    });
    await pool.reap(new Set());
  });

  afterAll(async () => {
    await pool?.close();
    await first?.dispose();
    await eraseInstance(second.docker, first.instance);
    await second?.dispose();
    await bench?.remove();
  });

  const common = () => ({
    ...{ instance: first.instance, helperImage: agentImage },
    ...{ clock: realClock, log: silentLog },
  });
  const filters = () => ({
    label: [`dev.greenlight.instance=${first.instance}`, 'dev.greenlight.role=agent'],
    status: ['running'],
  });
  const onSecond = async () => (await second.docker.listContainers({ filters: filters() })).length;
  const onFirst = async () => (await first.docker.listContainers({ filters: filters() })).length;
  const begin = async (script = LASTING) => {
    const run = await bench.start(pool, bench.spec(script));
    await run.says('ready');
    return run;
  };

  test('go where most is free, then to the other, and wait when both are full', async () => {
    const [a, b] = [await begin(), await begin()];
    await vi.waitFor(async () => expect([await onFirst(), await onSecond()]).toEqual([0, 2]));
    const c = await begin();
    await vi.waitFor(async () => expect([await onFirst(), await onSecond()]).toEqual([1, 2]));
    const waiting = await bench.start(pool, bench.spec('echo at last'));
    const unwanted = await bench.start(pool, bench.spec('echo never'));
    unwanted.abort.abort();
    expect((await unwanted.done).result.ended).toBe('stopped');
    await Promise.all([a, b, c].map(({ spec }) => pool.stop(spec.key, { collect: false })));
    expect((await waiting.done).log).toBe('at last\n');
    await Promise.all([a.done, b.done, c.done]);
  });

  const under = (runtime: string): Sandbox =>
    dockerSandbox({ ...common(), docker: second.docker, runtime, spareSidecars: 0 });

  test('run under another runtime where one is named, with every control', async () => {
    const sandbox = under('other');
    await sandbox.check();
    const run = await bench.start(sandbox, bench.spec(LASTING));
    await run.says('ready');
    const runtime = await vi.waitFor(async () => {
      const [{ Id } = { Id: 'none' }] = await second.docker.listContainers({ filters: filters() });
      return (await second.docker.getContainer(Id).inspect()).HostConfig.Runtime;
    });
    expect(runtime).toBe('other');
    await sandbox.stop(run.spec.key, { collect: false });
    await run.done;
    await sandbox.close();
  });

  test('do not run under a runtime that cannot hold them, which doctor names', async () => {
    const sandbox = under('broken');
    const lacking = missing(await sandbox.controls());
    expect(lacking.map(({ name, seen }) => `${name}: ${seen}`)).toEqual([
      expect.stringMatching(/^runs agents under it: broken: .+/),
    ]);
    await expect(sandbox.check()).rejects.toMatchObject({
      problem: { detail: expect.stringContaining('leave sandbox.runtime out') },
    });
    await sandbox.close();
  });

  test.each(['killed', 'frozen'])(
    'are lost where their engine is %s, and run on the other until it is back',
    {
      timeout: 90_000,
    },
    async (how) => {
      const run = await begin();
      await vi.waitFor(async () => expect(await onSecond()).toBe(1));
      const beganMs = performance.now();
      if (how === 'killed') await second.kill();
      else second.signal('SIGSTOP');
      expect((await run.done).result).toMatchObject({ ended: 'lost', exitCode: null, bundlePath: null });
      console.log(`noticed an engine that was ${how} after ${Math.round(performance.now() - beganMs)} ms`);
      const again = { ...run.spec, run: 2, agent: { ...run.spec.agent, command: ['sh', '-c', 'ls'] } };
      await pool.check();
      expect((await bench.run(pool, again)).result).toMatchObject({ ended: 'exited', exitCode: 0 });
      if (how === 'killed') {
        await second.start();
      } else second.signal('SIGCONT');
      // What it still had of the attempt that ran elsewhere is gone before it takes another.
      await vi.waitFor(
        async () => {
          const next = await begin();
          const isBack = (await onSecond()) === 1;
          await pool.stop(next.spec.key, { collect: false });
          await next.done;
          expect(isBack).toBe(true);
        },
        { timeout: 60_000, interval: 500 },
      );
    },
  );
});
