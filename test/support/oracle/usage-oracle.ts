import { fixed, fixedOf, ratioOf, sum, textOf, type Fixed } from './fixed.js';

/** A usage event as the oracle knows it: nothing of rollups, planners or SQL. */
export interface OracleEvent {
  readonly id: string;
  /** Epoch milliseconds. */
  readonly time: number;
  /** Microseconds after that. */
  readonly micros: number;
  readonly customer: string;
  readonly unit: string;
  readonly product: string | null;
  readonly quantity: string;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

export type Key = (event: OracleEvent) => string | null;
export type Weight = 'quantity' | 'events';

/** A row of a breakdown: its events, and those of the same group in the range that the window is compared with. */
export interface OracleGroup {
  readonly key: string | null;
  readonly others: boolean;
  readonly events: readonly OracleEvent[];
  readonly previous: readonly OracleEvent[] | null;
}

export const within = <E extends { readonly time: number }>(
  events: readonly E[],
  from: number,
  to: number,
): E[] => events.filter(({ time }) => time >= from && time < to);

const quantities = new WeakMap<OracleEvent, Fixed>();

function quantityOf(event: OracleEvent): Fixed {
  const known = quantities.get(event);
  if (known !== undefined) return known;
  const quantity = fixed(event.quantity);
  quantities.set(event, quantity);
  return quantity;
}

/** What a group weighs. */
export function weigh(events: readonly OracleEvent[], weight: Weight): Fixed {
  return weight === 'events' ? fixedOf(events.length) : sum(events.map(quantityOf));
}

export const quantity = (events: readonly OracleEvent[]): string => textOf(weigh(events, 'quantity'));

/** Revenue per currency, in alphabetical order; a currency is there if any event has it. */
export function revenue(events: readonly OracleEvent[]): { amount: string; currency: string }[] {
  const amounts = new Map<string, Fixed>();
  for (const { revenue: own } of events) {
    if (own !== null) amounts.set(own.currency, (amounts.get(own.currency) ?? 0n) + fixed(own.amount));
  }
  return [...amounts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([currency, amount]) => ({ amount: textOf(amount), currency }));
}

/** A part of a whole; 0 where that is 0. */
export const share = (part: Fixed, whole: Fixed): number => (whole === 0n ? 0 : ratioOf(part, whole));

/** The difference from the other range; null where there is none. */
export function change(
  { events, previous }: Pick<OracleGroup, 'events' | 'previous'>,
  weight: Weight,
): { previous: string; absolute: string; ratio: number | null } | null {
  if (previous === null) return null;
  const before = weigh(previous, weight);
  const absolute = weigh(events, weight) - before;
  return {
    previous: textOf(before),
    absolute: textOf(absolute),
    ratio: before === 0n ? null : ratioOf(absolute, before),
  };
}

/**
 * The first groups of some events by a key: heaviest first, equal weights in the order of their code points, null last,
 * and everything else as the others. Without `first`, all groups.
 */
export function groups(
  { events, previous }: Pick<OracleGroup, 'events' | 'previous'>,
  key: Key,
  weight: Weight,
  first = Infinity,
): OracleGroup[] {
  const byKey = new Map<string | null, OracleEvent[]>();
  for (const event of events) {
    const members = byKey.get(key(event));
    if (members === undefined) byKey.set(key(event), [event]);
    else members.push(event);
  }
  const ranked = [...byKey]
    .map(([value, members]) => ({ key: value, events: members, weight: weigh(members, weight) }))
    .sort((a, b) => (a.weight === b.weight ? compareKeys(a.key, b.key) : a.weight > b.weight ? -1 : 1));
  const kept = new Set(ranked.slice(0, first).map((group) => group.key));
  const rows = ranked.slice(0, first).map((group) => ({
    key: group.key,
    others: false,
    events: group.events,
    previous: previous?.filter((event) => key(event) === group.key) ?? null,
  }));
  if (ranked.length <= first) return rows;
  const isOther = (event: OracleEvent): boolean => !kept.has(key(event));
  const rest = { events: events.filter(isOther), previous: previous?.filter(isOther) ?? null };
  return [...rows, { key: null, others: true, ...rest }];
}

/** By code points, which are not JavaScript's units; null last. */
export function compareKeys(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  if (b === null) return -1;
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    // The first units that differ may be the second halves of pairs: then so are the code points before them.
    const difference = (a.codePointAt(i) ?? 0) - (b.codePointAt(i) ?? 0);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

/** A point of a series. */
export interface OraclePoint {
  readonly bucket: string;
  readonly quantity: string | null;
  readonly events: number;
  readonly status: 'OK' | 'ZERO' | 'MISSING' | 'INCOMPLETE';
}

/** The points of a series; `first` is when the first event of all happened, null where there is none. */
export function series(
  events: readonly OracleEvent[],
  { starts, end }: { starts: readonly number[]; end: number },
  { first, now }: { first: number | null; now: number },
): OraclePoint[] {
  return starts.map((start, i) => {
    const next = starts[i + 1] ?? end;
    const members = within(events, start, next);
    const isMissing = members.length === 0 && (first === null || next <= first);
    return {
      bucket: new Date(start).toISOString(),
      quantity: isMissing ? null : quantity(members),
      events: members.length,
      status: isMissing ? 'MISSING' : next > now ? 'INCOMPLETE' : members.length === 0 ? 'ZERO' : 'OK',
    };
  });
}
