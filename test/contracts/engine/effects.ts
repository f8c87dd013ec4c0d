// Effects run after their commit: in order, side by side, and never for nothing.
import { expect, test } from 'vitest';
import { problem } from '#core/problem.ts';
import type { Engine } from '#ports/engine.ts';
import { PortError } from '#ports/port-error.ts';
import { manualClock } from '#test/fakes/manual-clock.ts';
import { type EngineOpener, recordingLog, temporaryFolder } from './harness.ts';
import { heldRunner } from './held-runner.ts';
import { ANN, aborted, ended, idNo, prepared, published, requested, started, T0 } from './sample-events.ts';
import { toyTransition } from './toy-core.ts';

const _MINUTE = 60_000;
const _GONE = new PortError(problem('repository_missing', 'acme/app'), { retryable: false });
const _BUSY = new PortError(problem('forge_unavailable', '503'), { retryable: true });

export function effects(openEngine: EngineOpener): void {
  const open = async ({ folder = temporaryFolder(), slots = 1, clock = manualClock(T0) } = {}) => {
    const log = recordingLog();
    const opened = await openEngine(folder, { transition: toyTransition, clock, log, slots });
    return { ...opened, folder, clock, log };
  };
  const id = idNo(1);

  const queue = async (engine: Engine, nos: readonly number[]) => {
    for (const no of nos) {
      await engine.deliver(idNo(no), requested(idNo(no)));
      await engine.deliver(idNo(no), prepared(idNo(no)));
    }
  };

  test('runs what was wished for before it was started', async () => {
    const { engine, close } = await open();
    await engine.deliver(id, requested(id));
    const runner = heldRunner(['show_card', 'prepare']);
    await engine.start(runner.run);
    await runner.called('prepare');
    await runner.called('show_card');
    await close();
  });

  test('runs effects of one lane one after the other, and lanes side by side', async () => {
    const { engine, close } = await open();
    const runner = heldRunner();
    await engine.start(runner.run);
    await queue(engine, [1]);
    await engine.deliver(id, started(id, 1, 'a'));
    await engine.deliver(id, ended(id, 1, 1));
    // Wished for so far: card, prepare | card, run | card | publish, reply. The heads of all lanes run: people are told while
    // their card still waits.
    await runner.called('run_attempt');
    await runner.called('post_reply');
    expect(runner.calls.map(({ effect }) => effect.type).toSorted()).toEqual([
      'post_reply',
      'prepare',
      'run_attempt',
      'show_card',
    ]);
    (await runner.called('prepare')).finish();
    await runner.called('publish_attempt');
    (await runner.called('show_card')).finish();
    (await runner.called('show_card', 2)).finish();
    await close();
  });

  test('hands an effect the task as it is when the effect begins', async () => {
    const { engine, close } = await open();
    const runner = heldRunner();
    await queue(engine, [1]);
    await engine.deliver(id, started(id, 1, 'a'));
    await engine.start(runner.run);
    expect((await runner.called('show_card')).task.state.name).toBe('working');
    await close();
  });

  test('shows the card once for any number of changes while it waits', async () => {
    const { engine, close } = await open();
    const runner = heldRunner(['prepare', 'run_attempt', 'publish_attempt', 'post_reply']);
    await engine.start(runner.run);
    await queue(engine, [1]);
    const first = await runner.called('show_card');
    for (const name of ['a', 'b', 'c']) await engine.deliver(id, started(id, 1, name));
    await engine.deliver(id, ended(id, 1, 3));
    await engine.deliver(id, published(id, 1));
    first.finish();
    const second = await runner.called('show_card', 2);
    expect(second.task.state.name).toBe('awaiting_ci');
    second.finish();
    await runner.called('post_reply');
    expect(runner.of('show_card')).toHaveLength(2);
    await close();
  });

  test('starts attempts in the order they were asked for, as slots come free', async () => {
    const { engine, close } = await open({ slots: 2 });
    const runner = heldRunner(['show_card', 'prepare']);
    await engine.start(runner.run);
    await queue(engine, [1, 2, 3, 4]);
    const second = await runner.called('run_attempt', 2);
    expect(runner.of('run_attempt')).toHaveLength(2);
    second.finish();
    const third = await runner.called('run_attempt', 3);
    third.finish();
    await runner.called('run_attempt', 4);
    expect(runner.of('run_attempt').map(({ task }) => task.id)).toEqual([1, 2, 3, 4].map(idNo));
    await close();
  });

  test('stops an attempt while it runs and every slot is taken', async () => {
    const { engine, close } = await open();
    const runner = heldRunner(['show_card', 'prepare']);
    await engine.start(runner.run);
    await queue(engine, [1, 2]);
    await runner.called('run_attempt');
    await engine.deliver(id, started(id, 1, 'a'));
    await engine.deliver(id, aborted(id));
    expect((await runner.called('stop_attempt')).effect).toMatchObject({ attempt: 1 });
    await close();
  });

  test('stops by aborting what runs, and runs it again after a restart', async () => {
    const { engine, close, folder } = await open();
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    const call = await runner.called('prepare');
    await engine.stop();
    expect(call.signal.aborted).toBe(true);
    await engine.stop();
    await close();

    const again = await open({ folder });
    const second = heldRunner(['show_card']);
    await again.engine.start(second.run);
    expect((await second.called('prepare')).effect).toEqual(call.effect);
    expect((await again.engine.get(id))?.state.name).toBe('requested');
    await again.close();
  });

  test('runs an effect again that ended quietly because it was told to stop', async () => {
    const { engine, close, folder } = await open();
    const begun = Promise.withResolvers<void>();
    await engine.start(async (_task, effect, signal) => {
      if (effect.type !== 'prepare') return;
      begun.resolve();
      await new Promise((resolve) => signal.addEventListener('abort', resolve));
    });
    await engine.deliver(id, requested(id));
    await begun.promise;
    await close();
    const again = await open({ folder });
    const second = heldRunner(['show_card']);
    await again.engine.start(second.run);
    await second.called('prepare');
    await again.close();
  });

  test('runs an effect that has ended never again', async () => {
    const { engine, close, folder } = await open();
    const runner = heldRunner(['show_card', 'prepare']);
    await engine.start(runner.run);
    await engine.deliver(id, requested(id));
    await runner.called('prepare');
    await engine.deliver(id, prepared(id));
    await runner.called('run_attempt');
    await close();
    const again = await open({ folder });
    const second = heldRunner();
    await again.engine.start(second.run);
    await second.called('run_attempt');
    expect(second.of('prepare')).toEqual([]);
    await again.close();
  });

  test('after a restart runs attempts that were interrupted before those that never began', async () => {
    const { engine, close, folder } = await open({ slots: 1 });
    await queue(engine, [1, 2, 3]);
    // The third was asked for last, and is the one that runs when the process dies.
    await engine.deliver(idNo(3), started(idNo(3), 1, 'a'));
    await close();
    const again = await open({ folder });
    const runner = heldRunner(['show_card', 'prepare']);
    await again.engine.start(runner.run);
    (await runner.called('run_attempt')).finish();
    (await runner.called('run_attempt', 2)).finish();
    await runner.called('run_attempt', 3);
    expect(runner.of('run_attempt').map(({ task }) => task.id)).toEqual([3, 1, 2].map(idNo));
    await again.close();
  });

  test('still hands over the effects of a task that has come to rest', async () => {
    const { engine, close } = await open();
    await engine.deliver(id, requested(id));
    await engine.deliver(id, aborted(id));
    const runner = heldRunner(['show_card']);
    await engine.start(runner.run);
    expect((await runner.called('prepare')).task.state).toMatchObject({ name: 'aborted', by: ANN });
    await close();
  });

  test('lets no task wait for the slow effects of another', async () => {
    const { engine, close } = await open({ slots: 2 });
    const runner = heldRunner();
    await engine.start(runner.run);
    await queue(engine, [1, 2]);
    await runner.called('show_card', 2);
    await runner.called('prepare', 2);
    for (const no of [1, 2]) {
      await engine.deliver(idNo(no), started(idNo(no), 1, 'a'));
      await engine.deliver(idNo(no), aborted(idNo(no)));
    }
    await runner.called('stop_attempt', 2);
    await close();
  });
}
