// One request to a model provider: the operator's address, the operator's key, and no redirect that would carry it elsewhere.
import http, { type IncomingMessage, type OutgoingHttpHeaders } from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { addressOf, type ModelProvider } from '#core/egress/model/provider.ts';

/** Models may think for minutes without a byte. */
const SILENCE_MS = 900_000;

export type ProviderAnswer = {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  /** Plain, whatever the provider packed it in. */
  readonly body: Readable;
};

/** Rejects when nobody answers or `signal` is aborted. */
export function askProvider(
  provider: ModelProvider,
  request: {
    readonly method: string;
    /** With its query. */
    readonly path: string;
    readonly headers: OutgoingHttpHeaders;
    readonly body: Buffer;
    readonly signal: AbortSignal;
  },
): Promise<ProviderAnswer> {
  const url = new URL(addressOf(provider.url, request.path));
  const { method, headers, body, signal } = request;
  const { promise, resolve, reject } = Promise.withResolvers<ProviderAnswer>();
  const length = method === 'GET' ? {} : { 'content-length': body.length };
  const call = (url.protocol === 'http:' ? http : https).request(url, {
    method,
    headers: { ...headers, ...length },
    signal,
    timeout: SILENCE_MS,
  });
  call.on('timeout', () => call.destroy(new Error('the provider said nothing for a long time')));
  call.on('error', reject);
  call.on('response', (answer) => {
    const { statusCode: status = 502, headers: answered } = answer;
    resolve({ status, headers: answered, body: unpacked(answer) });
  });
  call.end(method === 'GET' ? undefined : body);
  return promise;
}

/** Packed all the same, although asked not to. */
function unpacked(answer: IncomingMessage): Readable {
  const make = UNPACK[answer.headers['content-encoding'] ?? ''];
  if (make === undefined) return answer;
  const plain = make();
  answer.on('error', (error) => plain.destroy(error));
  return answer.pipe(plain);
}
const UNPACK: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  br: createBrotliDecompress,
  deflate: createInflate,
};
