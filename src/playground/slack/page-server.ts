// The page and its own small API: the files beside this one, a snapshot, a live feed, and a person's hands.
import { readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { parseJson, readBody, sendJson, sendText } from './http.ts';
import type { HandsDeps } from './people/acks.ts';
import { type Hands, handsOf } from './people/hands.ts';
import { type PageExtras, snapshotFor, visibleTo } from './snapshot.ts';
import type { Workspace } from './workspace.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
};
const FILE_NAME = /^[a-z-]+\.(?:html|css|js|svg)$/;
const KEEP_ALIVE_MS = 15_000;
const SECURITY_HEADERS = {
  'content-security-policy': "default-src 'self'; img-src 'self' https: http: data:; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

const text = z.string().max(40_000);
const answer = z.union([text, z.array(text), z.null()]);
const deed = z.discriminatedUnion('do', [
  z.object({ do: z.literal('slash'), channel: text, text, threadTs: text.optional() }),
  z.object({ do: z.literal('say'), channel: text, text, threadTs: text.optional() }),
  z.object({
    do: z.literal('click'),
    channel: text,
    ts: text,
    actionId: text,
    blockId: text,
    answer: answer.optional(),
  }),
  z.object({
    do: z.literal('clickInModal'),
    viewId: text,
    actionId: text,
    blockId: text,
    answer: answer.optional(),
  }),
  z.object({ do: z.literal('clickInHome'), actionId: text, blockId: text, answer: answer.optional() }),
  z.object({ do: z.literal('submit'), viewId: text, answers: z.record(text, z.record(text, answer)) }),
  z.object({ do: z.literal('close'), viewId: text, all: z.boolean() }),
  z.object({ do: z.literal('options'), viewId: text, actionId: text, query: text }),
  z.object({ do: z.literal('shortcut'), callbackId: text }),
  z.object({ do: z.literal('messageShortcut'), callbackId: text, channel: text, ts: text }),
  z.object({ do: z.literal('openHome'), tab: z.enum(['home', 'messages']) }),
  z.object({ do: z.literal('stopSession'), channel: text, threadTs: text }),
  z.object({ do: z.literal('travel'), byMs: z.number() }),
]);
type Deed = z.infer<typeof deed>;
const request = z.object({ user: text, deed });

function pressOptions(given: {
  readonly blockId: string;
  readonly answer?: z.infer<typeof answer> | undefined;
}) {
  return { blockId: given.blockId, ...(given.answer === undefined ? {} : { answer: given.answer }) };
}

/** Everybody goes ahead, the bot too. */
function travel({ clock, feed }: Workspace, byMs: number): Record<string, never> {
  if (clock.travel === undefined) throw new Error('time cannot be set here');
  clock.travel(byMs);
  feed.show({ kind: 'time', nowMs: clock.nowMs() }, 'time went ahead');
  return {};
}

async function perform(workspace: Workspace, hands: Hands, what: Deed): Promise<unknown> {
  switch (what.do) {
    case 'slash':
      return hands.slash(what.channel, what.text, what.threadTs ? { threadTs: what.threadTs } : {});
    case 'say':
      return hands.say(what.channel, what.text, what.threadTs);
    case 'click':
      // What the person saw a moment ago may be gone by now: then it is a click on a stale card, as in Slack.
      return hands.click(what.channel, what.ts, what.actionId, { ...pressOptions(what), stale: true });
    case 'clickInModal':
      return hands.clickInModal(what.viewId, what.actionId, pressOptions(what));
    case 'clickInHome':
      return hands.clickInHome(what.actionId, pressOptions(what));
    case 'submit':
      return hands.submitModal(what.viewId, what.answers);
    case 'close':
      return hands.closeModal(what.viewId, { all: what.all });
    case 'options':
      return hands.options(what.viewId, what.actionId, what.query);
    case 'shortcut':
      return hands.shortcut(what.callbackId);
    case 'messageShortcut':
      return hands.messageShortcut(what.callbackId, what.channel, what.ts);
    case 'openHome':
      return hands.openHome(what.tab);
    case 'stopSession':
      return hands.stopSession(what.channel, what.threadTs);
    case 'travel':
      return travel(workspace, what.byMs);
  }
}

async function serveFile(response: ServerResponse, name: string): Promise<void> {
  if (!FILE_NAME.test(name)) return sendText(response, 404, 'not found');
  try {
    const body = await readFile(new URL(`./page/${name}`, import.meta.url));
    response.writeHead(200, {
      'content-type': TYPES[name.slice(name.lastIndexOf('.'))] ?? '',
      ...SECURITY_HEADERS,
    });
    response.end(body);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    sendText(response, 404, 'not found');
  }
}

/** Only the page itself may use the hands: same origin, JSON, no form another site could send. */
function isFromPage(request: IncomingMessage, origin: string): boolean {
  const from = request.headers.origin;
  const isOwn = from === undefined || from === origin;
  return isOwn && (request.headers['content-type'] ?? '').startsWith('application/json');
}

/** `extras` is asked for with each snapshot: links may change while the page is open. */
export function createPageServer(deps: HandsDeps, extras: () => PageExtras) {
  const streams = new Set<ServerResponse>();

  function feed(response: ServerResponse, user: string): void {
    response.writeHead(200, { 'content-type': 'text/event-stream', ...SECURITY_HEADERS });
    const write = (data: unknown): void => void response.write(`data: ${JSON.stringify(data)}\n\n`);
    const stop = deps.workspace.feed.subscribe((event) => {
      if (visibleTo(event, user)) write(event);
    });
    const keepAlive = setInterval(() => response.write(': still here\n\n'), KEEP_ALIVE_MS);
    streams.add(response);
    response.on('close', () => {
      stop();
      clearInterval(keepAlive);
      streams.delete(response);
    });
    write({ kind: 'ready' });
  }

  async function hands(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!isFromPage(incoming, deps.workspace.origin))
      return sendText(response, 403, 'only the page may do this');
    const parsed = request.safeParse(parseJson(await readBody(incoming)));
    if (!parsed.success) return sendJson(response, 400, { error: z.prettifyError(parsed.error) });
    try {
      const result = await perform(deps.workspace, handsOf(deps, parsed.data.user), parsed.data.deed);
      return sendJson(response, 200, result);
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      return sendJson(response, 409, { error: error.message });
    }
  }

  async function serve(incoming: IncomingMessage, response: ServerResponse, url: URL): Promise<void> {
    const user = url.searchParams.get('user') ?? '';
    if (url.pathname === '/hands' && incoming.method === 'POST') return hands(incoming, response);
    if (incoming.method !== 'GET') return sendText(response, 405, 'method not allowed');
    if (url.pathname === '/feed') return feed(response, user);
    if (url.pathname === '/snapshot')
      return sendJson(response, 200, snapshotFor(deps.workspace, user, extras()), SECURITY_HEADERS);
    if (url.pathname === '/' || url.pathname.startsWith('/archives/'))
      return serveFile(response, 'index.html');
    return serveFile(response, url.pathname.replace(/^\/page\//, ''));
  }

  return {
    serve,
    close(): void {
      for (const stream of streams) stream.end();
    },
  };
}
