// The people of the playground, each with their rights: a guest is refused, an account is linked by a comment, GitHub says who may start.
import { afterEach, expect, test, vi } from 'vitest';
import { CHANNEL, type Playground, startPlayground } from '#playground/playground.ts';
import { describeWith } from '#test/support/parts.ts';

const STORY_MS = 120_000;
const REPOSITORY = 'acme/payments';

describeWith('git', 'the people of the playground', () => {
  let playground: Playground;
  afterEach(async () => await playground?.close());

  const told = (name: string): readonly string[] => {
    const { slack } = playground;
    const { userId } = slack.as(name);
    const isTheirs = ({ ephemeralTo }: { ephemeralTo?: string | undefined }) => ephemeralTo === userId;
    return slack
      .messages(CHANNEL)
      .filter(isTheirs)
      .map((message) => slack.read(message));
  };
  const types = async (name: string, text: string): Promise<string> => {
    const before = told(name).length;
    await playground.slack.as(name).slash(CHANNEL, `/agent ${text}`);
    return await vi.waitFor(
      () => {
        const [answer] = told(name).slice(before);
        if (answer === undefined) throw new Error(`nothing was told to ${name} yet`);
        return answer;
      },
      { timeout: 30_000, interval: 50 },
    );
  };

  test('do what GitHub lets their linked accounts do, and guests nothing', {
    timeout: STORY_MS,
  }, async () => {
    playground = await startPlayground({
      port: 0,
      sandbox: 'worktree',
      say: () => undefined,
      env: { LOG_LEVEL: 'error' },
      config: { policy: { max_runtime: '30m', permissions: 'github' } },
    });
    await playground.bot.start();
    const { people } = playground.github;
    expect(await types('gia', 'fix flaky tests in payments')).toContain('you are a guest of this workspace');
    expect(await types('ana', 'fix flaky tests in payments')).toContain('linked to no GitHub account');
    const [code] = /gl-[0-9a-f]{20}/.exec(await types('ana', 'link ana')) ?? ['no code'];
    const hand = { repository: REPOSITORY, branch: 'hello', by: 'ana' };
    await people.push({ ...hand, files: { 'HELLO.md': 'Hello.\n' }, message: 'Say hello' });
    const number = await people.openPull({ ...hand, title: 'Say hello' });
    await people.comment({ repository: REPOSITORY, number, by: 'dora', body: `/agent link ${code}` });
    await people.comment({ repository: REPOSITORY, number, by: 'ana', body: `/agent link ${code}` });
    await vi.waitFor(
      () => expect(told('ana').join('\n')).toContain('You are linked to the GitHub account @ana'),
      {
        timeout: 60_000,
        interval: 100,
      },
    );
    expect(await types('ana', 'link')).toContain('You are linked to the GitHub account @ana.');
    expect(await types('ana', 'fix flaky tests in payments')).toContain('is on its way');
    expect(await types('ben', 'config')).toContain('Settings of channels');
  });
});
