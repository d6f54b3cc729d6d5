import fc from 'fast-check';
import { localTime } from './local-time.js';
import type { OracleEvent } from './usage-oracle.js';

const QUARTER = 900_000;
const DAY = 86_400_000;
/** How far back events lie: more than a year, so that a year before has some as well. */
const SPAN = 430 * DAY;
/** Most events are this recent. */
const RECENT = 60 * DAY;

/** Ids in an order that differs between code points, UTF-16 and alphabets; some differ in a letter's case only. */
export const CUSTOMERS = ['c1', 'c10', 'C1', 'é', '\u{fb01}-corp', '\u{1d4b3}-corp', "o'c\\%"] as const;
export const UNITS = ['calls', 'tokens', 'Tokens', 'gb'] as const;
export const PRODUCTS = ['p1', 'p2', 'P"3'] as const;
export const CURRENCIES = ['USD', 'EUR', 'JPY'] as const;

const digits = (count: number, digit: string): string => digit.repeat(count);

/** Quantities and amounts: small ones that tie and cancel out, usual ones, and the largest and smallest there can be. */
export const decimal: fc.Arbitrary<string> = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: -3, max: 5 }).map(String) },
  { weight: 2, arbitrary: fc.integer({ min: -100_000, max: 1_000_000 }).map(String) },
  {
    weight: 3,
    arbitrary: fc
      .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 999_999_999 }))
      .map(([whole, fraction]) => `${whole}.${fraction}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom(
      `0.${digits(49, '0')}1`,
      `-0.${digits(49, '0')}7`,
      `${digits(50, '9')}.${digits(50, '9')}`,
      `-${digits(50, '9')}.${digits(50, '9')}`,
      '99999999999999999999.99999999999999999999',
      '9007199254740993',
      '+1.50',
      '2e3',
      '-1E-7',
      '-0',
    ),
  },
);

/** Days long ago that have events: those on which clocks change, and some more. */
function longAgo(now: number): number[] {
  const changes = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Africa/Casablanca'].flatMap(
    (zone) => localTime(zone).changes(now - SPAN + DAY, now - RECENT),
  );
  const more = Array.from({ length: 20 }, (_, i) => now - RECENT - ((i + 0.5) * (SPAN - RECENT)) / 20);
  return [...changes, ...more];
}

/** When events happen, up to `now`: most of them lately, many on edges of buckets, some at the very same instant. */
export function eventTime(now: number): fc.Arbitrary<number> {
  const days = longAgo(now);
  const edge = (count: number, width: number, beside: number): fc.Arbitrary<number> =>
    fc.integer({ min: 0, max: count }).map((n) => Math.floor(now / width) * width - n * width + beside);
  const beside = fc.oneof(
    fc.integer({ min: -QUARTER, max: QUARTER }),
    fc.integer({ min: -4, max: 4 }).map((n) => n * QUARTER),
  );
  return fc.oneof(
    { weight: 5, arbitrary: fc.integer({ min: now - RECENT, max: now }) },
    { weight: 2, arbitrary: edge(60 * 96, QUARTER, 0) },
    { weight: 1, arbitrary: edge(60, DAY, -1) },
    { weight: 1, arbitrary: edge(12, 5 * DAY, 1234) },
    {
      weight: 3,
      arbitrary: fc.tuple(fc.constantFrom(...days), beside).map(([day, by]) => Math.round(day) + by),
    },
  );
}

/** Microseconds behind the time. */
export const micros = fc.constantFrom(0, 0, 0, 1, 999);

/** Events up to `now`. */
export function eventArbitrary(now: number): fc.Arbitrary<Omit<OracleEvent, 'id'>> {
  return fc.record({
    time: eventTime(now),
    micros,
    customer: fc.constantFrom(...CUSTOMERS),
    unit: fc.constantFrom(...UNITS),
    product: fc.constantFrom(...PRODUCTS, null),
    quantity: decimal,
    revenue: fc.option(fc.record({ amount: decimal, currency: fc.constantFrom(...CURRENCIES) })),
  });
}

/** An instant as senders write it. */
export function rfc3339(time: number, micro: number): string {
  const fraction = micro === 0 ? '' : String(micro).padStart(3, '0');
  return new Date(time).toISOString().replace('Z', `${fraction}Z`);
}

/** The event as its sender writes it. */
export function cloudEvent(event: OracleEvent): Record<string, unknown> {
  return {
    id: event.id,
    source: 'oracle',
    type: 'usage.recorded',
    time: rfc3339(event.time, event.micros),
    data: {
      customerId: event.customer,
      billableUnit: event.unit,
      productId: event.product,
      quantity: event.quantity,
      revenue: event.revenue,
    },
  };
}
