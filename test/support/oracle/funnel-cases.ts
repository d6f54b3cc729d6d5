import fc from 'fast-check';
import type { Order } from './funnel-attempts.js';
import {
  COUNTRIES,
  DEVICES,
  LENGTHS,
  STEPS,
  UTM_SOURCES,
  type OracleStep,
  type Step,
  type Traits,
} from './funnel-events.js';
import { biggestOf, segmentsOf, stepsOf, trendOf } from './funnel-figures.js';
import { attemptsOf, countedWithin, type FunnelRules } from './funnel-people.js';
import { seldom } from './oracle-run.js';
import { CUSTOMERS, PRODUCTS } from './usage-events.js';
import { caseZones, resolve, windowInput, windows, type AskedWindow } from './usage-window.js';

const FILTERED = { utmSources: 'utmSource', countries: 'country', devices: 'device' } as const;
const BREAKDOWNS = {
  PRODUCT: 'product',
  UTM_SOURCE: 'utmSource',
  COUNTRY: 'country',
  DEVICE: 'device',
} as const;

/** What a case asks for. */
export interface FunnelCase {
  readonly window: AskedWindow;
  readonly input: {
    readonly steps: readonly Step[] | null;
    readonly order: Order | null;
    /** Milliseconds; the default for null. */
    readonly length: number | null;
    readonly breakdown: keyof typeof BREAKDOWNS | null;
    readonly productId: string | null;
  };
  readonly filter: Readonly<Record<keyof typeof FILTERED, readonly string[] | null>>;
  /** Rows of the breakdown. */
  readonly first: number;
  /** The customer that the credentials are narrowed to. */
  readonly narrowed: string | null;
}

const some = (known: readonly string[]): fc.Arbitrary<string[] | null> =>
  seldom(fc.uniqueArray(fc.constantFrom(...known, 'nobody', ''), { maxLength: 3 }));

/** Lengths at which steps lie, and others to the millisecond. */
const length = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(null, ...LENGTHS.map((seconds) => seconds * 1000)) },
  { weight: 1, arbitrary: fc.integer({ min: 1000, max: 40 * 86_400_000 }) },
);

/** Windows of all kinds, and more of those that are long: people come far in them. */
const funnelWindows = (now: number): fc.Arbitrary<AskedWindow> =>
  fc.oneof(
    { weight: 3, arbitrary: windows(now) },
    {
      weight: 2,
      arbitrary: fc.record({
        range: fc.constantFrom('60d', '6M', '1y').map((period) => ({ kind: 'period', period }) as const),
        timeZone: fc.constantFrom(...caseZones(now)),
        granularity: fc.constantFrom('AUTO', 'WEEK', 'MONTH', 'QUARTER'),
        maxDataPoints: fc.constantFrom(null, 5, 60),
        compareTo: fc.constantFrom(null, 'PREVIOUS_PERIOD'),
      }),
    },
  );

/** Cases as of an instant. */
export const cases = (now: number): fc.Arbitrary<FunnelCase> =>
  fc.record({
    window: funnelWindows(now),
    input: fc.record({
      steps: fc.oneof(
        fc.constant(null),
        fc.subarray([...STEPS], { minLength: 1 }),
        fc.shuffledSubarray([...STEPS], { minLength: 1 }),
      ),
      order: fc.constantFrom(null, 'ORDERED', 'STRICT', 'STRICT', 'UNORDERED', 'UNORDERED'),
      length,
      breakdown: fc.constantFrom(null, 'PRODUCT', 'UTM_SOURCE', 'COUNTRY', 'DEVICE'),
      productId: seldom(fc.constantFrom(...PRODUCTS, 'nobody', '')),
    }),
    filter: fc.record({
      utmSources: some(UTM_SOURCES),
      countries: some(COUNTRIES),
      devices: some(DEVICES),
    }),
    first: fc.integer({ min: 1, max: 3 }),
    narrowed: fc.oneof(
      { weight: 2, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...CUSTOMERS) },
    ),
  });

const DEFAULT_LENGTH = 14 * 86_400_000;

