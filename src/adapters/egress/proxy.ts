// The agent's way to hosts that rules name: tunnels where nothing else is asked of them, requests of its own where methods are. Tells of every refusal.
import type http from 'node:http';
import type net from 'node:net';
import type { Duplex } from 'node:stream';
import {
  type Allowed,
  type Decision,
  decideRequest,
  decideTunnel,
  type Refused,
} from '#core/egress/decide.ts';
import type { Denial } from '#core/egress/denial.ts';
import type { EgressRule } from '#core/egress/rule.ts';
import { type BoundedServer, boundedServer, endWith } from './bounded-server.ts';
import { carryTunnel, type Traffic } from './carry-tunnel.ts';
import { forward, secured } from './forward.ts';
import { oddness, requestTarget, tunnelTarget } from './odd-request.ts';
import { type Outside, reach } from './outside.ts';

export type ProxyOptions = {
  readonly rules: readonly EgressRule[];
  readonly outside: Outside;
  readonly traffic: Traffic;
  onDenied(denial: Denial): void;
};

/** Where something was wanted from, as far as it can be told. */
type Wanted = Pick<Denial, 'host' | 'port' | 'method'>;
const NOWHERE: Wanted = { host: '', port: 0 };

export function egressProxy(options: ProxyOptions): BoundedServer {
  const bounded = boundedServer({
    onMalformed: (detail) => options.onDenied({ ...NOWHERE, rule: 'malformed', detail }),
    onTooMany: () => options.onDenied({ ...NOWHERE, rule: 'too_many' }),
  });
  bounded.server.on('connect', (request: http.IncomingMessage, client: Duplex, head: Buffer) => {
    onConnect(options, request, client, head).catch(() => client.destroy());
  });
  const spoilt = new WeakSet<Duplex>();
  bounded.server.on('request', (request: http.IncomingMessage, response: http.ServerResponse) => {
    // Nothing that comes behind a refused request on its connection is looked at: it may have been meant as its body.
    if (spoilt.has(request.socket)) return;
    const decision = requestDecision(options, request);
    if ('refused' in decision) spoilt.add(request.socket);
    onRequest(options, request, response, decision).catch(() => response.destroy());
  });
  return bounded;
}

async function onConnect(
  options: ProxyOptions,
  request: http.IncomingMessage,
  client: Duplex,
  head: Buffer,
): Promise<void> {
  const target = tunnelTarget(request.url ?? '');
  const wanted: Wanted = target ?? { ...NOWHERE, host: request.url ?? '' };
  const reached = await reachAllowed(options, tunnelDecision(options, request));
  if ('refused' in reached) {
    deny(options, wanted, reached);
    endWith(client, `HTTP/1.1 403 Forbidden\r\n${PLAIN}connection: close\r\n\r\n${explanation(reached)}`);
  } else if (reached.socket === undefined) {
    endWith(client, `HTTP/1.1 502 Bad Gateway\r\n${PLAIN}connection: close\r\n\r\n${NO_ANSWER}`);
  } else {
    const { allowed, socket } = reached;
    const refused = await carryTunnel(client, head, socket, allowed, options.traffic);
    if (refused !== undefined) deny(options, wanted, refused);
  }
}

function tunnelDecision({ rules }: ProxyOptions, request: http.IncomingMessage): Decision {
  const odd = oddness(request);
  const target = tunnelTarget(request.url ?? '');
  if (odd !== undefined || target === undefined) return malformed(odd ?? 'target');
  return decideTunnel(rules, target.host, target.port);
}

async function onRequest(
  options: ProxyOptions,
  request: http.IncomingMessage,
  response: http.ServerResponse,
  decision: Decision,
): Promise<void> {
  const { method = 'GET', url = '' } = request;
  const target = requestTarget(url);
  const wanted: Wanted = { host: target?.host ?? url, port: target?.port ?? (target ? 80 : 0), method };
  const reached = await reachAllowed(options, decision);
  if ('refused' in reached) {
    deny(options, wanted, reached);
    answer(response, 403, explanation(reached));
    return;
  }
  const { allowed, socket } = reached;
  const secure = socket && (await secured(socket, allowed, options.outside));
  if (secure === undefined || target === undefined) answer(response, 502, NO_ANSWER);
  else forward(request, response, { allowed, path: target.path, socket: secure }, options.traffic);
}

function requestDecision({ rules }: ProxyOptions, request: http.IncomingMessage): Decision {
  const { method = 'GET', url = '', headers } = request;
  const odd = oddness(request);
  const target = requestTarget(url);
  if (odd !== undefined || target === undefined) return malformed(odd ?? 'target');
  const { host, port } = target;
  // A proxy goes by the target; who sends another name along hopes that somebody behind it goes by that.
  const named = headers.host?.toLowerCase().replace(/:\d+$/, '');
  if (named !== host.toLowerCase()) return malformed('host header');
  return decideRequest(rules, host, port, method);
}

/** Allowed, and connected where somebody answered. */
type Reached = { readonly allowed: Allowed; readonly socket: net.Socket | undefined };

async function reachAllowed({ outside }: ProxyOptions, decision: Decision): Promise<Reached | Refused> {
  if ('refused' in decision) return decision;
  const socket = await reach(outside, decision);
  return socket !== undefined && 'refused' in socket ? socket : { allowed: decision, socket };
}

const malformed = (detail: string): Refused => ({ refused: 'malformed', detail });

function deny({ onDenied }: ProxyOptions, wanted: Wanted, { refused, detail }: Refused): void {
  onDenied({ ...wanted, rule: refused, ...(detail === undefined ? {} : { detail }) });
}

const PLAIN = 'content-type: text/plain\r\n';
const NO_ANSWER = 'Greenlight: the other side did not answer, or could not prove its name.\n';

function answer(response: http.ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain', connection: 'close' });
  response.end(text);
}

/** For the agent: what to do instead, where there is something. */
function explanation({ refused }: Refused): string {
  const instead = INSTEAD[refused] ?? 'Only listed hosts can be reached; asking again changes nothing.';
  return `Greenlight: refused by rule ${refused}. ${instead}\n`;
}
const INSTEAD: Partial<Record<Refused['refused'], string>> = {
  no_tunnel:
    'Only some methods are allowed there: ask this proxy for http://<host>/<path>, it does TLS itself.',
  tunnel_only: 'Use CONNECT, which every client does for https:// addresses.',
};
