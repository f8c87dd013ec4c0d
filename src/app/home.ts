// What the home tab of a person shows, gathered as it is now.
import { homeMessage } from '#core/messages/home.ts';
import type { Message } from '#core/messages/message.ts';
import type { Actor } from '#core/people.ts';
import { mayAdminister } from '#core/permissions.ts';
import type { Task } from '#core/task/task.ts';
import { channelsShown, knownChannels } from './channel-settings.ts';
import type { Deps } from './deps.ts';
import { personMutedUntil } from './quiet.ts';

/** A person looks at the newest; the list has the others. */
const SEARCHED_TASKS = 300;

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'config' | 'taskPage' | 'parts'>;

export async function home(deps: Needs, actor: Actor): Promise<Message> {
  const tasks: Task[] = [];
  for await (const task of deps.engine.list({ limit: SEARCHED_TASKS })) tasks.push(task);
  const channels = await channelsShown(deps, await knownChannels(deps));
  return homeMessage({
    userId: actor.userId,
    decides: actor.roles.length > 0,
    tasks,
    isCut: tasks.length === SEARCHED_TASKS,
    mutedUntilMs: await personMutedUntil(deps, actor),
    channels,
    administers: mayAdminister(actor),
    parts: await partsNow(deps.parts),
    taskPage: deps.taskPage,
    nowMs: deps.clock.nowMs(),
  });
}

const partsNow = (parts: Deps['parts']) =>
  Promise.all(Object.entries(parts).map(async ([name, state]) => ({ name, ...(await state()) })));
