import fc from 'fast-check';
import { zoned } from './temporal-calendar.js';

/** Every zone that the runtime knows. */
export const ZONES: readonly string[] = ['UTC', ...Intl.supportedValuesOf('timeZone')];

/** How often a property over zones is tried; ZONE_RUNS asks for more. */
export const ZONE_RUNS = Number(process.env['ZONE_RUNS'] ?? 100);

const HOUR = 3_600_000;

/** Zones whose clocks did something rare: skipped days and midnights, changes by half an hour, dates shown twice. */
const RARE = [
  'Pacific/Apia',
  'America/Sao_Paulo',
  'Africa/Cairo',
  'Asia/Beirut',
  'Australia/Lord_Howe',
  'America/St_Johns',
  'America/Havana',
  'Antarctica/Troll',
  'Antarctica/Casey',
  'Africa/Casablanca',
  'Asia/Pyongyang',
];

/** A zone and an instant of 1971 to 2100, in most cases within days of a change of the zone's offset. */
export const zoneInstant: fc.Arbitrary<{ timeZone: string; at: number }> = fc
  .record({
    timeZone: fc.oneof(
      { weight: 3, arbitrary: fc.constantFrom(...ZONES) },
      { weight: 1, arbitrary: fc.constantFrom(...RARE) },
    ),
    at: fc.integer({ min: Date.UTC(1971, 0), max: Date.UTC(2101, 0) - 1 }),
    from: fc.oneof(
      fc.constant(null),
      fc.integer({ min: -3 * HOUR, max: 3 * HOUR }),
      fc.integer({ min: -60 * HOUR, max: 60 * HOUR }),
      fc.integer({ min: -16, max: 16 }).map((quarters) => (quarters * HOUR) / 4),
    ),
  })
  .map(({ timeZone, at, from }) => {
    const change = from === null ? null : zoned(at, timeZone).getTimeZoneTransition('next');
    return { timeZone, at: change === null ? at : change.epochMilliseconds + (from ?? 0) };
  });
