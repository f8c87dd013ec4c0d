// Reads a request's body whole, up to a limit.
import type { IncomingMessage } from 'node:http';

/** Bytes of bodies that may be held in memory at once, over all requests: anybody can send one before its signature is known. */
export type BodyBudget = { leftBytes: number };

/**
 * Undefined when it is longer than `maxBytes`: reading stops there, and the answer should close the connection. So too when the budget is used up.
 * Rejects when the sender goes away half way.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
  budget: BodyBudget,
): Promise<Buffer | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > maxBytes) return undefined;
  const { promise, resolve, reject } = Promise.withResolvers<Buffer | undefined>();
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  // Not `for await`: leaving it early destroys the connection before the answer is sent.
  request.on('data', (chunk: Buffer) => {
    sizeBytes += chunk.byteLength;
    budget.leftBytes -= chunk.byteLength;
    if (sizeBytes <= maxBytes && budget.leftBytes >= 0) {
      chunks.push(chunk);
      return;
    }
    request.pause();
    resolve(undefined);
  });
  request.once('end', () => resolve(Buffer.concat(chunks)));
  request.once('error', reject);
  request.once('close', () => reject(new Error('the sender went away before the whole body was there')));
  try {
    return await promise;
  } finally {
    budget.leftBytes += sizeBytes;
  }
}
