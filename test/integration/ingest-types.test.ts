import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { EVENT_TYPES } from '../../src/ingest/parse-event.js';
import { LOG_SAMPLES } from './support-ingest/log-samples.js';
import { FACT_SAMPLES } from './support-ingest/samples.js';
import { batch } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

const SAMPLES = [...FACT_SAMPLES, ...LOG_SAMPLES].map((sample, i) => ({ ...sample, id: `sample ${i}` }));
/** To the microsecond. */
const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const TIME = HOUR_AGO.replace('Z', '456Z');

/** Columns that every event has; those of the live feed are checked apart. */
const COMMON = { tenant_id: 'acme', source: '/samples', attributes: {} };

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
  const events = SAMPLES.map(({ id, type, data }) => ({ id, source: '/samples', type, time: TIME, data }));
  const answer = await batch.send(bench.node, bench.key, events);
  expect(answer.events.filter(({ verdict }) => verdict !== 'ACCEPTED')).toEqual([]);
});
afterAll(() => bench.stop());

/** A row without its nulls; instants, which PostgreSQL prints in its own way, in ISO's. */
function told(row: Record<string, unknown>): Record<string, unknown> {
  const isInstant = (value: unknown): value is string =>
    typeof value === 'string' && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/.test(value);
  return Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => value !== null)
      .map(([name, value]) => [name, isInstant(value) ? new Date(value).toISOString() : value]),
  );
}

async function only(text: string, values: unknown[]): Promise<Record<string, unknown>> {
  const rows = await bench.sql(text, values);
  expect(rows).toHaveLength(1);
  return rows[0] ?? {};
}

test('every type of the vocabulary has a sample', () => {
  const sampled = new Set(SAMPLES.map(({ type }) => (type === 'system.anything.else' ? 'system.*' : type)));
  expect([...sampled].sort()).toEqual(EVENT_TYPES.map(({ type }) => type).sort());
});

describe('each type lands in its table and shows in the event log', () => {
  test.each(SAMPLES)('$id: $type', async ({ id, type, table, row, category, severity, message }) => {
    const stored = await only(`SELECT * FROM ${table} WHERE event_id = $1`, [id]);
    const { seq, xid, recorded_at: recordedAt, ...columns } = stored;
    expect(told(columns)).toEqual({ ...COMMON, event_id: id, time: HOUR_AGO, ...row });
    expect([Number(seq) > 0, Number(xid) > 0]).toEqual([true, true]);
    expect(Math.abs(Date.now() - Date.parse(String(recordedAt)))).toBeLessThan(3_600_000);

    expect(await only('SELECT * FROM event_log WHERE id = $1', [id])).toMatchObject({
      tenant_id: 'acme',
      source: '/samples',
      type,
      category,
      severity,
      message,
      seq,
      time: stored['time'],
      customer_id: columns['customer_id'] ?? null,
      product_id: columns['product_id'] ?? null,
    });
  });
});

test('every event is in exactly one table, its time to the microsecond', async () => {
  const rows = await bench.sql(
    `SELECT id, to_char(time AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS time FROM event_log ORDER BY seq`,
  );
  expect(new Set(rows.map((row) => row['id']))).toEqual(new Set(SAMPLES.map(({ id }) => id)));
  expect(rows).toHaveLength(SAMPLES.length);
  expect(new Set(rows.map((row) => row['time']))).toEqual(new Set([TIME]));
});

test('numbers in attributes keep all their digits', async () => {
  const text = '12345678901234567890.12345678901234567890';
  const body = `{"id":"digits","source":"s","type":"system.deployed","data":{"message":"m","attributes":{"n":${text}}}}`;
  await bench.node.events(bench.key, 'application/cloudevents+json', body);
  const row = await only(`SELECT attributes ->> 'n' AS n FROM log_events WHERE event_id = 'digits'`, []);
  expect(row).toEqual({ n: text });
});

test('an invoice and a subscription are in the state of their latest event', async () => {
  const at = (minutes: number): string => new Date(Date.now() - minutes * 60_000).toISOString();
  const invoice = { invoiceId: 'i9', customerId: 'c1', amount: '5', currency: 'EUR' };
  const subscription = { subscriptionId: 's9', customerId: 'c1' };
  const events = [
    { type: 'invoice.paid', time: at(1), data: invoice },
    { type: 'invoice.created', time: at(9), data: invoice },
    { type: 'subscription.changed', time: at(1), data: { ...subscription, plan: 'gold' } },
    { type: 'subscription.created', time: at(9), data: { ...subscription, plan: 'free' } },
  ].map((event, i) => ({ ...event, id: `state ${i}`, source: 's' }));
  expect(await batch.send(bench.node, bench.key, events)).toMatchObject({ accepted: 4 });
  expect(await bench.sql(`SELECT state FROM invoices WHERE id = 'i9'`)).toEqual([{ state: 'PAID' }]);
  expect(await bench.sql(`SELECT plan, change FROM subscriptions WHERE id = 's9'`)).toEqual([
    { plan: 'gold', change: 'CHANGED' },
  ]);
});
