// The task a person means: by its id, the beginning of it, or the thread they are in.
import { expect, it } from 'vitest';
import { taskIdOf } from '#app/digest.ts';
import { anEmptyWorld } from '#test/stories/beginnings.ts';
import type { World } from '#test/stories/world.ts';

async function threeTasks(): Promise<{ world: World; ids: readonly string[] }> {
  const world = await anEmptyWorld();
  const ids: string[] = [];
  for (const what of ['one', 'two', 'three']) {
    const answer = await world.types('ana', `fix ${what} in payments`);
    ids.push(/t-\w{8}/.exec(answer)?.[0] ?? '');
  }
  await world.settled();
  return { world, ids };
}

it('knows a task by its whole id and by an unmistakable beginning', async () => {
  const { world, ids } = await threeTasks();
  const [first = ''] = ids;
  const whole = await world.types('ana', `status ${first}`);
  expect(whole).toContain('fix one in payments');
  expect(await world.types('ana', `status ${first.slice(0, 6)}`)).toBe(whole);
  expect(await world.types('ana', `status ${first.toUpperCase()}`)).toBe(whole);
});

it('asks for more of an id that fits several, and does nothing', async () => {
  const world = await anEmptyWorld();
  const [one = '', two = ''] = alike();
  await world.types('ana', 'fix one in payments', one);
  await world.types('ana', 'fix two in payments', two);
  await world.settled();
  expect(await world.types('ana', `abort ${taskIdOf(one).slice(0, ALIKE_CHARS)}`)).toMatchInlineSnapshot(`
    "“t-82” fits t-82qc45g2 and t-82xqdnfk.
    Type more of the id."
  `);
  for (const key of [one, two]) expect((await world.task(taskIdOf(key))).state.name).toBe('working');
});

const ALIKE_CHARS = 't-'.length + 2;
/** Two requests whose tasks' ids begin alike. */
function alike(): readonly string[] {
  const first = new Map<string, string>();
  for (let index = 0; ; index += 1) {
    const key = `request-${index}`;
    const beginning = taskIdOf(key).slice(0, ALIKE_CHARS);
    const other = first.get(beginning);
    if (other !== undefined) return [other, key];
    first.set(beginning, key);
  }
}

it('says that no task begins so', async () => {
  const { world } = await threeTasks();
  expect(await world.types('ana', 'abort t-zzzzzzzz')).toMatchInlineSnapshot(`
    "No task begins with “t-zzzzzzzz”.
    /agent list all shows every one."
  `);
});

it('knows the task of a thread, also after the link to it was lost', async () => {
  const { world } = await threeTasks();
  expect(await world.mentions('ana', 'status')).toContain('fix one in payments');
  await world.deps.settings.delete(`thread:CPAY:${world.card().ref.ts}`);
  expect(await world.mentions('ana', 'status')).toContain('fix one in payments');
});

it('asks which task where there is no thread', async () => {
  const { world } = await threeTasks();
  expect(await world.types('ana', 'abort')).toMatchInlineSnapshot(`
    "Which task should “abort” be about?
    Add its id, for example /agent abort t-4f7k2mqx, or type it in the task’s thread. /agent list shows the ids."
  `);
});

it('lists a person’s open tasks, everybody’s, and those that wait', async () => {
  const { world, ids } = await threeTasks();
  await world.types('ben', 'fix four in payments');
  await world.types('ana', `abort ${ids[0]}`);
  await world.settled();
  const lines = async (text: string) => (await world.types('ana', text)).split('\n').length;
  expect(await lines('status')).toBe(2);
  expect(await lines('list all')).toBe(4);
  expect(await world.types('gia', 'status')).toMatchInlineSnapshot(`
    "No task fits.
    Start one with /agent fix flaky tests in payments."
  `);
});
