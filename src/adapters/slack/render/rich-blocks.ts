// The newer blocks: how a task ended as an alert, its attempts as a plan, its history folded away. Slack may refuse them
// where a workspace or a client does not know them yet, so whoever sends these has the classic ones ready.
import type { AlertBlock, ContainerBlock, KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import type { Block, Message, Step } from '#core/messages/message.ts';
import { plain } from '#core/messages/words.ts';
import { blocksOf } from './classic-blocks.ts';
import { cleanLine } from './clean-text.ts';
import { linesMrkdwn, linkTarget } from './mrkdwn.ts';

/** Whether the two styles differ for this message. */
export const hasRichBlocks = ({ blocks }: Message): boolean => blocks.some(({ kind }) => kind in RICH);

export const richBlocks = (blocks: readonly Block[]): KnownBlock[] =>
  blocks.flatMap((block) => {
    switch (block.kind) {
      case 'banner':
        return [RICH.banner(block)];
      case 'steps':
        return [RICH.steps(block)];
      case 'folded':
        return [RICH.folded(block)];
      default:
        return blocksOf(block);
    }
  });

type Of<K extends Block['kind']> = Extract<Block, { kind: K }>;

const RICH = {
  banner: ({ level, lines }: Of<'banner'>): AlertBlock => ({
    type: 'alert',
    level,
    text: { type: 'mrkdwn', text: linesMrkdwn(lines), verbatim: true },
  }),
  steps: ({ title, steps }: Of<'steps'>): PlanBlock => ({
    type: 'plan',
    title: cleanLine(title),
    tasks: steps.map(taskCard),
  }),
  folded: ({ title, lines }: Of<'folded'>): ContainerBlock => ({
    type: 'container',
    title: { type: 'plain_text', text: cleanLine(title), emoji: true },
    is_collapsible: true,
    default_collapsed: true,
    child_blocks: [
      { type: 'context', elements: [{ type: 'mrkdwn', text: linesMrkdwn(lines), verbatim: true }] },
    ],
  }),
};

const STATUSES = { waiting: 'pending', running: 'in_progress', done: 'complete', failed: 'error' } as const;

const taskCard = ({ name, status, line, links }: Step): TaskCardBlock => ({
  type: 'task_card',
  task_id: name,
  // Plain characters: Slack reads no markup here.
  title: cleanLine(plain(line)),
  status: STATUSES[status],
  sources: links.flatMap(({ link, label }) => {
    const url = linkTarget(link);
    return url === null ? [] : [{ type: 'url' as const, url, text: cleanLine(label) }];
  }),
});
