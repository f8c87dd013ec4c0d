// A proxy with rules, in front of one local TLS server that stands for the whole internet: every public address leads to it.
import { once } from 'node:events';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import type { Outside } from '#adapters/egress/outside.ts';
import { egressProxy } from '#adapters/egress/proxy.ts';
import type { Denial } from '#core/egress/denial.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import { type Certificate, certificateFor } from '#test/support/certificate.ts';
import { type RawClient, rawClient } from './raw-client.ts';

export const PUBLIC = '8.8.8.8';

export type SeenBehind = { method: string; url: string; headers: http.IncomingHttpHeaders; body: string };

export type ProxyBench = {
  readonly certificate: Certificate;
  readonly denials: Denial[];
  /** Requests that got through to the server behind. */
  readonly behind: SeenBehind[];
  /** "address:port" of every connection that was made. */
  readonly dialled: string[];
  /** "name" of every look-up. */
  readonly resolved: string[];
  readonly outside: Outside;
  client(): RawClient;
  /** All clients so far let go. */
  hangUp(): void;
  /** What the proxy says first to these bytes. */
  says(bytes: string): Promise<string>;
  close(): Promise<void>;
};

export async function proxyBench(
  rules: readonly EgressRule[],
  addresses: Readonly<Record<string, readonly string[]>> = {},
): Promise<ProxyBench> {
  const certificate = certificateFor('api.example.com', 'files.example.com', 'other.example.com');
  const behind: SeenBehind[] = [];
  const answerAll: http.RequestListener = async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method = '', url = '', headers } = request;
    behind.push({ method, url, headers, body: Buffer.concat(chunks).toString() });
    if (url === '/elsewhere') response.writeHead(302, { location: 'https://evil.test/' });
    else response.writeHead(200, { 'x-behind': 'yes' });
    response.end(`answer to ${url}`);
  };
  const tlsServer = https.createServer(certificate, answerAll);
  const plainServer = http.createServer(answerAll);
  tlsServer.listen(0, '127.0.0.1');
  plainServer.listen(0, '127.0.0.1');
  await Promise.all([once(tlsServer, 'listening'), once(plainServer, 'listening')]);
  const portOf = (server: net.Server) => (server.address() as net.AddressInfo).port;
  const dialled: string[] = [];
  const resolved: string[] = [];
  const denials: Denial[] = [];
  const outside: Outside = {
    async resolve(name) {
      resolved.push(name);
      return addresses[name] ?? [PUBLIC];
    },
    connect(address, port) {
      dialled.push(`${address}:${port}`);
      return net.connect(portOf(port === 80 ? plainServer : tlsServer), '127.0.0.1');
    },
    isOwn: (address) => address === '8.8.4.4',
    ca: certificate.cert,
  };
  const proxy = egressProxy({
    rules,
    outside,
    traffic: { upBytes: 0, downBytes: 0 },
    onDenied: (denial) => denials.push(denial),
  });
  const clients: RawClient[] = [];
  const client = () => {
    const one = rawClient(proxy.server);
    clients.push(one);
    return one;
  };
  return {
    certificate,
    denials,
    behind,
    dialled,
    resolved,
    outside,
    client,
    hangUp() {
      for (const { socket } of clients.splice(0)) socket.destroy();
    },
    async says(bytes) {
      const one = client();
      one.send(bytes);
      const answer = await one.until('\r\n\r\n');
      return answer.split('\r\n')[0] ?? '';
    },
    async close() {
      proxy.close();
      for (const server of [tlsServer, plainServer]) {
        server.close();
        server.closeAllConnections();
        await once(server, 'close');
      }
    },
  };
}
