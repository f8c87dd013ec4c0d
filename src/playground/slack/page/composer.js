// The message box: Enter sends, `/` offers commands with their hints, `@` and `#` offer names.
import { h, toast } from './dom.js';
import { act, channelName, state } from './store.js';

const MAX_OFFERS = 8;

function commandOffers(text) {
  const [name] = text.split(' ');
  const isTyped = text.includes(' ');
  const builtIn = [
    {
      command: '/invite',
      usageHint: `@${state.bot.name}`,
      description: 'Add the app to this channel',
      isBuiltIn: true,
    },
  ];
  return [...state.commands, ...builtIn]
    .filter((entry) => (isTyped ? entry.command === name : entry.command.startsWith(name)))
    .map((entry) => ({
      text: entry.command,
      insert: isTyped ? null : `${entry.command} `,
      hint: entry.usageHint,
      detail: entry.description,
      source: entry.isBuiltIn ? 'Slack' : state.bot.appName,
    }));
}

function nameOffers(word) {
  const names =
    word[0] === '@'
      ? [
          { name: state.bot.name, detail: `${state.bot.appName} · app` },
          ...state.people.map((entry) => ({ name: entry.name, detail: entry.realName })),
        ]
      : state.channels
          .filter((entry) => !entry.dmWith)
          .map((entry) => ({ name: entry.name, detail: entry.topic }));
  return names
    .filter((entry) => entry.name.startsWith(word.slice(1).toLowerCase()))
    .map((entry) => ({
      text: word[0] + entry.name,
      insert: `${word[0]}${entry.name} `,
      detail: entry.detail,
    }));
}

