// What a benchmark gives: rows with our figure and the floor's, measured in the same run.

export type Unit = 'ms' | 'per second' | 'MB per second' | 'MB' | 'lines' | 'of 1';

/** Of these, more is better. */
const RATES: readonly Unit[] = ['per second', 'MB per second', 'of 1'];

export type Row = {
  readonly what: string;
  readonly unit: Unit;
  readonly greenlight: number;
  /** Null where nothing comparable was measured: the figure stands alone. */
  readonly floor: number | null;
};

/** `skipped` says what is missing on this machine. */
export type Result =
  | { readonly name: string; readonly floorIs: string; readonly rows: readonly Row[] }
  | { readonly name: string; readonly skipped: string };

export type Options = {
  /** A few iterations, to see that everything still runs; the figures mean nothing. */
  readonly smoke: boolean;
  /** Tells what is being done, for whoever waits. */
  say(line: string): void;
};

/** How many times worse than the floor: 1 is as good, also where more is better. */
export function ratioOf({ unit, greenlight, floor }: Row): number | null {
  if (floor === null) return null;
  return RATES.includes(unit) ? floor / greenlight : greenlight / floor;
}
