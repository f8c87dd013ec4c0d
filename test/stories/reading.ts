// Messages as a person reads them, one line each; buttons in brackets.

import { linesOf as wordsOf } from '#core/messages/lines-of.ts';
import type { Button, Menu, Message } from '#core/messages/message.ts';
import { plain } from '#core/messages/words.ts';

export function shown(message: Message): string {
  return message.blocks.flatMap(linesOf).join('\n');
}

export const said = (message: Message | null): string => (message === null ? '(nothing)' : shown(message));

/** The state and why, without history, links and buttons. */
export function gist(card: Message): string {
  return card.blocks
    .filter(({ kind }) => kind === 'lines' || kind === 'banner')
    .slice(0, 1)
    .flatMap(linesOf)
    .join('\n');
}

export const buttonsOf = (message: Message): readonly Button[] =>
  message.blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));

export const menuOf = (message: Message): Menu | undefined =>
  message.blocks.flatMap((block) => (block.kind === 'buttons' && block.menu ? [block.menu] : []))[0];

function linesOf(block: Message['blocks'][number]): readonly string[] {
  switch (block.kind) {
    case 'header':
      return [`# ${block.text}`];
    case 'steps':
    case 'lines':
    case 'context':
    case 'banner':
    case 'folded':
      return wordsOf(block).map((line) => plain(line).trim());
    case 'code':
      return [block.text];
    case 'divider':
      return ['---'];
    case 'buttons':
      return [
        [...block.buttons, ...(block.menu ? [block.menu] : [])].map(({ label }) => `[${label}]`).join(' '),
      ];
    default:
      return block satisfies never;
  }
}
