// Requests that two readers could take for two different things: refused whole, so that nothing rides behind what was allowed.
import type { IncomingMessage } from 'node:http';

const ONLY_ONCE = ['host', 'content-length', 'transfer-encoding', 'connection', 'expect'];
/** Change what is spoken on the connection. */
const NEVER = ['upgrade', 'http2-settings', 'trailer', 'te'];

/** In a word what is odd about its head; undefined for a plain one. */
export function oddness(request: IncomingMessage): string | undefined {
  const names = request.rawHeaders.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  const { 'content-length': length, 'transfer-encoding': coding } = request.headers;
  if (!/^[!-~]+$/.test(request.url ?? '')) return 'target';
  if (request.httpVersion !== '1.1' && request.httpVersion !== '1.0') return 'version';
  for (const name of ONLY_ONCE) if (names.filter((each) => each === name).length > 1) return `two ${name}`;
  for (const name of NEVER) if (names.includes(name)) return name;
  if (length !== undefined && coding !== undefined) return 'two lengths';
  if (coding !== undefined && coding.toLowerCase() !== 'chunked') return 'transfer-encoding';
  if (length !== undefined && !/^\d{1,15}$/.test(length)) return 'content-length';
  return hasBody(request) && BODILESS.has(request.method ?? '') ? 'body' : undefined;
}

const BODILESS = new Set(['GET', 'HEAD', 'CONNECT', 'OPTIONS', 'TRACE']);

export const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

export type Target = { readonly host: string; readonly port: number | undefined; readonly path: string };

/** Of a CONNECT: host and port, and nothing else. The host may still be anything. */
export function tunnelTarget(authority: string): { host: string; port: number } | undefined {
  const match = /^(\[[^\]]*\]|[^:/?#@]+):([1-9]\d{0,4})$/.exec(authority);
  const port = Number(match?.[2] ?? 0);
  return match?.[1] !== undefined && port > 0 && port < 65_536 ? { host: match[1], port } : undefined;
}

/**
 * Of a request in absolute form, taken apart by hand: a URL parser mends what it reads, and a mended host is not the one
 * that was asked for.
 */
export function requestTarget(url: string): Target | undefined {
  const match = /^https?:\/\/(\[[^\]]*\]|[^:/?#@\\]+)(?::([1-9]\d{0,4}))?(\/[^#\\]*|\?[^#\\]*)?$/i.exec(url);
  if (match?.[1] === undefined) return undefined;
  const [, host, digits, rest = ''] = match;
  const scheme = url.slice(0, 5).toLowerCase() === 'https' ? 443 : undefined;
  const port = digits === undefined ? scheme : Number(digits);
  if (port !== undefined && (port < 1 || port > 65_535)) return undefined;
  return { host, port, path: rest.startsWith('/') ? rest : `/${rest}` };
}
