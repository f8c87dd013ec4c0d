// Message rows, for the channel and for the thread beside it.
import { renderBlock } from './blocks.js';
import { h, reconcile, toast } from './dom.js';
import { messagePlace } from './elements.js';
import { emoji } from './emoji.js';
import { mrkdwn } from './mrkdwn.js';
import { act, channelMessages, now, person, replies, state } from './store.js';
import { suggestionList } from './suggestions.js';

const GROUP_WITHIN_S = 300;

export function avatar(who, size = '') {
  const kind = who.isBot
    ? 'bot'
    : who.isSlackbot
      ? 'slackbot'
      : Math.max(
          0,
          state.people.findIndex((entry) => entry.id === who.id),
        ) % 5;
  return h(
    'span',
    { class: `avatar avatar-${kind} ${size}`, 'aria-hidden': 'true' },
    (who.realName[0] ?? '?').toUpperCase(),
  );
}

const dateOf = (ts) => new Date(Number(ts) * 1000);
const clock = (date) => date.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });

function time(ts) {
  const date = dateOf(ts);
  return h('time', { datetime: date.toISOString(), title: date.toLocaleString() }, clock(date));
}

function body(message) {
  const onFailure = (error) => {
    toast(error.message);
    return { ok: false };
  };
  const place = messagePlace(message, onFailure);
  const edited = message.edited ? h('span', { class: 'edited' }, ' (edited)') : null;
  if (message.blocks?.length) return [message.blocks.map((block) => renderBlock(block, place)), edited];
  return [h('div', { class: 'block' }, mrkdwn(message.text), edited)];
}

function pressLine(message) {
  const last = message.presses.at(-1);
  if (!last) return null;
  const at = new Date(last.atMs);
  return h(
    'p',
    { class: 'press-line', title: 'The playground shows who clicked; Slack itself does not' },
    h('span', { 'aria-hidden': 'true' }, '👆 '),
    `${person(last.user).realName} clicked “${last.label}” · ${clock(at)}`,
  );
}

function reactions(message) {
  const all = Object.entries(message.reactions);
  if (all.length === 0) return null;
  return h(
    'div',
    { class: 'reactions' },
    all.map(([name, users]) =>
      h(
        'span',
        {
          class: 'reaction',
          title: `${users.map((id) => person(id).name).join(', ')} reacted with :${name}:`,
        },
        `${emoji(name)} ${users.length}`,
      ),
    ),
  );
}

function threadSummary(message, openThread) {
  const all = replies(message.channel, message.ts).filter((reply) => !reply.ephemeralTo);
  if (all.length === 0) return null;
  const faces = [...new Set(all.map((reply) => reply.user))].slice(0, 4);
  const last = all.at(-1);
  return h(
    'button',
    {
      type: 'button',
      class: 'thread-summary',
      onclick: () => openThread(message.ts),
      'data-focus': `thread/${message.ts}`,
    },
    faces.map((id) => avatar(person(id), 'tiny')),
    h('b', {}, all.length === 1 ? '1 reply' : `${all.length} replies`),
    h('span', { class: 'quiet' }, ` Last reply at ${clock(dateOf(last.ts))}`),
  );
}

function toolbar(message, openThread) {
  const tools = [];
  if (openThread) {
    const ts = message.threadTs ?? message.ts;
    tools.push(
      h(
        'button',
        {
          type: 'button',
          class: 'icon-button',
          'aria-label': 'Reply in thread',
          title: 'Reply in thread',
          onclick: () => openThread(ts),
        },
        '💬',
      ),
    );
  }
  for (const shortcut of state.shortcuts.filter((entry) => entry.type === 'message')) {
    const run = () =>
      act({
        do: 'messageShortcut',
        callbackId: shortcut.callbackId,
        channel: message.channel,
        ts: message.ts,
      }).catch((error) => toast(error.message));
    tools.push(
      h(
        'button',
        { type: 'button', class: 'mini', title: 'Message shortcut', onclick: run },
        `⚡ ${shortcut.name}`,
      ),
    );
  }
  return tools.length > 0 && !message.ephemeralTo ? h('div', { class: 'message-tools' }, tools) : null;
}

