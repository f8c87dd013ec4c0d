// `greenlight logs`: what an agent prints, read beside a bot that runs it.
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { lookInto } from '#adapters/engine/look-into.ts';
import { taskLinks } from '#adapters/web/task-links.ts';
import { taskRoutes } from '#adapters/web/task-routes.ts';
import { startWebServer } from '#adapters/web/web-server.ts';
import { readLiveLog } from '#app/read-live-log.ts';
import type { TaskId } from '#core/ids.ts';
import type { Clock } from '#ports/clock.ts';
import { silentLog } from '#ports/log.ts';
import { anEmptyWorld, aTaskAtWork } from '#test/stories/beginnings.ts';
import type { World } from '#test/stories/world.ts';
import { runLogs } from '../../src/cli-logs.ts';

/** `clock` is asked to wait between two looks of one that follows. */
async function logs(world: World, args: readonly string[], clock: Clock = world.clock, heard: string[] = []) {
  const said: string[] = [];
  const tell = { output: (line: string) => heard.push(line), person: (line: string) => said.push(line) };
  const code = await runLogs(args, {
    env: { GREENLIGHT_DATA_DIR: world.dataDir },
    tell,
    clock,
    lookInto: (dir, look) => lookInto(join(dir, 'greenlight.db'), look),
  });
  return { code, printed: heard.join('\n'), said: said.join('\n') };
}

/** Until that much of what the agent printed is to be seen. */
async function shows(world: World, text: string, id: TaskId = world.taskId()): Promise<void> {
  const look = async () => {
    await world.passes(1_000);
    return (await readLiveLog(world.artifacts, await world.task(id), () => ''))?.text;
  };
  await expect.poll(look, { timeout: 20_000, interval: 5 }).toBe(text);
}

it('shows what the agent prints while it works, without secrets, on the page too', async () => {
  const { world, agent } = await aTaskAtWork();
  expect(await logs(world, [world.taskId()])).toMatchObject({
    code: 0,
    said: 'The agent of attempt 1 has printed nothing yet; --follow waits for it.',
  });
  agent.print('looks at <holds.js>\nuses xoxb-very-secret-token here\n');
  const text = 'looks at <holds.js>\nuses [redacted] here';
  await shows(world, `${text}\n`);
  expect(await logs(world, [world.taskId()])).toEqual({ code: 0, printed: text, said: '' });

  const links = taskLinks({ publicUrl: 'https://greenlight.test', secret: 's' });
  const web = await startWebServer({
    host: '127.0.0.1',
    port: 0,
    log: silentLog,
    routes: taskRoutes({
      engine: world.deps.engine,
      links,
      liveLog: (task) =>
        readLiveLog(world.artifacts, task, (folder, name) => `https://x.test/${folder}/${name}`),
    }),
  });
  const pageText = async () =>
    (await fetch(web.url + new URL(links.taskUrl(world.taskId())).pathname)).text();
  try {
    const page = await pageText();
    expect(page).toContain('<pre>looks at &lt;holds.js&gt;\nuses [redacted] here</pre>');
    expect(page).toContain(`https://x.test/${world.taskId()}-a1/agent.log`);
    agent.print('more\n');
    await shows(world, `${text}\nmore\n`);
    const versionOf = (html: string) => /data-version="([^"]+)"/.exec(html)?.[1];
    expect(versionOf(await pageText())).not.toBe(versionOf(page));
    agent.end('a fix');
    await world.reaches('awaiting_ci');
    expect(await pageText()).not.toContain('What the agent prints');
  } finally {
    await web.close();
  }
});

it('follows an agent to its end', async () => {
  const { world, agent } = await aTaskAtWork();
  agent.print('one\n');
  await shows(world, 'one\n');
  const heard: string[] = [];
  const seen: string[][] = [];
  const steps = [
    async () => {
      agent.print('two\nthr');
      await shows(world, 'one\ntwo\n');
    },
    async () => {
      agent.print('ee\n');
      agent.end('a fix');
      await world.reaches('awaiting_ci');
    },
  ];
  const clock: Clock = {
    nowMs: () => world.clock.nowMs(),
    async sleepUntil() {
      seen.push([...heard]);
      await steps.shift()?.();
    },
  };
  const { code } = await logs(world, [world.taskId(), '--follow'], clock, heard);
  expect({ code, seen, heard }).toEqual({
    code: 0,
    seen: [['one'], ['one', 'two']],
    heard: ['one', 'two', 'three'],
  });
});

it('waits for an agent that has no slot yet', async () => {
  const world = await anEmptyWorld();
  for (const text of ['fix one in payments', 'fix two in payments']) await world.types('ana', text);
  const busy = [await world.agent(), await world.agent()];
  const [waiting = ''] = /t-\w{8}/.exec(await world.types('ana', 'fix three in payments')) ?? [];
  await world.settled();
  const steps = [
    async () => {
      for (const agent of busy) agent.end('a change');
      const agent = await world.agent();
      agent.print('at last\n');
      await shows(world, 'at last\n', waiting as TaskId);
      agent.end('a change');
      await world.settled();
    },
  ];
  const clock: Clock = {
    nowMs: () => world.clock.nowMs(),
    async sleepUntil() {
      await steps.shift()?.();
    },
  };
  expect(await logs(world, [waiting, '--follow'], clock)).toEqual({ code: 0, printed: 'at last', said: '' });
});

it('says why there is none', async () => {
  const { world, agent } = await aTaskAtWork();
  expect(await logs(world, [world.taskId(), '--attempt', '7'])).toMatchObject({
    code: 1,
    said: `${world.taskId()} has no attempt 7; the newest is 1.`,
  });
  expect((await logs(world, ['t-00000000'])).said).toContain('There is no task t-00000000 in ');
  for (const args of [[], ['payments'], [world.taskId(), '--attempt', 'x'], [world.taskId(), '--fast']])
    expect(await logs(world, args)).toMatchObject({ code: 64 });
  agent.end('a fix');
  await world.reaches('awaiting_ci');
});
