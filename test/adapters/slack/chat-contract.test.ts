// The Slack adapter keeps the Chat contract, against the local stand-in over real sockets.
import { chatContract } from '#test/contracts/chat.ts';
import { ANA, CHANNEL, FOREIGN_CHANNEL, slackUnderTest } from './support/slack-under-test.ts';

chatContract('slack', async () => {
  const under = await slackUnderTest();
  const { workspace } = under;
  const channelMessages = () => workspace.messages(CHANNEL);
  return {
    chat: () => under.slack().chat,
    restart: async () => (await under.restart()).chat,
    channelId: CHANNEL,
    userId: ANA,
    foreignChannelId: FOREIGN_CHANNEL,
    messages: () =>
      channelMessages()
        .filter((message) => message.ephemeralTo === undefined)
        .map((message) => ({
          ref: { channelId: message.channel, ts: message.ts },
          threadTs: message.threadTs,
          text: workspace.read(message),
        })),
    answersTo: (userId) =>
      channelMessages()
        .filter((message) => message.ephemeralTo === userId)
        .map((message) => workspace.read(message)),
    async deleteMessage(ref) {
      // Slack lets its owner delete it, and a workspace's admin anybody's: the bot sees no difference.
      await fetch(`${workspace.apiUrl}chat.delete`, {
        method: 'POST',
        headers: { authorization: 'Bearer xoxb-of-a-test', 'content-type': 'application/json' },
        body: JSON.stringify({ channel: ref.channelId, ts: ref.ts }),
      });
    },
    failNextPost: () => workspace.faults.fail('chat.postMessage', 503),
    loseNextPost: () => workspace.faults.loseAnswers('chat.postMessage'),
    dispose: () => under.close(),
  };
});
