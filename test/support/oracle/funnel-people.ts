import { attemptAt, counted, openUntil, type Attempt, type Order } from './funnel-attempts.js';
import type { OracleStep, Step, Traits } from './funnel-events.js';
import { personKey } from './person-key.js';
import { compareKeys } from './usage-oracle.js';

/** What decides who has come how far. */
export interface FunnelRules {
  readonly steps: readonly Step[];
  readonly order: Order;
  /** Microseconds. */
  readonly conversionWindow: number;
  readonly product: string | null;
  /** Values that an entry must have, by trait; those that are not here do not matter. */
  readonly entry: ReadonlyMap<keyof Traits, readonly string[]>;
  readonly breakdown: keyof Traits | null;
}

/** An attempt with its events, the entry first. */
export interface Followed extends Attempt {
  readonly events: readonly OracleStep[];
}

/** Who an event is of, told from all events of the tenant. */
export function identities(all: readonly OracleStep[]): (event: OracleStep) => string {
  const became = new Map<string, string>();
  const acted = all
    .flatMap(({ at, visitor, customer }) => (customer === null ? [] : [{ at, visitor, customer }]))
    .sort(
      (a, b) =>
        a.at - b.at || Buffer.compare(personKey('customer', a.customer), personKey('customer', b.customer)),
    );
  for (const { visitor, customer } of acted) {
    if (!became.has(visitor)) became.set(visitor, customer);
  }
  return ({ visitor, customer }) => {
    const known = customer ?? became.get(visitor) ?? null;
    return known === null ? `visitor ${visitor}` : `customer ${known}`;
  };
}

/** Every attempt of each person, in the order of their entries. */
export function attemptsOf(all: readonly OracleStep[], rules: FunnelRules): Followed[][] {
  const personOf = identities(all);
  const people = new Map<string, OracleStep[]>();
  for (const event of all) {
    if (rules.product !== null && event.product !== null && event.product !== rules.product) continue;
    people.set(personOf(event), [...(people.get(personOf(event)) ?? []), event]);
  }
  return [...people.values()].map((events) => {
    const ordered = [...events].sort(eventOrder(rules));
    return ordered.flatMap((entry, place) => {
      const attempt = mayEnter(entry, rules) ? attemptAt(ordered, place, rules) : null;
      if (attempt === null) return [];
      return [{ ...attempt, events: attempt.places.flatMap((at) => ordered[at] ?? []) }];
    });
  });
}

/**
 * Of attempts those that count among all whose entries lie within [from, to), microseconds: one a person, open for as long
 * as any of the person's is.
 */
export function countedWithin(
  people: readonly Followed[][],
  order: Order,
  from: number,
  to: number,
): Followed[] {
  return people.flatMap((attempts) => {
    const entered = attempts.filter(({ events: [entry] }) => {
      const at = entry?.at ?? NaN;
      return at >= from && at < to;
    });
    const one = entered.length === 0 ? null : counted(entered, order);
    return one === null ? [] : [{ ...one, openUntil: openUntil(entered) }];
  });
}

/** The value that a person is told apart by. */
export function segmentOf({ events }: Followed, breakdown: keyof Traits): string | null {
  if (breakdown !== 'product') return events[0]?.[breakdown] ?? null;
  return events.find(({ product }) => product !== null)?.product ?? null;
}

/** Of attempts those that took so many steps and may still take one at an instant, microseconds. */
export function maturing(attempts: readonly Followed[], depth: number, now: number): number {
  return attempts.filter(({ events, openUntil: until }) => {
    return events.length === depth && until !== null && until >= now;
  }).length;
}

/** Time, then the place in the funnel, then what is known of what is asked: nothing first, then code points. */
function eventOrder({ steps, entry, breakdown }: FunnelRules): (a: OracleStep, b: OracleStep) => number {
  const placeOf = ({ step }: OracleStep): number =>
    steps.includes(step) ? steps.indexOf(step) : steps.length;
  const asked = [...entry.keys(), ...(breakdown === null ? [] : [breakdown])];
  const compare = (a: string | null, b: string | null): number =>
    a === null || b === null ? Number(b === null) - Number(a === null) : compareKeys(a, b);
  return (a, b) =>
    a.at - b.at ||
    placeOf(a) - placeOf(b) ||
    (asked.map((trait) => compare(a[trait], b[trait])).find((difference) => difference !== 0) ?? 0);
}

const mayEnter = (event: OracleStep, { entry }: FunnelRules): boolean =>
  [...entry].every(([trait, values]) => {
    const value = event[trait];
    return value !== null && values.includes(value);
  });
