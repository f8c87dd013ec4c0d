// A person's home tab: one view for each person, replaced as a whole.
import type { WebClient } from '@slack/web-api';
import type { Message } from '#core/messages/message.ts';
import { renderBlocks } from './render/blocks.ts';

export function homeTab(client: WebClient): (userId: string, message: Message) => Promise<void> {
  return async (userId, message) => {
    const view = { type: 'home' as const, blocks: renderBlocks(message, 'modal') };
    await client.views.publish({ user_id: userId, view });
  };
}
