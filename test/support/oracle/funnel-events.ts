import fc from 'fast-check';
import { CUSTOMERS, PRODUCTS, eventTime, rfc3339 } from './usage-events.js';

/** The steps of the storefront in their natural order, and the types of the events that take them. */
export const STEP_TYPES = {
  VISIT: 'storefront.visited',
  PRODUCT_VIEW: 'storefront.product_viewed',
  PRICING_VIEW: 'storefront.pricing_viewed',
  SIGNUP: 'storefront.signed_up',
  SUBSCRIPTION: 'storefront.subscribed',
  FIRST_API_CALL: 'storefront.first_api_call',
} as const;
export type Step = keyof typeof STEP_TYPES;
export const STEPS = Object.keys(STEP_TYPES) as readonly Step[];

/** What an event of the storefront says besides who took which step when. */
export interface Traits {
  readonly product: string | null;
  readonly utmSource: string | null;
  readonly country: string | null;
  readonly device: string | null;
}

/** An event of the storefront as the oracle knows it: nothing of rollups, planners or SQL. */
export interface OracleStep extends Traits {
  readonly id: string;
  /** Microseconds since 1970. */
  readonly at: number;
  readonly step: Step;
  readonly visitor: string;
  readonly customer: string | null;
}

/** Ids that many ways share; some have to be escaped, and one is a customer's as well. */
export const VISITORS = ['v1', 'v2', 'V1', 'v\\1', 'v\n1', 'v\t1', '\\N', '\u{fb01}', '\u{1d4b3}', 'c1'];
export const UTM_SOURCES = ['google', 'Google', 'news\\letter', '\u{fb01}', '\u{1d4b3}'] as const;
export const COUNTRIES = ['DE', 'US', '\\N'] as const;
export const DEVICES = ['mobile', 'desk\ntop'] as const;

/** Lengths of conversion windows, seconds; steps lie just at their ends. */
export const LENGTHS = [1, 300, 3600, 86_400, 14 * 86_400, 30 * 86_400, 366 * 86_400] as const;

const SECOND = 1_000_000;
const DAY = 86_400 * SECOND;
/** Events may be ahead of the clock by less than five minutes. */
const AHEAD_MS = 240_000;

const own = (name: string, count: number): fc.Arbitrary<string> =>
  fc.integer({ min: 1, max: count }).map((number) => `${name} ${number}`);
const edge = fc
  .tuple(fc.constantFrom(...LENGTHS), fc.constantFrom(-1, 0, 0, 1))
  .map(([seconds, beside]) => seconds * SECOND + beside);

/** Microseconds from the beginning of a way to a step: nothing, edges of windows, minutes and weeks. */
const offset = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(0, 0, 1, SECOND) },
  { weight: 3, arbitrary: edge },
  { weight: 4, arbitrary: fc.integer({ min: 0, max: 7200 * SECOND }) },
  { weight: 2, arbitrary: fc.integer({ min: 0, max: 20 * DAY }) },
);

const customer = fc.oneof(
  { weight: 2, arbitrary: fc.constantFrom(...CUSTOMERS) },
  { weight: 1, arbitrary: own('customer', 30) },
);

/** Which steps in time order a way has: some in their natural order, or any of them again and again. */
const taken: fc.Arbitrary<readonly Step[]> = fc.oneof(
  { weight: 3, arbitrary: fc.subarray([...STEPS], { minLength: 1 }) },
  {
    weight: 2,
    arbitrary: fc.array(fc.constantFrom(...STEPS, 'VISIT' as const), { minLength: 1, maxLength: 8 }),
  },
);

/** When a way begins, microseconds: as other events, or a conversion window before now. */
function beginning(now: number): fc.Arbitrary<number> {
  const micros = fc.constantFrom(0, 0, 0, 1, 999);
  return fc.oneof(
    {
      weight: 6,
      arbitrary: fc
        .tuple(eventTime(now), micros)
        .map(([ms, micro]) => Math.min(ms * 1000 + micro, now * 1000)),
    },
    { weight: 1, arbitrary: edge.map((length) => now * 1000 - length) },
  );
}

const traits: fc.Arbitrary<Traits> = fc.record({
  product: fc.constantFrom(...PRODUCTS, null, null),
  utmSource: fc.constantFrom(...UTM_SOURCES, null),
  country: fc.constantFrom(...COUNTRIES, null),
  device: fc.constantFrom(...DEVICES, null),
});

/** The events of ways that visitors took up to an instant, epoch milliseconds, each in time order. */
export function ways(now: number): fc.Arbitrary<readonly Omit<OracleStep, 'id'>[]> {
  return fc
    .record({
      visitor: fc.oneof(fc.constantFrom(...VISITORS), own('visitor', 50)),
      begin: beginning(now),
      steps: taken,
      said: traits,
      // Nobody, a customer from some step on, or two of them.
      customers: fc.uniqueArray(customer, { maxLength: 2 }),
      becomes: fc.tuple(fc.constantFrom(0, 0, 1, 2, 4), fc.nat(4)),
    })
    .chain(({ visitor, begin, steps, said, customers, becomes: [first, second] }) =>
      fc
        .array(fc.record({ offset, other: fc.option(traits, { freq: 3 }) }), {
          minLength: steps.length,
          maxLength: steps.length,
        })
        .map((events) => {
          const offsets = events.map((event) => event.offset).sort((a, b) => a - b);
          return steps.flatMap((step, i) => {
            const at = begin + (i === 0 ? 0 : (offsets[i] ?? 0));
            if (at > (now + AHEAD_MS) * 1000) return [];
            const acting = i >= first + second ? (customers[1] ?? customers[0]) : customers[0];
            const { other = null } = events[i] ?? {};
            return [
              { ...(other ?? said), at, step, visitor, customer: i >= first ? (acting ?? null) : null },
            ];
          });
        }),
    );
}

/** The event as its sender writes it. */
export function stepEvent({ id, at, step, ...said }: OracleStep): Record<string, unknown> {
  return {
    id,
    source: 'oracle',
    type: STEP_TYPES[step],
    time: rfc3339(Math.floor(at / 1000), at % 1000),
    data: {
      visitorId: said.visitor,
      customerId: said.customer,
      productId: said.product,
      utmSource: said.utmSource,
      country: said.country,
      device: said.device,
    },
  };
}
