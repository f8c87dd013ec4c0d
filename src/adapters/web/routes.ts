// What a route is, and how an answer is written: every one with the headers that keep a browser from doing more than show it.
import type { IncomingMessage, ServerResponse } from 'node:http';

export type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void;
export type Route = {
  /** Whether the path (without query, not decoded) is this route's. The first that matches takes the request. */
  readonly matches: (path: string) => boolean;
  readonly handle: Listener;
};

/** For listeners of other adapters, which look after method and body themselves. */
export const exactly = (path: string, handle: Listener): Route => ({
  matches: (requested) => requested === path,
  handle,
});

/** Nothing may be loaded, framed, sent or sniffed; pages name the few exceptions that they need. */
export const STRICT_POLICY =
  "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export type Answer = {
  readonly status: number;
  readonly contentType: string;
  readonly body: string;
  readonly policy?: string;
};

export function send(response: ServerResponse, { status, contentType, body, policy }: Answer): void {
  response.writeHead(status, {
    ...safeHeaders(policy ?? STRICT_POLICY),
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  response.end(body);
}

export const safeHeaders = (policy: string): Record<string, string> => ({
  'content-security-policy': policy,
  'x-content-type-options': 'nosniff',
  // A link out of a page must not carry the page's own unguessable address along.
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
  'x-robots-tag': 'noindex, nofollow',
});

export const sendText = (response: ServerResponse, status: number, text: string): void =>
  send(response, { status, contentType: 'text/plain; charset=utf-8', body: `${text}\n` });

/** False, with an answer sent, for anything but reading. */
export function isRead(request: IncomingMessage, response: ServerResponse): boolean {
  if (request.method === 'GET' || request.method === 'HEAD') return true;
  response.setHeader('allow', 'GET, HEAD');
  sendText(response, 405, 'Only reading is possible here.');
  return false;
}

export const pathOf = (request: IncomingMessage): string => (request.url ?? '/').split(/[?#]/)[0] ?? '/';
