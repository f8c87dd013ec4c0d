// The page of one task: where it stands, every attempt, every recorded event with its reason. Pure, read-only.

import { activityLine, runningCost } from '#core/messages/activity-words.ts';
import { packetMessage } from '#core/messages/packet/packet.ts';
import { explain, explainRule } from '#core/messages/problems.ts';
import { stateWords } from '#core/messages/state-words.ts';
import { plural, shorten } from '#core/messages/words.ts';
import { costOf } from '#core/task/attempt.ts';
import { repoName } from '#core/task/request.ts';
import type { Task } from '#core/task/task.ts';
import type { RecordedEvent } from '#ports/engine.ts';
import { attemptItem } from './attempt-section.ts';
import { type Html, html, link, time } from './html.ts';
import { type LiveText, liveSection, liveVersion } from './live-section.ts';
import { messageHtml } from './message-html.ts';
import { pageHtml } from './page.ts';
import { STATE_TONES, spaced, standingOf } from './task-words.ts';

const MAX_TITLE_CHARS = 120;
/** The newest are kept: an old task may have thousands of hints. */
const MAX_EVENTS = 500;

/** `history` oldest first, as the engine gives it. */
export function taskPage(task: Task, history: readonly RecordedEvent[], live?: LiveText): string {
  const { symbol, word, detail } = stateWords(task);
  const tone = STATE_TONES[task.state.name];
  const main = html`<h1>${shorten(task.request.text.replace(/\s+/g, ' ').trim(), MAX_TITLE_CHARS)}</h1>
<p class="status"><span class="badge ${tone}">${symbol} ${word}</span> <span>${detail}</span></p>
${activity(task)}
${live === undefined ? null : liveSection(live)}
${call(task)}
${untold(task)}
${facts(task)}
<h2>Attempts</h2>
${task.attempts.length === 0 ? html`<p class="soft">None yet.</p>` : html`<ol class="timeline">${task.attempts.map((attempt) => attemptItem(task, attempt))}</ol>`}
${decisions(task)}
${asked(task)}
<h2>What happened</h2>
${events(history)}`;
  return pageHtml({
    title: `${word} · ${task.id} · Greenlight`,
    version: live === undefined ? String(task.sequence) : `${task.sequence}.${liveVersion(live)}`,
    standing: standingOf(task),
    main,
  });
}

function activity(task: Task): Html | null {
  const line = activityLine(task);
  return line === undefined ? null : html`<p class="soft">${line}</p>`;
}

/** Why a person is needed, and what to do: the same words as in the chat. */
function call(task: Task): Html | null {
  const { state } = task;
  if (state.name !== 'needs_human' && state.name !== 'blocked') return null;
  const packet = packetMessage(task);
  if (packet !== undefined) return html`<div class="call" role="note">${messageHtml(packet)}</div>`;
  const { cause, next } =
    state.name === 'blocked' ? explainRule(task, state.rule) : explain(task, state.reason);
  return html`<div class="call" role="note"><p><strong>${cause}</strong></p><p>${next}</p></div>`;
}

/** Whoever reads here is the only one who knows. */
const untold = ({ untold }: Task): Html | null =>
  untold
    ? html`<p class="soft" role="note">Slack has not taken ${untold.replies.length === 0 ? 'the newest state of the card' : plural(untold.replies.length, 'reply', 'replies')} since ${time(untold.sinceMs)}; Greenlight tries again.</p>`
    : null;

function facts(task: Task): Html {
  const { pullRequest, request, policy } = task;
  const minutes = task.attempts.reduce((sum, { ci }) => sum + (ci?.minutes ?? 0), 0);
  const rows: readonly (readonly [string, Html])[] = [
    ['Task', html`<code>${task.id}</code>`],
    [
      'Repository',
      html`${repoName(task.repo)}${task.baseBranch === null ? null : html` <span class="soft">from ${task.baseBranch}</span>`}`,
    ],
    ['Branch', html`<code>${task.branch}</code>`],
    [
      'Pull request',
      pullRequest === null
        ? html`–`
        : link(
            pullRequest.url,
            `#${pullRequest.number}${pullRequest.closed ? ' (closed)' : pullRequest.draft ? ' (draft)' : ''}`,
          ),
    ],
    ['Asked by', html`${request.requester.name}, ${time(request.requestedAtMs)}`],
    ['Agent', html`${task.agent}`],
    [
      'Cost so far',
      html`$${(costOf(task.attempts) + runningCost(task)).toFixed(2)} of $${policy.maxCostUsd.toFixed(2)} a round`,
    ],
    ['CI used', html`${Math.round(minutes * 10) / 10} min`],
  ];
  return html`<dl class="facts">${rows.map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;
}

function decisions(task: Task): Html | null {
  if (task.decisions.length === 0) return null;
  const items = task.decisions.map(
    ({ action, by, atMs, hint }) =>
      html`<li><strong>${by.name}</strong> pressed ${spaced(action)} <span class="soft">${time(atMs)}</span>${hint === undefined ? null : html`<blockquote>${hint}</blockquote>`}</li>`,
  );
  return html`<h2>Decisions</h2><ul class="plain">${items}</ul>`;
}

const asked = (task: Task): Html =>
  html`<details id="request"><summary>The request in full</summary><blockquote>${task.request.text}</blockquote></details>`;

function events(history: readonly RecordedEvent[]): Html {
  const shown = history.slice(-MAX_EVENTS);
  const rows = shown.map(
    ({ sequence, event, because, from, to }) =>
      html`<tr><td>${sequence}</td><td>${time(event.atMs)}</td><td>${spaced(event.type)}</td><td>${from === to || from === null ? spaced(to) : `${spaced(from)} → ${spaced(to)}`}</td><td>${spaced(because.code)}${because.ignored ? html` <span class="soft">(changed nothing)</span>` : null}${because.detail === undefined ? null : html` <span class="soft">${because.detail}</span>`}</td></tr>`,
  );
  const older = history.length - shown.length;
  return html`<details id="events"><summary>${plural(history.length, 'recorded event')}, each with its reason${older > 0 ? `; the first ${older} are left out` : ''}</summary>
<div class="scroll"><table><thead><tr><th scope="col">No.</th><th scope="col">When</th><th scope="col">Event</th><th scope="col">State</th><th scope="col">Because</th></tr></thead><tbody>${rows}</tbody></table></div></details>`;
}
