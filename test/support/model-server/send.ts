// How the model server answers on the wire: JSON, a stream of events, an error in the words that clients decide by, a break.
import type http from 'node:http';
import { newId, type StreamPart } from './ask.ts';

const ERROR_TYPES: Readonly<Record<number, string>> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  429: 'rate_limit_error',
  529: 'overloaded_error',
};

/** The key of a request, wherever its API puts it. */
export function keyOf({ headers, url = '/' }: http.IncomingMessage): string {
  const bearer = (headers.authorization ?? '').replace(/^Bearer /i, '');
  const inQuery = new URLSearchParams(url.split('?')[1] ?? '').get('key') ?? '';
  return String(
    headers['x-api-key'] ?? headers['x-goog-api-key'] ?? headers['api-key'] ?? (bearer || inQuery),
  );
}

export function sendJson(response: http.ServerResponse, status: number, content: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json', 'request-id': newId('req') });
  response.end(JSON.stringify(content));
}

export function sendError(response: http.ServerResponse, status: number, message: string): void {
  const type = ERROR_TYPES[status] ?? 'api_error';
  sendJson(response, status, { type: 'error', error: { type, message, code: status, status: type } });
}

export function sendStream(
  response: http.ServerResponse,
  isSse: boolean,
  parts: readonly StreamPart[],
): void {
  response.writeHead(200, {
    'content-type': isSse ? 'text/event-stream' : 'application/json',
    'cache-control': 'no-cache',
    'request-id': newId('req'),
  });
  if (isSse) for (const part of parts) response.write(eventText(part));
  else response.write(JSON.stringify(parts.map(({ data }) => data)));
  response.end();
}

/** Half of the answer, and then the connection is gone. */
export function sendCut(
  response: http.ServerResponse,
  isStream: boolean,
  parts: readonly StreamPart[],
): void {
  response.writeHead(200, { 'content-type': isStream ? 'text/event-stream' : 'application/json' });
  const half = parts
    .slice(0, Math.ceil(parts.length / 2))
    .map(eventText)
    .join('');
  response.write(isStream ? half : '{"id":"cut', () => response.destroy());
}

const eventText = ({ event, data }: StreamPart): string =>
  `${event === undefined ? '' : `event: ${event}\n`}data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
