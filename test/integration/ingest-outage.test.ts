import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/db/connect.js';
import type { Database } from '../../src/db/database.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { json, usage, type TestEvent } from './support-ingest/events.js';
import { heldBack, streamLines } from './support-ingest/ndjson-client.js';
import { openProxy, type DatabaseProxy } from './support-ingest/proxy.js';
import { batch, ndjson, TRANSPORTS } from './support-ingest/transports.js';

let db: Database;
let proxy: DatabaseProxy;
let node: TestNode;
let key: string;
beforeAll(async () => {
  db = await openTestDatabase();
  proxy = await openProxy(db.url);
  const onError = (): void => undefined;
  const through = await openDatabase({
    url: proxy.url,
    readUrl: undefined,
    poolSize: 4,
    dataDir: '',
    onError,
  });
  // Behind the proxy it is still the one backend that it is.
  node = await startTestNode({ ...through, kind: db.kind });
  key = await node.key('acme', ['events:write', 'analytics:read']);
});
afterAll(async () => {
  await node.stop();
  await proxy.close();
  await db.close();
});

/** Stored events of a unit and their sum, read past the proxy. */
async function stored(unit: string): Promise<unknown> {
  const { rows } = await db.write.query(
    `SELECT count(*)::int AS events, sum(quantity) AS sum FROM usage_events WHERE billable_unit_id = $1`,
    [unit],
  );
  return rows[0];
}

const eventsOf = (unit: string, count = 3): TestEvent[] =>
  Array.from({ length: count }, (_, i) => usage(`${unit} ${i}`, unit, 1));

async function expectUnavailable(response: Response): Promise<void> {
  const answer = [response.status, response.headers.get('retry-after'), await response.text()];
  expect(answer).toEqual([503, '2', expect.stringContaining('"code":"UNAVAILABLE"')]);
}

const sendBatch = (events: readonly TestEvent[]): Promise<Response> =>
  node.events(key, 'application/cloudevents-batch+json', json(events));

describe('a connection that breaks in the middle of a transaction', () => {
  const MOMENTS = [
    { moment: 'before COMMIT', kept: 0 },
    { moment: 'after COMMIT', kept: 3 },
  ] as const;

  test.each(MOMENTS)('$moment: 503 with Retry-After, and again counts once', async ({ moment, kept }) => {
    const events = eventsOf(moment);
    const broken = proxy.breakOnce(moment);
    await expectUnavailable(await sendBatch(events));
    await broken;
    expect(await stored(moment)).toMatchObject({ events: kept });
    const again = await batch.send(node, key, events);
    expect(again).toMatchObject({ accepted: 3 - kept, duplicates: kept });
    expect(await stored(moment)).toEqual({ events: 3, sum: '3' });
  });

  const cases = TRANSPORTS.flatMap((door) => MOMENTS.map(({ moment, kept }) => ({ ...door, moment, kept })));
  test.each(cases)('$moment over $name', async ({ name, moment, kept, send }) => {
    const unit = `${moment} over ${name}`;
    const events = eventsOf(unit, 1);
    const broken = proxy.breakOnce(moment);
    await expect(send(node, key, events)).rejects.toThrow('UNAVAILABLE');
    await broken;
    expect(await stored(unit)).toMatchObject({ events: Math.min(kept, 1) });
    expect(await send(node, key, events)).toMatchObject(kept > 0 ? { duplicates: 1 } : { accepted: 1 });
    expect(await stored(unit)).toEqual({ events: 1, sum: '1' });
  });

  test.each(MOMENTS)('$moment in the middle of a stream: the last line says so', async ({ moment }) => {
    const unit = `stream, ${moment}`;
    const events = eventsOf(unit, 3000);
    const lines = events.map((event) => `${json(event)}\n`);
    // The second half goes out once the first has got verdicts, into an outage.
    let onVerdict = (): void => undefined;
    const first = new Promise<void>((resolve) => (onVerdict = resolve));
    let broken: Promise<void> | undefined;
    async function* halves(): AsyncGenerator<string> {
      yield* heldBack(lines.slice(0, 1500), first);
      broken = proxy.breakOnce(moment);
      yield* lines.slice(1500);
    }
    const torn = await streamLines(node.url, key, halves(), { onVerdict: () => onVerdict() });
    await broken;
    expect(torn.end?.error?.code).toBe('UNAVAILABLE');
    expect(torn.verdicts.length).toBeGreaterThan(0);
    expect(torn.verdicts.length).toBeLessThan(3000);
    const again = await ndjson.send(node, key, events);
    expect(again.accepted + again.duplicates).toBe(3000);
    expect(again.duplicates).toBeGreaterThanOrEqual(torn.verdicts.length);
    expect(await stored(unit)).toEqual({ events: 3000, sum: '3000' });
  });
});

