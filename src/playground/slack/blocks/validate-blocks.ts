// Slack's limits on blocks and views, as tables. The stand-in refuses what they refuse; tests of what the bot
// renders use the same functions.
import { anyText, ELEMENTS, elementIn, IMAGE_ELEMENT, mrkdwn, plainText } from './elements.ts';
import { RICH_TEXT } from './rich-text.ts';
import {
  all,
  anything,
  byType,
  flag,
  isRecord,
  list,
  number,
  object,
  oneOf,
  problem,
  type Rule,
  text,
  unique,
} from './rules.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Most blocks a surface takes. */
export const MAX_BLOCKS: Readonly<Record<Surface, number>> = { message: 50, modal: 100, home: 100 };

/** All `markdown` blocks of one payload together, in characters. */
export const MAX_MARKDOWN_CHARS = 12_000;

const block = (
  required: Record<string, Rule>,
  optional: Record<string, Rule> = {},
  atLeastOneOf?: string[],
): Rule =>
  object({
    required: { type: anything, ...required },
    optional: { block_id: text({ max: 255 }), ...optional },
    ...(atLeastOneOf ? { atLeastOneOf } : {}),
  });

const elements = (item: Rule, max: number): Rule => all(list(item, { min: 1, max }), unique('action_id'));
const cell = byType({
  rich_text: RICH_TEXT,
  raw_text: object({ required: { type: anything, text: text() } }),
  raw_number: object({ required: { type: anything, value: number(), text: text() } }),
});
const contextElement: Rule = byType({
  image: IMAGE_ELEMENT,
  plain_text: plainText(3000),
  mrkdwn: mrkdwn(3000),
});
const buttons = all(list(byType(ELEMENTS, ['button']), { max: 25 }), unique('action_id'));
const source = object({ required: { type: oneOf('url'), url: text({ max: 3000 }), text: text() } });
const taskCard = block(
  {
    task_id: text({ max: 255 }),
    title: text(),
    status: oneOf('pending', 'in_progress', 'complete', 'error'),
  },
  { details: RICH_TEXT, output: RICH_TEXT, sources: list(source) },
);

const PLAIN_BLOCKS: Readonly<Record<string, Rule>> = {
  section: block(
    {},
    {
      text: anyText(3000),
      fields: list(anyText(2000), { min: 1, max: 10 }),
      accessory: elementIn('section'),
      expand: flag,
    },
    ['text', 'fields'],
  ),
  header: block({ text: plainText(150) }),
  context: block({ elements: list(contextElement, { min: 1, max: 10 }) }),
  actions: block({ elements: elements(elementIn('actions'), 25) }),
  context_actions: block({ elements: elements(elementIn('context_actions'), 5) }),
  divider: block({}),
  image: block(
    { alt_text: text({ max: 2000 }) },
    { image_url: text({ max: 3000 }), slack_file: anything, title: plainText(2000) },
    ['image_url', 'slack_file'],
  ),
  input: block(
    { label: plainText(2000), element: elementIn('input') },
    { hint: plainText(2000), optional: flag, dispatch_action: flag },
  ),
  rich_text: RICH_TEXT,
  markdown: block({ text: text({ max: MAX_MARKDOWN_CHARS }) }),
  table: block(
    { rows: list(list(cell, { max: 20 }), { min: 1, max: 100 }) },
    {
      column_settings: list(
        object({ optional: { align: oneOf('left', 'center', 'right'), is_wrapped: flag } }),
        { max: 20 },
      ),
    },
  ),
  data_table: block(
    { caption: text(), rows: list(list(cell, { max: 20 }), { min: 1, max: 100 }) },
    { page_size: number({ min: 1, max: 100 }), row_header_column_index: number({ min: 0, max: 19 }) },
  ),
  alert: block({ text: anyText(3000) }, { level: oneOf('default', 'info', 'warning', 'error', 'success') }),
  card: block(
    {},
    {
      hero_image: IMAGE_ELEMENT,
      icon: IMAGE_ELEMENT,
      title: mrkdwn(150),
      subtitle: mrkdwn(150),
      body: mrkdwn(200),
      actions: buttons,
    },
    ['hero_image', 'title', 'body', 'actions'],
  ),
  task_card: taskCard,
  plan: block({ title: text() }, { tasks: list(byType({ task_card: taskCard })) }),
};

