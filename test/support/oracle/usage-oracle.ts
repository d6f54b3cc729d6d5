import { Exact, ZERO } from '../../../src/decimal.js';

/** A usage event as the oracle knows it: nothing of rollups, planners or SQL. */
export interface OracleEvent {
  readonly time: number;
  readonly customer: string;
  readonly unit: string;
  readonly product: string | null;
  readonly quantity: string;
  readonly revenue: { readonly amount: string; readonly currency: string } | null;
}

/** Sums of some events, as texts. */
export interface OracleSums {
  readonly quantity: string;
  readonly events: number;
  readonly revenue: { amount: string; currency: string }[];
}

export const within = (events: readonly OracleEvent[], from: number, to: number): OracleEvent[] =>
  events.filter(({ time }) => time >= from && time < to);

/** Adds events up, one by one. */
export function sums(events: readonly OracleEvent[]): OracleSums {
  let quantity = ZERO;
  const revenue = new Map<string, Exact>();
  for (const event of events) {
    quantity = quantity.add(event.quantity);
    if (event.revenue === null) continue;
    const { amount, currency } = event.revenue;
    revenue.set(currency, (revenue.get(currency) ?? ZERO).add(amount));
  }
  return {
    quantity: quantity.toFixed(),
    events: events.length,
    revenue: [...revenue]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([currency, amount]) => ({ amount: amount.toFixed(), currency })),
  };
}

/** Events by a key, heaviest first, equal weights by key, null last. */
export function ranked(
  events: readonly OracleEvent[],
  key: (event: OracleEvent) => string | null,
  weight: 'quantity' | 'events',
): { key: string | null; events: OracleEvent[] }[] {
  const groups = new Map<string | null, OracleEvent[]>();
  for (const event of events) groups.set(key(event), [...(groups.get(key(event)) ?? []), event]);
  const weigh = (members: OracleEvent[]): Exact =>
    weight === 'events' ? new Exact(members.length) : new Exact(sums(members).quantity);
  return [...groups]
    .map(([value, members]) => ({ key: value, events: members, weight: weigh(members) }))
    .sort((a, b) => b.weight.cmp(a.weight) || compare(a.key, b.key));
}

function compare(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return 1;
  return b === null || a < b ? -1 : 1;
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** The calendar bucket that an instant lies in, as a text that is equal within a bucket: by Intl, not by Temporal. */
export function calendarBucket(
  time: number,
  granularity: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR',
  timeZone: string,
): string {
  let format = FORMATS.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    FORMATS.set(timeZone, format);
  }
  const day = format.format(time);
  if (granularity === 'DAY') return day;
  if (granularity === 'MONTH') return day.slice(0, 7);
  if (granularity === 'YEAR') return day.slice(0, 4);
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7));
  return date.toISOString().slice(0, 10);
}
