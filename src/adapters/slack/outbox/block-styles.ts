// Which blocks are sent: the rich ones where the operator wants them, until this Slack refuses what it takes in the classic ones.
import type { Message } from '#core/messages/message.ts';
import type { Log } from '#ports/log.ts';
import type { BlockStyle } from '../render/blocks.ts';
import { hasRichBlocks } from '../render/rich-blocks.ts';

export type BlockStyles = {
  /** In the order they are tried. */
  for(message: Message): readonly [BlockStyle, ...BlockStyle[]];
  /** The same message went through in the classic style. */
  refused(): void;
};

/** Begins anew with each start: a workspace may have learned them meanwhile. */
export function blockStyles(wanted: BlockStyle, log: Log): BlockStyles {
  let isTaken = wanted === 'rich';
  return {
    for: (message) => (isTaken && hasRichBlocks(message) ? ['rich', 'classic'] : ['classic']),
    refused() {
      if (isTaken) log.warn({}, 'slack refused the rich blocks; classic ones are sent until the next start');
      isTaken = false;
    },
  };
}
