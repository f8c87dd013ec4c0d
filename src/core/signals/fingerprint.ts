// The name of a failure that stays the same while times, places and machines change. Versioned: other rules, other names.
import { digestOf } from '../ci/digest.ts';
import type { FailureKind, Fingerprint } from './failure-signal.ts';
import { maskQuoted } from './quoted.ts';

/** Raised with every change of the rules below: prints of two versions never compare equal. */
const VERSION = 2;
const MAX_MASKED_CHARS = 600;
/** Long values are looked for further on than words are kept. */
const MAX_READ_CHARS = 16_000;

export type Identity = {
  readonly kind: FailureKind;
  readonly tool: string;
  /** With parameters: one case of a table is a failure of its own. */
  readonly testId?: string | undefined;
  readonly file?: string | undefined;
  readonly code?: string | undefined;
  readonly message: string;
  /** Seen to pass and fail on one commit: then the values it failed with are chance, and only the first line names it. */
  readonly flaky?: boolean;
  /** Tells equal findings of one file apart: the second unused variable is another one. 0 for the first. */
  readonly ordinal?: number;
};

/** Without job, step, line and column: one failure in twelve legs of a matrix is one, and lines move between attempts. */
export function fingerprintOf(identity: Identity): Fingerprint {
  const { kind, testId = '', file = '', code = '' } = identity;
  const masked = maskedOf(identity);
  const coarse = JSON.stringify([kind, withoutParameters(testId), file, code, testId ? '' : typeOf(masked)]);
  return {
    fine: `f${VERSION}-${kind}-${digestOf(keyOf(identity, masked))}`,
    coarse: `c${VERSION}-${kind}-${digestOf(coarse)}`,
    v: VERSION,
  };
}

/** What the fine print is made of: equal exactly where the print is. */
export const fineKey = (identity: Identity): string => keyOf(identity, maskedOf(identity));

const maskedOf = ({ flaky, message }: Identity): string =>
  flaky === true ? headOf(message) : maskVolatile(message);

const keyOf = (
  { kind, tool, testId = '', file = '', code = '', ordinal = 0 }: Identity,
  masked: string,
): string => JSON.stringify([kind, tool, testId, file, code, masked, ordinal]);

/** `test_table[z-2]`, `adds (3)`, `Sub/case_4`: the case of a table is no test of its own here. */
const withoutParameters = (testId: string): string =>
  testId.replace(/\[.{0,2000}\]$/s, '').replace(/\(.{0,500}\)$/s, '');

/** The exception's type, where the message begins with one: its words differ between two ways to fail. */
const typeOf = (message: string): string => /^[\w.$]{0,200}(?:Error|Exception)\b/.exec(message)?.[0] ?? '';

const headOf = (message: string): string =>
  maskVolatile(message.split('\n')[0] ?? '').replace(/\d{1,30}/g, '#');

/** In this order: what is longest and surest first, so that a later mask does not tear an earlier one apart. */
const MASKS: readonly (readonly [RegExp, string])[] = [
  [/\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?: ?(?:Z|[+-]\d\d:?\d\d))?)?/g, '<time>'],
  [/\b\d{1,2}:\d\d:\d\d(?:[.,]\d{1,9})?\b/g, '<time>'],
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/gi, '<uuid>'],
  [/\b0x[0-9a-f]{1,16}\b/gi, '<address>'],
  [/\b(?=[0-9a-f]{0,63}[0-9])(?=[0-9a-f]{0,63}[a-f])[0-9a-f]{7,64}\b/g, '<hash>'],
  [/(https?:\/\/[^\s/?#:]{1,255})(?::\d{1,5})?(\/[^\s?#]{0,500})?(?:[?#]\S{0,500})?/g, '$1$2'],
  [/\b(localhost|\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}):\d{1,5}\b/g, '$1:<port>'],
  [/(\bport:? ?)\d{1,5}\b/gi, '$1<port>'],
  [/(?:\/private)?\/(?:tmp|var\/folders|var\/tmp)\/[^\s'")\]]{1,300}/g, '<tmp>'],
  [/(?:[A-Za-z]:)?[\\/](?:home|Users|root)[\\/][^\s'")\]:]{1,300}/g, '<path>'],
  [/node_modules[\\/]\.pnpm[\\/][^\\/\s]{1,200}/g, 'node_modules'],
  [
    /\b\d{1,12}(?:\.\d{1,12})? ?(?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hours?|µs|ns)\b/g,
    '<duration>',
  ],
  [/\b\d{1,12}(?:\.\d{1,12})? ?(?:bytes|[KMGT]i?B)\b/gi, '<size>'],
  [/\b(pid|process|thread|goroutine|worker|seed)([ :=#-]{1,3})\d{1,20}\b/gi, '$1$2#'],
  [/(\.\w{1,10}):\d{1,7}(?::\d{1,7})?\b/g, '$1'],
  [/\(\d{1,7},\d{1,7}\)/g, ''],
  [/\bline \d{1,7}\b/gi, 'line #'],
];

/** Lines that say what was expected and what came: their numbers are the failure. */
const COMPARISON =
  /(?:[!=]==?|expected|received|actual|assert|to be|to equal|\bgot\b|\bwant\b|^\s{0,20}[-+])/i;
const STATUS = /\b(?:status|code|exit)\b/i;

/** The message with everything masked that changes from run to run. Numbers stay only where they are what was asserted. */
export function maskVolatile(message: string): string {
  let masked = maskQuoted(message.slice(0, MAX_READ_CHARS)).slice(0, MAX_MASKED_CHARS * 2);
  for (const [pattern, word] of MASKS) masked = masked.replace(pattern, word);
  const lines = masked.split('\n').map((line) => {
    const plain = line.replace(/\s+/g, ' ').trim();
    return COMPARISON.test(plain) || STATUS.test(plain)
      ? plain
      : plain.replace(/(?<![A-Za-z_\d])\d{1,30}\b/g, '#');
  });
  return lines
    .filter((line) => line !== '')
    .join('\n')
    .slice(0, MAX_MASKED_CHARS);
}
