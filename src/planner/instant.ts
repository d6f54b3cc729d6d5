import { Temporal } from 'temporal-polyfill';

/** Units of relative times, in the notation of Grafana and ClickHouse: `m` is a minute, `M` a month. */
const UNITS = {
  s: 'seconds',
  m: 'minutes',
  h: 'hours',
  d: 'days',
  w: 'weeks',
  M: 'months',
  y: 'years',
} as const;
export type PeriodUnit = keyof typeof UNITS;

/** A number of calendar units, e.g. 30 days. */
export interface Period {
  readonly count: number;
  readonly unit: PeriodUnit;
}

/** An instant as a caller can give it: absolute, or relative to now. */
export type InstantInput =
  | { readonly kind: 'absolute'; readonly epochMs: number }
  | {
      readonly kind: 'relative';
      readonly offsets: readonly { sign: 1 | -1; period: Period }[];
      readonly floor: PeriodUnit | null;
    };

const RELATIVE = /^now((?:[+-]\d{1,6}[smhdwMy])*)(?:\/([smhdwMy]))?$/;
const ISO = /^\d{4}-\d\d-\d\d(?:[Tt ]\d\d:\d\d(?::\d\d(?:[.,]\d{1,9})?)?(?:[Zz]|[+-]\d\d(?::?\d\d)?)?)?$/;

/** Reads ISO-8601 (UTC where no offset is given), epoch milliseconds, or `now-7d/d`. Null for anything else. */
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
  if (!ISO.test(value)) return null;
  try {
    const zoned = /([Zz]|[+-]\d\d(:?\d\d)?)$/.test(value.slice(10));
    return absolute(
      Temporal.Instant.from(zoned ? value : `${value}${value.length === 10 ? 'T00:00' : ''}Z`)
        .epochMilliseconds,
    );
  } catch {
    return null;
  }
}

function absolute(epochMs: number): InstantInput | null {
  return Math.abs(epochMs) <= 8.64e15 ? { kind: 'absolute', epochMs } : null;
}

/** The instant that an input means, in epoch milliseconds; calendar units and rounding follow the zone. */
export function resolveInstant(input: InstantInput, now: number, timeZone: string): number {
  if (input.kind === 'absolute') return input.epochMs;
  const moved = input.offsets.reduce((at, { sign, period }) => shift(at, period, sign, timeZone), now);
  return input.floor === null ? moved : floorTo(moved, input.floor, timeZone);
}

/** Moves an instant by calendar units of the zone: a day may have 23 to 25 hours. */
export function shift(epochMs: number, { count, unit }: Period, sign: 1 | -1, timeZone: string): number {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  return at.add({ [UNITS[unit]]: sign * count }).epochMilliseconds;
}

/** The start of the unit that an instant lies in, by the zone's calendar; weeks start on Monday. */
export function floorTo(epochMs: number, unit: PeriodUnit, timeZone: string): number {
  const at = Temporal.Instant.fromEpochMilliseconds(epochMs).toZonedDateTimeISO(timeZone);
  switch (unit) {
    case 's':
      return at.round({ smallestUnit: 'second', roundingMode: 'floor' }).epochMilliseconds;
    case 'm':
      return at.round({ smallestUnit: 'minute', roundingMode: 'floor' }).epochMilliseconds;
    case 'h':
      return at.round({ smallestUnit: 'hour', roundingMode: 'floor' }).epochMilliseconds;
    case 'd':
      return at.startOfDay().epochMilliseconds;
    case 'w':
      return at
        .startOfDay()
        .subtract({ days: at.dayOfWeek - 1 })
        .startOfDay().epochMilliseconds;
    case 'M':
      return at.with({ day: 1 }).startOfDay().epochMilliseconds;
    case 'y':
      return at.with({ month: 1, day: 1 }).startOfDay().epochMilliseconds;
  }
}

/** Whether a name is a zone of the IANA database (or UTC). */
export function isTimeZone(name: string): boolean {
  try {
    return /^[A-Za-z]/.test(name) && Temporal.Now.zonedDateTimeISO(name).timeZoneId !== '';
  } catch {
    return false;
  }
}
