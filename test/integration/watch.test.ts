import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { watchAlerts } from '../../src/watch/watch-alerts.js';
import { watchAnomalies } from '../../src/watch/watch-anomalies.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NOW = Date.parse('2026-11-20T12:30:00Z');

let bench: OracleBench;
let key: string;
let sent = 0;

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  key = await bench.key(undefined, ['analytics:read', 'reports:write']);
});
afterAll(() => bench.stop());

const use = (time: number, count: number, data: Record<string, unknown> = {}) =>
  Array.from({ length: count }, (_, i) => ({
    id: `w${++sent}`,
    source: 'watch',
    type: 'usage.recorded',
    time: new Date(time + i).toISOString(),
    data: { customerId: 'c', billableUnit: 'calls', quantity: '1', ...data },
  }));

async function send(...events: Record<string, unknown>[]): Promise<void> {
  for (let from = 0; from < events.length; from += 5_000) {
    const batch = events.slice(from, from + 5_000);
    expect(await bench.send(batch)).toEqual({ ACCEPTED: batch.length });
  }
}

/** Several nodes look at the same time. */
const watch = (now: number): Promise<unknown> =>
  Promise.all([1, 2, 3].map(() => watchAlerts(bench.db.write, bench.reads, now, 800)));

interface Told {
  type: string;
  category: string;
  severity: string;
  message: string;
  attributes: Record<string, unknown>;
}

async function told(type: string): Promise<Told[]> {
  const { rows } = await bench.db.write.query<Told & Record<string, unknown>>(
    'SELECT type, category, severity, message, attributes FROM event_log WHERE tenant_id = $1 AND type = $2 ORDER BY seq',
    ['acme', type],
  );
  return rows;
}

const SAVE = `mutation ($input: AlertInput!) { saveAlert(input: $input) {
  id name dataset measure filters { dimension values } window above below severity firingSince } }`;

async function save(input: Record<string, unknown>): Promise<Record<string, unknown>> {
  const { data, errors } = await bench.ask(key, SAVE, { input });
  expect(errors).toBeUndefined();
  return (data as { saveAlert: Record<string, unknown> }).saveAlert;
}

describe('thresholds', () => {
  test('a breach is an event of the log, once an episode, whichever node sees it', async () => {
    const filters = [{ dimension: 'billableUnit', values: ['gauge'] }];
    const input = {
      name: 'Too much',
      dataset: 'usage',
      measure: 'quantity',
      filters,
      window: '1h',
      above: '10',
    };
    const saved = await save(input);
    expect(saved).toEqual({
      ...{ id: saved['id'], name: 'Too much', dataset: 'usage', measure: 'quantity', filters },
      ...{ window: 'PT1H', above: '10', below: null, severity: 'WARNING', firingSince: null },
    });
    const gauge = (time: number, quantity: string) =>
      send(...use(time, 1, { billableUnit: 'gauge', quantity }));
    await gauge(NOW - 10 * 60_000, '10');
    await watch(NOW);
    expect(await told('usage.threshold_breached')).toEqual([]);
    await gauge(NOW - 5 * 60_000, '0.5');
    await watch(NOW);
    await watch(NOW + 60_000);
    expect(await told('usage.threshold_breached')).toEqual([
      {
        type: 'usage.threshold_breached',
        category: 'USAGE',
        severity: 'WARNING',
        message: 'Too much: quantity of usage is 10.5, above 10',
        attributes: {
          ...{ alertId: saved['id'], name: 'Too much', dataset: 'usage', measure: 'quantity', filters },
          ...{ windowSeconds: 3600, observed: '10.5', above: '10' },
        },
      },
    ]);
    const { data } = await bench.ask(key, '{ alerts { name firingSince } }', {});
    expect(data).toEqual({ alerts: [{ name: 'Too much', firingSince: new Date(NOW).toISOString() }] });
    // Quiet again, and a second episode.
    await watch(NOW + 2 * HOUR);
    await gauge(NOW - 60_000, '100');
    await watch(NOW);
    expect(await told('usage.threshold_breached')).toHaveLength(2);
  });

  test('one that falls below, of money and of rates; a change begins anew; a removed one is silent', async () => {
    const usd = [{ dimension: 'currency', values: ['USD'] }];
    const low = {
      name: 'Low revenue',
      dataset: 'revenue',
      measure: 'revenue',
      filters: usd,
      window: 'P1D',
      below: '5',
    };
    const { id } = await save({ ...low, severity: 'CRITICAL' });
    await save({ name: 'Errors', dataset: 'mcp', measure: 'errorRate', window: '30m', above: '0.5' });
    await send(...use(NOW - HOUR, 1, { revenue: { amount: '4.99', currency: 'USD' } }));
    await watch(NOW);
    const find = async () =>
      (await told('usage.threshold_breached')).filter(({ message }) => message.startsWith('Low'));
    expect(await find()).toMatchObject([
      { severity: 'CRITICAL', attributes: { observed: '4.99', below: '5' } },
    ]);
    await save({ ...low, id, below: '6' });
    await watch(NOW);
    expect(await find()).toHaveLength(2);
    const { data } = await bench.ask(key, 'mutation ($id: ID!) { deleteAlert(id: $id) }', { id });
    expect(data).toEqual({ deleteAlert: id });
    await watch(NOW + 3 * DAY);
    await watch(NOW);
    expect(await find()).toHaveLength(2);
    // No calls: no rate, and nothing to fire at.
    expect(
      (await told('usage.threshold_breached')).filter(({ message }) => message.startsWith('Errors')),
    ).toEqual([]);
  });

  const valid = { name: 'x', dataset: 'usage', measure: 'events', window: '1h', above: '1' };
  test.each([
    ['input.dataset', { dataset: 'profit' }],
    ['input.measure', { measure: 'profit' }],
    ['input.filters[0].dimension', { filters: [{ dimension: 'colour', values: ['red'] }] }],
    ['input.filters[0].values', { filters: [{ dimension: 'customer', values: [] }] }],
    ['input.filters', { measure: 'revenue' }],
    ['input.above', { above: null }],
    ['input.below', { below: '2' }],
    ['input.window', { window: '5s' }],
    ['input.name', { name: ' ' }],
    ['input.id', { id: 'nobody' }],
  ])('what cannot be watched is refused by the name of its field: %s', async (field, wrong) => {
    const { errors } = await bench.ask(key, SAVE, { input: { ...valid, ...wrong } });
    expect(errors).toMatchObject([{ extensions: { field } }]);
  });
});

