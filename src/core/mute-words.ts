// How long a mute is to last, as people say it.
import { durationMs } from './start-options.ts';

/** `tomorrow` is the next working day of whoever says it; `end` is when the task rests. */
export type MuteUntil =
  | { readonly kind: 'for'; readonly ms: number }
  | { readonly kind: 'tomorrow' }
  | { readonly kind: 'end' };

const HOUR_MS = 3_600_000;
export const USUAL_MUTE: MuteUntil = { kind: 'for', ms: 4 * HOUR_MS };

/** Offered on the card; the same words as those that are typed. */
export const MUTE_CHOICES = ['1h', '4h', 'tomorrow', 'end'] as const;

/** Null for what is none. */
export function muteUntil(word: string | undefined): MuteUntil | null {
  if (word === undefined) return USUAL_MUTE;
  if (word === 'tomorrow' || word === 'end') return { kind: word };
  const ms = durationMs(word);
  return ms === null ? null : { kind: 'for', ms };
}
