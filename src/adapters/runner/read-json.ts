// A request's body as JSON, within a bound: briefs and logs of failed jobs are in there.
import type { IncomingMessage } from 'node:http';
import { problem } from '#core/problem.ts';
import { PortError } from '#ports/port-error.ts';

const MAX_BODY_BYTES = 128 * 1024 * 1024;

export async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES)
      throw refused(`A request to the runner has more than ${MAX_BODY_BYTES} bytes.`);
    chunks.push(chunk);
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch (error) {
    if (error instanceof SyntaxError) throw refused('A request to the runner is no JSON.');
    throw error;
  }
}

export const refused = (detail: string): PortError =>
  new PortError(problem('internal', detail), { retryable: false });
