// Names from contents, roles from the configuration, a replay that shows where the logic has changed.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { digestOf, taskIdOf } from '#app/digest.ts';
import { explain } from '#app/explain.ts';
import { actorOf } from '#app/roles.ts';
import { isTaskId } from '#core/ids.ts';
import type { RecordedEvent } from '#ports/engine.ts';
import { aTaskInCi } from '#test/stories/beginnings.ts';

it('names the same request the same, and any request validly', () => {
  expect(taskIdOf('request-1')).toBe(taskIdOf('request-1'));
  fc.assert(fc.property(fc.string(), (key) => isTaskId(taskIdOf(key))));
  const many = new Set(Array.from({ length: 5_000 }, (_, index) => taskIdOf(`request-${index}`)));
  expect(many.size).toBe(5_000);
});

it('tells policies apart by sixteen digits', () => {
  expect(digestOf({ a: 1 })).toMatch(/^[0-9a-f]{16}$/);
  expect(digestOf({ a: 1 })).not.toBe(digestOf({ a: 2 }));
});

it('gives a person every role that the configuration does, at the moment they act', async () => {
  const ana = { teamId: 'T1', userId: 'UANA', name: 'ana' };
  const { deps } = await aTaskInCi();
  const people = { approvers: ['UANA', 'UBEN'], onCall: ['UANA'], admins: [] };
  const by = { ...deps, config: { ...deps.config, people } };
  expect((await actorOf(by, ana, 'slash')).roles).toEqual(['approver', 'on_call']);
  expect((await actorOf(by, { ...ana, userId: 'UGIA', name: 'ana' }, 'slash')).roles).toEqual([]);
});

async function* changed(history: AsyncIterable<RecordedEvent>): AsyncGenerator<RecordedEvent> {
  for await (const recorded of history)
    yield recorded.event.type === 'prepared'
      ? { ...recorded, because: { code: 'as_it_was_then', ignored: false } }
      : recorded;
}

it('replays what was recorded to the same task, and points at steps that differ', async () => {
  const world = await aTaskInCi();
  const task = await world.task();
  const same = await explain(world.deps.engine.history(task.id));
  expect(same.differences).toBe(0);
  expect(same.task).toEqual(task);
  const other = await explain(changed(world.deps.engine.history(task.id)));
  expect(other.differences).toBe(1);
  expect(other.lines.filter((line) => line.includes('recorded as as_it_was_then'))).toHaveLength(1);
});
