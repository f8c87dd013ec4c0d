// Modals, on the browser's own <dialog>: focus stays inside, Esc closes.
import { renderBlock } from './blocks.js';
import { showDialog } from './confirm.js';
import { h, toast } from './dom.js';
import { input } from './elements.js';
import { textObject } from './mrkdwn.js';
import { act, state } from './store.js';

const open = new Map();

function inputBlock(block, view, place, fields) {
  const element = block.element;
  const made = input(element, view.values[block.block_id]?.[element.action_id], place);
  const id = `field-${view.id}-${block.block_id}`;
  made.control?.setAttribute('id', id);
  const error = h('p', { class: 'field-error', id: `${id}-error`, role: 'alert' });
  made.control?.setAttribute('aria-describedby', `${id}-error`);
  fields.push({
    blockId: block.block_id,
    actionId: element.action_id,
    read: made.read,
    error,
    control: made.control,
  });
  if (block.dispatch_action) {
    made.node.addEventListener(
      'change',
      () => void place.press({ actionId: element.action_id, blockId: block.block_id, answer: made.read() }),
    );
  }
  const optional = block.optional ? h('span', { class: 'quiet' }, ' (optional)') : null;
  const label = made.group
    ? h('div', { class: 'label', id: `${id}-label` }, block.label.text, optional)
    : h('label', { class: 'label', for: id }, block.label.text, optional);
  made.group?.setAttribute('aria-labelledby', `${id}-label`);
  return h(
    'div',
    { class: 'block input-block' },
    label,
    made.node,
    error,
    block.hint ? h('p', { class: 'hint' }, textObject(block.hint)) : null,
  );
}

function viewPlace(view, verb, onTrouble) {
  return {
    key: view.id,
    values: view.values,
    press: (deed) =>
      act({ do: verb, ...(verb === 'clickInModal' ? { viewId: view.id } : {}), ...deed }).catch(onTrouble),
    options: (actionId, query) => act({ do: 'options', viewId: view.id, actionId, query }).catch(() => []),
  };
}

export function viewBlocks(view, verb, fields = []) {
  const place = viewPlace(view, verb, (error) => {
    toast(error.message);
    return { ok: false };
  });
  return view.blocks.map((block) =>
    block.type === 'input' ? inputBlock(block, view, place, fields) : renderBlock(block, place),
  );
}

export function showFieldErrors(viewId, errors) {
  const entry = open.get(viewId);
  if (!entry) return;
  for (const field of entry.fields) field.error.textContent = errors[field.blockId] ?? '';
  entry.fields.find((field) => errors[field.blockId])?.control?.focus();
}

async function submitView(view, fields, control, trouble) {
  showFieldErrors(view.id, {});
  trouble.textContent = '';
  control.setAttribute('aria-busy', 'true');
  control.disabled = true;
  const answers = {};
  for (const field of fields)
    answers[field.blockId] = { ...answers[field.blockId], [field.actionId]: field.read() };
  try {
    const result = await act({ do: 'submit', viewId: view.id, answers });
    if (result.errors) showFieldErrors(view.id, result.errors);
    else if (!result.ok) trouble.textContent = result.shown;
  } catch (error) {
    trouble.textContent = error.message;
  }
  control.disabled = false;
  control.removeAttribute('aria-busy');
}

function close(view, all) {
  act({ do: 'close', viewId: view.id, all }).catch((error) => toast(error.message));
}

function build(view) {
  const fields = [];
  const trouble = h('p', { class: 'field-error', role: 'alert' });
  const blocks = viewBlocks(view, 'clickInModal', fields);
  const submit = view.submit
    ? h('button', { type: 'submit', class: 'button primary' }, view.submit.text)
    : null;
  const form = h(
    'form',
    { method: 'dialog', novalidate: true },
    h(
      'header',
      { class: 'dialog-head' },
      h('span', { class: 'avatar avatar-bot small', 'aria-hidden': 'true' }, state.bot.appName[0]),
      h('h2', { id: `title-${view.id}` }, view.title?.text ?? ''),
      h(
        'button',
        { type: 'button', class: 'icon-button', 'aria-label': 'Close', onclick: () => close(view, true) },
        '✕',
      ),
    ),
    h('div', { class: 'dialog-body' }, blocks, trouble),
    h(
      'footer',
      { class: 'dialog-foot' },
      h(
        'button',
        { type: 'button', class: 'button', onclick: () => close(view, false) },
        view.close?.text ?? (view.submit ? 'Cancel' : 'Close'),
      ),
      submit,
    ),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    if (submit && !submit.disabled) void submitView(view, fields, submit, trouble);
  });
  const dialog = h('dialog', { class: 'dialog modal', 'aria-labelledby': `title-${view.id}` }, form);
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault();
    close(view, false);
  });
  return { dialog, fields };
}

/** Makes the open dialogs those of `state.modals`; what was typed in kept fields stays. */
export function renderModals() {
  const wanted = new Set(state.modals.map((view) => `${view.id}`));
  for (const [id, entry] of open) {
    if (wanted.has(id)) continue;
    entry.dialog.remove();
    open.delete(id);
  }
  for (const view of state.modals) {
    const known = open.get(view.id);
    if (known?.hash === view.hash) continue;
    const typed = new Map(
      (known?.fields ?? []).map((field) => [`${field.blockId}/${field.actionId}`, field.control?.value]),
    );
    known?.dialog.remove();
    const made = build(view);
    for (const field of made.fields) {
      const before = typed.get(`${field.blockId}/${field.actionId}`);
      if (
        before &&
        field.control &&
        'value' in field.control &&
        !['checkbox', 'radio'].includes(field.control.type)
      )
        field.control.value = before;
    }
    open.set(view.id, { ...made, hash: view.hash });
    showDialog(made.dialog);
    (made.fields[0]?.control ?? made.dialog.querySelector('button.primary'))?.focus();
  }
}