function offersFor(input) {
  const before = input.value.slice(0, input.selectionStart);
  if (input.value.startsWith('/')) {
    const commands = commandOffers(input.value);
    if (!before.includes(' ') || !/[@#][\w.-]*$/.test(before)) return { from: 0, offers: commands };
  }
  const word = /(?:^|\s)([@#][\w.-]*)$/.exec(before)?.[1];
  return word ? { from: before.length - word.length, offers: nameOffers(word) } : { from: 0, offers: [] };
}

function offerRow(offer, index, chosen, choose) {
  return h(
    'div',
    {
      class: `offer${index === chosen ? ' chosen' : ''}`,
      role: 'option',
      id: `offer-${index}`,
      'aria-selected': String(index === chosen),
      onmousedown: (event) => {
        event.preventDefault();
        choose(index);
      },
    },
    h(
      'span',
      { class: 'offer-main' },
      h('b', {}, offer.text),
      offer.hint ? h('span', { class: 'offer-hint' }, ` ${offer.hint}`) : null,
    ),
    h(
      'span',
      { class: 'offer-detail' },
      offer.detail ?? '',
      offer.source ? h('span', { class: 'offer-source' }, offer.source) : null,
    ),
  );
}

async function sendLine(text, where) {
  if (text.startsWith('/')) {
    const deed = {
      do: 'slash',
      channel: where.channel,
      text,
      ...(where.threadTs ? { threadTs: where.threadTs } : {}),
    };
    return act(deed);
  }
  return act({
    do: 'say',
    channel: where.channel,
    text,
    ...(where.threadTs ? { threadTs: where.threadTs } : {}),
  });
}

function shortcutsMenu() {
  const globals = state.shortcuts.filter((entry) => entry.type === 'global');
  if (globals.length === 0) return null;
  const menu = h(
    'details',
    { class: 'overflow upward' },
    h('summary', { class: 'icon-button', 'aria-label': 'Shortcuts', title: 'Shortcuts' }, '⚡'),
  );
  const run = (callbackId) => {
    menu.open = false;
    act({ do: 'shortcut', callbackId }).catch((error) => toast(error.message));
  };
  menu.append(
    h(
      'div',
      { class: 'menu', role: 'menu' },
      globals.map((entry) =>
        h('button', { type: 'button', role: 'menuitem', onclick: () => run(entry.callbackId) }, entry.name),
      ),
    ),
  );
  menu.addEventListener('focusout', (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

/** A composer for a channel, or for a thread when `threadTs` is given. */
export function composer({ id, channel, threadTs }) {
  const isDirect = state.channels.find((entry) => entry.id === channel)?.dmWith;
  const label = threadTs ? 'Reply…' : `Message ${isDirect ? state.bot.appName : `#${channelName(channel)}`}`;
  const input = h('textarea', {
    id,
    class: 'composer-input',
    rows: 1,
    placeholder: label,
    'aria-label': label,
    autocomplete: 'off',
    'aria-autocomplete': 'list',
    'aria-controls': `${id}-offers`,
  });
  const list = h('div', {
    class: 'offers',
    id: `${id}-offers`,
    role: 'listbox',
    'aria-label': 'Suggestions',
    hidden: true,
  });
  const send = h(
    'button',
    { type: 'button', class: 'send', 'aria-label': 'Send', title: 'Send (Enter)', disabled: true },
    '➤',
  );
  let view = { from: 0, offers: [] };
  let chosen = 0;
  const past = [];

  const choose = (index) => {
    const offer = view.offers[index];
    if (!offer?.insert) return false;
    const after = input.value.slice(input.selectionStart);
    input.value = input.value.slice(0, view.from) + offer.insert + after.trimStart();
    input.selectionStart = input.selectionEnd = view.from + offer.insert.length;
    refresh();
    return true;
  };
  const draw = () => {
    const rows = view.offers
      .slice(0, MAX_OFFERS)
      .map((offer, index) => offerRow(offer, index, offer.insert ? chosen : -1, choose));
    list.replaceChildren(...rows);
    list.hidden = rows.length === 0;
  };
  const refresh = () => {
    view = offersFor(input);
    chosen = 0;
    send.disabled = input.value.trim() === '';
    input.style.height = 'auto';
    input.style.height = `${Math.min(input.scrollHeight, 160)}px`;
    draw();
  };
  // What could not be sent is not lost: it comes back unless something new was typed.
  const giveBack = (text) => {
    if (input.value !== '') return;
    input.value = text;
    refresh();
    list.hidden = true;
  };
  const submit = async () => {
    const text = input.value.trim();
    if (text === '') return;
    input.value = '';
    past.push(text);
    refresh();
    try {
      const result = await sendLine(text, { channel, threadTs });
      if (result.ok === false) giveBack(text);
    } catch (error) {
      giveBack(text);
      toast(error.message);
    }
  };
  const onKey = (event) => {
    const isOffering = !list.hidden && view.offers.some((offer) => offer.insert);
    if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      list.hidden = true;
    } else if (isOffering && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) {
      event.preventDefault();
      const count = Math.min(view.offers.length, MAX_OFFERS);
      chosen = (chosen + (event.key === 'ArrowDown' ? 1 : count - 1)) % count;
      draw();
    } else if (isOffering && (event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey))) {
      event.preventDefault();
      choose(chosen);
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void submit();
    } else if (event.key === 'ArrowUp' && input.value === '' && past.length > 0) {
      event.preventDefault();
      input.value = past.at(-1);
      refresh();
    }
  };
  input.addEventListener('input', refresh);
  input.addEventListener('keydown', onKey);
  input.addEventListener('blur', () => {
    list.hidden = true;
  });
  send.addEventListener('click', () => void submit());
  const mention = () => {
    input.value = `@${state.bot.name} ${input.value}`;
    input.focus();
    refresh();
  };
  const tools = h(
    'div',
    { class: 'composer-tools' },
    shortcutsMenu(),
    isDirect ? null : h('button', { type: 'button', class: 'mini', onclick: mention }, `@${state.bot.name}`),
    threadTs || state.commands.length === 0
      ? null
      : h(
          'button',
          {
            type: 'button',
            class: 'mini',
            onclick: () => {
              input.value = `${state.commands[0].command} ${input.value}`;
              input.focus();
              refresh();
            },
          },
          state.commands[0].command,
        ),
    h('span', { class: 'composer-help' }, 'Enter sends · Shift+Enter for a new line'),
    send,
  );
  return h('div', { class: 'composer' }, list, h('div', { class: 'composer-box' }, input, tools));
}
