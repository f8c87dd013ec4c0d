// The clauses of a verdict's `because`: check names are untrusted, so they are bounded and never more than a few.
import type { Evidence } from './evidence.ts';

const MAX_NAMES = 3;
const MAX_NAME_CHARS = 80;

/** "lint", "lint and test", "a, b, c and 4 more". The same name is told once. */
export function names(named: readonly { readonly name: string }[]): string {
  const all = [...new Set(named.map(({ name }) => clip(name)))];
  const shown = all.slice(0, MAX_NAMES);
  const rest = all.length - shown.length;
  if (rest > 0) return `${shown.join(', ')} and ${rest} more`;
  const last = shown.pop() ?? '';
  return shown.length > 0 ? `${shown.join(', ')} and ${last}` : last;
}

/** One line of at most so many characters. */
export function clip(text: string, maxChars: number = MAX_NAME_CHARS): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > maxChars ? `${line.slice(0, maxChars - 1).toWellFormed()}…` : line;
}

/** "2 of 3 required checks passed": skipped ones count as the forge counts them, unless something before them failed. */
export function checksPassed({ deciding, missing, requiredKnown, skippedBehind }: Evidence): string {
  const counted = requiredKnown ? deciding.filter(({ required }) => required) : deciding;
  const passed = counted.filter(
    (check) => check.outcome === 'passed' || (check.outcome === 'skipped' && !skippedBehind.includes(check)),
  ).length;
  const total = counted.length + missing.length;
  const noun = `${requiredKnown ? 'required ' : ''}check${total === 1 ? '' : 's'}`;
  return `${passed} of ${total} ${noun} passed`;
}

/** "36m", "2h 05m": of spans that are minutes at least. */
export function minutesText(ms: number): string {
  const minutes = Math.max(1, Math.round(ms / 60_000));
  if (minutes < 60) return `${minutes}m`;
  return `${Math.floor(minutes / 60)}h ${String(minutes % 60).padStart(2, '0')}m`;
}
