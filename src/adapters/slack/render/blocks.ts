// A Message as Block Kit. Pure; every send goes through clampBlocks afterwards.
import type { ActionsBlock, ContextBlock, KnownBlock, Button as SlackButton } from '@slack/types';
import type { Block, Button, Message } from '#core/messages/message.ts';
import { actionIdOf } from './action-id.ts';
import { clampBlocks } from './clamp-blocks.ts';
import { cleanLine, cleanText, escapeMrkdwn } from './clean-text.ts';
import { cutMrkdwn } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import { linesMrkdwn, linkTarget } from './mrkdwn.ts';

export type Rendered = { readonly text: string; readonly blocks: KnownBlock[] };

/** What chat.postMessage, chat.update, postEphemeral and response_url take; within all limits. */
export function renderMessage(message: Message): Rendered {
  return { text: renderText(message), blocks: clampBlocks(message.blocks.map(blockOf), 'message') };
}

/** The sentence alone, for notifications, screen readers, and when Slack refuses the blocks. Never empty: Slack refuses that. */
export function renderText(message: Message): string {
  return cutMrkdwn(escapeMrkdwn(message.text), LIMITS.text).trim() || '…';
}

function blockOf(block: Block): KnownBlock {
  switch (block.kind) {
    case 'header':
      return { type: 'header', text: { type: 'plain_text', text: cleanLine(block.text), emoji: true } };
    case 'lines':
      return { type: 'section', text: mrkdwn(linesMrkdwn(block.lines)), expand: true };
    case 'context':
      return contextOf(block.lines.map((line) => linesMrkdwn([line])));
    case 'code':
      return codeOf(block.text);
    case 'divider':
      return { type: 'divider' };
    case 'buttons':
      return buttonsOf(block.buttons);
  }
}

/** `verbatim` keeps Slack from making links and mentions of text that only looks like one. */
const mrkdwn = (text: string) => ({ type: 'mrkdwn' as const, text, verbatim: true });

const contextOf = (lines: readonly string[]): ContextBlock => ({
  type: 'context',
  elements: lines.map(mrkdwn),
});

/** Preformatted rich text takes characters as they are; a mrkdwn fence could be closed from inside. */
const codeOf = (text: string): KnownBlock => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_preformatted', elements: [{ type: 'text', text: cleanText(text) }] }],
});

function buttonsOf(buttons: readonly Button[]): ActionsBlock {
  const before = (index: number, verb: string) =>
    buttons.slice(0, index).filter((button) => button.verb === verb).length;
  return {
    type: 'actions',
    elements: buttons.map((button, index) => buttonOf(button, before(index, button.verb))),
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
