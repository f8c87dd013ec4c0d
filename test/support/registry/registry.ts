// A package registry for tests: answers by path, tells what it was asked, and can be made to redirect, fail or lie.
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Reply = {
  readonly status?: number;
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
};
export type SeenRequest = {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
};

export type Registry = {
  readonly url: string;
  readonly requests: SeenRequest[];
  /** By path as it is asked for, escapes and all. */
  put(path: string, reply: Reply): void;
  close(): Promise<void>;
};

export async function startRegistry(): Promise<Registry> {
  const replies = new Map<string, Reply>();
  const requests: SeenRequest[] = [];
  const server = http.createServer((request, response) => {
    const { method = '', url: path = '', headers } = request;
    requests.push({ method, path, headers });
    const {
      status = 200,
      type = 'application/octet-stream',
      headers: more = {},
      body = '',
    } = replies.get(path) ?? { status: 404 };
    response.writeHead(status, { 'content-type': type, ...more });
    response.end(body);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    put: (path, reply) => void replies.set(path, reply),
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
