// What really went over the wire: every request of this process, with its answer's status.
import { subscribe, unsubscribe } from 'node:diagnostics_channel';

export type Sent = {
  readonly method: string;
  readonly path: string;
  readonly status: number;
  readonly headers: string;
};

type Message = {
  request: { method: string; path: string; headers: string | readonly string[] };
  response: { statusCode: number };
};

/** Records until `stop`. */
export function recordWire(): { sent: Sent[]; stop(): void } {
  const sent: Sent[] = [];
  const note = (message: unknown) => {
    const { request, response } = message as Message;
    const headers = typeof request.headers === 'string' ? request.headers : request.headers.join('\n');
    sent.push({
      method: request.method,
      path: request.path,
      status: response.statusCode,
      headers: headers.toLowerCase(),
    });
  };
  subscribe('undici:request:headers', note);
  return { sent, stop: () => unsubscribe('undici:request:headers', note) };
}
