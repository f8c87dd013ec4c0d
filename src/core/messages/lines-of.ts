// What the blocks of a message say in lines, for chats and pages that have nothing of their own for them.
import type { Block, Line, Step } from './message.ts';

/** None where a block is no lines: a header, code, buttons. */
export function linesOf(block: Block): readonly Line[] {
  switch (block.kind) {
    case 'lines':
    case 'context':
    case 'banner':
    case 'folded':
      return block.lines;
    case 'steps':
      return [[{ bold: block.title }], ...block.steps.map(stepLine)];
    default:
      return [];
  }
}

export const stepLine = ({ line, links }: Step): Line => [...line, ...links.flatMap((link) => [' · ', link])];
