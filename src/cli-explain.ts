// `greenlight explain <task>`: how a task came to be as it is, step by step.
import { explain } from '#app/explain.ts';
import { isTaskId } from '#core/ids.ts';
import { taskForgotten } from '#core/messages/retention-words.ts';
import { type LookInto, lookAtData, type Tell } from './cli-stored.ts';
import type { Environment } from './config/environment.ts';

const EXIT_USAGE = 64;

type Given = { readonly env: Environment; readonly tell: Tell; readonly lookInto: LookInto };

export async function runExplain(id: string, given: Given): Promise<number> {
  const { tell } = given;
  if (!isTaskId(id)) {
    tell.person(
      `greenlight explain wants a task's whole id, such as t-4f7k2mqx${id === '' ? '' : `, not "${id.slice(0, 40)}"`}.`,
    );
    return EXIT_USAGE;
  }
  return await lookAtData({ ...given, command: 'explain' }, async ({ tasks }, dataDir) => {
    const forgotten = await tasks.forgotten(id);
    if (forgotten !== undefined) {
      tell.person(taskForgotten(id, forgotten));
      return 1;
    }
    const { lines, task, differences } = await explain(tasks.history(id));
    for (const line of lines) tell.output(line);
    if (task === undefined) tell.person(`There is no task ${id} in ${dataDir}.`);
    if (differences > 0)
      tell.person(
        `${differences === 1 ? '1 step differs' : `${differences} steps differ`} from what was recorded: the logic has changed since.`,
      );
    return task === undefined ? 1 : 0;
  });
}
