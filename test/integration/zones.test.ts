import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { usage } from '../../src/catalogue/usage.js';
import type { Database } from '../../src/db/database.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { countReads } from '../support/statements.js';

const [MINUTE, HOUR, DAY] = [60_000, 3_600_000, 86_400_000];
const LOS_ANGELES = 'America/Los_Angeles';

/** Far enough back for the events of 2024, whenever the test runs. */
const RETENTION_DAYS = Math.ceil((Date.now() - Date.parse('2024-09-20')) / DAY);

/** Events of one customer, each case's own: instants and quantities. */
type Sent = readonly (readonly [time: string, quantity: number])[];

const utc = (epochMs: number): string => new Date(epochMs).toISOString();

/** Instants in equal steps, the last one left out. */
function every(step: number, from: string, to: string): string[] {
  const times: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += step) times.push(utc(at));
  return times;
}

/** The first and the last millisecond of days, with quantities that tell them apart. */
const edges = (...midnights: readonly string[]): Sent =>
  midnights.flatMap((midnight) => [
    [utc(Date.parse(midnight) - 1), 0.1],
    [midnight, 0.01],
  ]);

const SENT: Readonly<Record<string, Sent>> = {
  spring: [
    // Ten o'clock in Los Angeles: 18:00 in UTC up to Saturday, 17:00 from Sunday on.
    ...['06', '07', '08'].map((day, i) => [`2025-03-${day}T18:00:00Z`, i + 1] as const),
    ...['09', '10', '11', '12'].map((day, i) => [`2025-03-${day}T17:00:00Z`, i + 4] as const),
  ],
  autumn: [
    ...['10-30', '10-31', '11-01'].map((day, i) => [`2025-${day}T17:00:00Z`, i + 1] as const),
    ...['11-02', '11-03', '11-04', '11-05'].map((day, i) => [`2025-${day}T18:00:00Z`, i + 4] as const),
  ],
  edges: edges(
    ...['2025-03-09T08:00:00.000Z', '2025-03-10T07:00:00.000Z'],
    ...['2025-11-02T07:00:00.000Z', '2025-11-03T08:00:00.000Z'],
  ),
  hourly: [
    ...every(HOUR, '2025-03-09T08:00Z', '2025-03-10T07:00Z').map((time) => [time, 1] as const),
    ...every(HOUR, '2025-11-02T07:00Z', '2025-11-03T08:00Z').map((time) => [time, 1] as const),
  ],
  kathmandu: edges('2025-05-01T18:15:00.000Z', '2025-05-02T18:15:00.000Z', '2025-05-02T19:15:00.000Z'),
  lordHowe: [
    ...every(15 * MINUTE, '2025-04-05T13:00Z', '2025-04-06T13:30Z').map((time) => [time, 1] as const),
    ...every(15 * MINUTE, '2025-10-04T13:30Z', '2025-10-05T13:00Z').map((time) => [time, 1] as const),
  ],
  berlin: edges(
    ...['2025-12-21T23:00:00.000Z', '2025-12-28T23:00:00.000Z'],
    ...['2026-01-04T23:00:00.000Z', '2026-01-11T23:00:00.000Z'],
  ),
  quarters: edges(
    ...['2025-01-01T05:00:00.000Z', '2025-04-01T04:00:00.000Z'],
    ...['2025-07-01T04:00:00.000Z', '2025-10-01T04:00:00.000Z'],
  ),
  daily: every(5 * HOUR, '2024-12-01T00:00Z', '2026-04-01T00:00Z').map((time, i) => [time, (i % 7) + 1]),
};

let db: Database;
let node: TestNode;
let key: string;

beforeAll(async () => {
  db = await openTestDatabase();
  const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: RETENTION_DAYS });
  const events = Object.entries(SENT).flatMap(([customerId, sent]) =>
    sent.map(([time, quantity], i) => ({
      id: `${customerId}-${i}`,
      source: 'zones',
      type: 'usage.recorded',
      time,
      data: { customerId, billableUnit: 'calls', quantity },
    })),
  );
  for (let i = 0; i < events.length; i += 1000) {
    const verdicts = await ingestor.ingest(events.slice(i, i + 1000), {
      tenantId: 'acme',
      platform: false,
      customerId: null,
    });
    expect(verdicts.filter(({ verdict }) => verdict !== 'ACCEPTED')).toEqual([]);
  }
  node = await startTestNode(db, { FACT_RETENTION_DAYS: String(RETENTION_DAYS) });
  key = await node.key('acme', ['analytics:read']);
});
afterAll(() => node.stop());

