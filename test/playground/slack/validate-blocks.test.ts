// Slack's block limits, one line each: what is taken at the limit and refused one past it.
import type { KnownBlock, View } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { validateBlocks, validateView } from '#playground/slack/blocks/validate-blocks.ts';

const plain = (chars: number) => ({ type: 'plain_text', text: 'x'.repeat(chars) }) as const;
const md = (chars: number) => ({ type: 'mrkdwn', text: 'x'.repeat(chars) }) as const;
const button = (more: object = {}) => ({ type: 'button', text: plain(5), action_id: 'go', ...more });
const actions = (...elements: object[]) => ({ type: 'actions', elements });
const many = (count: number, make: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => make(index));

/** [what, payload at the limit, payload past it, what Slack says]. */
const LIMITS: readonly (readonly [string, object, object, string])[] = [
  [
    'section text 3000',
    { type: 'section', text: md(3000) },
    { type: 'section', text: md(3001) },
    'less than 3001 characters [json-pointer:/blocks/0/text/text]',
  ],
  [
    'section fields 10',
    { type: 'section', fields: many(10, () => md(1)) },
    { type: 'section', fields: many(11, () => md(1)) },
    'no more than 10 items',
  ],
  [
    'section field 2000',
    { type: 'section', fields: [md(2000)] },
    { type: 'section', fields: [md(2001)] },
    'less than 2001',
  ],
  ['header 150', { type: 'header', text: plain(150) }, { type: 'header', text: plain(151) }, 'less than 151'],
  [
    'context elements 10',
    { type: 'context', elements: many(10, () => md(1)) },
    { type: 'context', elements: many(11, () => md(1)) },
    'no more than 10 items',
  ],
  [
    'actions elements 25',
    actions(...many(25, (i) => button({ action_id: `a${i}` }))),
    actions(...many(26, (i) => button({ action_id: `a${i}` }))),
    'no more than 25 items',
  ],
  [
    'button text 75',
    actions(button({ text: plain(75) })),
    actions(button({ text: plain(76) })),
    'less than 76',
  ],
  [
    'button value 2000',
    actions(button({ value: 'x'.repeat(2000) })),
    actions(button({ value: 'x'.repeat(2001) })),
    'less than 2001',
  ],
  [
    'button url 3000',
    actions(button({ url: `https://e.com/${'x'.repeat(2986)}` })),
    actions(button({ url: `https://e.com/${'x'.repeat(2987)}` })),
    'less than 3001',
  ],
  [
    'accessibility label 75',
    actions(button({ accessibility_label: 'x'.repeat(75) })),
    actions(button({ accessibility_label: 'x'.repeat(76) })),
    'less than 76',
  ],
  [
    'action_id 255',
    actions(button({ action_id: 'x'.repeat(255) })),
    actions(button({ action_id: 'x'.repeat(256) })),
    'less than 256',
  ],
  [
    'block_id 255',
    { type: 'divider', block_id: 'x'.repeat(255) },
    { type: 'divider', block_id: 'x'.repeat(256) },
    'less than 256',
  ],
  [
    'confirm title 100',
    actions(button({ confirm: { title: plain(100), text: md(1) } })),
    actions(button({ confirm: { title: plain(101), text: md(1) } })),
    'less than 101',
  ],
  [
    'confirm text 300',
    actions(button({ confirm: { text: md(300) } })),
    actions(button({ confirm: { text: md(301) } })),
    'less than 301',
  ],
  [
    'confirm button 30',
    actions(button({ confirm: { text: md(1), confirm: plain(30) } })),
    actions(button({ confirm: { text: md(1), confirm: plain(31) } })),
    'less than 31',
  ],
  [
    'markdown 12000',
    { type: 'markdown', text: 'x'.repeat(12_000) },
    { type: 'markdown', text: 'x'.repeat(12_001) },
    'less than 12001',
  ],
  ['card body 200', { type: 'card', body: md(200) }, { type: 'card', body: md(201) }, 'less than 201'],
  [
    'button style',
    actions(button({ style: 'danger' })),
    actions(button({ style: 'loud' })),
    'must be one of: primary, danger',
  ],
  ['button text is plain', actions(button()), actions(button({ text: md(4) })), 'must be one of: plain_text'],
  [
    'known block type',
    { type: 'divider' },
    { type: 'divide' },
    'unsupported type: divide [json-pointer:/blocks/0/type]',
  ],
  [
    'no unknown field',
    { type: 'divider' },
    { type: 'divider', colour: 'red' },
    'invalid additional property: colour',
  ],
  ['text is needed', { type: 'section', text: md(1) }, { type: 'section' }, 'missing required field'],
  [
    'text is not empty',
    { type: 'section', text: md(1) },
    { type: 'section', text: md(0) },
    'more than 0 characters',
  ],
  [
    'static select has options',
    actions({ type: 'static_select', options: [{ text: plain(1), value: 'a' }] }),
    actions({ type: 'static_select' }),
    'missing required field: options',
  ],
  [
    'unique action_id',
    actions(button(), button({ action_id: 'other' })),
    actions(button(), button()),
    'action_id "go" already exists [json-pointer:/blocks/0/elements/1/action_id]',
  ],
];

