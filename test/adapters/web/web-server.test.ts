// The server over real sockets: routes, limits, policies, closing.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { artifactsRoute } from '#adapters/web/artifacts.ts';
import { atMostEvery, healthRoute, wellUnless } from '#adapters/web/health.ts';
import { exactly, type Route } from '#adapters/web/routes.ts';
import { taskLinks } from '#adapters/web/task-links.ts';
import { taskRoutes } from '#adapters/web/task-routes.ts';
import { startWebServer, type WebServer } from '#adapters/web/web-server.ts';
import type { TaskId } from '#core/ids.ts';
import { problem } from '#core/problem.ts';
import type { Task } from '#core/task/task.ts';
import { silentLog } from '#ports/log.ts';
import { PortError } from '#ports/port-error.ts';
import { launchBrowser } from '#test/support/browser.ts';
import { describeWith } from '#test/support/parts.ts';
import { sampleHistory, sampleTask } from './sample-task.ts';

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function serve(routes: readonly Route[]): Promise<WebServer> {
  const web = await startWebServer({ host: '127.0.0.1', port: 0, routes, log: silentLog });
  cleanUps.push(() => web.close());
  return web;
}

const links = taskLinks({ publicUrl: 'https://greenlight.test/', secret: 'a secret of the tests' });
const pathOf = (url: string): string => new URL(url).pathname;

function engineWith(current: () => Task) {
  return {
    get: async (id: string) => (id === current().id ? current() : undefined),
    async *list() {
      yield current();
    },
    async *history() {
      yield* sampleHistory;
    },
    forgotten: async (id: string) =>
      id === 't-00000004'
        ? { state: 'merged' as const, endedAtMs: 0, removedAtMs: 180 * 86_400_000, afterDays: 180 }
        : undefined,
  };
}

describe('health', () => {
  test('is 200 when every part is well and 503 with the part named when one is not', async () => {
    let ok = true;
    const web = await serve([
      healthRoute({
        store: () => ({ ok: true }),
        docker: async () => ({ ok, detail: 'engine 29' }),
        slack: () => {
          if (!ok) throw new TypeError('with a secret in it');
          return { ok };
        },
      }),
    ]);
    const well = await fetch(`${web.url}/healthz`);
    expect([well.status, await well.json()]).toEqual([
      200,
      {
        status: 'ok',
        parts: { store: { ok: true }, docker: { ok: true, detail: 'engine 29' }, slack: { ok: true } },
        beside: {},
      },
    ]);
    ok = false;
    const ill = await fetch(`${web.url}/healthz`);
    expect(ill.status).toBe(503);
    expect(await ill.json()).toMatchObject({
      status: 'failing',
      parts: { slack: { ok: false, detail: 'TypeError' } },
    });
  });
});

describe('health of what a restart would not mend', () => {
  test('is told beside, by the code of its problem, and makes nobody start the bot again', async () => {
    let asked = 0;
    const away = new PortError(problem('sandbox_unavailable', '/var/run/docker.sock'), { retryable: true });
    const check = wellUnless(async () => {
      asked += 1;
      throw away;
    });
    const web = await serve([
      healthRoute({ slack: () => ({ ok: true }) }, { sandbox: atMostEvery(60_000, check) }),
    ]);
    for (const _ of [1, 2, 3]) {
      const answer = await fetch(`${web.url}/healthz`);
      expect([answer.status, await answer.json()]).toEqual([
        200,
        {
          status: 'ok',
          parts: { slack: { ok: true } },
          beside: { sandbox: { ok: false, detail: 'sandbox_unavailable' } },
        },
      ]);
    }
    expect(asked).toBe(1);
  });
});

