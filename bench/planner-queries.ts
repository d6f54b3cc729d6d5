import 'reflect-metadata';
import type pg from 'pg';
import { changeOf, ranked, series, usageByBillableUnit } from '../resolvers/usage-rows.js';
import { PointStatus } from '../schema/enums.js';
import type { Change, Money, UsageByBillableUnit } from '../schema/usage.js';
import { usage } from '../src/catalogue/usage.js';
import type { Statement } from '../src/db/tenant-scope.js';
import { DecimalSum, difference, type DecimalText } from '../src/decimal.js';
import type { Loaders } from '../src/loaders/loaders.js';
import { usage as usageDataset } from '../src/catalogue/usage.js';
import { tenantSource } from '../src/loaders/analytics-source.js';
import type { WindowRequest } from '../src/planner/window.js';
import { DAY, END } from './planner-fill.js';

/** A row of an answer; `key` is the unit, the customer (null for the others), or the bucket's start. */
export interface AnswerRow {
  readonly key: string | number | null;
  readonly quantity: DecimalText | null;
  readonly events: DecimalText;
  readonly revenue?: readonly Money[];
  readonly share?: number;
  readonly change?: Change | null;
  readonly status?: PointStatus;
}

/** What rows are read from by hand. */
export interface HandSource {
  readonly relation: string;
  readonly time: 'bucket' | 'time';
  readonly events: 'sum(events)' | 'count(*)';
}

/** A question, asked the gateway's way and by hand. */
export interface PlannerQuery {
  readonly name: string;
  /** What a resolver does for it, from its window to the rows that it returns. */
  gateway(loaders: Loaders, tenantId: string): Promise<readonly AnswerRow[]>;
  /** The best rollup for it. */
  readonly rollup: string;
  hand(source: HandSource, tenantId: string): Statement;
  parse(rows: readonly HandRow[]): readonly AnswerRow[];
}

/** What statements by hand return; numbers are text but for `at`, epoch seconds. */
export interface HandRow extends pg.QueryResultRow {
  readonly key: string | null;
  readonly at: number;
  readonly currency: string | null;
  readonly quantity: string | null;
  readonly events: string | null;
  readonly revenue: string | null;
  readonly previous: string | null;
}

const TOP = 20;
const iso = (epochMs: number): string => new Date(epochMs).toISOString();
const absolute = (epochMs: number) => ({ kind: 'absolute', epochMs }) as const;

const MONTH: WindowRequest = { from: absolute(END - 30 * DAY), to: absolute(END) };
const MONTH_RANGE = [iso(END - 30 * DAY), iso(END)] as const;

const TREND: WindowRequest = {
  from: { kind: 'relative', offsets: [{ sign: -1, period: { count: 365, unit: 'd' } }], floor: 'd' },
  to: { kind: 'relative', offsets: [], floor: 'd' },
  timeZone: 'America/New_York',
  granularity: 'DAY',
};
const TO_MIDNIGHT = "date_trunc('day', $2::timestamptz AT TIME ZONE 'America/New_York')";

const monthStart = (back: number): number => {
  const end = new Date(END);
  return Date.UTC(end.getUTCFullYear(), end.getUTCMonth() - back, 1);
};