function rulesOf({ input, filter }: FunnelCase): FunnelRules {
  const filters = Object.entries(FILTERED) as [keyof typeof FILTERED, keyof Traits][];
  return {
    steps: input.steps ?? STEPS,
    order: input.order ?? 'ORDERED',
    conversionWindow: (input.length ?? DEFAULT_LENGTH) * 1000,
    product: input.productId,
    entry: new Map(
      filters.flatMap(([key, trait]): [keyof Traits, readonly string[]][] => {
        const values = filter[key];
        return values === null ? [] : [[trait, values]];
      }),
    ),
    breakdown: input.breakdown === null ? null : BREAKDOWNS[input.breakdown],
  };
}

/** The lateness after which a window is complete. */
const LATENESS = 3_600_000;

/** What a case is answered with, recomputed from all events of the tenant. */
export function expected(asked: FunnelCase, events: readonly OracleStep[], now: number): FunnelExpectation {
  const { narrowed, first } = asked;
  const visible = narrowed === null ? events : events.filter(({ customer }) => customer === narrowed);
  const window = resolve(asked.window, now);
  const rules = rulesOf(asked);
  const people = attemptsOf(visible, rules);
  const within = ({ from, to }: { from: number; to: number }) =>
    countedWithin(people, rules.order, from * 1000, to * 1000);
  const all = {
    attempts: within(window),
    previous: window.compared === null ? null : within(window.compared),
  };
  const steps = stepsOf(all, rules, now);
  const began = visible.length === 0 ? null : Math.min(...visible.map(({ at }) => at));
  return {
    meta: {
      from: new Date(window.from).toISOString(),
      to: new Date(window.to).toISOString(),
      granularity: window.granularity,
      timeZone: window.timeZone,
      complete: window.to + rules.conversionWindow / 1000 <= now - LATENESS,
    },
    steps,
    biggestDropOff: biggestOf(steps),
    trend: trendOf(people, window, rules, { first: began, now }),
    breakdown: rules.breakdown === null ? [] : segmentsOf(all, rules, rules.breakdown, { first, now }),
  };
}

/** An answer, the sources apart. */
export interface FunnelExpectation {
  readonly meta: object;
  readonly steps: readonly object[];
  readonly biggestDropOff: object | null;
  readonly trend: readonly object[];
  readonly breakdown: readonly object[];
}

const VARIABLES = {
  window: 'WindowInput',
  input: 'FunnelInput',
  filter: 'FunnelFilter',
  first: 'Int',
} as const;

const FRAGMENTS = `
fragment Figures on FunnelStepResult { step visitors fromPrevious fromStart dropOff dropOffRate maturing
  meanSeconds medianSeconds p90Seconds }
fragment Row on FunnelStepResult { ...Figures change { previous absolute ratio } previous { ...Figures } }
fragment Whole on Funnel {
  meta { from to granularity timeZone complete sources }
  steps { ...Row } biggestDropOff { ...Row } trend { bucket visitors conversion status }
}`;

/** The operation that asks for so many funnels at once: `f0`, `f1` ... with `window0`, `input0` ... */
export function queryOf(count: number): string {
  const places = Array.from({ length: count }, (_, place) => place);
  const declared = places.flatMap((place) =>
    Object.entries(VARIABLES).map(([name, type]) => `$${name}${place}: ${type}`),
  );
  const fields = places.map(
    (place) => `f${place}: funnel(window: $window${place}, input: $input${place}, filter: $filter${place}) {
      ...Whole breakdown(first: $first${place}) { value others conversion product { id } steps { ...Row } } }`,
  );
  return `query (${declared.join(', ')}) {\n${fields.join('\n')}\n}${FRAGMENTS}`;
}

/** The variables of such an operation. */
export function variablesOf(asked: readonly FunnelCase[]): Record<string, unknown> {
  const entries = asked.flatMap(({ window, input, filter, first }, place) => {
    const { length: milliseconds, ...rest } = input;
    const conversionWindow = milliseconds === null ? {} : { conversionWindow: `PT${milliseconds / 1000}S` };
    const values = { window: windowInput(window), input: { ...rest, ...conversionWindow }, filter, first };
    return Object.entries(values).map(([name, value]) => [`${name}${place}`, value] as const);
  });
  return Object.fromEntries(entries);
}
