// What the home tab of a person shows, gathered as it is now.
import { homeMessage } from '#core/messages/home.ts';
import type { Message } from '#core/messages/message.ts';
import type { Actor } from '#core/people.ts';
import type { Task } from '#core/task/task.ts';
import { channelDefault } from './channel-default.ts';
import type { Deps } from './deps.ts';
import { personMutedUntil, quietHoursOf } from './quiet.ts';

/** A person looks at the newest; the list has the others. */
const SEARCHED_TASKS = 300;

type Needs = Pick<Deps, 'engine' | 'settings' | 'clock' | 'config' | 'taskPage' | 'parts'>;

export async function home(deps: Needs, actor: Actor): Promise<Message> {
  const tasks: Task[] = [];
  for await (const task of deps.engine.list({ limit: SEARCHED_TASKS })) tasks.push(task);
  const channels = await Promise.all(
    Object.keys(deps.config.channels).map(async (channelId) => ({
      channelId,
      repo: await channelDefault(deps, channelId),
      quiet: (await quietHoursOf(deps, channelId)) ?? null,
    })),
  );
  return homeMessage({
    userId: actor.userId,
    decides: actor.roles.length > 0,
    tasks,
    isCut: tasks.length === SEARCHED_TASKS,
    mutedUntilMs: await personMutedUntil(deps, actor),
    channels: channels.flatMap(({ repo, ...rest }) => (repo === null ? [] : [{ ...rest, repo }])),
    parts: await partsNow(deps.parts),
    taskPage: deps.taskPage,
    nowMs: deps.clock.nowMs(),
  });
}

const partsNow = (parts: Deps['parts']) =>
  Promise.all(Object.entries(parts).map(async ([name, state]) => ({ name, ...(await state()) })));
