// The fake keeps the same promises as the real chat.
import { chatContract } from '#test/contracts/chat.ts';
import { fakeChat } from './fake-chat.ts';

chatContract('the chat in memory', async () => {
  const chat = fakeChat({ channels: ['C0PAYMENTS'] });
  return {
    chat: () => chat,
    restart: async () => chat,
    channelId: 'C0PAYMENTS',
    userId: 'U0ANA00001',
    foreignChannelId: 'C0GENERAL1',
    messages: () =>
      chat.messages().map(({ ref, threadTs, message }) => ({ ref, threadTs, text: message.text })),
    answersTo: (userId) =>
      chat
        .answers()
        .filter(({ to }) => to.userId === userId)
        .map(({ message }) => message.text),
    deleteMessage: async (ref) => chat.delete(ref),
    failNextPost() {
      chat.fail('showCard', 'unavailable');
    },
    loseNextPost() {
      const method = chat.messages().length === 0 ? 'showCard' : 'reply';
      chat.fail(method, 'answer_lost');
    },
    dispose: async () => undefined,
  };
});
