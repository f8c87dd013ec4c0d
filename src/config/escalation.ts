// Escalation in the operator's file: who is called after how long, and the pager, whose key is named and never written.
import { z } from 'zod';
import type { AppConfig } from '#app/deps.ts';
import { durationSchema } from '#app/repository-file.ts';
import type { CallTarget, EscalationStep } from '#core/escalation.ts';
import type { PagerKind, PagerOptions } from '#ports/pager.ts';
import type { Environment } from './environment.ts';
import type { OperatorFile } from './operator-file.ts';

const WANTS_CALLED = 'wants ids of user groups (S012ABCDEF) or of people (U012ABCDEF)';
const called = z.array(z.string().regex(/^[SUW][A-Z0-9]{2,20}$/, WANTS_CALLED)).max(10);
const channelId = z.string().regex(/^[CG][A-Z0-9]{2,20}$/, 'wants a Slack channel id such as C012ABCDEF');

const pager = z
  .strictObject({
    kind: z.enum(['pagerduty', 'opsgenie', 'json']).describe('what it speaks; json: one plain body'),
    url: z
      .url({ protocol: /^https?$/, error: 'wants an address that begins with https:// or http://' })
      .optional()
      .describe("another address than the pager's own; json needs one"),
    key_env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]{2,99}$/, 'wants the name of a variable, not the key itself')
      .optional()
      .describe('environment variable that holds the routing or API key; json can do without'),
  })
  .optional()
  .describe('who is paged at the end of the ladder; redirects are not followed');

export const escalationSchema = z
  .strictObject({
    after: durationSchema
      .optional()
      .describe('blocked and needs_human that nobody answers for so long escalate by themselves; else never'),
    steps: z
      .array(
        z.strictObject({
          call: z.enum(['requester', 'on_call', 'pager']).describe('who is called'),
          wait: durationSchema
            .default(15 * 60_000)
            .describe('the next step follows after so long, 15m unless told'),
          quiet: z
            .enum(['hold', 'break'])
            .optional()
            .describe(
              'whether quiet hours and mutes of the requester hold it; only the requester is, unless told',
            ),
        }),
      )
      .min(1)
      .max(6)
      .optional()
      .describe('one after the other until somebody acknowledges; requester, on_call and pager unless told'),
    on_call: called.optional().describe('user groups or people that are pinged; people.on_call unless told'),
    channels: z
      .record(channelId, called)
      .default({})
      .describe('channel id: who is on call for what was asked there'),
    pager,
  })
  .prefault({})
  .describe('who is called when nobody answers');

const QUIET: Record<CallTarget, EscalationStep['quiet']> = {
  requester: 'hold',
  on_call: 'break',
  pager: 'break',
};
const USUAL: readonly CallTarget[] = ['requester', 'on_call', 'pager'];
const USUAL_WAIT_MS = 15 * 60_000;

export function escalationOf({ escalation, people }: OperatorFile): NonNullable<AppConfig['escalation']> {
  const { after, steps, on_call: onCall = people.on_call, channels, pager: paged } = escalation;
  const wanted = steps ?? USUAL.map((call) => ({ call, wait: USUAL_WAIT_MS, quiet: undefined }));
  return {
    afterMs: after ?? null,
    steps: wanted
      .filter(({ call }) => call !== 'pager' || paged !== undefined)
      .map(({ call, wait, quiet }) => ({ call, waitMs: wait, quiet: quiet ?? QUIET[call] })),
    onCall: { default: onCall, channels },
  };
}

const OWN_ADDRESS: Record<PagerKind, boolean> = { pagerduty: true, opsgenie: true, json: false };

/** Null where none is configured. Every problem names the variable or the key that is missing. */
export function readPager(
  { escalation }: Pick<OperatorFile, 'escalation'>,
  env: Environment,
  problems: string[],
): PagerOptions | null {
  const at = 'greenlight.yml: escalation';
  const { pager: paged, steps = [] } = escalation;
  if (paged === undefined) {
    if (steps.some(({ call }) => call === 'pager'))
      problems.push(`${at}.steps: one calls the pager, and there is no escalation.pager`);
    return null;
  }
  const { kind, url, key_env: variable } = paged;
  const key = variable === undefined ? '' : (env[variable]?.trim() ?? '');
  if (url === undefined && !OWN_ADDRESS[kind])
    problems.push(`${at}.pager.url: ${kind} wants the address that pages are sent to`);
  if (variable === undefined && OWN_ADDRESS[kind])
    problems.push(`${at}.pager.key_env: ${kind} wants a key: name the variable that holds it`);
  if (variable !== undefined && key === '')
    problems.push(
      `${variable} is not set: greenlight.yml names it as the key of escalation.pager. Get it: from that pager, or take key_env out.`,
    );
  return { kind, key, ...(url === undefined ? {} : { url: url.replace(/\/+$/, '') }) };
}
