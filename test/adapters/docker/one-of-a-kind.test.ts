// Never two live containers for one attempt, told by the engine's own events; and nothing at all without its image.
import { createInterface } from 'node:readline';
import type Docker from 'dockerode';
import { expect, test, vi } from 'vitest';
import { PortError } from '#ports/port-error.ts';
import { agentImage, describeWith } from '#test/support/parts.ts';
import { engineFor } from './engine-for.ts';
import { onEngine } from './on-engine.ts';

describeWith('docker', 'an attempt', () => {
  const on = onEngine();

  test('that two processes begin again and again never has two live containers, and one run ends well', async () => {
    const [one, two] = [on.engine.sandbox(), on.engine.sandbox()];
    const spec = on.bench.spec('echo ready; sleep 0.3; echo x > x.txt');
    const alive = await watchAgents();
    const begun = [one, two, one, two, one, two].map((sandbox, at) =>
      on.bench.run(sandbox, { ...spec, run: at + 1 }),
    );
    const ends = await Promise.allSettled(begun);
    const { most, starts } = await alive.stop();
    for (const end of ends) {
      if (end.status === 'rejected') expect(end.reason).toMatchObject({ retryable: true });
    }
    expect(starts).toBeGreaterThan(0);
    expect(most).toBe(1);
    const last = await on.bench.run(one, { ...spec, run: 7 });
    expect(last.result).toMatchObject({ ended: 'exited', exitCode: 0 });
  });

  test('that another process stops before anything of it is on the engine never starts', async () => {
    const [entered, opened] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const { docker } = on.engine;
    const createVolume = async (options: Docker.VolumeCreateOptions) => {
      entered.resolve();
      await opened.promise;
      return await docker.createVolume(options);
    };
    const slow: Docker = Object.create(docker, { createVolume: { value: createVolume } });
    const run = await on.bench.start(on.engine.sandbox({ docker: slow }), on.bench.spec('echo never'));
    await entered.promise;
    const other = on.engine.sandbox();
    await other.stop(run.spec.key, { collect: false });
    opened.resolve();
    expect((await run.done).result).toMatchObject({ ended: 'stopped', bundlePath: null });
    expect(run.log()).toBe('');
  });

  test('that was over when another process stopped it leaves no marker behind', async () => {
    const spec = on.bench.spec('true');
    const other = on.engine.sandbox();
    await other.stop(spec.key, { collect: true });
    const marked = async () =>
      (await on.engine.volumes()).filter(({ Labels }) => Labels?.['dev.greenlight.key'] === spec.key);
    expect(await marked()).toHaveLength(1);
    await other.close();
    expect(await marked()).toEqual([]);
  });

  test('whose image is not there is a problem that names it, and leaves nothing', async () => {
    const spec = on.bench.spec('true');
    const missing = { ...spec, agent: { ...spec.agent, image: 'no/such-image:1' } };
    const failure = await on.bench.run(on.engine.sandbox(), missing).catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PortError);
    expect(failure).toMatchObject({ problem: { code: 'image_missing' }, retryable: false });
    expect((failure as PortError).message).toContain('no/such-image:1');
    const check = await on.engine
      .sandbox({ agentImages: ['no/such-image:1'] })
      .check()
      .catch((error: unknown) => error);
    expect(check).toMatchObject({ problem: { code: 'image_missing' } });
    // What was on its way to measure the disk is cleared away behind the result.
    const left = async () =>
      (await on.engine.containers()).filter(({ Labels }) => Labels['dev.greenlight.key'] === spec.key);
    await vi.waitFor(async () => expect(await left()).toEqual([]), { timeout: 10_000 });
  });

  test('leaves nothing on the engine when its instance is erased', async () => {
    const gone = engineFor(agentImage);
    await on.bench.run(gone.sandbox(), on.bench.spec('echo x > x.txt'));
    expect((await gone.volumes()).length).toBeGreaterThan(0);
    await gone.dispose();
    expect(await gone.volumes()).toEqual([]);
    expect(await gone.containers()).toEqual([]);
  });

  /** Follows starts and deaths of the instance's agents; `most` is how many were alive at once. */
  async function watchAgents(): Promise<{ stop(): Promise<{ most: number; starts: number }> }> {
    const label = [`dev.greenlight.instance=${on.engine.instance}`, 'dev.greenlight.role=agent'];
    const events = await on.engine.docker.getEvents({
      filters: { type: ['container'], label, event: ['start', 'die'] },
    });
    const alive = new Set<string>();
    let [most, starts] = [0, 0];
    const lines = createInterface({ input: events });
    lines.on('line', (line) => {
      const { Action, Actor } = JSON.parse(line);
      if (Action === 'start') {
        starts += 1;
        alive.add(Actor.ID);
      } else alive.delete(Actor.ID);
      most = Math.max(most, alive.size);
    });
    return {
      async stop() {
        lines.close();
        if ('destroy' in events && typeof events.destroy === 'function') events.destroy();
        return { most, starts };
      },
    };
  }
});
