// The message box: Enter sends, Shift+Enter makes a new line, Arrow Up brings back the last line.
import { h, toast } from './dom.js';
import { OfferList } from './offers.js';
import { act, channelName, state } from './store.js';
import { suggestionsMenu } from './suggestions.js';

const MAX_HEIGHT_PX = 160;

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

function sendLine(text, { channel, threadTs }) {
  const verb = text.startsWith('/') ? 'slash' : 'say';
  return act({ do: verb, channel, text, ...(threadTs ? { threadTs } : {}) });
}

class Composer {
  constructor({ id, channel, threadTs }) {
    this.where = { channel, threadTs };
    this.isDirect = Boolean(state.channels.find((entry) => entry.id === channel)?.dmWith);
    this.lastSent = '';
    const place = this.isDirect ? state.bot.appName : `#${channelName(channel)}`;
    const label = threadTs ? 'Reply…' : `Message ${place}`;
    this.input = h('textarea', {
      id,
      class: 'composer-input',
      rows: 1,
      placeholder: label,
      'aria-label': label,
      autocomplete: 'off',
      'aria-autocomplete': 'list',
    });
    this.send = h(
      'button',
      { type: 'button', class: 'send', 'aria-label': 'Send', title: 'Send (Enter)', disabled: true },
      '➤',
    );
    this.offers = new OfferList(this.input, () => this.refresh());
    this.input.addEventListener('input', () => this.refresh());
    this.input.addEventListener('keydown', (event) => this.onKey(event));
    this.input.addEventListener('blur', () => this.offers.hide());
    this.send.addEventListener('click', () => void this.submit());
    this.node = h(
      'div',
      { class: 'composer' },
      this.offers.node,
      h('div', { class: 'composer-box' }, this.input, this.tools()),
    );
  }

  tools() {
    const starter = (word) =>
      h('button', { type: 'button', class: 'mini', onclick: () => this.startWith(word) }, word);
    const [command] = state.commands;
    const channel = state.channels.find((entry) => entry.id === this.where.channel);
    return h(
      'div',
      { class: 'composer-tools' },
      shortcutsMenu(),
      this.isDirect ? null : starter(`@${state.bot.name}`),
      this.where.threadTs || !command ? null : starter(command.command),
      this.where.threadTs || this.isDirect ? null : suggestionsMenu(channel),
      h('span', { class: 'composer-help' }, 'Enter sends · Shift+Enter for a new line'),
      this.send,
    );
  }

  startWith(word) {
    this.input.value = `${word} ${this.input.value}`;
    this.input.focus();
    this.refresh();
  }

  refresh() {
    this.send.disabled = this.input.value.trim() === '';
    this.input.style.height = 'auto';
    this.input.style.height = `${Math.min(this.input.scrollHeight, MAX_HEIGHT_PX)}px`;
    this.offers.refresh();
  }

  /** What could not be sent is not lost: it comes back unless something new was typed. */
  giveBack(text) {
    if (this.input.value !== '') return;
    this.input.value = text;
    this.refresh();
    this.offers.hide();
  }

  async submit() {
    const text = this.input.value.trim();
    if (text === '') return;
    this.input.value = '';
    this.lastSent = text;
    this.refresh();
    try {
      const result = await sendLine(text, this.where);
      if (result.ok === false) this.giveBack(text);
    } catch (error) {
      this.giveBack(text);
      toast(error.message);
    }
  }

  onKey(event) {
    if (this.offers.handleKey(event)) return;
    if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      void this.submit();
    } else if (event.key === 'ArrowUp' && this.input.value === '' && this.lastSent) {
      event.preventDefault();
      this.giveBack(this.lastSent);
    }
  }
}

/** A message box for a channel, or for a thread when `threadTs` is given. */
export function composer(where) {
  return new Composer(where).node;
}
