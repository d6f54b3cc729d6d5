import { fixed, fixedOf, ratioOf, textOf, type Fixed } from './fixed.js';
import { revenueWeights } from './mcp-oracle.js';
import { near } from './near.js';
import { PRODUCT_KINDS, type OracleEarning } from './revenue-events.js';
import type { OracleInvoiceEvent } from './revenue-invoices.js';
import {
  change,
  compareKeys,
  groups,
  revenue,
  share,
  within,
  type Key,
  type OracleGroup,
} from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

type Earnings = readonly OracleEarning[];

/** What a case asks besides the window. */
export interface RevenueQuestion {
  /** Rows of breakdowns. */
  readonly first: number;
  readonly filter: Readonly<
    Record<'customerIds' | 'billableUnitIds' | 'productIds', readonly string[] | null>
  >;
  /** The customers that are asked for by their ids, and one of the products. */
  readonly customers: readonly string[];
  readonly product: string;
}

/** What a question is about, as raw events. */
export interface RevenueView {
  readonly window: OracleWindow;
  /** What the filter keeps, whenever it happened. */
  readonly kept: Earnings;
  /** What of that lies in the window, and in the range that it is compared with. */
  readonly events: Earnings;
  readonly previous: Earnings | null;
  readonly invoices: readonly OracleInvoiceEvent[];
  /** When the first event of all happened, whatever the window and the filter keep. */
  readonly first: number | null;
  readonly now: number;
}

const isAmong = (ids: readonly string[] | null, id: string | null): boolean =>
  ids === null || (id !== null && ids.includes(id));

/** A view of what a caller may see. */
export function viewOf(
  { earnings, invoices }: { earnings: Earnings; invoices: readonly OracleInvoiceEvent[] },
  window: OracleWindow,
  now: number,
  { customerIds, billableUnitIds, productIds }: RevenueQuestion['filter'],
): RevenueView {
  const kept = earnings.filter(
    ({ customer, unit, product }) =>
      isAmong(customerIds, customer) && isAmong(billableUnitIds, unit) && isAmong(productIds, product),
  );
  const { from, to, compared } = window;
  return {
    window,
    kept,
    events: within(kept, from, to),
    previous: compared === null ? null : within(kept, compared.from, compared.to),
    invoices,
    first: earnings.length === 0 ? null : Math.min(...earnings.map(({ time }) => time)),
    now,
  };
}

const paid = ({ revenue: own }: OracleEarning): boolean => own !== null;
const customersOf = (events: Earnings): Set<string> =>
  new Set(events.flatMap(({ customer }) => (customer === null ? [] : [customer])));

/** Differences per currency of either range; null where there is only one. */
export function moneyChanges(events: Earnings, previous: Earnings | null): object[] | null {
  if (previous === null) return null;
  const [present, before] = [revenue(events), revenue(previous)];
  return revenue([...events, ...previous]).map(({ currency }) => {
    const amountIn = (amounts: typeof present): Fixed =>
      fixed(amounts.find((one) => one.currency === currency)?.amount ?? '0');
    const [then, absolute] = [amountIn(before), amountIn(present) - amountIn(before)];
    const ratio = then === 0n ? null : ratioOf(absolute, then);
    return { currency, previous: textOf(then), absolute: textOf(absolute), ratio };
  });
}

/** The points of a series; what each has besides its bucket and status is the caller's. */
export function series(
  events: Earnings,
  { window: { buckets }, first, now }: RevenueView,
  point: (members: Earnings) => object,
): object[] {
  return buckets.starts.map((start, i) => {
    const next = buckets.starts[i + 1] ?? buckets.end;
    const members = within(events, start, next);
    const isMissing = members.length === 0 && (first === null || next <= first);
    return {
      bucket: new Date(start).toISOString(),
      ...point(members),
      status: isMissing ? 'MISSING' : next > now ? 'INCOMPLETE' : members.length === 0 ? 'ZERO' : 'OK',
    };
  });
}

const revenueSeries = (events: Earnings, view: RevenueView): object[] =>
  series(events.filter(paid), view, (members) => ({ revenue: revenue(members) }));

