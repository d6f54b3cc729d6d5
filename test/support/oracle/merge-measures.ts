import { decimalParts } from './fixed.js';
import type { Fact } from './merge-facts.js';

/** What a measure must be: exactly, to so many significant digits, or a value that a percentile is close to. */
export type Expected =
  | { readonly kind: 'exact'; readonly over: bigint; readonly under: bigint }
  | { readonly kind: 'digits'; readonly digits: number; readonly over: bigint; readonly under: bigint }
  | { readonly kind: 'percentile'; readonly value: number }
  | null;

/** Digits behind the point that hold the smallest duration among the facts with all of its digits. */
const PLACES = 330;
const ONE = 10n ** BigInt(PLACES);

function scaled(text: string): bigint {
  const { digits, places } = decimalParts(text);
  if (places > PLACES) throw new Error(`${text} has more than ${PLACES} digits behind the point`);
  return digits * 10n ** BigInt(PLACES - places);
}

const sum = (values: readonly bigint[]): bigint => values.reduce((whole, value) => whole + value, 0n);
const exact = (over: bigint, under = ONE): Expected => ({ kind: 'exact', over, under });
const count = (facts: readonly unknown[]): bigint => BigInt(facts.length);

const quantities = (facts: readonly Fact[]): bigint[] => facts.map(({ quantity }) => scaled(quantity));
const revenues = (facts: readonly Fact[]): bigint[] =>
  facts.flatMap(({ revenue }) => (revenue === null ? [] : [scaled(revenue)]));
const durations = (facts: readonly Fact[]): number[] =>
  facts.flatMap(({ duration }) => duration ?? []).sort((a, b) => a - b);

const none = (facts: readonly unknown[]): boolean => facts.length === 0;
const least = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const most = (values: readonly bigint[]): bigint => values.reduce((a, b) => (b > a ? b : a));

/** The earliest or latest fact; of equal times, the one that was recorded first or last. */
function reading(
  facts: readonly Fact[],
  orders: ReadonlyMap<string, bigint>,
  which: 'first' | 'last',
): Fact | undefined {
  const order = ({ id }: Fact): bigint => orders.get(id) ?? 0n;
  const sorted = [...facts].sort(
    (a, b) => a.time - b.time || a.micros - b.micros || (order(a) < order(b) ? -1 : 1),
  );
  return which === 'first' ? sorted[0] : sorted.at(-1);
}

/** The value of nearest rank, `percent` of 100. */
function nearestRank(facts: readonly Fact[], percent: number): Expected {
  const values = durations(facts);
  const rank = Math.ceil((percent * values.length) / 100);
  const value = values[rank - 1];
  return value === undefined ? null : { kind: 'percentile', value };
}

type Recompute = (facts: readonly Fact[], orders: ReadonlyMap<string, bigint>) => Expected;

const counted: Recompute = (facts) => (none(facts) ? null : exact(count(facts), 1n));
const revenue: Recompute = (facts) => (none(revenues(facts)) ? null : exact(sum(revenues(facts))));
const read =
  (which: 'first' | 'last'): Recompute =>
  (facts, orders) => {
    const found = reading(facts, orders, which);
    return found === undefined ? null : exact(scaled(found.quantity));
  };
/** Microseconds since 1970. */
const instants = (facts: readonly Fact[]): bigint[] =>
  facts.map(({ time, micros }) => BigInt(time) * 1000n + BigInt(micros));
const differing = (facts: readonly Fact[], dimension: string): bigint =>
  BigInt(new Set(facts.flatMap(({ dimensions }) => dimensions[dimension] ?? [])).size);
const failures = (facts: readonly Fact[]): bigint => count(facts.filter(({ failed }) => failed));
const rate = (over: bigint, under: bigint, digits = 15): Expected =>
  under === 0n ? null : { kind: 'digits', digits, over, under };