interface Answer {
  usage: {
    meta: { from: string; to: string; granularity: string };
    events: number;
    byBillableUnit: {
      quantity: string;
      change: { previous: string } | null;
      series: { bucket: string; quantity: string | null; events: number; status: string }[];
    }[];
  };
}

const QUERY = `query ($window: WindowInput, $customer: ID!) {
  usage(window: $window, filter: { customerIds: [$customer] }) {
    meta { from to granularity }
    events
    byBillableUnit { quantity change { previous } series { bucket quantity events status } }
  }
}`;

async function ask(customer: keyof typeof SENT, window: Record<string, unknown>) {
  const { data, errors } = await node.graphql<Answer>(key, QUERY, { customer, window });
  expect(errors).toBeUndefined();
  if (data === null) throw new Error('no answer');
  const { meta, events, byBillableUnit } = data.usage;
  const [row] = byBillableUnit;
  const series = row?.series ?? [];
  const starts = [...series.map(({ bucket }) => Date.parse(bucket)), Date.parse(meta.to)];
  return {
    meta,
    events,
    quantity: row?.quantity,
    previous: row?.change?.previous,
    series,
    buckets: series.map(({ bucket }) => bucket.replace(':00.000Z', 'Z')),
    quantities: series.map(({ quantity }) => quantity),
    counts: series.map(({ events: count }) => count),
    /** Lengths of the buckets in hours; right where the range ends with one. */
    hours: starts.slice(1).map((end, i) => (end - (starts[i] ?? NaN)) / HOUR),
  };
}

