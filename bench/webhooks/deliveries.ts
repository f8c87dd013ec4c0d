// Webhooks as fast as they are taken, a fixed number in flight; each with a delivery id of its own.
import { randomUUID } from 'node:crypto';
import { Pool } from 'undici';
import { idNo } from '#test/contracts/engine/sample-events.ts';
import { checkRunFor, type SignedPayload } from './payload.ts';

export const TASKS = 100;
const IN_FLIGHT = 32;
const payloads: readonly SignedPayload[] = Array.from({ length: TASKS }, (_, no) => checkRunFor(idNo(no)));
export const PAYLOAD_BYTES = Buffer.byteLength(payloads[0]?.body ?? '');

/** Throws when one is not taken. */
export async function sendDeliveries(url: string, count: number): Promise<void> {
  const pool = new Pool(new URL(url).origin, { connections: IN_FLIGHT });
  let sent = 0;
  const keepSending = async (): Promise<void> => {
    while (sent < count) {
      sent += 1;
      await sendOne(pool, new URL(url).pathname, payloads[sent % TASKS] as SignedPayload);
    }
  };
  await Promise.all(Array.from({ length: IN_FLIGHT }, keepSending));
  await pool.close();
}

async function sendOne(pool: Pool, path: string, { body, signature }: SignedPayload): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    'user-agent': 'GitHub-Hookshot/bench',
    'x-github-event': 'check_run',
    'x-github-delivery': randomUUID(),
    'x-hub-signature-256': signature,
  };
  const answer = await pool.request({ path, method: 'POST', headers, body });
  const text = await answer.body.text();
  if (answer.statusCode >= 300) throw new Error(`a webhook was answered with ${answer.statusCode}: ${text}`);
}
