// The pages over HTTP: `/`, `/tasks/<id>/<token>`, `/tasks/all/<token>`.
import type { ServerResponse } from 'node:http';
import type { TaskId } from '#core/ids.ts';
import type { Task } from '#core/task/task.ts';
import type { Engine, RecordedEvent } from '#ports/engine.ts';
import { forgottenPage } from './gone-pages.ts';
import { frontPage, listPage } from './list-page.ts';
import type { LiveText } from './live-section.ts';
import { PAGE_POLICY } from './page.ts';
import { isRead, pathOf, type Route, send, sendText } from './routes.ts';
import type { TaskLinks } from './task-links.ts';
import { taskPage } from './task-page.ts';

const MAX_LISTED = 200;

/** What the agent that works on a task has printed so far, undefined where none works or it has printed nothing. */
export type LiveLogOf = (task: Task) => Promise<LiveText | undefined>;

export function taskRoutes(deps: {
  engine: Pick<Engine, 'get' | 'list' | 'history' | 'forgotten'>;
  links: TaskLinks;
  liveLog?: LiveLogOf;
}): readonly Route[] {
  const { engine, links, liveLog = async () => undefined } = deps;
  return [
    {
      matches: (path) => path === '/',
      handle: (request, response) => {
        if (isRead(request, response)) sendPage(response, frontPage());
      },
    },
    {
      matches: (path) => path.startsWith('/tasks/'),
      async handle(request, response) {
        if (!isRead(request, response)) return;
        const path = pathOf(request);
        const id = links.taskOf(path);
        const page = links.isList(path) ? await list(engine, links) : await one(engine, liveLog, id);
        if (page !== undefined) return sendPage(response, page);
        const forgotten = id && (await engine.forgotten(id));
        if (id && forgotten) return sendPage(response, forgottenPage(id, forgotten), 410);
        sendText(response, 404, 'There is no such page. The link on the card in Slack is the right one.');
      },
    },
  ];
}

const sendPage = (response: ServerResponse, body: string, status = 200): void =>
  send(response, { status, contentType: 'text/html; charset=utf-8', body, policy: PAGE_POLICY });

async function one(
  engine: Pick<Engine, 'get' | 'history'>,
  liveLog: LiveLogOf,
  id: TaskId | undefined,
): Promise<string | undefined> {
  const task = id === undefined ? undefined : await engine.get(id);
  if (id === undefined || task === undefined) return undefined;
  const history: RecordedEvent[] = [];
  for await (const event of engine.history(id)) history.push(event);
  return taskPage(task, history, await liveLog(task));
}

async function list(engine: Pick<Engine, 'list'>, links: TaskLinks): Promise<string> {
  const tasks: Task[] = [];
  for await (const task of engine.list({ limit: MAX_LISTED + 1 })) tasks.push(task);
  return listPage(tasks.slice(0, MAX_LISTED), tasks.length > MAX_LISTED, links.taskUrl);
}
