// Days and times of day in a zone, by arithmetic alone: what the zone's clock shows at a moment arrives as a function.

/** How far ahead of UTC the clocks of a place are at a moment, in milliseconds. It changes where clocks are moved. */
export type Offset = (atMs: number) => number;

export const UTC: Offset = () => 0;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** 1 January 1970 was a Thursday; Monday is 0. */
const WEEKDAY_OF_EPOCH = 3;
const FRIDAY = 4;
const WORK_BEGINS_MINUTE = 9 * 60;

/** Days since the epoch, as the place's calendar has it. */
export const dayOf = (atMs: number, offset: Offset): number => Math.floor((atMs + offset(atMs)) / DAY_MS);

/** Minutes since midnight, as the place's clock shows them. */
export const minuteOf = (atMs: number, offset: Offset): number =>
  Math.floor((((atMs + offset(atMs)) % DAY_MS) + DAY_MS) / MINUTE_MS) % 1_440;

/** Monday is 0. */
export const weekdayOf = (day: number): number => (((day + WEEKDAY_OF_EPOCH) % 7) + 7) % 7;

/**
 * When the place's clock shows this minute of this day. A time that the clocks skip is taken as long after midnight as
 * it would have been, and of one that they show twice the first is meant.
 */
export function momentOf(day: number, minute: number, offset: Offset): number {
  const shown = day * DAY_MS + minute * MINUTE_MS;
  const around = [shown - DAY_MS, shown + DAY_MS].map((nearMs) => shown - offset(nearMs));
  const fitting = around.filter((atMs) => atMs + offset(atMs) === shown);
  return fitting.length > 0 ? Math.min(...fitting) : Math.max(...around);
}

/** Nine in the morning of the next day from Monday to Friday. */
export function nextWorkingDay(atMs: number, offset: Offset): number {
  let day = dayOf(atMs, offset) + 1;
  while (weekdayOf(day) > FRIDAY) day += 1;
  return momentOf(day, WORK_BEGINS_MINUTE, offset);
}

/** From one time of day to another, over midnight where the second is the earlier one. */
export type Hours = { readonly fromMinute: number; readonly toMinute: number };

/** When hours that hold at this moment end; null where they do not hold. */
export function endOfHours({ fromMinute, toMinute }: Hours, atMs: number, offset: Offset): number | null {
  const now = minuteOf(atMs, offset);
  const day = dayOf(atMs, offset);
  const isOverMidnight = toMinute <= fromMinute;
  const isEvening = now >= fromMinute && (isOverMidnight || now < toMinute);
  if (isEvening) return momentOf(isOverMidnight ? day + 1 : day, toMinute, offset);
  return isOverMidnight && now < toMinute ? momentOf(day, toMinute, offset) : null;
}

/** Year, month (from 1) and day of the month of a day since the epoch (the Gregorian calendar, by eras of 400 years). */
export function dateOf(day: number): {
  readonly year: number;
  readonly month: number;
  readonly date: number;
} {
  const shifted = day + 719_468;
  const era = Math.floor(shifted / 146_097);
  const ofEra = shifted - era * 146_097;
  const yearOfEra = Math.floor(
    (ofEra - Math.floor(ofEra / 1_460) + Math.floor(ofEra / 36_524) - Math.floor(ofEra / 146_096)) / 365,
  );
  const ofYear = ofEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const fromMarch = Math.floor((5 * ofYear + 2) / 153);
  const month = fromMarch < 10 ? fromMarch + 3 : fromMarch - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return { year, month, date: ofYear - Math.floor((153 * fromMarch + 2) / 5) + 1 };
}
