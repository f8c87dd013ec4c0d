// Short names for contents and requests, from SHA-256.
import { createHash } from 'node:crypto';
import { type TaskId, taskId } from '#core/ids.ts';

const CROCKFORD = '0123456789abcdefghjkmnpqrstvwxyz';

/** Sixteen hex digits of the JSON form: enough to tell policies apart on a page. */
export const digestOf = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value)).digest('hex').slice(0, 16);

/** The same request always means the same task, so that a repeated delivery starts nothing new. 40 bits: a clash among 10,000 tasks is one in 20,000. */
export function taskIdOf(requestKey: string): TaskId {
  const hash = createHash('sha256').update(requestKey).digest();
  const letters = Array.from(hash.subarray(0, 8), (byte) => CROCKFORD[byte % 32]);
  return taskId(`t-${letters.join('')}`);
}
