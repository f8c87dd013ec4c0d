// The list of tasks, newest first: for the operator. Pure, read-only.
import { stateWords } from '#core/messages/state-words.ts';
import { plural, shorten } from '#core/messages/words.ts';
import { repoName } from '#core/task/request.ts';
import { isResting } from '#core/task/state.ts';
import type { Task } from '#core/task/task.ts';
import { html, link, time } from './html.ts';
import { pageHtml } from './page.ts';
import { STATE_TONES } from './task-words.ts';

const MAX_TEXT_CHARS = 100;

export function listPage(tasks: readonly Task[], more: boolean, taskUrl: (id: string) => string): string {
  const rows = tasks.map((task) => {
    const { symbol, word } = stateWords(task);
    return html`<tr><td><span class="badge ${STATE_TONES[task.state.name]}">${symbol} ${word}</span></td>
<td>${link(taskUrl(task.id), shorten(task.request.text.replace(/\s+/g, ' ').trim(), MAX_TEXT_CHARS) || task.id)}</td>
<td>${repoName(task.repo)}</td><td>${task.request.requester.name}</td><td>${time(task.request.requestedAtMs)}</td></tr>`;
  });
  const table = html`<div class="scroll"><table><thead><tr><th scope="col">State</th><th scope="col">Task</th><th scope="col">Repository</th><th scope="col">Asked by</th><th scope="col">When</th></tr></thead><tbody>${rows}</tbody></table></div>`;
  const main = html`<h1>Tasks</h1>
<p class="soft">${plural(tasks.length, 'task')}${more ? ', and older ones' : ''}, newest first.</p>
${tasks.length === 0 ? html`<p>Nobody has asked for anything yet.</p>` : table}`;
  return pageHtml({
    title: 'Tasks · Greenlight',
    version: tasks.map(({ id, sequence }) => `${id}.${sequence}`).join(' '),
    standing: tasks.some((task) => !isResting(task)) ? 'moving' : 'waiting',
    main,
  });
}

/** What stands at `/`: the server is public, its tasks are not. */
export const frontPage = (): string =>
  pageHtml({
    title: 'Greenlight',
    version: 'front',
    standing: 'still',
    main: html`<h1>Greenlight is running</h1><p>Each task has a page of its own; its link is on the task's card in Slack.</p>`,
  });