const CHILDREN = [
  'actions',
  'context',
  'divider',
  'header',
  'image',
  'input',
  'rich_text',
  'section',
  'table',
];

/** Every block the stand-in knows, by its type. */
export const BLOCKS: Readonly<Record<string, Rule>> = {
  ...PLAIN_BLOCKS,
  container: block(
    { child_blocks: list(byType(PLAIN_BLOCKS, CHILDREN), { min: 1, max: 10 }) },
    {
      title: plainText(150),
      rich_text_title: RICH_TEXT,
      subtitle: anyText(150),
      width: oneOf('narrow', 'standard', 'wide', 'full'),
      icon: IMAGE_ELEMENT,
      is_collapsible: flag,
      default_collapsed: flag,
      has_header_divider: flag,
    },
    ['title', 'rich_text_title'],
  ),
};

const ONLY_ON: Readonly<Record<string, readonly Surface[]>> = {
  alert: ['message', 'modal'],
  card: ['message'],
  container: ['message'],
  context_actions: ['message'],
  data_table: ['message', 'home'],
  markdown: ['message'],
  plan: ['message'],
  table: ['message'],
  task_card: ['message'],
};
const ONE_PER_MESSAGE = ['table', 'data_table'];

function wholeProblems(blocks: readonly unknown[], surface: Surface, problems: string[]): void {
  const counts = new Map<string, number>();
  let markdownChars = 0;
  for (const [index, entry] of blocks.entries()) {
    if (!isRecord(entry) || typeof entry.type !== 'string') continue;
    const type = entry.type;
    const surfaces = Object.hasOwn(ONLY_ON, type) ? ONLY_ON[type] : undefined;
    if (surfaces && !surfaces.includes(surface)) {
      problems.push(problem(`unsupported type: ${type}`, `/blocks/${index}/type`));
    }
    if (type === 'markdown') markdownChars += String(entry.text).length;
    counts.set(type, (counts.get(type) ?? 0) + 1);
  }
  if (markdownChars > MAX_MARKDOWN_CHARS) {
    problems.push(
      problem(`markdown blocks must be less than ${MAX_MARKDOWN_CHARS + 1} characters together`, '/blocks'),
    );
  }
  for (const type of ONE_PER_MESSAGE) {
    if ((counts.get(type) ?? 0) > 1) problems.push(problem(`only one ${type} allowed`, '/blocks'));
  }
}

/**
 * What Slack would answer in `response_metadata.messages` beside `invalid_blocks`; an empty array is a valid
 * payload. `blocks` is whatever was sent: nothing is assumed about it.
 */
export function validateBlocks(blocks: unknown, surface: Surface): string[] {
  const problems: string[] = [];
  all(list(byType(BLOCKS), { max: MAX_BLOCKS[surface] }), unique('block_id'))(blocks, '/blocks', problems);
  if (Array.isArray(blocks)) wholeProblems(blocks, surface, problems);
  return problems;
}

const viewCommon = {
  private_metadata: text({ min: 0, max: 3000 }),
  callback_id: text({ min: 0, max: 255 }),
  external_id: text({ min: 0, max: 255 }),
};
const VIEWS: Readonly<Record<string, Rule>> = {
  modal: object({
    required: { type: anything, title: plainText(24), blocks: anything },
    optional: {
      ...viewCommon,
      submit: plainText(24),
      close: plainText(24),
      clear_on_close: flag,
      notify_on_close: flag,
      submit_disabled: flag,
    },
  }),
  home: object({ required: { type: anything, blocks: anything }, optional: viewCommon }),
};

/** The same for a whole view, its own fields included. */
export function validateView(view: unknown): string[] {
  const problems: string[] = [];
  byType(VIEWS)(view, '/view', problems);
  if (!isRecord(view)) return problems;
  const surface = view.type === 'home' ? 'home' : 'modal';
  problems.push(...validateBlocks(view.blocks, surface));
  const needsSubmit =
    surface === 'modal' &&
    Array.isArray(view.blocks) &&
    view.blocks.some((entry) => isRecord(entry) && entry.type === 'input');
  if (needsSubmit && view.submit === undefined) {
    problems.push(problem('missing required field: submit', '/view'));
  }
  return problems;
}
