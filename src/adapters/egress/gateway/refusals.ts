// How the gateway says no, in the words of each API. 400 with "invalid_request_error" is the one answer that every agent takes as final.
import type http from 'node:http';
import type { ModelApi } from '#core/egress/model/provider.ts';

export type Refusal = {
  readonly status: 400 | 401 | 403 | 413 | 502;
  readonly code: string;
  readonly message: string;
};

const TYPES: Record<Refusal['status'], string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  403: 'permission_error',
  413: 'request_too_large',
  502: 'api_error',
};

export function refuse(response: http.ServerResponse, api: ModelApi, refusal: Refusal): void {
  if (response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  const { status, code, message } = refusal;
  const error =
    api === 'gemini'
      ? {
          code: status,
          status: status === 400 ? 'INVALID_ARGUMENT' : 'PERMISSION_DENIED',
          message: `${code}: ${message}`,
        }
      : { type: TYPES[status], code, message: `${code}: ${message}` };
  response.writeHead(status, { 'content-type': 'application/json', connection: 'close' });
  response.end(JSON.stringify({ type: 'error', error }));
}