describe('anomalies', () => {
  const HOUR_AT = Math.floor(NOW / HOUR) * HOUR - HOUR;
  const judge = (now: number): Promise<unknown> =>
    Promise.all([1, 2, 3].map(() => watchAnomalies(bench.db.write, bench.reads, now, 800)));
  const hourly = (unit: string, counts: readonly number[]) =>
    counts.flatMap((count, weeks) => use(HOUR_AT - weeks * 7 * DAY + 60_000, count, { billableUnit: unit }));

  test('an hour far from the same hour of the weeks before is an event, once an episode', async () => {
    await send(
      ...hourly('spike', [400, 100, 110, 90, 100, 105, 95]),
      ...hourly('outage', [0, 200, 210, 190, 205, 195, 200]),
      ...hourly('usual', [118, 100, 110, 90, 100, 105, 95]),
      ...hourly('new', [400, 5, 4]),
    );
    await judge(NOW);
    await judge(NOW + 60_000);
    const found = await told('usage.anomaly_detected');
    expect(found.map(({ attributes }) => attributes)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ billableUnit: 'spike', observed: 400, baseline: 100 }),
        expect.objectContaining({ billableUnit: 'outage', observed: 0, baseline: 200 }),
      ]),
    );
    expect(found).toHaveLength(2);
    // The next hour is as far off: the same episode. Then two ordinary hours end it.
    const later = (hours: number, counts: readonly number[]) =>
      send(
        ...counts.flatMap((count, weeks) =>
          use(HOUR_AT + hours * HOUR - weeks * 7 * DAY, count, { billableUnit: 'spike' }),
        ),
      );
    const after = async (hours: number, observed: number): Promise<number> => {
      await later(hours, [observed, 100, 110, 90, 100, 105, 95]);
      await judge(NOW + hours * HOUR);
      return (await told('usage.anomaly_detected')).filter(
        ({ attributes }) => attributes['billableUnit'] === 'spike',
      ).length;
    };
    bench.now = NOW + 6 * HOUR;
    expect([await after(1, 500), await after(2, 101), await after(3, 99), await after(4, 450)]).toEqual([
      1, 1, 1, 2,
    ]);
  });
});
