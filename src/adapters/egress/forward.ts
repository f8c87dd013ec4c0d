// A request that the proxy makes itself, so that its method is the one that was allowed: TLS outside, plain inside the sandbox.
import { once } from 'node:events';
import http from 'node:http';
import type net from 'node:net';
import tls from 'node:tls';
import type { Allowed } from '#core/egress/decide.ts';
import { HTTP_PORT } from '#core/egress/rule.ts';
import type { Traffic } from './carry-tunnel.ts';
import { endToEnd } from './hop-by-hop.ts';
import { hasBody } from './odd-request.ts';
import type { Outside } from './outside.ts';

const TLS_TIMEOUT_MS = 10_000;
const IDLE_TIMEOUT_MS = 120_000;
/** Some servers take the method from here: it would be another one than was allowed. */
const OTHER_METHODS = ['x-http-method-override', 'x-http-method', 'x-method-override'];

/** Speaks TLS on every port but 80. Undefined where the other side cannot prove its name. */
export async function secured(
  socket: net.Socket,
  { name, port }: Allowed,
  outside: Outside,
): Promise<net.Socket | undefined> {
  if (port === HTTP_PORT) return socket;
  const ca = outside.ca === undefined ? {} : { ca: [...tls.rootCertificates, outside.ca] };
  const secure = tls.connect({ socket, servername: name, ALPNProtocols: ['http/1.1'], ...ca });
  try {
    await once(secure, 'secureConnect', { signal: AbortSignal.timeout(TLS_TIMEOUT_MS) });
    secure.on('error', () => secure.destroy());
    return secure;
  } catch (error) {
    secure.destroy();
    if (error instanceof Error) return undefined;
    throw error;
  }
}

/** Redirects and errors go back as they are: following them is the client's affair, and a new request. */
export function forward(
  request: http.IncomingMessage,
  response: http.ServerResponse,
  { allowed, path, socket }: { allowed: Allowed; path: string; socket: net.Socket },
  traffic: Traffic,
): void {
  const { name, port } = allowed;
  const host = port === HTTP_PORT || port === 443 ? name : `${name}:${port}`;
  const upstream = http.request({
    createConnection: () => socket,
    method: request.method ?? 'GET',
    path,
    headers: {
      ...endToEnd(request.headers, ['host', 'expect', ...OTHER_METHODS]),
      host,
      connection: 'close',
    },
    timeout: IDLE_TIMEOUT_MS,
  });
  upstream.on('timeout', () => upstream.destroy());
  upstream.on('error', () => failed(response));
  upstream.on('response', (answer) => giveBack(answer, response, traffic));
  response.once('close', () => socket.destroy());
  if (!hasBody(request)) {
    upstream.end();
    return;
  }
  request.on('data', (chunk: Buffer) => {
    traffic.upBytes += chunk.length;
  });
  request.pipe(upstream);
}

function giveBack(answer: http.IncomingMessage, response: http.ServerResponse, traffic: Traffic): void {
  answer.on('data', (chunk: Buffer) => {
    traffic.downBytes += chunk.length;
  });
  // A part of an answer must not look like a whole one.
  answer.on('error', () => response.destroy());
  answer.on('aborted', () => response.destroy());
  response.writeHead(answer.statusCode ?? 502, endToEnd(answer.headers));
  answer.pipe(response);
}

function failed(response: http.ServerResponse): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(502, { 'content-type': 'text/plain' });
  response.end('Greenlight: the other side did not answer.\n');
}
