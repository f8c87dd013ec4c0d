// A message as a comment on the forge: the same words, in its markup; what is not ours in it is no markup and calls nobody.
import { linesOf } from './lines-of.ts';
import type { Line, Message, Span } from './message.ts';

/** `isShown`: addresses that those who read there may have; the others are told by their label alone. */
export const asComment = (message: Message, isShown: IsShown): string =>
  message.blocks
    .flatMap((block) => {
      if (block.kind === 'header') return [`**${plain(block.text)}**`];
      return linesOf(block).map((spans) => line(spans, isShown));
    })
    .filter((text) => text !== '')
    .join('\n\n');

type IsShown = (url: string) => boolean;

const line = (spans: Line, isShown: IsShown): string =>
  spans
    .map((part) => span(part, isShown))
    .join('')
    .trim();

function span(part: Span, isShown: IsShown): string {
  if (typeof part === 'string') return plain(part);
  if ('bold' in part) return `**${plain(part.bold)}**`;
  if ('code' in part) return `\`${part.code.replaceAll('`', "'")}\``;
  if ('link' in part) return isShown(part.link) ? `[${plain(part.label)}](${part.link})` : plain(part.label);
  return '';
}

/** Nobody is called by `@name`, nothing is linked or closed by `#1`, `GH-1` or an address, no entity becomes a mark, and a mark is shown as it is. */
const plain = (text: string): string =>
  text
    .replaceAll('&', '&amp;')
    .replace(/([\\`*_[\]<>~|])/g, '\\$1')
    .replace(/([@#]|\bGH-|:\/\/|\bwww\.)(?=\w)/gi, '$1\u200b');