export const QUERIES: readonly PlannerQuery[] = [
  {
    name: 'by unit, 30 days',
    gateway: async (loaders, tenantId) => {
      const rows = await usageByBillableUnit(origin(loaders, tenantId, MONTH), { top: TOP });
      return rows.map(unitRow);
    },
    rollup: 'usage_1d',
    hand: ({ relation, time, events }, tenantId) => ({
      text: `SELECT billable_unit_id AS key, currency, sum(quantity) AS quantity, ${events} AS events, sum(revenue) AS revenue
             FROM ${relation} WHERE tenant_id = $1 AND ${time} >= $2 AND ${time} < $3 GROUP BY 1, 2`,
      values: [tenantId, ...MONTH_RANGE],
    }),
    parse: (rows) => groups(rows, ({ quantity }) => Number(quantity)),
  },
  {
    name: `by customer, 30 days, top ${TOP}`,
    gateway: async (loaders, tenantId) => {
      const { groups: found } = await ranked(origin(loaders, tenantId, MONTH), 'customer', 'events', {
        top: TOP,
      });
      return found.map(({ key, quantity, events, revenue, share }) => ({
        ...{ key, quantity, events, revenue, share },
      }));
    },
    rollup: 'usage_by_customer_1d',
    hand: ({ relation, time, events }, tenantId) => ({
      text: `WITH sums AS (
               SELECT customer_id, currency, sum(quantity) AS quantity, ${events} AS events, sum(revenue) AS revenue
               FROM ${relation} WHERE tenant_id = $1 AND ${time} >= $2 AND ${time} < $3 GROUP BY 1, 2
             ), top AS (
               SELECT customer_id FROM sums GROUP BY 1 ORDER BY sum(events) DESC, customer_id COLLATE "C" LIMIT ${TOP}
             )
             SELECT top.customer_id AS key, currency, sum(quantity) AS quantity, sum(events) AS events, sum(revenue) AS revenue
             FROM sums LEFT JOIN top USING (customer_id) GROUP BY 1, 2`,
      values: [tenantId, ...MONTH_RANGE],
    }),
    parse: (rows) => groups(rows, ({ events }) => Number(events)),
  },
  {
    name: 'daily trend, 365 days, New York',
    gateway: (loaders, tenantId) => {
      const from = origin(loaders, tenantId, TREND);
      const bounds = {
        firstEvent: () => loaders.analytics.firstEvent(from.source.scope, usage),
        now: loaders.now,
      };
      return series(from, bounds).then((points) =>
        points.map(({ bucket, ...point }) => ({ key: bucket, ...point })),
      );
    },
    rollup: 'usage_1h',
    hand: ({ relation, time, events }, tenantId) => ({
      text: `SELECT extract(epoch FROM time_bucket('1 day', ${time}, 'America/New_York'))::float8 AS at, sum(quantity) AS quantity, ${events} AS events
             FROM ${relation} WHERE tenant_id = $1 AND ${time} >= (${TO_MIDNIGHT} - interval '365 days') AT TIME ZONE 'America/New_York'
               AND ${time} < ${TO_MIDNIGHT} AT TIME ZONE 'America/New_York'
             GROUP BY 1 ORDER BY 1`,
      values: [tenantId, iso(Date.now())],
    }),
    parse: (rows) =>
      rows.map(({ at, quantity, events }) => ({
        key: at * 1000,
        quantity: exact(quantity),
        events: exact(events),
        status: PointStatus.OK,
      })),
  },
  {
    name: 'month over month by unit',
    gateway: async (loaders, tenantId) => {
      const window = { period: 'previous_month', compareTo: 'PREVIOUS_PERIOD' } as const;
      const rows = await usageByBillableUnit(origin(loaders, tenantId, window), { top: TOP });
      const changes = await Promise.all(rows.map((row) => changeOf(row, 'quantity')));
      return rows.map((row, place) => ({ ...unitRow(row), change: changes[place] ?? null }));
    },
    rollup: 'usage_1d',
    hand: ({ relation, time, events }, tenantId) => ({
      text: `SELECT billable_unit_id AS key, currency,
                    sum(quantity) FILTER (WHERE ${time} >= $3) AS quantity, ${events} FILTER (WHERE ${time} >= $3) AS events,
                    sum(revenue) FILTER (WHERE ${time} >= $3) AS revenue, sum(quantity) FILTER (WHERE ${time} < $3) AS previous
             FROM ${relation} WHERE tenant_id = $1 AND ${time} >= $2 AND ${time} < $4 GROUP BY 1, 2`,
      values: [tenantId, iso(monthStart(2)), iso(monthStart(1)), iso(monthStart(0))],
    }),
    parse: (rows) => {
      const previous = new Map<string | null, DecimalSum>();
      for (const row of rows) {
        previous.set(row.key, (previous.get(row.key) ?? new DecimalSum()).add(row.previous ?? '0'));
      }
      return groups(rows, ({ quantity }) => Number(quantity)).map((row) => {
        const before = String(previous.get(row.key as string) ?? '0');
        const absolute = difference(row.quantity ?? '0', before);
        const ratio = before === '0' ? null : Number(absolute) / Number(before);
        return { ...row, change: { previous: before, absolute, ratio } };
      });
    },
  },
];

function origin(loaders: Loaders, tenantId: string, window: WindowRequest) {
  const scope = { tenantId, customerId: null };
  return {
    source: tenantSource(loaders.analytics, scope, usageDataset, loaders.window(window), []),
    within: [],
  };
}

const exact = (text: string | null): DecimalText => new DecimalSum().add(text ?? '0').toString();

function unitRow({ billableUnit, quantity, events, revenue, share }: UsageByBillableUnit): AnswerRow {
  return { key: billableUnit?.id ?? null, quantity, events, revenue, share };
}

/** Rows by key and currency as groups: heaviest first, the others (null) at the end. */
function groups(rows: readonly HandRow[], weight: (row: AnswerRow) => number): AnswerRow[] {
  const found = new Map<
    string | null,
    { key: string | null; sum: DecimalSum; events: DecimalSum; revenue: Money[] }
  >();
  for (const { key, currency, quantity, events, revenue } of rows) {
    const group = found.get(key) ?? { key, sum: new DecimalSum(), events: new DecimalSum(), revenue: [] };
    found.set(key, group);
    group.sum.add(quantity ?? '0');
    group.events.add(events ?? '0');
    if (currency !== null && revenue !== null) group.revenue.push({ currency, amount: exact(revenue) });
  }
  const listed = Array.from(found.values(), ({ key, sum, events, revenue }) => ({
    ...{ key, revenue, quantity: sum.toString(), events: events.toString() },
  }));
  const whole = listed.reduce((sum, group) => sum + weight(group), 0);
  return listed
    .map((group) => ({ ...group, share: whole === 0 ? 0 : weight(group) / whole }))
    .sort(
      (a, b) =>
        Number(a.key === null) - Number(b.key === null) ||
        weight(b) - weight(a) ||
        ((a.key ?? '') < (b.key ?? '') ? -1 : 1),
    );
}

/** An answer as text that is equal for equal answers. Floats count to twelve digits: by hand they are divided as such. */
export function canonical(rows: readonly AnswerRow[]): string {
  const float = (value: number | null | undefined): string | null => value?.toPrecision(12) ?? null;
  return JSON.stringify(
    rows.map(({ key, quantity, events, revenue, share, change, status }) => [
      ...[key, quantity, events, status ?? null, float(share)],
      revenue?.map(({ amount, currency }) => `${amount} ${currency}`) ?? [],
      change == null ? null : [change.previous, change.absolute, float(change.ratio)],
    ]),
  );
}