/** Every measure of every dataset, from nothing but the facts of a group. */
export const MEASURES: Readonly<Record<string, Readonly<Record<string, Recompute>>>> = {
  usage: {
    quantity: (facts) => (none(facts) ? null : exact(sum(quantities(facts)))),
    events: counted,
    revenue,
    customers: (facts) => exact(BigInt(new Set(facts.map(({ customer }) => customer)).size), 1n),
    quantityMin: (facts) => (none(facts) ? null : exact(least(quantities(facts)))),
    quantityMax: (facts) => (none(facts) ? null : exact(most(quantities(facts)))),
    quantityFirst: read('first'),
    quantityLast: read('last'),
    quantityMean: (facts) => rate(sum(quantities(facts)), ONE * count(facts)),
  },
  mcp: {
    invocations: counted,
    errors: (facts) => (none(facts) ? null : exact(failures(facts), 1n)),
    errorRate: (facts) => rate(failures(facts), count(facts)),
    revenue,
    sessions: (facts) => exact(differing(facts, 'session'), 1n),
    agents: (facts) => exact(differing(facts, 'agent'), 1n),
    firstCall: (facts) => (none(facts) ? null : exact(least(instants(facts)), 1_000_000n)),
    lastCall: (facts) => (none(facts) ? null : exact(most(instants(facts)), 1_000_000n)),
    span: (facts) => (none(facts) ? null : exact(most(instants(facts)) - least(instants(facts)), 1000n)),
    // PostgreSQL turns a double into a decimal of 15 digits, whose last one may be off by a half.
    meanDuration: (facts) =>
      rate(sum(durations(facts).map((ms) => scaled(String(ms)))), ONE * count(durations(facts)), 14),
    minDuration: (facts) => (none(durations(facts)) ? null : exact(scaled(String(durations(facts)[0])))),
    maxDuration: (facts) => (none(durations(facts)) ? null : exact(scaled(String(durations(facts).at(-1))))),
    p50Duration: (facts) => nearestRank(facts, 50),
    p95Duration: (facts) => nearestRank(facts, 95),
    p99Duration: (facts) => nearestRank(facts, 99),
  },
};

/** The promised relative error of a percentile, and what the arithmetic of doubles adds. */
const PERCENTILE_ERROR = 0.02 * (1 + 1e-9);

/** What is wrong with an answer; null if nothing is. */
export function fault(answer: string | null | undefined, expected: Expected): string | null {
  if (expected === null) return answer === null ? null : `${answer} instead of null`;
  if (answer == null) return `${answer} instead of a ${expected.kind} value`;
  if (expected.kind === 'percentile') {
    const { value } = expected;
    const isClose = Math.abs(Number(answer) - value) <= PERCENTILE_ERROR * value;
    return isClose ? null : `${answer} is not within 2 % of ${value}`;
  }
  const { digits, places } = decimalParts(answer);
  const [got, wanted] = [digits * expected.under, expected.over * 10n ** BigInt(places)];
  const difference = got < wanted ? wanted - got : got - wanted;
  const scale = expected.kind === 'exact' ? 0n : 10n ** BigInt(expected.digits);
  const size = wanted < 0n ? -wanted : wanted;
  const isEqual = expected.kind === 'exact' ? difference === 0n : difference * scale <= size;
  return isEqual ? null : `${answer} instead of ${expected.over} / ${expected.under}`;
}

const SHARE = 10n ** 40n;

/**
 * What the groups of some facts are ranked by, null taken for 0: a sum; or the shares that a group has in each currency's
 * sum, cut to 40 digits, where those are told apart.
 */
export function weightsOf<K>(
  dataset: string,
  measure: string,
  groups: ReadonlyMap<K, readonly Fact[]>,
  isPerCurrency: boolean,
): Map<K, bigint> {
  const weigh = (facts: readonly Fact[]): bigint => {
    const value = MEASURES[dataset]?.[measure]?.(facts, new Map());
    return value?.kind === 'exact' ? (value.over * ONE) / value.under : 0n;
  };
  const weights = [...groups].map(([key, facts]) => [key, weigh(facts)] as const);
  if (!isPerCurrency) return new Map(weights);
  const of = (facts: readonly Fact[], currency: string): Fact[] =>
    facts.filter(({ dimensions }) => dimensions['currency'] === currency);
  const all = [...groups.values()].flat();
  const shares = (facts: readonly Fact[]): bigint[] =>
    [...new Set(all.flatMap(({ dimensions }) => dimensions['currency'] ?? []))].map((currency) => {
      const whole = weigh(of(all, currency));
      return whole === 0n ? 0n : (weigh(of(facts, currency)) * SHARE) / (whole < 0n ? -whole : whole);
    });
  return new Map([...groups].map(([key, facts]) => [key, sum(shares(facts))]));
}
