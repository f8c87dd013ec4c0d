// Block Kit blocks as elements. `place` says where presses go; `field` is given for blocks of a form.
import { h, link } from './dom.js';
import { activeElement } from './elements.js';
import { withEmoji } from './emoji.js';
import { markdown, richText, textObject } from './mrkdwn.js';

function section(block, place) {
  const fields = (block.fields ?? []).map((field) => h('div', { class: 'field' }, textObject(field)));
  return h(
    'div',
    { class: 'block section' },
    h(
      'div',
      { class: 'section-main' },
      block.text ? h('div', {}, textObject(block.text)) : null,
      fields.length > 0 ? h('div', { class: 'fields' }, fields) : null,
    ),
    block.accessory
      ? h('div', { class: 'section-side' }, activeElement(block.accessory, block.block_id, place))
      : null,
  );
}

function context(block) {
  const parts = block.elements.map((element) =>
    element.type === 'image'
      ? h('img', { class: 'context-image', src: element.image_url, alt: element.alt_text })
      : h('span', {}, textObject(element)),
  );
  return h('div', { class: 'block context' }, parts);
}

function actions(block, place) {
  return h(
    'div',
    { class: 'block actions' },
    block.elements.map((element) => activeElement(element, block.block_id, place)),
  );
}

function image(block) {
  return h(
    'figure',
    { class: 'block figure' },
    block.title ? h('figcaption', {}, textObject(block.title)) : null,
    h('img', { src: block.image_url, alt: block.alt_text }),
  );
}

function table(block) {
  const cell = (entry) => (entry.type === 'rich_text' ? richText(entry) : entry.text);
  const [head = [], ...rows] = block.rows;
  return h(
    'div',
    { class: 'block table-box', tabindex: '0' },
    h(
      'table',
      {},
      block.caption ? h('caption', {}, block.caption) : null,
      h(
        'thead',
        {},
        h(
          'tr',
          {},
          head.map((entry) => h('th', { scope: 'col' }, cell(entry))),
        ),
      ),
      h(
        'tbody',
        {},
        rows.map((row) =>
          h(
            'tr',
            {},
            row.map((entry) => h('td', {}, cell(entry))),
          ),
        ),
      ),
    ),
  );
}

const STATUS = {
  pending: ['○', 'pending'],
  in_progress: ['◐', 'in progress'],
  complete: ['✓', 'complete'],
  error: ['✕', 'failed'],
};

function taskCard(block) {
  const [sign, word] = STATUS[block.status] ?? ['?', block.status];
  return h(
    'div',
    { class: `task task-${block.status}` },
    h('span', { class: 'task-sign', role: 'img', 'aria-label': word }, sign),
    h(
      'div',
      {},
      h('b', {}, block.title),
      block.details ? richText(block.details) : null,
      block.output ? richText(block.output) : null,
      (block.sources ?? []).map((source) => [' ', link(source.url, source.text)]),
    ),
  );
}

function plan(block) {
  return h('div', { class: 'block plan' }, h('b', {}, block.title), (block.tasks ?? []).map(taskCard));
}

function card(block, place) {
  return h(
    'div',
    { class: 'block card' },
    block.title ? h('b', {}, textObject(block.title)) : null,
    block.subtitle ? h('div', { class: 'quiet' }, textObject(block.subtitle)) : null,
    block.body ? h('div', {}, textObject(block.body)) : null,
    block.actions
      ? h(
          'div',
          { class: 'actions' },
          block.actions.map((element) => activeElement(element, block.block_id, place)),
        )
      : null,
  );
}

function container(block, place) {
  const title = block.title ? textObject(block.title) : richText(block.rich_text_title);
  const children = block.child_blocks.map((child) => renderBlock(child, place));
  if (!block.is_collapsible) return h('div', { class: 'block card' }, h('b', {}, title), children);
  return h(
    'details',
    { class: 'block card', open: !block.default_collapsed },
    h('summary', {}, title),
    children,
  );
}

const RENDERERS = {
  section,
  context,
  actions,
  context_actions: actions,
  image,
  table,
  data_table: table,
  plan,
  card,
  container,
  task_card: (block) => h('div', { class: 'block plan' }, taskCard(block)),
  header: (block) =>
    h('div', { class: 'block header', role: 'heading', 'aria-level': '3' }, withEmoji(block.text.text)),
  divider: () => h('hr', { class: 'block' }),
  rich_text: (block) => h('div', { class: 'block rich' }, richText(block)),
  markdown: (block) => h('div', { class: 'block markdown' }, markdown(block.text)),
  alert: (block) =>
    h('div', { class: `block alert alert-${block.level ?? 'default'}` }, textObject(block.text)),
};

export function renderBlock(block, place) {
  const renderer = RENDERERS[block.type];
  return renderer ? renderer(block, place) : h('div', { class: 'block quiet' }, `(a ${block.type} block)`);
}
