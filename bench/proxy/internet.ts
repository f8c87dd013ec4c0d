// One local TLS server that stands for the whole internet, and answers with as many bytes as the path says.
import { once } from 'node:events';
import https from 'node:https';
import net from 'node:net';
import { Readable } from 'node:stream';
import type { Outside } from '#adapters/egress/outside.ts';
import { certificateFor } from '#test/support/certificate.ts';

const PUBLIC = '8.8.8.8';
const CHUNK = Buffer.alloc(64 * 1_024, 'x');

export type Internet = {
  readonly outside: Outside;
  readonly ca: string;
  readonly port: number;
  close(): Promise<void>;
};

export async function internetOf(...hosts: readonly [string, ...string[]]): Promise<Internet> {
  const certificate = certificateFor(...hosts);
  const server = https.createServer(certificate, (request, response) => {
    const chunks = Math.ceil(Number(request.url?.slice(1)) / CHUNK.length);
    response.writeHead(200, { 'content-length': chunks * CHUNK.length });
    Readable.from(Array.from({ length: chunks }, () => CHUNK)).pipe(response);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as net.AddressInfo;
  const outside: Outside = {
    resolve: async () => [PUBLIC],
    connect: () => net.connect(port, '127.0.0.1'),
    isOwn: () => false,
    ca: certificate.cert,
  };
  return {
    outside,
    ca: certificate.cert,
    port,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}
