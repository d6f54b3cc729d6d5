import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usage as usageDataset } from '../../src/catalogue/usage.js';
import type { Database } from '../../src/db/database.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { calendarBucket, ranked, sums, within, type OracleEvent } from '../support/oracle/usage-oracle.js';

const DAY = 86_400_000;
const NOW = Date.now();
const SPAN = 60 * DAY;
const ZONES = ['UTC', 'America/New_York', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Europe/Berlin'];

const RUNS = Number(process.env['ORACLE_RUNS'] ?? 60);

let db: Database;
let node: TestNode;
let key: string;
const events: OracleEvent[] = [];

const decimal = fc.oneof(
  fc.integer({ min: -1000, max: 1000 }).map(String),
  fc
    .tuple(fc.integer({ min: -9_999_999, max: 9_999_999 }), fc.integer({ min: 0, max: 999_999_999 }))
    .map(([a, b]) => `${a}.${b}`),
  fc.constantFrom('0.00000000000000000001', '99999999999999999999.99999999999999999999', '-0.1', '0'),
);

const event: fc.Arbitrary<OracleEvent> = fc.record({
  // Many events sit on edges of buckets, where they belong to the bucket that begins.
  time: fc.oneof(
    { weight: 3, arbitrary: fc.integer({ min: NOW - SPAN, max: NOW }) },
    {
      weight: 1,
      arbitrary: fc
        .integer({ min: 0, max: 60 * 96 })
        .map((n) => Math.floor(NOW / 900_000) * 900_000 - n * 900_000),
    },
    {
      weight: 1,
      arbitrary: fc.integer({ min: 0, max: 60 }).map((n) => Math.floor(NOW / DAY) * DAY - n * DAY - 1),
    },
  ),
  customer: fc.constantFrom('c1', 'c2', 'c3', 'c4', 'c5', 'c6'),
  unit: fc.constantFrom('calls', 'tokens', 'gb'),
  product: fc.constantFrom('p1', 'p2', null),
  quantity: decimal,
  revenue: fc.option(fc.record({ amount: decimal, currency: fc.constantFrom('USD', 'EUR') })),
});

/** Sends events, some of them twice, and tells the oracle of each once. */
async function send(ingestor: DatabaseIngestor, batch: readonly OracleEvent[], name: string): Promise<void> {
  const values = batch.map((one, i) => ({
    id: `${name}-${i}`,
    source: 'oracle',
    type: 'usage.recorded',
    time: new Date(one.time).toISOString(),
    data: {
      customerId: one.customer,
      billableUnit: one.unit,
      productId: one.product,
      quantity: one.quantity,
      revenue: one.revenue,
    },
  }));
  const caller = { tenantId: 'acme', platform: false, customerId: null };
  const verdicts = await ingestor.ingest([...values, ...values.slice(0, 10)], caller);
  expect(verdicts.filter(({ verdict }) => verdict === 'ACCEPTED')).toHaveLength(batch.length);
  events.push(...batch);
}

beforeAll(async () => {
  db = await openTestDatabase();
  const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
  const batches = fc.sample(fc.array(event, { minLength: 400, maxLength: 400 }), { numRuns: 5, seed: 7 });
  for (const [i, batch] of batches.entries()) {
    await send(ingestor, batch, `batch${i}`);
    // Rollups that have everything, that lack the last days, and that lack late events: all must answer alike.
    if (i === 1) await refreshDirty(db.write, usageDataset, new Date(NOW - 20 * DAY));
    if (i === 3) await refreshDirty(db.write, usageDataset, new Date(NOW));
  }
  // The last batch is late and not refreshed; another tenant must not matter.
  await ingestor.ingest(
    [
      {
        id: 'x',
        source: 'oracle',
        type: 'usage.recorded',
        data: { customerId: 'c1', billableUnit: 'calls', quantity: 5 },
      },
    ],
    { tenantId: 'other', platform: false, customerId: null },
  );
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read']);
});
afterAll(() => node.stop());

interface Row {
  others: boolean;
  billableUnit: { id: string } | null;
  customer?: { id: string } | null;
  quantity: string;
  events: number;
  revenue: { amount: string; currency: string }[];
  series: { bucket: string; quantity: string | null; events: number }[];
  customers: { customer: { id: string } | null; others: boolean; quantity: string; events: number }[];
  units: Row[];
}
interface Answer {
  usage: {
    events: number;
    activeCustomers: number;
    revenue: { amount: string; currency: string }[];
    byBillableUnit: Row[];
    byCustomer: Row[];
  };
}

const QUERY = `query ($window: WindowInput, $filter: UsageFilter, $first: Int!) {
  usage(window: $window, filter: $filter) {
    events activeCustomers revenue { amount currency }
    byBillableUnit { others billableUnit { id } quantity events revenue { amount currency }
      series { bucket quantity events } customers(first: $first) { customer { id } others quantity events } }
    byCustomer(first: $first) { others customer { id } events revenue { amount currency } units { billableUnit { id } quantity events } }
  }
}`;

const window = fc
  .record({
    from: fc.integer({ min: NOW - SPAN - 3 * DAY, max: NOW - 1 }),
    length: fc.oneof(fc.integer({ min: 1, max: 3 * DAY }), fc.integer({ min: 1, max: SPAN })),
    snap: fc.constantFrom(1, 900_000, 3_600_000, DAY),
    timeZone: fc.constantFrom(...ZONES),
    granularity: fc.constantFrom('DAY' as const, 'WEEK' as const, 'MONTH' as const, 'YEAR' as const),
    customers: fc.option(fc.uniqueArray(fc.constantFrom<string>('c1', 'c2', 'c9'), { minLength: 1 })),
    products: fc.option(fc.constant<string[]>(['p1'])),
    first: fc.integer({ min: 1, max: 7 }),
  })
  .map(({ from, length, snap, ...rest }) => {
    const start = Math.floor(from / snap) * snap;
    return { ...rest, from: start, to: Math.max(start + snap, Math.floor((from + length) / snap) * snap) };
  });

describe('usage equals a recomputation from the raw events', () => {
  test('over random ranges, zones, granularities and filters', async () => {
    await fc.assert(
      fc.asyncProperty(window, async ({ from, to, timeZone, granularity, customers, products, first }) => {
        const { data, errors } = await node.graphql<Answer>(key, QUERY, {
          window: {
            from: new Date(from).toISOString(),
            to: new Date(to).toISOString(),
            timeZone,
            granularity,
          },
          filter: { customerIds: customers, productIds: products },
          first,
        });
        expect(errors).toBeUndefined();
        const usage = data?.usage;
        const meant = within(events, from, to).filter(
          ({ customer, product }) =>
            (customers === null || customers.includes(customer)) &&
            (products === null || (product !== null && products.includes(product))),
        );
        const { events: count, revenue } = sums(meant);
        expect(usage).toMatchObject({ events: count, revenue });
        expect(usage?.activeCustomers).toBe(new Set(meant.map(({ customer }) => customer)).size);

        const units = ranked(meant, ({ unit }) => unit, 'quantity');
        expect(
          usage?.byBillableUnit.map(({ billableUnit, quantity, events: n, revenue: r }) => [
            billableUnit?.id,
            quantity,
            n,
            r,
          ]),
        ).toEqual(
          units.map(({ key: unit, events: members }) => {
            const whole = sums(members);
            return [unit, whole.quantity, whole.events, whole.revenue];
          }),
        );
        for (const [i, { events: members }] of units.entries()) {
          const row = usage?.byBillableUnit[i];
          expectSeries(row?.series ?? [], members, granularity, timeZone);
          const top = ranked(members, ({ customer }) => customer, 'quantity');
          expect(
            row?.customers.map(({ customer, others, quantity, events: n }) => [
              customer?.id ?? null,
              others,
              quantity,
              n,
            ]),
          ).toEqual(
            folded(top, first).map(({ key: customer, others, events: part }) => [
              customer,
              others,
              sums(part).quantity,
              part.length,
            ]),
          );
        }
        const byCustomer = folded(
          ranked(meant, ({ customer }) => customer, 'events'),
          first,
        );
        expect(
          usage?.byCustomer.map(({ customer, others, events: n, revenue: r }) => [
            customer?.id ?? null,
            others,
            n,
            r,
          ]),
        ).toEqual(
          byCustomer.map(({ key: customer, others, events: part }) => [
            customer,
            others,
            part.length,
            sums(part).revenue,
          ]),
        );
        expect(
          usage?.byCustomer.map(({ units: rows }) =>
            rows.map(({ billableUnit, quantity }) => [billableUnit?.id, quantity]),
          ),
        ).toEqual(
          byCustomer.map(({ events: part }) =>
            ranked(part, ({ unit }) => unit, 'quantity').map(({ key: unit, events: members }) => [
              unit,
              sums(members).quantity,
            ]),
          ),
        );
      }),
      { numRuns: RUNS, seed: 11, endOnFailure: true },
    );
  }, 600_000);
});

function folded(
  groups: readonly { key: string | null; events: OracleEvent[] }[],
  first: number,
): { key: string | null; others: boolean; events: OracleEvent[] }[] {
  const rest = groups.slice(first).flatMap(({ events: members }) => members);
  const top = groups.slice(0, first).map((group) => ({ ...group, others: false }));
  return groups.length > first ? [...top, { key: null, others: true, events: rest }] : top;
}

/** Every event is in the point whose calendar bucket it has, and no point has anything else. */
function expectSeries(
  series: readonly { bucket: string; quantity: string | null; events: number }[],
  members: readonly OracleEvent[],
  granularity: 'DAY' | 'WEEK' | 'MONTH' | 'YEAR',
  timeZone: string,
): void {
  const points = series
    .filter(({ events: n }) => n > 0)
    .map(({ bucket, quantity, events: n }) => [
      calendarBucket(Date.parse(bucket), granularity, timeZone),
      quantity,
      n,
    ]);
  const expected = new Map<string, OracleEvent[]>();
  for (const one of members) {
    const bucket = calendarBucket(one.time, granularity, timeZone);
    expected.set(bucket, [...(expected.get(bucket) ?? []), one]);
  }
  const wanted = [...expected].map(([bucket, part]) => [bucket, sums(part).quantity, part.length]);
  expect(points).toEqual(wanted.sort(([a], [b]) => ((a as string) < (b as string) ? -1 : 1)));
}
