// The blocks that every workspace and client knows.
import type { ActionsBlock, KnownBlock, Button as SlackButton, StaticSelect } from '@slack/types';
import { linesOf } from '#core/messages/lines-of.ts';
import type { Block, Button, Line, Menu } from '#core/messages/message.ts';
import { actionIdOf } from './action-id.ts';
import { cleanLine, cleanText } from './clean-text.ts';
import { LIMITS } from './limits.ts';
import { lineMrkdwn, linesMrkdwn, linkTarget } from './mrkdwn.ts';

export function blocksOf(block: Block): KnownBlock[] {
  switch (block.kind) {
    case 'header':
      return [{ type: 'header', text: { type: 'plain_text', text: cleanLine(block.text), emoji: true } }];
    case 'lines':
    case 'banner':
    case 'steps':
      return paragraphs(linesOf(block)).map((text) => ({
        type: 'section',
        text: mrkdwn(text),
        expand: true,
      }));
    case 'context':
    case 'folded':
      // One element: Slack sets several of them side by side.
      return [{ type: 'context', elements: [mrkdwn(linesMrkdwn(block.lines))] }];
    case 'code':
      return [codeOf(block.text)];
    case 'divider':
      return [{ type: 'divider' }];
    case 'buttons':
      return [buttonsOf(block.buttons, block.menu)];
  }
}

/** `verbatim` keeps Slack from making links and mentions of text that only looks like one. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

/** Lines packed into as few sections as hold them; only a line that fills a section alone is cut later. */
function paragraphs(lines: readonly Line[]): string[] {
  const packed: string[] = [];
  for (const line of lines) {
    const text = lineMrkdwn(line);
    const longer = `${packed.at(-1)}\n${text}`;
    if (packed.length > 0 && longer.length <= LIMITS.sectionText) packed[packed.length - 1] = longer;
    else packed.push(text);
  }
  return packed;
}

/** Preformatted rich text takes characters as they are; a mrkdwn fence could be closed from inside. */
const codeOf = (text: string): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: cleanText(text) }] }],
});

function buttonsOf(buttons: readonly Button[], menu: Menu | undefined): ActionsBlock {
  const before = (index: number, verb: string) =>
    buttons.slice(0, index).filter((button) => button.verb === verb).length;
  return {
    type: 'actions',
    elements: [
      ...buttons.map((button, index) => buttonOf(button, before(index, button.verb))),
      ...(menu === undefined ? [] : [menuOf(menu)]),
    ],
  };
}

function buttonOf(button: Button, before: number): SlackButton {
  const url = button.url === undefined ? null : linkTarget(button.url);
  return {
    type: 'button',
    action_id: actionIdOf(button.verb, before),
    text: plainText(button.label),
    accessibility_label: cleanLine(button.description),
    value: button.value,
    ...(url === null ? {} : { url }),
    ...(button.style === 'plain' ? {} : { style: button.style }),
    ...(button.confirm ? { confirm: confirmOf(button.confirm, button.style) } : {}),
  };
}

const menuOf = ({ verb, label, options }: Menu): StaticSelect => ({
  type: 'static_select',
  action_id: actionIdOf(verb, 0),
  placeholder: plainText(label),
  options: options.map((option) => ({ text: plainText(option.label), value: option.value })),
});

const plainText = (text: string) => ({ type: 'plain_text' as const, text: cleanLine(text), emoji: true });

function confirmOf(confirm: NonNullable<Button['confirm']>, style: Button['style']) {
  return {
    title: plainText(confirm.title),
    text: { type: 'plain_text' as const, text: cleanText(confirm.text) },
    confirm: plainText(confirm.yes),
    deny: plainText(confirm.no),
    ...(style === 'danger' ? { style: 'danger' as const } : {}),
  };
}
