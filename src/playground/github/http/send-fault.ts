// Answers a request with an injected fault.
import type { ServerResponse } from 'node:http';
import type { HttpFault } from '../faults.ts';

export function sendFault(response: ServerResponse, fault: HttpFault): void {
  if (fault.hangUp === true) {
    response.destroy();
    return;
  }
  const body = fault.body ?? { message: 'Injected fault' };
  const isText = typeof body === 'string';
  response.writeHead(fault.status, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...fault.headers,
  });
  response.end(isText ? body : JSON.stringify(body));
}
