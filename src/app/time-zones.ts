// What the clocks of a place show, from the time zones that the platform knows.
import type { Offset } from '#core/calendar.ts';

/** UTC for a name that is none: a chat may know zones that this machine does not. */
export function offsetIn(zone: string): Offset {
  const format = formatOf(zone);
  return (atMs) => {
    const shown = Object.fromEntries(format.formatToParts(atMs).map(({ type, value }) => [type, value]));
    const { year, month, day, hour, minute, second } = shown;
    const asUtcMs = Date.UTC(
      Number(year),
      Number(month) - 1,
      Number(day),
      Number(hour),
      Number(minute),
      Number(second),
    );
    return asUtcMs - Math.floor(atMs / 1_000) * 1_000;
  };
}

function formatOf(zone: string): Intl.DateTimeFormat {
  try {
    return new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: zone });
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return new Intl.DateTimeFormat('en-GB', { ...FIELDS, timeZone: 'UTC' });
  }
}

const FIELDS = {
  calendar: 'gregory',
  hourCycle: 'h23',
  year: 'numeric',
  month: 'numeric',
  day: 'numeric',
  hour: 'numeric',
  minute: 'numeric',
  second: 'numeric',
} as const;