describe('a database that is gone', () => {
  test.each([
    { who: 'a key that is known', known: true },
    { who: 'a key that was not seen before', known: false },
  ])('503 for $who, and all is well when it is back', async ({ who, known }) => {
    const events = eventsOf(who);
    const other = known ? key : await node.key('acme', ['events:write']);
    if (known) await node.events(key, 'application/json', '[]');
    proxy.shut();
    try {
      await expectUnavailable(await node.events(other, 'application/json', json(events)));
    } finally {
      proxy.open();
    }
    expect(await batch.send(node, other, events)).toMatchObject({ accepted: 3 });
    expect(await stored(who)).toEqual({ events: 3, sum: '3' });
  });
});

const withManyBackends = onServer ? describe : describe.skip;
withManyBackends('pg_terminate_backend', () => {
  /** The backends that wait for a lock, once there is one. */
  async function waiting(): Promise<number[]> {
    for (;;) {
      const { rows } = await db.write.query<{ pid: number }>(
        `SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
      );
      if (rows.length > 0) return rows.map(({ pid }) => pid);
    }
  }

  test.each(['usage_events', 'customers', 'event_identities'])(
    'while it waits to write %s',
    async (table) => {
      const unit = `terminated at ${table}`;
      const events = eventsOf(unit).map((event) => ({
        ...event,
        data: { ...event.data, customerId: `customer ${table}` },
      }));
      const holder = await db.write.connect();
      await holder.query('BEGIN');
      await holder.query(`LOCK TABLE ${table} IN SHARE MODE`);
      const sending = sendBatch(events);
      for (const pid of await waiting()) await db.write.query('SELECT pg_terminate_backend($1)', [pid]);
      await expectUnavailable(await sending);
      await holder.query('ROLLBACK');
      holder.release();
      expect(await stored(unit)).toEqual({ events: 0, sum: null });
      expect(await batch.send(node, key, events)).toMatchObject({ accepted: 3 });
      expect(await stored(unit)).toEqual({ events: 3, sum: '3' });
    },
  );

  test('one after the other under load: every event counts once in the end', async () => {
    const unit = 'terminated under load';
    const batches = Array.from({ length: 40 }, (_, i) =>
      Array.from({ length: 50 }, (_, j) => usage(`${i} ${j}`, unit, 1, { source: unit })),
    );
    const statuses: number[] = [];
    let pending = batches.length;
    const deliver = async (events: TestEvent[]): Promise<void> => {
      let status: number;
      do {
        ({ status } = await sendBatch(events));
        statuses.push(status);
      } while (status === 503);
      pending -= 1;
    };
    const delivering = Promise.all(batches.map(deliver));
    let terminated = 0;
    while (pending > 0 && terminated < 10) {
      const { rows } = await db.write.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
         WHERE datname = current_database() AND pid <> pg_backend_pid() AND state = 'active'
           AND (query LIKE '%claim_identities%' OR query LIKE 'INSERT INTO usage_events%') LIMIT 1`,
      );
      terminated += rows.length;
    }
    await delivering;
    expect(terminated).toBeGreaterThan(0);
    expect(new Set(statuses)).toEqual(new Set([200, 503]));
    expect(await stored(unit)).toEqual({ events: 2000, sum: '2000' });
  });
});
