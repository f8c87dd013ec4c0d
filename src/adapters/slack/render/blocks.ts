// A Message as Block Kit, in either style. Pure; every send goes through clampBlocks.
import type { KnownBlock } from '@slack/types';
import type { Message } from '#core/messages/message.ts';
import { clampBlocks, type Surface } from './clamp-blocks.ts';
import { blocksOf } from './classic-blocks.ts';
import { escapeMrkdwn } from './clean-text.ts';
import { cutMrkdwn } from './cut-text.ts';
import { LIMITS } from './limits.ts';
import { richBlocks } from './rich-blocks.ts';

/** `rich` has blocks that not every workspace takes yet. */
export type BlockStyle = 'classic' | 'rich';

export type Rendered = { readonly text: string; readonly blocks: KnownBlock[] };

/** What chat.postMessage, chat.update, postEphemeral and response_url take; within all limits. */
export function renderMessage(message: Message, style: BlockStyle = 'classic'): Rendered {
  const blocks = style === 'rich' ? richBlocks(message.blocks) : message.blocks.flatMap(blocksOf);
  return { text: renderText(message), blocks: clampBlocks(blocks, 'message') };
}

/** A home tab holds as much as a form does. */
export const renderBlocks = (message: Message, surface: Surface): KnownBlock[] =>
  clampBlocks(message.blocks.flatMap(blocksOf), surface);

/** The sentence alone, for notifications, screen readers, and when Slack refuses the blocks. Never empty: Slack refuses that. */
export function renderText(message: Message): string {
  return cutMrkdwn(escapeMrkdwn(message.text), LIMITS.text).trim() || '…';
}
