// The address of a task's page opens it for everybody: it stands in a pull request only where that is not public.
import { expect, it } from 'vitest';
import { aTaskInCi } from './beginnings.ts';
import type { World } from './world.ts';

const bodyOf = (world: World): string => {
  const asked = world.forge.calls.find(({ method }) => method === 'ensurePullRequest')?.args[0];
  return (asked as { body: string }).body;
};

it('links the task’s page in a private repository', async () => {
  const world = await aTaskInCi();
  expect(bodyOf(world)).toContain(`[Task ${world.taskId()}](${world.deps.taskPage(world.taskId())})`);
});

it('names the task and links nothing in a public one', async () => {
  const world = await aTaskInCi({ isPublic: true });
  expect(bodyOf(world)).toContain(`Task ${world.taskId()}`);
  expect(bodyOf(world)).not.toContain('https://greenlight.test');
});
