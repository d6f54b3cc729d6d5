import fc from 'fast-check';
import { GRAINS, before, bucketsOf, localTime, startOf, type Grain, type Unit } from './local-time.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** A window as a case asks for it: what of it depends on the clock is resolved later. */
export interface AskedWindow {
  readonly range:
    | { readonly kind: 'instants'; readonly from: number; readonly to: number; readonly asEpoch: boolean }
    | { readonly kind: 'period'; readonly period: string };
  readonly timeZone: string;
  readonly granularity: Grain | 'AUTO';
  readonly maxDataPoints: number | null;
  readonly compareTo: 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR' | null;
}

/** What a window means at an instant. */
export interface OracleWindow {
  readonly from: number;
  readonly to: number;
  readonly timeZone: string;
  readonly granularity: Grain;
  readonly buckets: { readonly starts: readonly number[]; readonly end: number };
  readonly compared: { readonly from: number; readonly to: number } | null;
}

/** The variables that ask for a window. */
export function windowInput({ range, ...rest }: AskedWindow): Record<string, unknown> {
  if (range.kind === 'period') return { period: range.period, ...rest };
  const write = (at: number): unknown => (range.asEpoch ? at : new Date(at).toISOString());
  return { from: write(range.from), to: write(range.to), ...rest };
}

/** What a window means. */
export function resolve(asked: AskedWindow, now: number): OracleWindow {
  const { timeZone, compareTo } = asked;
  const { from, to } = rangeOf(asked, now);
  const granularity =
    asked.granularity === 'AUTO' ? finest(from, to, timeZone, asked.maxDataPoints ?? 400) : asked.granularity;
  return {
    from,
    to,
    timeZone,
    granularity,
    buckets: bucketsOf(from, to, granularity, timeZone),
    compared: compareTo === null ? null : comparedWith(compareTo, asked, { from, to }),
  };
}

/** The range before, of the kinds that `windows` asks for; or the same dates and times of day a year before. */
function comparedWith(
  compareTo: 'PREVIOUS_PERIOD' | 'PREVIOUS_YEAR',
  { range, timeZone }: AskedWindow,
  { from, to }: { from: number; to: number },
): { from: number; to: number } {
  if (compareTo === 'PREVIOUS_PERIOD') {
    const rolling = rollingPeriod(range);
    if (rolling === null) return { from: from - (to - from), to: from };
    return { from: before(to, 2 * rolling.count, rolling.unit, timeZone), to: from };
  }
  const start = yearBefore(from, timeZone);
  const end = yearBefore(to, timeZone);
  // Where the clock was set back in between, the end can come first.
  return { from: start, to: start < end ? end : start + (to - from) };
}

/** What begins a day begins one a year before as well, whenever that was. */
function yearBefore(at: number, timeZone: string): number {
  const same = before(at, 1, 'y', timeZone);
  return startOf(at, 'DAY', timeZone) === at ? startOf(same, 'DAY', timeZone) : same;
}

function rollingPeriod(range: AskedWindow['range']): { count: number; unit: Unit } | null {
  const [, count, unit] = range.kind === 'period' ? (/^(\d+)([hdwMy])$/.exec(range.period) ?? []) : [];
  return count === undefined ? null : { count: Number(count), unit: unit as Unit };
}

function rangeOf({ range, timeZone }: AskedWindow, now: number): { from: number; to: number } {
  if (range.kind === 'instants') return range;
  const { period } = range;
  // A period ends with the second that has begun.
  const to = now - (now % 1000) + 1000;
  const rolling = rollingPeriod(range);
  if (rolling !== null) return { from: before(to, rolling.count, rolling.unit, timeZone), to };
  if (period === 'previous_month') {
    const end = startOf(now, 'MONTH', timeZone);
    return { from: startOf(end - 1, 'MONTH', timeZone), to: end };
  }
  const units = { today: 'DAY', mtd: 'MONTH', qtd: 'QUARTER', ytd: 'YEAR' } as const;
  return { from: startOf(now, units[period as keyof typeof units], timeZone), to };
}

/** The finest grain with at most so many buckets, and years where none has. */
function finest(from: number, to: number, timeZone: string, points: number): Grain {
  const fits = (grain: Grain): boolean =>
    (to - from) / longest(grain) <= points && bucketsOf(from, to, grain, timeZone).starts.length <= points;
  return GRAINS.find(fits) ?? 'YEAR';
}

/** No bucket is longer. */
const longest = (grain: Grain): number =>
  ({ MINUTE_15: 0.25, HOUR: 2, DAY: 27, WEEK: 171, MONTH: 747, QUARTER: 2232, YEAR: 8810 })[grain] * HOUR;

/** Zones whose clock is not whole hours from UTC at some time between the instants. */
function quarterHourZones(from: number, to: number): string[] {
  return Intl.supportedValuesOf('timeZone').filter((zone) => {
    const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
    for (let at = from; at < to; at += 20 * DAY) {
      if (/GMT[+-]\d\d:(?!00)/.test(format.format(at))) return true;
    }
    return false;
  });
}

