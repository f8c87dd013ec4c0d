// An agent that really fills its disk, with bytes and with files, in both kinds of workspace; and another runtime than the engine's own.
import { expect, test } from 'vitest';
import { namesOf } from '#adapters/docker/names.ts';
import { leaveStopMarker } from '#adapters/docker/stop-marker.ts';
import { LIMITS } from '#test/contracts/sandbox-bench.ts';
import { describeWith } from '#test/support/parts.ts';
import { onEngine } from './on-engine.ts';

const MIB = 2 ** 20;
const FLOOD_BYTES = 'for i in 1 2 3; do head -c 20000000 /dev/urandom > /work/out/$i; done; sleep 20';
const FLOOD_FILES =
  'mkdir /work/out/m; chmod 300 /work/out/m; i=0; while [ $i -lt 5000 ]; do : > /work/out/m/$i; i=$((i+1)); done; sleep 20';
const COUNT_FILES = `const fs = require('node:fs'); fs.mkdirSync('/work/out/m'); let n = 0;
  try { for (;; n += 1) fs.writeFileSync('/work/out/m/' + n, ''); } catch (error) { console.log(n, error.code); }`;

describeWith('docker', 'a workspace', () => {
  const on = onEngine();

  const tight = { limits: { ...LIMITS, diskBytes: 40 * MIB, diskFiles: 2_000 } };

  test.each([
    ['bytes', FLOOD_BYTES],
    ['files, in a folder that others may not list', FLOOD_FILES],
  ])('on the disk ends its agent at too many %s, and keeps the work', async (_what, flood) => {
    const { result } = await on.bench.run(
      on.engine.sandbox(),
      on.bench.spec(`echo work > work.txt; ${flood}`, tight),
    );
    expect(result).toMatchObject({ ended: 'out_of_disk', exitCode: null });
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({ 'work.txt': 'work\n' });
  });

  test.each([
    ['is as good as full', 'out_of_disk', false],
    ['because its run is stopped by another process is not full', 'stopped', true],
  ])('whose disk is no longer measured %s', async (_what, ended, isStopped) => {
    const running = await on.bench.start(on.engine.sandbox(), on.bench.spec('echo ready; sleep 20'));
    await running.says('ready');
    const space = (await on.engine.containers()).find(
      ({ Labels }) => Labels['dev.greenlight.role'] === 'space',
    );
    const marked = { docker: on.engine.docker, names: namesOf(on.engine.instance) };
    if (isStopped) await leaveStopMarker(marked, running.spec.key, false);
    await on.engine.docker.getContainer(space?.Id ?? '').kill();
    expect((await running.done).result).toMatchObject({ ended, exitCode: null });
  });

  test('in memory has the kernel refuse bytes and files', async () => {
    const sandbox = on.engine.sandbox({ workspace: 'memory' });
    const bytes =
      'head -c 60000000 /dev/zero > /work/out/big 2>/dev/null; stat -c %s /work/out/big; rm /work/out/big';
    const script = `echo work > work.txt; ${bytes}; node -e "${COUNT_FILES}"`;
    const { result, log } = await on.bench.run(sandbox, on.bench.spec(script, tight));
    const [size, files, code] = log.trim().split(/\s+/).slice(-3);
    expect(Number(size)).toBeLessThanOrEqual(40 * MIB);
    expect(Number(size)).toBeGreaterThan(30 * MIB);
    expect([Number(files) < 2_000, Number(files) > 1_500, code]).toEqual([true, true, 'ENOSPC']);
    expect(await on.bench.treeOf(result.bundlePath)).toMatchObject({ 'work.txt': 'work\n' });
  });

  test('is worked in under the runtime that the operator names, and under no other', async () => {
    const sandbox = on.engine.sandbox({ runtime: 'io.containerd.runc.v2' });
    const running = await on.bench.start(sandbox, on.bench.spec('echo ready; sleep 1'));
    await running.says('ready');
    const agent = (await on.engine.containers()).find(
      ({ Labels }) => Labels['dev.greenlight.role'] === 'agent',
    );
    const { HostConfig } = await on.engine.docker.getContainer(agent?.Id ?? '').inspect();
    expect(HostConfig.Runtime).toBe('io.containerd.runc.v2');
    expect((await running.done).result).toMatchObject({ ended: 'exited', exitCode: 0 });
    await expect(on.engine.sandbox({ runtime: 'no-such' }).check()).rejects.toThrow(/runtime no-such/);
  });
});
