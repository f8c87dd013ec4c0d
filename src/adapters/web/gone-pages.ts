// Pages in the place of what retention has removed: a link in Slack outlives what it leads to. Pure, read-only.
import type { TaskId } from '#core/ids.ts';
import { filesRemoved, taskForgotten } from '#core/messages/retention-words.ts';
import type { Forgotten } from '#core/retention.ts';
import { html, time } from './html.ts';
import { pageHtml } from './page.ts';

export const forgottenPage = (id: TaskId, forgotten: Forgotten): string =>
  pageHtml({
    title: `${id} · Greenlight`,
    version: 'gone',
    standing: 'still',
    main: html`<h1>This task is no longer kept</h1><p>${taskForgotten(id, forgotten)}</p><p>It ended ${time(forgotten.endedAtMs)} and was removed ${time(forgotten.removedAtMs)}. What it made stands in its repository and its pull request.</p>`,
  });

export type GoneFile = { readonly taskId: TaskId; readonly atMs: number; readonly afterDays: number };

export const goneFilePage = (name: string, gone: GoneFile): string =>
  pageHtml({
    title: `${name} · Greenlight`,
    version: 'gone',
    standing: 'still',
    main: html`<h1>This file is no longer kept</h1><p><code>${name}</code> of task <code>${gone.taskId}</code>. ${filesRemoved(gone.afterDays)} It went ${time(gone.atMs)}.</p>`,
  });
