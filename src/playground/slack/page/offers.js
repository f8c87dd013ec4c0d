// What the message box offers while one types: commands with their hints after `/`, names after `@` and `#`.
import { h } from './dom.js';
import { state } from './store.js';

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

function offerRow(offer, { id, isChosen, onPick }) {
  const pick = (event) => {
    event.preventDefault();
    onPick();
  };
  return h(
    'div',
    {
      class: `offer${isChosen ? ' chosen' : ''}`,
      role: 'option',
      id,
      'aria-selected': String(isChosen),
      onmousedown: pick,
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

/** The list above one input. `handleKey` says whether it took the key. */
export class OfferList {
  constructor(input, onInsert) {
    this.input = input;
    this.onInsert = onInsert;
    this.found = { from: 0, offers: [] };
    this.chosen = 0;
    this.node = h('div', {
      class: 'offers',
      id: `${input.id}-offers`,
      role: 'listbox',
      'aria-label': 'Suggestions',
      hidden: true,
    });
    input.setAttribute('aria-controls', this.node.id);
  }

  refresh() {
    const { from, offers } = offersFor(this.input);
    this.found = { from, offers: offers.slice(0, MAX_OFFERS) };
    this.chosen = 0;
    this.draw();
  }

  draw() {
    const rows = this.found.offers.map((offer, index) =>
      offerRow(offer, {
        id: `${this.node.id}-${index}`,
        isChosen: Boolean(offer.insert) && index === this.chosen,
        onPick: () => this.insert(index),
      }),
    );
    this.node.replaceChildren(...rows);
    this.node.hidden = rows.length === 0;
    const active = this.node.querySelector('.chosen');
    if (active) this.input.setAttribute('aria-activedescendant', active.id);
    else this.input.removeAttribute('aria-activedescendant');
  }

  hide() {
    this.node.hidden = true;
    this.input.removeAttribute('aria-activedescendant');
  }

  insert(index) {
    const { input } = this;
    const offer = this.found.offers[index];
    if (!offer?.insert) return;
    const after = input.value.slice(input.selectionStart).trimStart();
    const end = this.found.from + offer.insert.length;
    input.value = input.value.slice(0, this.found.from) + offer.insert + after;
    input.setSelectionRange(end, end);
    this.onInsert();
  }

  handleKey(event) {
    if (this.node.hidden) return false;
    if (event.key === 'Escape') {
      event.stopPropagation();
      this.hide();
      return true;
    }
    if (!this.found.offers.some((offer) => offer.insert)) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const isPick = event.key === 'Tab' || (event.key === 'Enter' && !event.shiftKey);
    if (step) {
      this.chosen = (this.chosen + step + this.found.offers.length) % this.found.offers.length;
      this.draw();
    } else if (isPick) this.insert(this.chosen);
    if (step || isPick) event.preventDefault();
    return Boolean(step || isPick);
  }
}