function zoneCases(): void {
  test('Los Angeles in March: seven days, one of 23 hours', async () => {
    const window = { from: '2025-03-06', to: '2025-03-13', timeZone: LOS_ANGELES, granularity: 'DAY' };
    const answer = await ask('spring', window);
    expect([answer.meta.from, answer.meta.to]).toEqual([
      '2025-03-06T08:00:00.000Z',
      '2025-03-13T07:00:00.000Z',
    ]);
    expect(answer.buckets).toEqual([
      '2025-03-06T08:00Z',
      '2025-03-07T08:00Z',
      '2025-03-08T08:00Z',
      '2025-03-09T08:00Z',
      '2025-03-10T07:00Z',
      '2025-03-11T07:00Z',
      '2025-03-12T07:00Z',
    ]);
    expect(answer.hours).toEqual([24, 24, 24, 23, 24, 24, 24]);
    expect(answer.quantities).toEqual(['1', '2', '3', '4', '5', '6', '7']);
    expect(answer.quantity).toBe('28');
    // The same range, as instants with an offset.
    const instants = { ...window, from: '2025-03-06T00:00:00-08:00', to: '2025-03-13T00:00:00-07:00' };
    expect(await ask('spring', instants)).toEqual(answer);
  });

  test('Los Angeles in autumn: seven days, one of 25 hours', async () => {
    const answer = await ask('autumn', {
      from: '2025-10-30',
      to: '2025-11-06',
      timeZone: LOS_ANGELES,
      granularity: 'DAY',
    });
    expect(answer.buckets).toEqual([
      '2025-10-30T07:00Z',
      '2025-10-31T07:00Z',
      '2025-11-01T07:00Z',
      '2025-11-02T07:00Z',
      '2025-11-03T08:00Z',
      '2025-11-04T08:00Z',
      '2025-11-05T08:00Z',
    ]);
    expect(answer.hours).toEqual([24, 24, 24, 25, 24, 24, 24]);
    expect(answer.quantities).toEqual(['1', '2', '3', '4', '5', '6', '7']);
  });

  test.each([
    ['2025-03-08', '2025-03-11', ['0.1', '0.11', '0.01']],
    ['2025-11-01', '2025-11-04', ['0.1', '0.11', '0.01']],
    ['2025-03-09', '2025-03-10', ['0.11']],
    ['2025-11-02', '2025-11-03', ['0.11']],
  ])('a day has its first millisecond and not that of the next: %s to %s', async (from, to, quantities) => {
    const answer = await ask('edges', { from, to, timeZone: LOS_ANGELES, granularity: 'DAY' });
    expect(answer.quantities).toEqual(quantities);
  });

  test.each([
    ['2025-03-09', '2025-03-10', 23, '2025-03-09T08:00Z'],
    ['2025-11-02', '2025-11-03', 25, '2025-11-02T07:00Z'],
  ])('the hours of %s in Los Angeles', async (from, to, hours, first) => {
    const day = { from, to, timeZone: LOS_ANGELES };
    const answer = await ask('hourly', { ...day, granularity: 'HOUR' });
    expect(answer.counts).toEqual(Array.from({ length: hours }, () => 1));
    expect(answer.buckets[0]).toBe(first);
    expect(answer.hours).toEqual(Array.from({ length: hours }, () => 1));
    expect((await ask('hourly', { ...day, granularity: 'DAY' })).counts).toEqual([hours]);
  });

  test('Kathmandu is 5:45 ahead: its days and hours begin at a quarter past', async () => {
    const range = { from: '2025-05-01', to: '2025-05-04', timeZone: 'Asia/Kathmandu' };
    const days = await ask('kathmandu', { ...range, granularity: 'DAY' });
    expect(days.buckets).toEqual(['2025-04-30T18:15Z', '2025-05-01T18:15Z', '2025-05-02T18:15Z']);
    expect(days.quantities).toEqual(['0.1', '0.11', '0.12']);
    const hours = await ask('kathmandu', {
      ...range,
      from: '2025-05-02T23:00',
      to: '2025-05-03T02:00',
      granularity: 'HOUR',
    });
    expect(hours.buckets).toEqual(['2025-05-02T17:15Z', '2025-05-02T18:15Z', '2025-05-02T19:15Z']);
    expect(hours.quantities).toEqual(['0.1', '0.11', '0.01']);
    expect(hours.series.map(({ status }) => status)).toEqual(['OK', 'OK', 'OK']);
  });

  test.each([
    // At two the clock went back to half past one: that half hour is a bucket of its own.
    ['2025-04-06', '2025-04-07', 24.5, ['13:00', '14:00', '15:00', '15:30', '16:30'], [4, 4, 2, 4]],
    // At two it went on to half past two: that hour has a half.
    ['2025-10-05', '2025-10-06', 23.5, ['13:30', '14:30', '15:30', '16:00', '17:00'], [4, 4, 2, 4]],
  ])('Lord Howe, %s to %s', async (from, to, length, hours, counts) => {
    const range = { from, to, timeZone: 'Australia/Lord_Howe' };
    const days = await ask('lordHowe', { ...range, granularity: 'DAY' });
    expect([days.hours, days.counts]).toEqual([[length], [length * 4]]);
    const hourly = await ask('lordHowe', { ...range, granularity: 'HOUR' });
    expect(hourly.buckets.slice(0, 5).map((bucket) => bucket.slice(11, 16))).toEqual(hours);
    expect(hourly.counts.slice(0, 4)).toEqual(counts);
    expect(hourly.counts).toEqual(hourly.hours.map((hour) => hour * 4));
    const quarters = await ask('lordHowe', { ...range, granularity: 'MINUTE_15' });
    expect(quarters.counts).toEqual(Array.from({ length: length * 4 }, () => 1));
    expect(quarters.hours).toEqual(quarters.counts.map(() => 0.25));
  });

  test('ISO weeks across the end of a year in Berlin', async () => {
    const answer = await ask('berlin', {
      from: '2025-12-22',
      to: '2026-01-12',
      timeZone: 'Europe/Berlin',
      granularity: 'WEEK',
    });
    expect(answer.buckets).toEqual(['2025-12-21T23:00Z', '2025-12-28T23:00Z', '2026-01-04T23:00Z']);
    expect(answer.quantities).toEqual(['0.11', '0.11', '0.11']);
  });

  test('quarters and years in New York', async () => {
    const range = { from: '2025-01-01', to: '2026-01-01', timeZone: 'America/New_York' };
    const quarters = await ask('quarters', { ...range, granularity: 'QUARTER' });
    expect(quarters.buckets).toEqual([
      '2025-01-01T05:00Z',
      '2025-04-01T04:00Z',
      '2025-07-01T04:00Z',
      '2025-10-01T04:00Z',
    ]);
    expect(quarters.quantities).toEqual(['0.11', '0.11', '0.11', '0.01']);
    const years = await ask('quarters', { ...range, granularity: 'YEAR' });
    expect([years.buckets, years.quantities]).toEqual([['2025-01-01T05:00Z'], ['0.34']]);
  });

  test('a quiet bucket is a point of zero, one before the first event is missing', async () => {
    const range = { timeZone: LOS_ANGELES, granularity: 'DAY' };
    const quiet = await ask('spring', { ...range, from: '2025-03-11', to: '2025-03-15' });
    expect(quiet.series.map(({ status }) => status)).toEqual(['OK', 'OK', 'ZERO', 'ZERO']);
    expect(quiet.quantities).toEqual(['6', '7', '0', '0']);
    const before = await ask('daily', { ...range, from: '2024-11-29', to: '2024-12-02' });
    expect(before.series.map(({ status }) => status)).toEqual(['MISSING', 'OK', 'OK']);
  });

  test.each([
    ['PREVIOUS_YEAR', '2026-03-06', '2026-03-13', '2025-03-06', '2025-03-13'],
    ['PREVIOUS_YEAR', '2026-02-01', '2026-03-01', '2025-02-01', '2025-03-01'],
    ['PREVIOUS_YEAR', '2026-03-08T10:00', '2026-03-08T22:00', '2025-03-08T10:00', '2025-03-08T22:00'],
    ['PREVIOUS_PERIOD', '2025-04-01', '2025-05-01', '2025-03-01', '2025-04-01'],
    ['PREVIOUS_PERIOD', '2025-04-01', '2025-07-01', '2025-01-01', '2025-04-01'],
    ['PREVIOUS_PERIOD', '2025-03-11', '2025-03-14', '2025-03-08', '2025-03-11'],
    ['PREVIOUS_PERIOD', '2025-11-03', '2025-11-10', '2025-10-27', '2025-11-03'],
    ['PREVIOUS_PERIOD', '2025-11-03', '2025-11-03T15:30', '2025-11-02', '2025-11-02T15:30'],
  ])('%s of %s to %s is %s to %s', async (compareTo, from, to, previousFrom, previousTo) => {
    const zone = { timeZone: LOS_ANGELES };
    const { previous } = await ask('daily', { ...zone, from, to, compareTo });
    const direct = await ask('daily', { ...zone, from: previousFrom, to: previousTo });
    const [first, last] = [Date.parse(direct.meta.from), Date.parse(direct.meta.to)];
    const within = (SENT['daily'] ?? []).filter(
      ([time]) => Date.parse(time) >= first && Date.parse(time) < last,
    );
    expect(within.length).toBeGreaterThan(0);
    expect(direct.events).toBe(within.length);
    expect(direct.quantity).toBe(String(within.reduce((sum, [, quantity]) => sum + quantity, 0)));
    expect(previous).toBe(direct.quantity);
  });
}

describe('from the raw rows', zoneCases);

describe('from the rollups', () => {
  beforeAll(() => refreshDirty(db.write, usage, new Date()));
  zoneCases();
});

test.each([
  [{ period: '1y', granularity: 'MINUTE_15' }, 'window.granularity'],
  [{ from: '2024-01-01', to: '2026-01-01', granularity: 'HOUR' }, 'window.granularity'],
  [{ from: 'now-60y' }, 'window'],
  [{ from: 'now', to: 'now-1d' }, 'window.to'],
  [{ period: '7d', maxDataPoints: 20_000 }, 'window.maxDataPoints'],
])('%j is refused, naming the field, and nothing is read', async (window, field) => {
  const { result, statements } = await countReads(() =>
    node.graphql(key, QUERY, { customer: 'daily', window }),
  );
  expect(result.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT', field });
  expect(statements).toEqual([]);
});