/** Clocks that change, at midnight among others, by half an hour and two hours, and for Ramadan. */
const CHANGING =
  'America/New_York Europe/Berlin America/Havana America/Nuuk America/Santiago Atlantic/Azores Africa/Cairo ' +
  'Africa/Casablanca Asia/Beirut Antarctica/Troll Pacific/Auckland Pacific/Easter';
const FIXED = 'UTC Asia/Kathmandu Asia/Tokyo America/Phoenix Etc/GMT+12 Etc/GMT-14';

/** All zones that cases are drawn from, each once. */
export function caseZones(now: number): string[] {
  const zones = [...quarterHourZones(now - 800 * DAY, now), ...CHANGING.split(' '), ...FIXED.split(' ')];
  return [...new Set(zones)];
}

/** What a range can be compared with here: what precedes days and months is left to the tests of comparisons. */
function comparisons(
  range: AskedWindow['range'],
  { from, to }: { from: number; to: number },
  timeZone: string,
) {
  const clock = localTime(timeZone);
  const isOnLeapDay = new Date(clock.local(to)).toISOString().slice(5, 10) === '02-29';
  const isElapsed =
    range.kind === 'period'
      ? rollingPeriod(range) !== null
      : startOf(from, 'DAY', timeZone) !== from && (clock.local(from) - clock.local(to)) % DAY !== 0;
  return [
    null,
    ...(isOnLeapDay ? [] : ['PREVIOUS_YEAR' as const]),
    ...(isElapsed ? ['PREVIOUS_PERIOD' as const] : []),
  ];
}

/** Grains that give a range a few hundred points at most. */
const grainsFor = (length: number): Grain[] => GRAINS.filter((grain) => length / longest(grain) <= 300);

type Range = AskedWindow['range'];

function instants(now: number, timeZone: string): fc.Arbitrary<Range> {
  const clock = localTime(timeZone);
  const changes = clock.changes(now - 430 * DAY, now);
  const length = fc.oneof(
    fc.integer({ min: 1, max: 2 * HOUR }),
    fc.integer({ min: HOUR, max: 3 * DAY }),
    fc.integer({ min: DAY, max: 60 * DAY }),
    fc.integer({ min: DAY, max: 500 * DAY }),
  );
  const from = fc.oneof(
    { weight: 4, arbitrary: fc.integer({ min: now - 63 * DAY, max: now - 1 }) },
    { weight: 2, arbitrary: fc.integer({ min: now - 440 * DAY, max: now - 1 }) },
    { weight: 1, arbitrary: fc.integer({ min: now - 1000 * DAY, max: now + DAY }) },
    ...(changes.length === 0
      ? []
      : [
          {
            weight: 2,
            arbitrary: fc
              .tuple(fc.constantFrom(...changes), fc.integer({ min: -26 * HOUR, max: 3 * HOUR }))
              .map(([at, beside]) => at + beside),
          },
        ]),
  );
  return fc
    .record({
      from,
      length,
      snap: fc.constantFrom(1, 1, 900_000, HOUR, DAY, 'local day' as const),
      asEpoch: fc.boolean(),
    })
    .map(({ from: at, length: long, snap, asEpoch }) => {
      if (snap === 'local day') {
        const start = startOf(at, 'DAY', timeZone);
        const end = startOf(at + long, 'DAY', timeZone);
        return { kind: 'instants', from: start, to: end > start ? end : start + long, asEpoch };
      }
      const start = Math.floor(at / snap) * snap;
      const end = Math.max(start + snap, Math.floor((at + long) / snap) * snap);
      return { kind: 'instants', from: start, to: end, asEpoch };
    });
}

const PERIODS = '1h 24h 100h 1d 7d 30d 60d 1w 12w 1M 6M 1y 2y today mtd qtd ytd previous_month'.split(' ');

/** Windows around `now`, with whatever they are compared with. */
export function windows(now: number): fc.Arbitrary<AskedWindow> {
  const ranges = (timeZone: string): fc.Arbitrary<Range> =>
    fc.oneof(
      { weight: 4, arbitrary: instants(now, timeZone) },
      {
        weight: 1,
        arbitrary: fc.constantFrom(...PERIODS).map((period) => ({ kind: 'period', period }) as const),
      },
    );
  return fc
    .constantFrom(...caseZones(now))
    .chain((timeZone) => fc.record({ timeZone: fc.constant(timeZone), range: ranges(timeZone) }))
    .chain(({ timeZone, range }) => {
      const asked = { range, timeZone, granularity: 'AUTO', maxDataPoints: null, compareTo: null } as const;
      const { from, to } = rangeOf(asked, now);
      return fc.record({
        timeZone: fc.constant(timeZone),
        range: fc.constant(range),
        granularity: fc.constantFrom('AUTO' as const, ...grainsFor(to - from)),
        maxDataPoints: fc.option(fc.constantFrom(1, 2, 7, 30, 100, 500)),
        compareTo: fc.constantFrom(...comparisons(range, { from, to }, timeZone)),
      });
    });
}