describe('a message', () => {
  test.each(LIMITS)('%s', (_name, atLimit, pastLimit, words) => {
    expect(validateBlocks([atLimit], 'message')).toEqual([]);
    expect(validateBlocks([pastLimit], 'message').join('\n')).toContain(words);
  });

  test('holds 50 blocks and no more; a modal 100', () => {
    const dividers = (count: number) => many(count, () => ({ type: 'divider' }));
    expect(validateBlocks(dividers(50), 'message')).toEqual([]);
    expect(validateBlocks(dividers(51), 'message')).toEqual([
      '[ERROR] no more than 50 items allowed [json-pointer:/blocks]',
    ]);
    expect(validateBlocks(dividers(100), 'modal')).toEqual([]);
    expect(validateBlocks(dividers(101), 'home')).toHaveLength(1);
  });

  test('takes what the official types describe', () => {
    const blocks: KnownBlock[] = [
      {
        type: 'rich_text',
        elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'log' }] }],
      },
      {
        type: 'plan',
        title: 'Attempts',
        tasks: [{ type: 'task_card', task_id: '1', title: 'One', status: 'complete' }],
      },
      { type: 'alert', text: { type: 'mrkdwn', text: 'green' }, level: 'success' },
      { type: 'table', rows: [[{ type: 'raw_text', text: 'check' }]] },
      {
        type: 'container',
        title: { type: 'plain_text', text: 'Log' },
        child_blocks: [{ type: 'divider' }],
        is_collapsible: true,
      },
    ];
    expect(validateBlocks(blocks, 'message')).toEqual([]);
  });

  test('repeats no block_id and is an array at all', () => {
    const twice = [
      { type: 'divider', block_id: 'a' },
      { type: 'divider', block_id: 'a' },
    ];
    expect(validateBlocks(twice, 'message')).toEqual([
      '[ERROR] block_id "a" already exists [json-pointer:/blocks/1/block_id]',
    ]);
    expect(validateBlocks('blocks', 'message')).toEqual(['[ERROR] must be an array [json-pointer:/blocks]']);
    expect(validateBlocks([null, 4, { type: '__proto__' }], 'message')).toHaveLength(3);
  });
});

describe('a view', () => {
  const modal = (more: object) => ({ type: 'modal', title: plain(24), blocks: [], ...more });

  test('keeps its own limits', () => {
    expect(validateView(modal({}))).toEqual([]);
    expect(validateView(modal({ title: plain(25) })).join()).toContain('less than 25');
    expect(validateView(modal({ submit: plain(25) })).join()).toContain('less than 25');
    expect(validateView(modal({ private_metadata: 'x'.repeat(3001) })).join()).toContain('less than 3001');
    expect(validateView(modal({ callback_id: 'x'.repeat(256) })).join()).toContain('less than 256');
  });

  test('with an input needs a submit button', () => {
    const view: View = {
      type: 'modal',
      title: { type: 'plain_text', text: 'Task' },
      blocks: [
        {
          type: 'input',
          label: { type: 'plain_text', text: 'What' },
          element: { type: 'plain_text_input', action_id: 'a', max_length: 3000 },
        },
      ],
    };
    expect(validateView(view).join()).toContain('missing required field: submit');
    expect(validateView({ ...view, submit: { type: 'plain_text', text: 'Go' } })).toEqual([]);
  });

  test('refuses blocks that live in messages only', () => {
    expect(validateView(modal({ blocks: [{ type: 'plan', title: 'x' }] })).join()).toContain(
      'unsupported type: plan',
    );
  });
});
