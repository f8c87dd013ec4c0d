// A pager of its own: takes plain JSON, and knows incidents by their key as a real one does.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { z } from 'zod';

const call = z.object({ event: z.enum(['trigger', 'resolve']), dedup_key: z.string() });

export type Incident = { readonly key: string; readonly is: 'open' | 'over' };

export type PagerHere = {
  readonly url: string;
  incidents(): readonly Incident[];
  [Symbol.asyncDispose](): Promise<void>;
};

export async function pagerHere(): Promise<PagerHere> {
  const incidents = new Map<string, Incident>();
  const server = createServer(async (request, response) => {
    const { event, dedup_key: key } = call.parse(await json(request));
    incidents.set(key, { key, is: event === 'trigger' ? 'open' : 'over' });
    response.writeHead(202).end();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    incidents: () => [...incidents.values()],
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
