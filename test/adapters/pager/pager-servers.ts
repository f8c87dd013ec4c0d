// Three pagers as they are on the wire, each over HTTP and with a memory: PagerDuty's Events API, Opsgenie's Alert API, and anybody's own.
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';

export const KEY = 'key-of-a-test';

export type Asked = {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
};
type Answer = { readonly status: number };
/** Summaries of open incidents by their key. */
type Open = Map<string, string>;
export type Speaks = (asked: Asked, open: Open) => Answer;

const PagerDuty = z.strictObject({
  routing_key: z.literal(KEY),
  event_action: z.enum(['trigger', 'resolve']),
  dedup_key: z.string().max(255),
  client: z.string().optional(),
  client_url: z.url().optional(),
  links: z.array(z.strictObject({ href: z.url(), text: z.string() })).optional(),
  payload: z
    .strictObject({
      summary: z.string().min(1).max(1_024),
      source: z.string().min(1),
      severity: z.enum(['critical', 'error', 'warning', 'info']),
      custom_details: z.record(z.string(), z.string()),
    })
    .optional(),
});

/** A trigger without a payload is refused; a resolve of what is not there is accepted, as the real one does. */
export const pagerDutyServer: Speaks = ({ path, body }, open) => {
  const event = PagerDuty.safeParse(body).data;
  const isWhole = event !== undefined && (event.event_action === 'resolve' || event.payload !== undefined);
  if (path !== '/v2/enqueue' || !isWhole) return { status: 400 };
  if (event.event_action === 'resolve') open.delete(event.dedup_key);
  else if (!open.has(event.dedup_key)) open.set(event.dedup_key, event.payload?.summary ?? '');
  return { status: 202 };
};

const Opsgenie = z.strictObject({
  message: z.string().min(1).max(130),
  alias: z.string().max(512),
  description: z.string().max(15_000),
  details: z.record(z.string(), z.string()),
  source: z.string().max(100),
});

/** An alias that is open makes no second alert; closing what is not there is a 404 here, as it may be. */
export const opsgenieServer: Speaks = ({ path, authorization, body }, open) => {
  if (authorization !== `GenieKey ${KEY}`) return { status: 401 };
  const closes = /^\/v2\/alerts\/([^/?]+)\/close\?identifierType=alias$/.exec(path)?.[1];
  if (closes !== undefined) return { status: open.delete(decodeURIComponent(closes)) ? 202 : 404 };
  const alert = Opsgenie.safeParse(body).data;
  if (path !== '/v2/alerts' || alert === undefined) return { status: 422 };
  if (!open.has(alert.alias)) open.set(alert.alias, alert.message);
  return { status: 202 };
};

const Json = z.discriminatedUnion('event', [
  z.strictObject({
    event: z.literal('trigger'),
    dedup_key: z.string(),
    summary: z.string(),
    details: z.string(),
    link: z.url(),
    source: z.literal('greenlight'),
  }),
  z.strictObject({ event: z.literal('resolve'), dedup_key: z.string(), source: z.literal('greenlight') }),
]);

export const jsonServer: Speaks = ({ path, authorization, body }, open) => {
  if (authorization !== `Bearer ${KEY}`) return { status: 403 };
  const said = Json.safeParse(body).data;
  if (path !== '/hooks/greenlight' || said === undefined) return { status: 400 };
  if (said.event === 'resolve') open.delete(said.dedup_key);
  else if (!open.has(said.dedup_key)) open.set(said.dedup_key, said.summary);
  return { status: 204 };
};

export type PagerServer = {
  readonly url: string;
  readonly asked: readonly Asked[];
  open(): readonly string[];
  /** The next request is answered so, and nothing else happens. */
  answerNext(status: number, headers?: Readonly<Record<string, string>>): void;
  close(): Promise<void>;
};

export async function startPagerServer(speaks: Speaks): Promise<PagerServer> {
  const open: Open = new Map();
  const asked: Asked[] = [];
  const next: { status: number; headers: Readonly<Record<string, string>> }[] = [];
  const server = createServer(async (request, response) => {
    const one = await read(request);
    asked.push(one);
    const told = next.shift();
    const { status } = told ?? speaks(one, open);
    response.writeHead(status, told?.headers ?? {}).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    open: () => [...open.values()],
    answerNext: (status, headers = {}) => void next.push({ status, headers }),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function read(request: IncomingMessage): Promise<Asked> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  const text = Buffer.concat(chunks).toString('utf8');
  const { method = '', url = '', headers } = request;
  return { method, path: url, authorization: headers.authorization, body: JSON.parse(text) };
}
