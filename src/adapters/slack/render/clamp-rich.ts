// Making the newer blocks fit, as clamp-blocks.ts does for the others.
import type { AlertBlock, ContainerBlock, KnownBlock, PlanBlock, TaskCardBlock } from '@slack/types';
import { cutMrkdwn, cutPlain } from './cut-text.ts';
import { LIMITS } from './limits.ts';

type RichBlock = AlertBlock | PlanBlock | ContainerBlock;

/** `clampBlock` is for what a container holds. */
export function clampRich(
  block: RichBlock,
  clampBlock: (block: KnownBlock) => KnownBlock | null,
): RichBlock | null {
  switch (block.type) {
    case 'alert':
      return clampAlert(block);
    case 'plan':
      return {
        ...block,
        title: orDots(cutPlain(block.title, LIMITS.planTitle)),
        tasks: (block.tasks ?? []).map((task) => clampTask(task as TaskCardBlock)),
      };
    case 'container':
      return clampContainer(block, clampBlock);
  }
}

function clampAlert(block: AlertBlock): AlertBlock | null {
  const cut = block.text.type === 'mrkdwn' ? cutMrkdwn : cutPlain;
  const text = cut(block.text.text, LIMITS.alertText);
  return text.trim() === '' ? null : { ...block, text: { ...block.text, text } };
}

function clampTask({ sources = [], ...task }: TaskCardBlock): TaskCardBlock {
  const whole = sources.filter(({ url, text }) => url.length <= LIMITS.url && text.trim() !== '');
  return {
    ...task,
    title: orDots(cutPlain(task.title, LIMITS.stepTitle)),
    ...(whole.length === 0
      ? {}
      : { sources: whole.map((source) => ({ ...source, text: cutPlain(source.text, LIMITS.sourceText) })) }),
  };
}

function clampContainer(
  block: ContainerBlock,
  clampBlock: (block: KnownBlock) => KnownBlock | null,
): ContainerBlock | null {
  const children = block.child_blocks.map(clampBlock).filter((child) => child !== null);
  if (children.length === 0) return null;
  return {
    ...block,
    ...(block.title === undefined
      ? {}
      : { title: { ...block.title, text: orDots(cutPlain(block.title.text, LIMITS.containerTitle)) } }),
    // Each stays of the kind that it was, which TypeScript cannot see through the union.
    child_blocks: children.slice(0, LIMITS.containerBlocks) as ContainerBlock['child_blocks'],
  };
}

const orDots = (text: string): string => (text.trim() === '' ? '…' : text);