/** Everything of `RevenueAnalytics` that is no breakdown. */
export function totals(view: RevenueView): object {
  const { events, previous, window, kept } = view;
  const { from, to } = window;
  const active = customersOf(events);
  const before = customersOf(within(kept, from - (to - from), from));
  const ever = customersOf(within(kept, -Infinity, from));
  const count = (customers: Iterable<string>, isOne: (customer: string) => boolean): number =>
    [...customers].filter(isOne).length;
  return {
    total: revenue(events),
    changes: moneyChanges(events, previous),
    payingCustomers: customersOf(events.filter(paid)).size,
    series: revenueSeries(events, view),
    customers: {
      active: active.size,
      new: count(active, (customer) => !ever.has(customer)),
      returning: count(active, (customer) => ever.has(customer) && !before.has(customer)),
      lost: count(before, (customer) => !active.has(customer)),
    },
  };
}

type Group = OracleGroup<OracleEarning>;

/** The rows of a breakdown; `label` is what tells them apart. */
export function rows(
  view: RevenueView,
  key: Key<OracleEarning>,
  first: number,
  label: (key: string | null) => object,
): object[] {
  const events = view.events.filter(paid);
  const { weigh, whole } = revenueWeights(events);
  return groups({ events, previous: view.previous }, key, weigh, first).map((group: Group) => ({
    ...label(group.key),
    others: group.others,
    revenue: revenue(group.events),
    share: near(share(weigh(group.events), whole), 1e-12, 1e-25),
    changes: moneyChanges(group.events, group.previous),
    series: revenueSeries(group.events, view),
  }));
}

/** A row of `ProductAnalytics`: what it is of, and what in the order of equal ones it is called. */
interface Compared {
  readonly name: string | null;
  readonly label: object;
  readonly isOne: (product: string | null) => boolean;
}

/** `ProductAnalytics`: every product that is known, and one more for what names none; and the same by kind. */
export function products(view: RevenueView): object {
  const all = Object.keys(PRODUCT_KINDS);
  const hasNone = view.events.some(({ product }) => product === null);
  const kindOf = (product: string | null): string | null =>
    product === null ? null : (PRODUCT_KINDS[product] ?? null);
  const kinds = [...new Set([...all, ...(hasNone ? [null] : [])].map(kindOf))];
  return {
    byProduct: compared(
      view,
      [...all, ...(hasNone ? [null] : [])].map((id) => ({
        name: id,
        label: {
          product: id === null ? null : { id, name: `Product ${id}`, kind: kindOf(id) },
          kind: kindOf(id),
          products: id === null ? 0 : 1,
        },
        isOne: (product) => product === id,
      })),
    ),
    byKind: compared(
      view,
      kinds.map((kind) => ({
        name: kind,
        label: { product: null, kind, products: all.filter((id) => kindOf(id) === kind).length },
        isOne: (product) => kindOf(product) === kind,
      })),
    ),
  };
}

function compared(view: RevenueView, members: readonly Compared[]): object[] {
  const { weigh, whole } = revenueWeights(view.events);
  const usage = (events: Earnings): Earnings => events.filter(({ unit }) => unit !== null);
  const countUsage = (events: Earnings): Fixed => fixedOf(usage(events).length);
  return members
    .map(({ name, label, isOne }) => {
      const events = view.events.filter(({ product }) => isOne(product));
      const previous = view.previous?.filter(({ product }) => isOne(product)) ?? null;
      const weight = weigh(events);
      const shown = events.filter((event) => event.unit !== null || paid(event));
      const row = {
        ...label,
        events: usage(events).length,
        invocations: events.length - usage(events).length,
        activeCustomers: customersOf(events).size,
        revenue: revenue(events),
        share: near(share(weight, whole), 1e-12, 1e-25),
        change: change({ events, previous }, countUsage),
        revenueChanges: moneyChanges(events, previous),
        series: series(shown, view, (own) => ({ events: usage(own).length, revenue: revenue(own) })),
      };
      return { name, weight, row };
    })
    .sort((a, b) => (a.weight === b.weight ? compareKeys(a.name, b.name) : a.weight > b.weight ? -1 : 1))
    .map(({ row }) => row);
}
