import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { usage } from '../../src/catalogue/usage.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Raw rows are kept for 400 days; this hour is past that, and its rollups are there. */
const OLD = Math.floor((Date.now() - 450 * DAY) / DAY) * DAY + 12 * HOUR;

let node: TestNode;
let key: string;

beforeAll(async () => {
  const db = await openTestDatabase();
  const at = (epochMs: number, id: string) => ({
    id,
    source: 'test',
    type: 'usage.recorded',
    time: new Date(epochMs).toISOString(),
    data: { customerId: 'c1', billableUnit: 'calls', quantity: 1 },
  });
  await new DatabaseIngestor(db.write, { factRetentionDays: 800 }).ingest(
    [at(OLD + 20 * 60_000, 'first'), at(OLD + 3 * HOUR, 'second'), at(Date.now() - 1000, 'now')],
    { tenantId: 'acme', platform: false, customerId: null },
  );
  await refreshDirty(db.write, usage, new Date());
  node = await startTestNode(db, { FACT_RETENTION_DAYS: '400' });
  key = await node.key('acme', ['analytics:read']);
});
afterAll(() => node.stop());

interface Answer {
  usage: { byBillableUnit: { series: { bucket: string; quantity: string | null; status: string }[] }[] };
}

async function points(from: number, to: number, granularity: string): Promise<string[]> {
  const { data, errors } = await node.graphql<Answer>(
    key,
    'query ($window: WindowInput) { usage(window: $window) { byBillableUnit { series { bucket quantity status } } } }',
    { window: { from: new Date(from).toISOString(), to: new Date(to).toISOString(), granularity } },
  );
  expect(errors).toBeUndefined();
  const [row] = data?.usage.byBillableUnit ?? [];
  return (row?.series ?? []).map(
    ({ bucket, quantity, status }) => `${new Date(bucket).toISOString().slice(11, 16)} ${quantity} ${status}`,
  );
}

test('before the first event there is nothing to know; afterwards a quiet bucket is zero', async () => {
  expect(await points(OLD - 2 * HOUR, OLD + 4 * HOUR, 'HOUR')).toEqual([
    '10:00 null MISSING',
    '11:00 null MISSING',
    '12:00 1 OK',
    '13:00 0 ZERO',
    '14:00 0 ZERO',
    '15:00 1 OK',
  ]);
});

test('a range that cuts a quarter-hour past retention knows only a part of its first bucket', async () => {
  expect(await points(OLD + 5 * 60_000, OLD + 2 * HOUR, 'HOUR')).toEqual([
    '12:00 1 INCOMPLETE',
    '13:00 0 ZERO',
  ]);
  expect(await points(OLD + HOUR + 5 * 60_000, OLD + HOUR + 30 * 60_000, 'MINUTE_15')).toEqual([]);
  expect(await points(OLD + HOUR + 5 * 60_000, OLD + 3 * HOUR + 15 * 60_000, 'HOUR')).toEqual([
    '13:00 null MISSING',
    '14:00 0 ZERO',
    '15:00 1 OK',
  ]);
});

describe('a report that would need rows past retention is not complete', () => {
  const QUERY = 'query ($query: ReportQuery!) { report(query: $query) { rows meta { complete } } }';
  const RECENT = Math.floor(Date.now() / DAY) * DAY - 100 * DAY + 5 * 60_000;
  test.each([
    ['whole quarter-hours', { from: OLD, to: OLD + 4 * HOUR }, 2, true],
    ['its start cuts one', { from: OLD + 5 * 60_000, to: OLD + 4 * HOUR }, 2, false],
    ['a window whose events are kept', { from: RECENT, to: RECENT + HOUR }, 0, true],
    [
      'compared with one whose events are not',
      { from: RECENT, to: RECENT + HOUR, compareTo: 'PREVIOUS_YEAR' },
      0,
      false,
    ],
  ] as const)('%s', async (_, { from, to, ...rest }, events, complete) => {
    const window = { from: new Date(from).toISOString(), to: new Date(to).toISOString(), ...rest };
    const query = { dataset: 'USAGE', measures: ['events'], window };
    const { data } = await node.graphql<{ report: { rows: number[][]; meta: unknown } }>(key, QUERY, {
      query,
    });
    expect([data?.report.rows[0]?.[0], data?.report.meta]).toEqual([events, { complete }]);
    const response = await fetch(`${node.url}/v1/query.json`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-api-key': key },
      body: JSON.stringify(query),
    });
    expect(await response.json()).toMatchObject({ rows: data?.report.rows, meta: { complete } });
  });
});

test('the bucket that is still open is incomplete', async () => {
  const open = Math.floor(Date.now() / HOUR) * HOUR;
  const last = (await points(open - HOUR, open + HOUR, 'HOUR')).at(-1);
  expect(last).toMatch(/INCOMPLETE$/);
});
