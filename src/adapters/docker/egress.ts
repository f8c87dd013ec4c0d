// The agent's way out: a CONNECT proxy that refuses everything but port 443 of named hosts, and tells of every refusal.
import { lookup } from 'node:dns/promises';
import http from 'node:http';
import net from 'node:net';
import type { Duplex } from 'node:stream';

/** A connection that was not allowed. `host` is untrusted text of the agent's, cut to 255 characters. */
export type Denial = { readonly host: string; readonly port: number; readonly reason: DenialReason };

export type DenialReason =
  | 'not_connect'
  | 'ip_literal'
  | 'host_not_allowed'
  | 'port_not_allowed'
  | 'name_unknown'
  | 'private_address';

type Address = { readonly address: string; readonly family: number };
export type Resolve = (host: string) => Promise<readonly Address[]>;
export type Dial = (to: Address, port: number) => net.Socket;

const HTTP_PORT = 80;
const HTTPS_PORT = 443;
const MAX_HOST_CHARS = 255;

const PRIVATE = new net.BlockList();
for (const [subnet, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const) {
  PRIVATE.addSubnet(subnet, bits, 'ipv4');
}
for (const [subnet, bits] of [
  ['::', 128],
  ['::1', 128],
  ['64:ff9b::', 96],
  ['2002::', 16],
  ['fc00::', 7],
  ['fe80::', 10],
  ['ff00::', 8],
] as const) {
  PRIVATE.addSubnet(subnet, bits, 'ipv6');
}

/** True for addresses that are not on the public internet. */
export const isPrivate = ({ address, family }: Address): boolean =>
  PRIVATE.check(address, family === 6 ? 'ipv6' : 'ipv4');

/** `allow` holds host names, or `*.example.com` for every name below (not the name itself). An empty list lets nothing out. */
export function egressProxy(options: {
  allow: readonly string[];
  onDenied(denial: Denial): void;
  resolve?: Resolve;
  dial?: Dial;
}): http.Server {
  const resolve: Resolve = options.resolve ?? ((host) => lookup(host, { all: true }));
  const dial: Dial =
    options.dial ?? ((to, port) => net.connect({ host: to.address, family: to.family, port }));
  const deny = (host: string, port: number, reason: DenialReason) =>
    options.onDenied({ host: host.slice(0, MAX_HOST_CHARS), port, reason });

  const proxy = http.createServer((request, response) => {
    const wanted = URL.parse(request.url ?? '') ?? URL.parse(`http://${request.headers.host}`);
    deny(wanted?.hostname ?? '', Number(wanted?.port || HTTP_PORT), 'not_connect');
    response.writeHead(403, { 'content-type': 'text/plain' });
    response.end('Greenlight: plain HTTP is off here; only CONNECT to port 443 of allowed hosts.\n');
  });
  proxy.on('connect', (request, client, head) => {
    // A client that hangs up is its own business; without a listener the error would end the process.
    client.on('error', () => client.destroy());
    const { host, port } = targetOf(request.url ?? '');
    decide(host, port, options.allow, resolve).then(
      (verdict) => {
        if ('reason' in verdict) {
          deny(host, port, verdict.reason);
          refuse(client, verdict.reason);
        } else carry(client, head, dial(verdict, port));
      },
      () => client.destroy(),
    );
  });
  return proxy;
}

function targetOf(authority: string): { host: string; port: number } {
  const match = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(authority);
  const host = (match?.[1] ?? authority).toLowerCase().replace(/\.$/, '');
  return { host, port: Number(match?.[2] ?? 0) };
}

/** Resolved here, once; the address that was checked is the one that is dialled, so a name cannot change in between. */
async function decide(
  host: string,
  port: number,
  allow: readonly string[],
  resolve: Resolve,
): Promise<Address | { reason: DenialReason }> {
  if (net.isIP(host.replace(/^\[|\]$/g, '')) !== 0) return { reason: 'ip_literal' };
  if (!allow.some((pattern) => matches(host, pattern))) return { reason: 'host_not_allowed' };
  if (port !== HTTPS_PORT) return { reason: 'port_not_allowed' };
  const addresses = await resolve(host).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall === undefined) throw error;
    return [];
  });
  if (addresses.length === 0) return { reason: 'name_unknown' };
  return addresses.find((address) => !isPrivate(address)) ?? { reason: 'private_address' };
}

function matches(host: string, pattern: string): boolean {
  if (!pattern.startsWith('*.')) return host === pattern;
  const below = pattern.slice(1);
  return host.endsWith(below) && host.length > below.length;
}

function refuse(client: Duplex, reason: DenialReason): void {
  client.end(`HTTP/1.1 403 Forbidden\r\ncontent-type: text/plain\r\n\r\nGreenlight: ${reason}\n`);
}

function carry(client: Duplex, head: Buffer, upstream: net.Socket): void {
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
  upstream.once('connect', () => {
    client.write('HTTP/1.1 200 Connection established\r\n\r\n');
    if (head.length > 0) upstream.write(head);
    upstream.pipe(client);
    client.pipe(upstream);
  });
}
