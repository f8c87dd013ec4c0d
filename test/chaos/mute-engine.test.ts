// The running bot, started while its engine accepts and never answers: it starts, says so, keeps what is asked, and works once the engine does.
import { afterEach, expect, it } from 'vitest';
import { type Playground, startPlayground } from '#playground/playground.ts';
import { describeWith } from '#test/support/parts.ts';
import { type MuteEngine, muteEngine } from './mute-engine.ts';

let playground: Playground | undefined;
let engine: MuteEngine | undefined;
afterEach(async ({ task }) => {
  if (task.result?.state === 'fail') console.log(playground?.bot.output().slice(-6000));
  await playground?.close();
  engine?.close();
});

describeWith(['docker', 'git'], 'the running bot, with an engine that never answers', () => {
  it('starts, says so, and runs the attempt when the engine is back', { timeout: 180_000 }, async () => {
    engine = await muteEngine();
    playground = await startPlayground({ port: 0, sandbox: 'auto', say: () => undefined });
    const { bot, slack } = playground;
    bot.setEnv({ DOCKER_HOST: engine.address });
    await bot.start();
    expect(bot.output()).toContain('cannot be cleared away; no attempt runs until it is');

    const health = async () => await (await fetch(`${bot.url}/healthz`)).json();
    await expect
      .poll(health, { timeout: 30_000 })
      .toMatchObject({ status: 'ok', beside: { sandbox: { ok: false } } });

    await slack.as('ana').slash('payments', '/agent tidy up payments');
    const card = () => {
      const first = slack
        .messages('payments')
        .find((m) => m.botId !== undefined && m.ephemeralTo === undefined);
      return first === undefined ? '' : slack.read(first);
    };
    await expect
      .poll(() => bot.output(), { timeout: 60_000 })
      .toMatch(/The Docker engine does not answer.*effect failed, will be tried again/);
    expect(card()).toContain('Queued · attempt 1');

    engine.answer();
    await expect.poll(card, { timeout: 120_000 }).toMatch(/1 {2}. agent finished after/);
  });
});