function row(message, { isGrouped, openThread }) {
  const who = person(message.user);
  const isPrivate = message.ephemeralTo !== undefined;
  const head = h(
    'div',
    { class: 'message-head' },
    h('b', { class: 'author' }, who.realName),
    who.isBot ? h('span', { class: 'app-badge' }, 'APP') : null,
    who.isGuest ? h('span', { class: 'app-badge' }, 'GUEST') : null,
    time(message.ts),
  );
  return h(
    'article',
    {
      class: `message${isGrouped ? ' grouped' : ''}${isPrivate ? ' private' : ''}`,
      'aria-label': `${who.realName}, ${clock(dateOf(message.ts))}`,
      id: `m-${message.threadTs && !openThread ? 't' : ''}${message.ts}`,
    },
    h('div', { class: 'gutter' }, isGrouped ? time(message.ts) : avatar(who)),
    h(
      'div',
      { class: 'message-main' },
      isPrivate
        ? h('p', { class: 'only-you' }, h('span', { 'aria-hidden': 'true' }, '👁 '), 'Only visible to you')
        : null,
      message.broadcast && openThread ? h('p', { class: 'only-you' }, 'replied to a thread') : null,
      isGrouped ? null : head,
      h('div', { class: 'message-body' }, body(message)),
      reactions(message),
      pressLine(message),
      openThread ? threadSummary(message, openThread) : null,
    ),
    toolbar(message, openThread),
  );
}

function isFollowUp(message, before) {
  if (!before || before.user !== message.user) return false;
  if ((before.ephemeralTo ?? '') !== (message.ephemeralTo ?? '') || before.presses.length > 0) return false;
  return (
    Number(message.ts) - Number(before.ts) < GROUP_WITHIN_S &&
    !before.blocks?.some((block) => block.type !== 'rich_text')
  );
}

function dayLabel(ts) {
  const date = dateOf(ts);
  const isToday = date.toDateString() === now().toDateString();
  return isToday ? 'Today' : date.toLocaleDateString([], { weekday: 'long', month: 'long', day: 'numeric' });
}

function entriesFor(list, openThread) {
  const entries = [];
  let day = '';
  for (const [index, message] of list.entries()) {
    const label = dayLabel(message.ts);
    if (label !== day && openThread) {
      day = label;
      entries.push({
        key: `day-${label}`,
        stamp: label,
        build: () => h('div', { class: 'day' }, h('span', {}, label)),
      });
    }
    const before = list[index - 1];
    const isGrouped = isFollowUp(message, before);
    const thread = openThread
      ? replies(message.channel, message.ts).map((reply) => reply.ts + (reply.ephemeralTo ?? ''))
      : [];
    entries.push({
      key: message.ts,
      stamp: JSON.stringify([
        message.text,
        message.blocks,
        message.edited,
        message.reactions,
        message.presses.at(-1),
        isGrouped,
        thread,
      ]),
      build: () => row(message, { isGrouped, openThread }),
    });
  }
  return entries;
}

export const isAtEnd = (box) => box.scrollHeight - box.scrollTop - box.clientHeight < 80;

/** Draws into `box` and stays at the end when it was there. */
function draw(box, entries, isFresh) {
  const wasAtEnd = isFresh || isAtEnd(box);
  reconcile(box, entries);
  if (wasAtEnd) box.scrollTop = box.scrollHeight;
}

export function renderChannel(box, openThread, isFresh) {
  const list = channelMessages(state.channel);
  const intro = {
    key: 'intro',
    stamp: `${state.channel}-${list.length === 0}`,
    build: () => {
      const channel = state.channels.find((entry) => entry.id === state.channel);
      const name = channel?.dmWith ? state.bot.appName : `#${channel?.name ?? ''}`;
      const advice = channel?.dmWith
        ? `This is your direct message with ${state.bot.appName}.`
        : `This is the start of ${name}. Type ${state.commands[0]?.command ?? '/'} below to hand over a task.`;
      const tries = channel?.dmWith ? null : suggestionList(channel);
      return h('div', { class: 'intro' }, h('h2', {}, name), h('p', {}, advice), tries);
    },
  };
  draw(box, [intro, ...entriesFor(list, openThread)], isFresh);
}

export function renderThread(box, isFresh) {
  const parent = state.messages.get(`${state.channel}/${state.threadTs}`);
  const all = replies(state.channel, state.threadTs);
  const count = all.filter((reply) => !reply.ephemeralTo).length;
  const line = {
    key: 'count',
    stamp: String(count),
    build: () =>
      h('div', { class: 'reply-count' }, h('span', {}, count === 1 ? '1 reply' : `${count} replies`)),
  };
  const parents = parent ? entriesFor([parent], undefined) : [];
  draw(box, [...parents, ...(count > 0 ? [line] : []), ...entriesFor(all, undefined)], isFresh);
}
