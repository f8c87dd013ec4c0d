// The one place that makes blocks fit Slack's limits, used at every send: too long is cut, empty is left out,
// and what cannot be cut without changing its meaning (a button's value, an address) leaves out its button.
import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import { clampRich } from './clamp-rich.ts';
import { cutMrkdwn, cutPlain } from './cut-text.ts';
import { LIMITS } from './limits.ts';

export type Surface = 'message' | 'modal';

/** Never refused as `invalid_blocks`, whatever the texts. Buttons outlive text: a decision without its button is lost. */
export function clampBlocks(blocks: readonly KnownBlock[], surface: Surface): KnownBlock[] {
  const max = surface === 'message' ? LIMITS.messageBlocks : LIMITS.modalBlocks;
  const whole = blocks.map(clampBlock).filter((block) => block !== null);
  const fitting = surface === 'message' ? withinTextBudget(whole) : whole;
  return fitting.length <= max ? fitting : withinCount(fitting, max);
}

function clampBlock(block: KnownBlock): KnownBlock | null {
  switch (block.type) {
    case 'header':
      return withText(block, cutText(block.text, LIMITS.header));
    case 'section':
      return block.text === undefined ? null : withText(block, cutText(block.text, LIMITS.sectionText));
    case 'context':
      return clampContext(block);
    case 'actions':
      return clampActions(block);
    case 'rich_text':
      return clampCode(block);
    case 'input':
      return clampInput(block);
    case 'alert':
    case 'plan':
    case 'container':
      return clampRich(block, clampBlock);
    default:
      return block;
  }
}

function withText<B extends KnownBlock, T extends { text: string }>(block: B, text: T): B | null {
  return text.text.trim() === '' ? null : { ...block, text };
}

function cutText<T extends { type: string; text: string }>(text: T, max: number): T {
  const cut = text.type === 'mrkdwn' ? cutMrkdwn : cutPlain;
  return { ...text, text: cut(text.text, max) };
}

function clampContext(block: Extract<KnownBlock, { type: 'context' }>): KnownBlock | null {
  const elements = block.elements
    .map((element) => ('text' in element ? cutText(element, LIMITS.contextText) : element))
    .filter((element) => !('text' in element) || element.text.trim() !== '')
    .slice(0, LIMITS.contextElements);
  return elements.length === 0 ? null : { ...block, elements };
}

function clampActions(block: ActionsBlock): KnownBlock | null {
  const elements = block.elements
    .filter((element) => element.type !== 'button' || isWhole(element))
    .slice(0, LIMITS.actions)
    .map((element) => (element.type === 'button' ? clampButton(element) : element));
  return elements.length === 0 ? null : { ...block, elements };
}

/** A value or address that was cut would mean something else, so such a button is not shown at all. */
function isWhole(button: Button): boolean {
  const ids = (button.action_id ?? '').length <= LIMITS.actionId;
  return ids && (button.value ?? '').length <= LIMITS.buttonValue && (button.url ?? '').length <= LIMITS.url;
}

function clampButton({ value, accessibility_label: label, ...button }: Button): Button {
  return {
    ...button,
    text: orDots(cutText(button.text, LIMITS.buttonText)),
    ...(value ? { value } : {}),
    ...(label?.trim() ? { accessibility_label: cutPlain(label, LIMITS.buttonLabel) } : {}),
    ...(button.confirm ? { confirm: clampConfirm(button.confirm) } : {}),
  };
}

function clampConfirm(confirm: NonNullable<Button['confirm']>): NonNullable<Button['confirm']> {
  const { title, confirm: yes, deny: no } = confirm;
  return {
    ...confirm,
    text: orDots(cutText(confirm.text, LIMITS.confirmText)),
    ...(title ? { title: orDots(cutText(title, LIMITS.confirmTitle)) } : {}),
    ...(yes ? { confirm: orDots(cutText(yes, LIMITS.confirmButton)) } : {}),
    ...(no ? { deny: orDots(cutText(no, LIMITS.confirmButton)) } : {}),
  };
}

/** Where Slack wants at least one character. */
const orDots = <T extends { text: string }>(text: T): T =>
  text.text.trim() === '' ? { ...text, text: '…' } : text;

function clampCode(block: Extract<KnownBlock, { type: 'rich_text' }>): KnownBlock | null {
  const elements = block.elements
    .map((part) => ({ ...part, elements: part.elements.map(cutLeaf) }))
    .filter((part) => part.elements.some((leaf) => !('text' in leaf) || leaf.text !== ''));
  // The map keeps each part's own type, which TypeScript cannot see through the union.
  return elements.length === 0 ? null : { ...block, elements: elements as typeof block.elements };
}

function cutLeaf<T extends { type: string }>(leaf: T): T {
  if (leaf.type !== 'text' || !('text' in leaf) || typeof leaf.text !== 'string') return leaf;
  return { ...leaf, text: cutPlain(leaf.text, LIMITS.code) };
}

function clampInput(block: Extract<KnownBlock, { type: 'input' }>): KnownBlock {
  const { element } = block;
  if (element.type !== 'plain_text_input') return block;
  const { placeholder, max_length: most, initial_value: initial } = element;
  const length = Math.min(Math.max(Math.trunc(most ?? LIMITS.inputLength), 1), LIMITS.inputLength);
  return {
    ...block,
    label: orDots(cutText(block.label, LIMITS.inputLabel)),
    element: {
      ...element,
      max_length: length,
      ...(placeholder ? { placeholder: orDots(cutText(placeholder, LIMITS.placeholder)) } : {}),
      ...(initial === undefined ? {} : { initial_value: cutPlain(initial, length) }),
    },
  };
}

const LEFT_OUT: KnownBlock = {
  type: 'context',
  elements: [{ type: 'mrkdwn', text: '… more was left out, to fit into one message.' }],
};

/** Text blocks are kept from the top until the message is full. */
function withinTextBudget(blocks: readonly KnownBlock[]): KnownBlock[] {
  let left: number = LIMITS.messageTextInBlocks;
  let isFull = false;
  const kept = blocks.filter((block) => {
    if (block.type === 'actions') return true;
    left -= textSize(block);
    const fits: boolean = !isFull && left >= 0;
    isFull = !fits;
    return fits;
  });
  return isFull ? noted(kept) : kept;
}

function textSize(block: KnownBlock): number {
  if (block.type === 'divider') return 0;
  return JSON.stringify(block).length;
}

function withinCount(blocks: readonly KnownBlock[], max: number): KnownBlock[] {
  const actions = blocks.filter((block) => block.type === 'actions').slice(0, max - 1);
  let room = max - 1 - actions.length;
  const kept = blocks.filter((block) => {
    if (block.type === 'actions') return actions.includes(block);
    room -= 1;
    return room >= 0;
  });
  return noted(kept.filter((block) => block !== LEFT_OUT));
}

/** The note stands before the last row of buttons when that ends the message, so that buttons stay last. */
function noted(blocks: readonly KnownBlock[]): KnownBlock[] {
  const end = blocks.at(-1)?.type === 'actions' ? blocks.length - 1 : blocks.length;
  return [...blocks.slice(0, end), LEFT_OUT, ...blocks.slice(end)];
}
