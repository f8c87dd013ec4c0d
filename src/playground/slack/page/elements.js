// Buttons, menus and inputs of Block Kit. Each is told where its presses go; inputs can be read later.

import { confirmFirst } from './confirm.js';
import { h } from './dom.js';
import { withEmoji } from './emoji.js';
import { textObject } from './mrkdwn.js';
import { act, state } from './store.js';

const textOf = (object) => withEmoji(object?.text ?? '');
const focusKey = (place, blockId, element) => `${place.key}/${blockId}/${element.action_id}`;

/** Sends a press and shows how it went on the control itself. */
async function send(place, blockId, element, control, answer) {
  if (element.confirm && !(await confirmFirst(element.confirm))) return false;
  control.classList.remove('failed');
  control.classList.add('busy');
  control.setAttribute('aria-busy', 'true');
  const result = await place.press({
    actionId: element.action_id,
    blockId,
    ...(answer === undefined ? {} : { answer }),
  });
  control.classList.remove('busy');
  control.removeAttribute('aria-busy');
  if (!result.ok) control.classList.add('failed');
  return result.ok;
}

function button(element, blockId, place) {
  const label = textOf(element.text);
  const control = h(
    'button',
    {
      type: 'button',
      class: `button ${element.style ?? ''}`,
      'aria-label': element.accessibility_label,
      'data-focus': focusKey(place, blockId, element),
      'data-action': element.action_id,
      title: element.url,
    },
    label,
    element.url ? h('span', { class: 'outward', 'aria-hidden': 'true' }, ' ↗') : null,
  );
  control.addEventListener('click', () => {
    if (control.classList.contains('busy')) return;
    if (element.url && /^https?:/i.test(element.url))
      window.open(element.url, '_blank', 'noopener,noreferrer');
    void send(place, blockId, element, control);
  });
  return control;
}

function overflow(element, blockId, place) {
  const summary = h(
    'summary',
    { class: 'button', 'aria-label': 'More actions', 'data-action': element.action_id },
    '⋯',
  );
  const menu = h('details', { class: 'overflow' }, summary);
  const choose = (option) => {
    menu.open = false;
    if (option.url) window.open(option.url, '_blank', 'noopener,noreferrer');
    void send(place, blockId, element, summary, option.value);
  };
  const items = element.options.map((option) =>
    h('button', { type: 'button', role: 'menuitem', onclick: () => choose(option) }, textObject(option.text)),
  );
  menu.append(h('div', { class: 'menu', role: 'menu' }, items));
  menu.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !menu.open) return;
    event.stopPropagation();
    menu.open = false;
    summary.focus();
  });
  menu.addEventListener('focusout', (event) => {
    if (!menu.contains(event.relatedTarget)) menu.open = false;
  });
  return menu;
}

const option = (value, text, chosen) => h('option', { value, selected: chosen }, text);

function choicesOf(element) {
  const kind = element.type.replace('multi_', '');
  if (kind === 'users_select') return state.people.map((entry) => [entry.id, entry.realName]);
  if (kind === 'static_select') return [];
  return state.channels.filter((entry) => !entry.dmWith).map((entry) => [entry.id, `#${entry.name}`]);
}

function selectOptions(element, current) {
  const chosen = new Set(current);
  const plain = (entry) => option(entry.value, textOf(entry.text), chosen.has(entry.value));
  return [
    ...(element.options ?? []).map(plain),
    ...(element.option_groups ?? []).map((group) =>
      h('optgroup', { label: textOf(group.label) }, group.options.map(plain)),
    ),
    ...choicesOf(element).map(([value, text]) => option(value, text, chosen.has(value))),
  ];
}

/** The values held for an element, whatever its kind: always a list. */
function held(value) {
  if (!value) return [];
  const { type: _type, ...rest } = value;
  return Object.values(rest)
    .flat()
    .filter((entry) => entry !== null)
    .map((entry) => (typeof entry === 'object' ? entry.value : String(entry)));
}

function select(element, value) {
  const isMany = element.type.startsWith('multi_');
  const current = held(value);
  const placeholder = textOf(element.placeholder) || 'Select an option';
  const empty = h('option', { value: '', selected: current.length === 0 }, placeholder);
  const control = h(
    'select',
    { multiple: isMany, class: 'select' },
    isMany ? [] : [empty],
    selectOptions(element, current),
  );
  const read = () =>
    isMany ? [...control.selectedOptions].map((entry) => entry.value) : control.value || null;
  return { node: control, control, read };
}

