// What really went over the wire: every request of this process, with its answer's status.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: string;
  /** '' where there was none. */
  readonly body: string;
};

type Request = Message['request'];
type Message = {
  request: { method: string; path: string; headers: string | readonly string[] };
  response: { statusCode: number };
};

/** Records until `stop`. */
export function recordWire(): { sent: Sent[]; stop(): void } {
  const sent: Sent[] = [];
  const bodies = new WeakMap<Request, string>();
  const noteBody = (message: unknown) => {
    const { request, chunk } = message as { request: Request; chunk: Uint8Array };
    bodies.set(request, (bodies.get(request) ?? '') + Buffer.from(chunk).toString('utf8'));
  };
  const note = (message: unknown) => {
    const { request, response } = message as Message;
    const headers = typeof request.headers === 'string' ? request.headers : request.headers.join('\n');
    sent.push({
      method: request.method,
      path: request.path,
      status: response.statusCode,
      headers: headers.toLowerCase(),
      body: bodies.get(request) ?? '',
    });
  };
  subscribe('undici:request:headers', note);
  subscribe('undici:request:bodyChunkSent', noteBody);
  return {
    sent,
    stop: () => {
      unsubscribe('undici:request:headers', note);
      unsubscribe('undici:request:bodyChunkSent', noteBody);
    },
  };
}
