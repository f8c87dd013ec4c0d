// Working days and quiet hours where people live: over the nights in which clocks are moved, over weekends and midnights.
import { describe, expect, it } from 'vitest';
import { offsetIn } from '#app/time-zones.ts';
import { dateOf, dayOf, endOfHours, minuteOf, momentOf, nextWorkingDay, UTC } from '#core/calendar.ts';

const at = (iso: string): number => Date.parse(iso);
const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
const berlin = offsetIn('Europe/Berlin');
const HOUR_MS = 3_600_000;

describe('the next working day', () => {
  it.each([
    ['a Tuesday', 'Europe/Berlin', '2026-12-01T13:00:00Z', '2026-12-02T08:00:00.000Z'],
    ['a Friday', 'Europe/Berlin', '2026-12-04T13:00:00Z', '2026-12-07T08:00:00.000Z'],
    ['a Saturday', 'Europe/Berlin', '2026-12-05T13:00:00Z', '2026-12-07T08:00:00.000Z'],
    [
      'a Sunday that is a Monday there',
      'Pacific/Auckland',
      '2026-11-29T12:00:00Z',
      '2026-11-30T20:00:00.000Z',
    ],
    ['before clocks go forward', 'Europe/Berlin', '2026-03-27T13:00:00Z', '2026-03-30T07:00:00.000Z'],
    ['before clocks go back', 'Europe/Berlin', '2026-10-23T13:00:00Z', '2026-10-26T08:00:00.000Z'],
    [
      'before clocks go back in America',
      'America/New_York',
      '2026-10-30T20:00:00Z',
      '2026-11-02T14:00:00.000Z',
    ],
    ['half an hour beside the others', 'Asia/Kolkata', '2026-12-01T13:00:00Z', '2026-12-02T03:30:00.000Z'],
    [
      'a zone that this machine does not know',
      'Mars/Olympus',
      '2026-12-01T13:00:00Z',
      '2026-12-02T09:00:00.000Z',
    ],
  ])('after %s', (_name, zone, from, expected) => {
    expect(iso(nextWorkingDay(at(from), offsetIn(zone)))).toBe(expected);
  });

  it('is later than now, at nine, from Monday to Friday, from every hour of a year', () => {
    for (let ms = at('2026-01-01T00:00:00Z'); ms < at('2027-01-01T00:00:00Z'); ms += 7 * HOUR_MS) {
      const next = nextWorkingDay(ms, berlin);
      expect(next).toBeGreaterThan(ms);
      expect(minuteOf(next, berlin)).toBe(9 * 60);
      expect(new Date(next).getUTCDay()).toSatisfy((day: number) => day >= 1 && day <= 5);
    }
  });
});

describe('a time of day', () => {
  it('that clocks skip is as long after midnight as it would have been', () => {
    const day = dayOf(at('2026-03-29T12:00:00Z'), berlin);
    expect(iso(momentOf(day, 2 * 60 + 30, berlin))).toBe('2026-03-29T01:30:00.000Z');
  });

  it('that clocks show twice is the first of the two', () => {
    const day = dayOf(at('2026-10-25T12:00:00Z'), berlin);
    expect(iso(momentOf(day, 2 * 60 + 30, berlin))).toBe('2026-10-25T00:30:00.000Z');
  });
});

describe('quiet hours', () => {
  const night = { fromMinute: 22 * 60, toMinute: 7 * 60 };
  const lunch = { fromMinute: 12 * 60, toMinute: 13 * 60 };
  it.each([
    ['in the evening', night, '2026-12-01T21:30:00Z', '2026-12-02T06:00:00.000Z'],
    ['after midnight', night, '2026-12-02T02:00:00Z', '2026-12-02T06:00:00.000Z'],
    ['at their very end', night, '2026-12-02T06:00:00Z', null],
    ['by day', night, '2026-12-02T12:00:00Z', null],
    ['on the night that clocks go forward', night, '2026-03-28T21:30:00Z', '2026-03-29T05:00:00.000Z'],
    ['on the night that clocks go back', night, '2026-10-24T21:30:00Z', '2026-10-25T06:00:00.000Z'],
    ['within a day', lunch, '2026-12-02T11:30:00Z', '2026-12-02T12:00:00.000Z'],
    ['before they begin', lunch, '2026-12-02T10:59:00Z', null],
  ])('%s', (_name, hours, now, until) => {
    expect(iso(endOfHours(hours, at(now), berlin))).toBe(until);
  });
});

it('the calendar has the dates that the platform has, also before 1970 and in leap years', () => {
  for (const text of ['1969-12-31', '1970-01-01', '2000-02-29', '2024-02-29', '2026-12-01', '2100-03-01']) {
    const { year, month, date } = dateOf(dayOf(at(`${text}T12:00:00Z`), UTC));
    expect([year, month, date]).toEqual(text.split('-').map(Number));
  }
});
