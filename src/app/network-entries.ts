// How hosts that agents may reach are written, in the operator's file and in a repository's: a name, or a map that says more.
import { z } from 'zod';
import { readPattern } from '#core/egress/host.ts';
import type { EgressWish } from '#core/egress/narrow.ts';
import { type EgressRule, HTTP_PORT, HTTPS_PORT, METHODS } from '#core/egress/rule.ts';

const WANTS_HOST = 'wants a host name with a dot, or *. and such a name';

function pattern(text: string, context: z.RefinementCtx<unknown>): string {
  const host = readPattern(text);
  if (host === undefined) context.addIssue({ code: 'custom', message: WANTS_HOST });
  return host ?? '';
}

const short = z
  .string()
  .max(260)
  .transform((text, context): EgressWish => {
    const [, host = '', port] = /^(.*?)(?::(\d{1,5}))?$/.exec(text) ?? [];
    return { host: pattern(host, context), port: port === undefined ? HTTPS_PORT : Number(port) };
  });

/** Of an entry that is a map. */
export const ENTRY_KEYS = {
  host: z.string().max(255).transform(pattern).describe('a name, or *.example.com for every name below it'),
  port: z.int().min(1).max(65_535).default(HTTPS_PORT).describe('443 unless told'),
  methods: z
    .array(z.enum(METHODS))
    .min(1)
    .max(METHODS.length)
    .optional()
    .describe('only these; without, a tunnel in which nobody can see what is asked'),
  purpose: z.string().max(200).optional().describe('why, for people and agents'),
};
const long = z.strictObject(ENTRY_KEYS).transform((entry): EgressWish => entry);

const entry = z.union([short, long], 'wants a host name, or a map with host, port, methods and purpose');

/** Of a repository, which takes from the operator's entries what it leaves out. */
export const networkSchema = z.union(
  [z.literal('none').transform((): EgressWish[] => []), z.array(entry).max(200)],
  'wants a list of hosts, or none',
);

const WANTS_METHODS = `wants methods: without TLS, as at port ${HTTP_PORT}, nothing else passes`;
/** Of the operator. */
export const allowSchema = z
  .array(entry)
  .max(200)
  .superRefine((wishes, context) => {
    for (const [index, { port, methods }] of wishes.entries())
      if (port === HTTP_PORT && methods === undefined)
        context.addIssue({ code: 'custom', path: [index], message: WANTS_METHODS });
  });

export const ruleOf = ({ host, port, methods = 'any', purpose = '' }: EgressWish): EgressRule => ({
  host,
  port,
  methods,
  purpose,
});
