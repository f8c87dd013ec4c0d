// Signed slash commands at a steady pace, each a new request of one of twenty people: sent on time, whether or not earlier ones were answered.
import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { signBody } from '#playground/slack/delivery.ts';
import { TEAM_ID } from './web-api.ts';

export const SIGNING_SECRET = 'signing-secret-of-the-bench';
export const COMMAND = '/agent';
const PEOPLE = 20;
const CONNECTIONS = 20;

export type Load = { readonly perSecond: number; readonly seconds: number };

/** Milliseconds from sending each to the end of its answer. Throws when one is not acknowledged. */
export async function sendCommands(url: string, { perSecond, seconds }: Load): Promise<number[]> {
  const pool = new Pool(new URL(url).origin, { connections: CONNECTIONS });
  const beganAtMs = performance.now();
  const answers: Promise<number>[] = [];
  for (let index = 0; index < perSecond * seconds; index += 1) {
    const waitMs = beganAtMs + (index * 1_000) / perSecond - performance.now();
    if (waitMs > 0) await pause(waitMs);
    answers.push(sendOne(pool, new URL(url).pathname, index));
  }
  const tookMs = await Promise.all(answers);
  await pool.close();
  return tookMs;
}

async function sendOne(pool: Pool, path: string, index: number): Promise<number> {
  const body = commandOf(index);
  const timestampS = Math.floor(Date.now() / 1_000);
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': String(timestampS),
    'x-slack-signature': signBody(SIGNING_SECRET, timestampS, body),
  };
  const sentAtMs = performance.now();
  const answer = await pool.request({ path, method: 'POST', headers, body });
  const text = await answer.body.text();
  const tookMs = performance.now() - sentAtMs;
  if (answer.statusCode !== 200 || text === '')
    throw new Error(`a command was answered with ${answer.statusCode}: ${text}`);
  return tookMs;
}

function commandOf(index: number): string {
  const userNo = String(index % PEOPLE).padStart(2, '0');
  return new URLSearchParams({
    token: 'unused',
    team_id: TEAM_ID,
    team_domain: 'bench',
    channel_id: 'C0PAYMENTS',
    channel_name: 'payments',
    user_id: `U0PERSON${userNo}`,
    user_name: `person${userNo}`,
    command: COMMAND,
    text: 'fix the flaky tests in payments: settlement fails about once in ten runs on CI',
    api_app_id: 'A0BENCH001',
    is_enterprise_install: 'false',
    response_url: 'http://127.0.0.1:9/never-needed',
    trigger_id: `${Date.now()}.${randomBytes(12).toString('hex')}`,
  }).toString();
}
