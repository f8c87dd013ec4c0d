// Channels, the app's direct message, links elsewhere, and who you are.
import { byId, h, link } from './dom.js';
import { avatar } from './messages.js';
import { state } from './store.js';

function badge(count, isCall) {
  if (!count) return null;
  return isCall
    ? h('span', { class: 'badge', 'aria-label': `${count} mentions` }, count)
    : h('span', { class: 'dot', role: 'img', 'aria-label': 'unread' });
}

function entry(channel, label, mark, onPick) {
  const isCurrent = channel.id === state.channel;
  const unread = state.unread.get(channel.id);
  return h(
    'li',
    {},
    h(
      'button',
      {
        type: 'button',
        class: `side-entry${unread ? ' unread' : ''}`,
        'aria-current': isCurrent ? 'page' : null,
        onclick: () => onPick(channel.id),
      },
      mark,
      h('span', {}, label),
      badge(unread?.calls || unread?.count, Boolean(unread?.calls)),
    ),
  );
}

function personButton(who, index, onSwitch) {
  const isMe = who.id === state.me;
  const calls = state.calls.get(who.id) ?? 0;
  const onKey = (event) => {
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const next = state.people[(index + step + state.people.length) % state.people.length];
    onSwitch(next.id);
  };
  return h(
    'button',
    {
      type: 'button',
      role: 'radio',
      class: 'person',
      'aria-checked': String(isMe),
      tabindex: isMe ? '0' : '-1',
      'data-user': who.id,
      onclick: () => onSwitch(who.id),
      onkeydown: onKey,
    },
    avatar(who, 'small'),
    h('span', { class: 'person-name' }, who.realName, h('small', {}, who.title ?? '')),
    isMe ? h('span', { class: 'tick', 'aria-hidden': 'true' }, '✓') : badge(calls, true),
  );
}

export function renderSidebar(onPick, onSwitch) {
  const rooms = state.channels.filter((channel) => !channel.dmWith);
  byId('channels').replaceChildren(
    ...rooms.map((channel) =>
      entry(
        channel,
        channel.name,
        h('span', { class: 'hash', 'aria-hidden': 'true' }, channel.isPrivate ? '🔒' : '#'),
        onPick,
      ),
    ),
  );
  const direct = state.channels.find((channel) => channel.id === state.directChannel);
  const bot = { isBot: true, name: state.bot.name, realName: state.bot.appName };
  byId('apps').replaceChildren(
    ...(direct ? [entry(direct, state.bot.appName, avatar(bot, 'tiny'), onPick)] : []),
  );
  byId('links-section').hidden = state.links.length === 0;
  byId('links').replaceChildren(...state.links.map((each) => h('li', {}, link(each.url, `${each.label} ↗`))));
  byId('people').replaceChildren(...state.people.map((who, index) => personButton(who, index, onSwitch)));
}