describe('pages', () => {
  test('open only with their token', async () => {
    const web = await serve(taskRoutes({ engine: engineWith(() => sampleTask()), links }));
    const url = links.taskUrl('t-00000001');
    expect(url).toMatch(/^https:\/\/greenlight\.test\/tasks\/t-00000001\/[\w-]{32}$/);
    const page = await fetch(web.url + pathOf(url));
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('Attempt 1');
    const list = await fetch(web.url + pathOf(links.listUrl()));
    expect(await list.text()).toContain(links.taskUrl('t-00000001'));
    const wrong = [
      '/tasks/t-00000001',
      '/tasks/t-00000001/',
      pathOf(url).slice(0, -1),
      `${pathOf(url)}x`,
      pathOf(url).replace('t-00000001', 't-00000002'),
      pathOf(links.listUrl()).replace('/all/', '/t-00000001/'),
      pathOf(links.taskUrl('t-00000009')),
    ];
    for (const path of wrong) expect((await fetch(web.url + path)).status, path).toBe(404);
    const front = await fetch(`${web.url}/`);
    expect(await front.text()).not.toContain('t-00000001');
  });

  test('say of a task that is no longer kept that it was there', async () => {
    const web = await serve(taskRoutes({ engine: engineWith(() => sampleTask()), links }));
    const page = await fetch(web.url + pathOf(links.taskUrl('t-00000004')));
    expect(page.status).toBe(410);
    expect(await page.text()).toContain('t-00000004 was merged, and its record was removed by retention');
    const guessed = pathOf(links.taskUrl('t-00000001')).replace('t-00000001', 't-00000004');
    expect((await fetch(web.url + guessed)).status).toBe(404);
  });

  test('come with a policy that lets them load nothing and tell nobody where they are', async () => {
    const web = await serve(taskRoutes({ engine: engineWith(() => sampleTask()), links }));
    const { headers } = await fetch(web.url + pathOf(links.taskUrl('t-00000001')));
    expect(headers.get('content-security-policy')).toMatch(/^default-src 'none'; .*script-src 'sha256-/);
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('cache-control')).toBe('no-store');
  });

  test('are for reading', async () => {
    const web = await serve(taskRoutes({ engine: engineWith(() => sampleTask()), links }));
    expect((await fetch(`${web.url}/`, { method: 'POST' })).status).toBe(405);
    expect((await fetch(`${web.url}/`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('artifacts', () => {
  test('are text or a download, in a sandbox, and missing ones are 404', async () => {
    const dir = await mkdtemp(join(tmpdir(), 'greenlight-web-'));
    cleanUps.push(() => rm(dir, { recursive: true }));
    await writeFile(join(dir, 'agent.log'), '<script>alert(1)</script>\n');
    await writeFile(join(dir, 'work.bundle'), Buffer.from([0, 1, 2]));
    await writeFile(join(dir, 'empty.log'), '');
    const web = await serve([
      artifactsRoute(
        (path) => {
          const name = path.split('/').at(-1) ?? '';
          if (!path.includes('/token/')) return undefined;
          return {
            path: join(dir, path.includes('/t-00000001-a1/') ? 't-00000001-a1' : '', name),
            contentType: name.endsWith('.log') ? 'text/plain; charset=utf-8' : 'application/octet-stream',
          };
        },
        async (folder) =>
          folder === 't-00000001-a1' ? { taskId: 't-00000001' as TaskId, atMs: 0, afterDays: 30 } : undefined,
      ),
    ]);
    const log = await fetch(`${web.url}/artifacts/token/t-1/agent.log`);
    expect(await log.text()).toBe('<script>alert(1)</script>\n');
    expect(log.headers.get('content-type')).toBe('text/plain; charset=utf-8');
    expect(log.headers.get('content-security-policy')).toBe(
      "default-src 'none'; sandbox; frame-ancestors 'none'",
    );
    expect(log.headers.get('x-content-type-options')).toBe('nosniff');
    const bundle = await fetch(`${web.url}/artifacts/token/t-1/work.bundle`);
    expect(bundle.headers.get('content-disposition')).toContain('attachment');
    expect(new Uint8Array(await bundle.arrayBuffer())).toEqual(new Uint8Array([0, 1, 2]));
    expect(await (await fetch(`${web.url}/artifacts/token/t-1/empty.log`)).text()).toBe('');
    expect((await fetch(`${web.url}/artifacts/token/t-1/agent.log`, { method: 'HEAD' })).status).toBe(200);
    expect((await fetch(`${web.url}/artifacts/token/t-1/none.log`)).status).toBe(404);
    expect((await fetch(`${web.url}/artifacts/other/t-1/agent.log`)).status).toBe(404);
    const removed = await fetch(`${web.url}/artifacts/token/t-00000001-a1/agent.log`);
    expect(removed.status).toBe(410);
    expect(await removed.text()).toContain(
      'logs and bundles are kept for 30 days after their task has ended',
    );
    expect((await fetch(`${web.url}/artifacts/other/t-00000001-a1/agent.log`)).status).toBe(404);
  });
});

describe('the server', () => {
  test('answers what it does not know, and a failing route, without telling why', async () => {
    const web = await serve([
      exactly('/broken', () => Promise.reject(new Error('a secret'))),
      exactly('/sync', () => {
        throw new Error('a secret');
      }),
    ]);
    expect((await fetch(`${web.url}/nothing`)).status).toBe(404);
    for (const path of ['/broken', '/sync']) {
      const failed = await fetch(web.url + path);
      expect(failed.status).toBe(500);
      expect(await failed.text()).toMatch(/^Something went wrong on our side\. Reference: [0-9a-f]{8}\n$/);
    }
  });

  test('refuses long addresses and large headers', async () => {
    const web = await serve([]);
    expect((await fetch(`${web.url}/${'x'.repeat(3_000)}`)).status).toBe(414);
    expect((await fetch(web.url, { headers: { 'x-large': 'y'.repeat(20_000) } })).status).toBe(431);
  });

  test('says which address it could not listen on', async () => {
    const web = await serve([]);
    await expect(
      startWebServer({ host: '127.0.0.1', port: web.port, routes: [], log: silentLog }),
    ).rejects.toThrow(`could not listen on 127.0.0.1:${web.port} (EADDRINUSE)`);
  });

  test('lets a running request end before it closes, and keeps no idle connection', async () => {
    const { promise: finish, resolve } = Promise.withResolvers<void>();
    const { promise: begun, resolve: begin } = Promise.withResolvers<void>();
    const web = await startWebServer({
      host: '127.0.0.1',
      port: 0,
      log: silentLog,
      routes: [
        exactly('/slow', async (_, response) => {
          begin();
          await finish;
          response.end('done');
        }),
      ],
    });
    const idle = connect(web.port, '127.0.0.1');
    idle.on('error', () => {});
    const answer = fetch(`${web.url}/slow`);
    await begun;
    const closed = web.close();
    await expect(fetch(`${web.url}/slow`)).rejects.toThrow();
    resolve();
    expect(await (await answer).text()).toBe('done');
    idle.destroy();
    await closed;
    await web.close();
  });
});

describeWith('chromium', 'the task page in a browser', () => {
  test('follows the task by itself, keeps what was opened, and breaks no policy', async () => {
    let task = sampleTask();
    const web = await serve(taskRoutes({ engine: engineWith(() => task), links }));
    const browser = await launchBrowser();
    cleanUps.push(() => browser.close());
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    await page.clock.install();
    await page.goto(web.url + pathOf(links.taskUrl(task.id)));
    expect(await page.title()).toBe('Working · t-00000001 · Greenlight');
    await page.locator('#checks-1 summary').click();
    const [first] = task.attempts;
    if (first?.headSha === undefined) throw new Error('the sample has one');
    task = sampleTask({ sequence: 20, state: { name: 'green', headSha: first.headSha, atMs: 1 } });
    await page.clock.fastForward(5_000);
    await page.getByText('✔ Green').waitFor();
    expect(await page.title()).toBe('Green · t-00000001 · Greenlight');
    expect(await page.locator('#checks-1').getAttribute('open')).not.toBeNull();
    expect(await page.locator('#freshness').textContent()).toBe('Nothing changes here until a person acts.');
    expect(complaints).toEqual([]);
  });

  test('fits a phone without scrolling sideways', async () => {
    const web = await serve(taskRoutes({ engine: engineWith(() => sampleTask()), links }));
    const browser = await launchBrowser();
    cleanUps.push(() => browser.close());
    const page = await browser.newPage({ viewport: { width: 360, height: 740 } });
    await page.goto(web.url + pathOf(links.taskUrl('t-00000001')));
    await page.evaluate("for (const details of document.querySelectorAll('details')) details.open = true");
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
  });
});
