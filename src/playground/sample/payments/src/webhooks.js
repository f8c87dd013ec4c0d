// Notices to merchants, signed so that they can trust them.
import { createHmac, timingSafeEqual } from 'node:crypto';

const toleranceMs = 5 * 60_000;

export function sign(body, secret, atMs) {
  const digest = createHmac('sha256', secret).update(`${atMs}.${body}`).digest('hex');
  return `t=${atMs},v1=${digest}`;
}

export function verify(body, header, secret, nowMs) {
  const match = /^t=(\d+),v1=([0-9a-f]{64})$/.exec(header);
  if (match === null) return false;
  const [, atMs, digest] = match;
  if (Math.abs(nowMs - Number(atMs)) > toleranceMs) return false;
  const expected = createHmac('sha256', secret).update(`${atMs}.${body}`).digest();
  return timingSafeEqual(expected, Buffer.from(digest, 'hex'));
}

export function statementNotice(statement) {
  return JSON.stringify({ type: 'settlement.paid', data: statement });
}
