// The HTTP pager keeps the contract with each of the three, over real connections; and it goes nowhere but where the operator said.
import { expect, onTestFinished, test } from 'vitest';
import { httpPager } from '#adapters/pager/http-pager.ts';
import { silentLog } from '#ports/log.ts';
import type { PagerKind } from '#ports/pager.ts';
import { pagerContract } from '#test/contracts/pager.ts';
import {
  jsonServer,
  KEY,
  opsgenieServer,
  pagerDutyServer,
  type Speaks,
  startPagerServer,
} from './pager-servers.ts';

const KINDS: readonly (readonly [PagerKind, Speaks, string])[] = [
  ['pagerduty', pagerDutyServer, ''],
  ['opsgenie', opsgenieServer, ''],
  ['json', jsonServer, '/hooks/greenlight'],
];

async function begin(kind: PagerKind, speaks: Speaks, path: string) {
  const server = await startPagerServer(speaks);
  return { server, pager: httpPager({ kind, url: `${server.url}${path}`, key: KEY }, silentLog) };
}

for (const [kind, speaks, path] of KINDS)
  pagerContract(kind, async () => {
    const { server, pager } = await begin(kind, speaks, path);
    return {
      pager,
      open: server.open,
      fail: (how) => server.answerNext(how === 'down' ? 503 : 400),
      dispose: server.close,
    };
  });

const page = { dedupKey: 'k', summary: 'x'.repeat(2_000), details: 'd', link: 'https://greenlight.test/t' };

test('what is too long for a pager is cut, not refused', async () => {
  for (const [kind, speaks, path] of KINDS.slice(0, 2)) {
    const { server, pager } = await begin(kind, speaks, path);
    onTestFinished(server.close);
    await pager.trigger(page);
    expect(server.open()).toHaveLength(1);
  }
});

test('a redirect is not followed, whoever sends it', async () => {
  const elsewhere = await startPagerServer(pagerDutyServer);
  const { server, pager } = await begin('pagerduty', pagerDutyServer, '');
  onTestFinished(elsewhere.close);
  onTestFinished(server.close);
  server.answerNext(307, { location: `${elsewhere.url}/v2/enqueue` });
  await expect(pager.trigger(page)).rejects.toMatchObject({ problem: { code: 'pager_unavailable' } });
  expect(elsewhere.asked).toEqual([]);
});

test('one that is busy, or not there, may be asked again; what it says holds no key', async () => {
  const { server, pager } = await begin('opsgenie', opsgenieServer, '');
  server.answerNext(429);
  const busy: unknown = await pager.trigger(page).catch((error: unknown) => error);
  expect(busy).toMatchObject({ retryable: true });
  await server.close();
  const away: unknown = await pager.trigger(page).catch((error: unknown) => error);
  expect(away).toMatchObject({ retryable: true });
  expect(String(busy) + String(away)).not.toContain(KEY);
});