function externalSelect(element, value, place) {
  const known = new Map();
  const list = h('datalist', { id: `list-${crypto.randomUUID()}` });
  const current = value?.selected_option;
  if (current) known.set(textOf(current.text), current.value);
  const control = h('input', {
    class: 'input',
    list: list.id,
    value: textOf(current?.text),
    placeholder: textOf(element.placeholder) || 'Type to search',
  });
  let asked = 0;
  const look = async () => {
    asked += 1;
    const mine = asked;
    const found = await place.options(element.action_id, control.value);
    if (mine !== asked) return;
    for (const entry of found) known.set(textOf(entry.text), entry.value);
    list.replaceChildren(...found.map((entry) => h('option', { value: textOf(entry.text) })));
  };
  control.addEventListener('input', () => {
    if (control.value.length >= (element.min_query_length ?? 3)) void look();
  });
  return { node: h('span', {}, control, list), control, read: () => known.get(control.value) ?? null };
}

function boxes(element, value) {
  const kind = element.type === 'checkboxes' ? 'checkbox' : 'radio';
  const current = new Set(held(value));
  const name = `choice-${crypto.randomUUID()}`;
  const inputs = element.options.map((entry) =>
    h('input', { type: kind, name, value: entry.value, checked: current.has(entry.value) }),
  );
  const rows = element.options.map((entry, index) =>
    h(
      'label',
      { class: 'choice' },
      inputs[index],
      h(
        'span',
        {},
        textObject(entry.text),
        entry.description ? h('small', {}, textObject(entry.description)) : null,
      ),
    ),
  );
  const node = h('div', { class: 'choices', role: kind === 'radio' ? 'radiogroup' : 'group' }, rows);
  const read = () => {
    const chosen = inputs.filter((input) => input.checked).map((input) => input.value);
    return kind === 'radio' ? (chosen[0] ?? null) : chosen;
  };
  return { node, control: inputs[0], group: node, read };
}

const INPUT_TYPES = {
  plain_text_input: 'text',
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
  datepicker: 'date',
  timepicker: 'time',
  datetimepicker: 'datetime-local',
};

function textInput(element, value) {
  const [current = ''] = held(value);
  const shared = {
    placeholder: textOf(element.placeholder),
    maxlength: element.max_length ?? 3000,
    value: current,
    inputmode: element.type === 'number_input' ? 'decimal' : undefined,
  };
  const control = element.multiline
    ? h('textarea', { ...shared, class: 'input', rows: 4 })
    : h('input', { ...shared, class: 'input', type: INPUT_TYPES[element.type] });
  const read = () => {
    if (element.type !== 'datetimepicker') return control.value || null;
    return control.value ? String(Math.floor(new Date(control.value).getTime() / 1000)) : null;
  };
  return { node: control, control, read };
}

/** An input as { node, control, read() }; `read` gives what the stand-in takes as an answer. */
export function input(element, value, place) {
  if (element.type in INPUT_TYPES) return textInput(element, value);
  if (element.type === 'checkboxes' || element.type === 'radio_buttons') return boxes(element, value);
  if (element.type.endsWith('external_select')) return externalSelect(element, value, place);
  return select(element, value);
}

function liveInput(element, blockId, place) {
  const made = input(element, place.values?.[blockId]?.[element.action_id], place);
  made.node.setAttribute('data-action', element.action_id);
  made.control?.setAttribute('aria-label', textOf(element.placeholder) || element.action_id);
  made.node.addEventListener('change', () => void send(place, blockId, element, made.node, made.read()));
  return made.node;
}

function feedback(element, blockId, place) {
  const one = (part, sign) =>
    button(
      { ...part, type: 'button', action_id: element.action_id, text: { text: `${sign} ${part.text.text}` } },
      blockId,
      {
        ...place,
        press: (deed) => place.press({ ...deed, answer: part.value }),
      },
    );
  return h(
    'span',
    { class: 'feedback' },
    one(element.positive_button, '👍'),
    one(element.negative_button, '👎'),
  );
}

/** An element outside of an input block: it acts at once. */
export function activeElement(element, blockId, place) {
  if (element.type === 'button') return button(element, blockId, place);
  if (element.type === 'icon_button')
    return button({ ...element, text: { text: `🗑 ${element.text.text}` } }, blockId, place);
  if (element.type === 'overflow') return overflow(element, blockId, place);
  if (element.type === 'feedback_buttons') return feedback(element, blockId, place);
  if (element.type === 'image')
    return h('img', { class: 'accessory', src: element.image_url, alt: element.alt_text });
  return liveInput(element, blockId, place);
}

/** Where presses inside a message go. */
export function messagePlace(message, onFailure) {
  return {
    key: message.ts,
    values: {},
    options: async () => [],
    press: (deed) => act({ do: 'click', channel: message.channel, ts: message.ts, ...deed }).catch(onFailure),
  };
}
