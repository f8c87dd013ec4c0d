// Things to try, as the playground offers them: a click puts one into the message box, and only a person sends it.
import { byId, h } from './dom.js';
import { state } from './store.js';

const lineOf = ({ text }) => `${state.commands[0]?.command} ${text}`;

function take(suggestion) {
  const input = byId('composer-input');
  input.value = lineOf(suggestion);
  input.focus();
  input.dispatchEvent(new Event('input'));
}

const isOffered = (channel) =>
  Boolean(channel?.hasBot && state.commands.length > 0 && state.suggestions.length > 0);

function entry(suggestion, attributes, onPick = () => {}) {
  const onclick = () => {
    onPick();
    take(suggestion);
  };
  return h(
    'button',
    { type: 'button', ...attributes, onclick },
    h('b', {}, lineOf(suggestion)),
    h('span', { class: 'try-note' }, suggestion.note),
  );
}

/** At the start of a channel where the app is. */
export function suggestionList(channel) {
  if (!isOffered(channel)) return null;
  const entries = state.suggestions.map((each) => h('li', {}, entry(each, { class: 'try' })));
  return [
    h('p', { class: 'try-title', id: 'try-title' }, 'Things to try:'),
    h('ul', { class: 'tries', 'aria-labelledby': 'try-title' }, entries),
  ];
}

/** In the message box, also when the start of the channel is long out of sight. */
export function suggestionsMenu(channel) {
  if (!isOffered(channel)) return null;
  const menu = h('details', { class: 'overflow upward' });
  const close = () => {
    menu.open = false;
  };
  const items = state.suggestions.map((each) => entry(each, { role: 'menuitem' }, close));
  menu.append(
    h('summary', { class: 'mini', title: 'Things to try' }, 'Try…'),
    h('div', { class: 'menu tries-menu', role: 'menu' }, items),
  );
  menu.addEventListener('focusout', (event) => {
    if (!menu.contains(event.relatedTarget)) close();
  });
  return menu;
}
