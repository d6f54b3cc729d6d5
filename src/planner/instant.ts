import { Temporal } from 'temporal-polyfill';
import { DAY_MS, floorDay, mod, moveDay, type Step } from './civil.js';
import type { Zone } from './zone.js';

export { isTimeZone } from './zone.js';

/** Units of relative times, in the notation of Grafana and ClickHouse: `m` is a minute, `M` a month. */
const TIME_UNITS = { s: 1000, m: 60_000, h: 3_600_000 } as const;
const CALENDAR_UNITS = {
  d: { days: 1 },
  w: { days: 7 },
  M: { months: 1 },
  y: { months: 12 },
} as const satisfies Record<string, Step>;

export type PeriodUnit = keyof typeof TIME_UNITS | keyof typeof CALENDAR_UNITS;

/** A number of calendar units, e.g. 30 days. */
export interface Period {
  readonly count: number;
  readonly unit: PeriodUnit;
}

/** An instant as a caller can give it: absolute, a reading of the zone's clock, or relative to now. */
export type InstantInput =
  | { readonly kind: 'absolute'; readonly epochMs: number }
  /** In milliseconds since the clock showed 1970-01-01T00:00. */
  | { readonly kind: 'local'; readonly localMs: number }
  | {
      readonly kind: 'relative';
      readonly offsets: readonly { sign: 1 | -1; period: Period }[];
      readonly floor: PeriodUnit | null;
    };

const RELATIVE = /^now((?:[+-]\d{1,6}[smhdwMy])*)(?:\/([smhdwMy]))?$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?([Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/**
 * Reads ISO-8601, epoch milliseconds, or a relative time such as `now-7d/d`. Null for anything else. A date, or a date
 * and time without an offset, is what a clock shows: that of the window's zone. `/d` goes to the start of the day also
 * where a range ends: ranges are half-open, so `now-7d/d` to `now/d` are the seven days up to yesterday.
 */
export function parseInstant(value: unknown): InstantInput | null {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? absolute(value) : null;
  if (typeof value !== 'string') return null;
  if (/^-?\d{9,16}$/.test(value)) return absolute(Number(value));
  const relative = RELATIVE.exec(value);
  if (relative !== null) {
    const offsets = [...(relative[1] ?? '').matchAll(/([+-])(\d+)([smhdwMy])/g)].map(
      ([, sign, count, unit]) => ({
        sign: sign === '-' ? (-1 as const) : (1 as const),
        period: { count: Number(count), unit: unit as PeriodUnit },
      }),
    );
    return { kind: 'relative', offsets, floor: (relative[2] as PeriodUnit | undefined) ?? null };
  }
  const iso = ISO.exec(value);
  if (iso === null) return null;
  try {
    if (iso[1] !== undefined) return absolute(Temporal.Instant.from(value).epochMilliseconds);
    const reading = Temporal.PlainDateTime.from(value).toZonedDateTime('UTC');
    return { kind: 'local', localMs: reading.epochMilliseconds };
  } catch {
    return null;
  }
}

function absolute(epochMs: number): InstantInput | null {
  return Math.abs(epochMs) <= 8.64e15 ? { kind: 'absolute', epochMs } : null;
}

/** The instant that an input means, in epoch milliseconds; calendar units and rounding follow the zone. */
export function resolveInstant(input: InstantInput, now: number, zone: Zone): number {
  switch (input.kind) {
    case 'absolute':
      return input.epochMs;
    case 'local':
      return input.localMs % DAY_MS === 0
        ? zone.startOfDay(input.localMs / DAY_MS)
        : zone.instant(input.localMs);
    case 'relative': {
      const moved = input.offsets.reduce((at, { sign, period }) => shift(at, period, sign, zone), now);
      return input.floor === null ? moved : floorTo(moved, input.floor, zone);
    }
  }
}

/** Moves an instant by calendar units of the zone: a day may have 23 to 25 hours. */
export function shift(epochMs: number, { count, unit }: Period, sign: 1 | -1, zone: Zone): number {
  if (isTimeUnit(unit)) return epochMs + sign * count * TIME_UNITS[unit];
  if (count === 0) return epochMs;
  const local = zone.local(epochMs);
  const clock = mod(local, DAY_MS);
  const day = moveDay((local - clock) / DAY_MS, CALENDAR_UNITS[unit], sign * count);
  return zone.instant(day * DAY_MS + clock);
}

/** The start of the unit that an instant lies in, by the zone's calendar; weeks start on Monday. */
export function floorTo(epochMs: number, unit: PeriodUnit, zone: Zone): number {
  if (!isTimeUnit(unit)) return zone.startOfDay(floorDay(zone.day(epochMs), CALENDAR_UNITS[unit]));
  const offset = zone.offsetAt(epochMs);
  const local = epochMs + offset;
  const floored = local - mod(local, TIME_UNITS[unit]);
  // With the same offset where the clock showed the reading under it: an hour that it repeats begins twice.
  return zone.offsetAt(floored - offset) === offset ? floored - offset : zone.instant(floored);
}

function isTimeUnit(unit: PeriodUnit): unit is keyof typeof TIME_UNITS {
  return unit in TIME_UNITS;
}
