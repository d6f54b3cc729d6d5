import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { purgeFeed } from '../../src/db/purge-feed.js';
import { NodeFeed } from '../../src/feed/node-feed.js';
import type { LogBatch } from '../../src/feed/feed.js';
import type { LogEvent } from '../../src/feed/log-event.js';
import { DatabaseIngestor } from '../../src/ingest/store/database-ingestor.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { ALL } from './support-feed/requests.js';

const scope = (tenantId: string, customerId: string | null = null) => ({ tenantId, customerId });
const log = {
  warn: (details: object) => {
    throw new Error(JSON.stringify(details));
  },
};

let db: Database;
let ingestor: DatabaseIngestor;
let feeds: NodeFeed[];
let ids = 0;

beforeAll(async () => {
  db = await openTestDatabase(8);
  ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
  feeds = [new NodeFeed(db.write, log), new NodeFeed(db.write, log)];
});
afterAll(async () => {
  await Promise.all(feeds.map((feed) => feed.close()));
  await db.close();
});

const node = (i = 0): NodeFeed => {
  const feed = feeds[i];
  if (feed === undefined) throw new Error(`no node ${i}`);
  return feed;
};

/** Ingests events of some types; returns their ids. */
async function ingest(tenantId: string, count: number, time = new Date()): Promise<string[]> {
  const values = Array.from({ length: count }, (_, i) => {
    const id = `e${ids++}`;
    const base = { id, source: 'feed', time: time.toISOString() };
    return i % 3 === 0
      ? { ...base, type: 'system.deployed', data: { message: `deployed ${id}`, severity: 'WARNING' } }
      : {
          ...base,
          type: 'usage.recorded',
          data: { customerId: `c${i % 3}`, billableUnit: 'calls', quantity: 1 },
        };
  });
  await ingestor.ingest(values, { tenantId, platform: false, customerId: null });
  return values.map(({ id }) => id);
}

/** Pulls batches until that many events have come. */
async function pull(
  batches: AsyncIterator<LogBatch>,
  count: number,
): Promise<{ events: LogEvent[]; cursor: string; gaps: LogBatch['gap'][] }> {
  const events: LogEvent[] = [];
  const gaps: LogBatch['gap'][] = [];
  let cursor = '';
  while (events.length < count) {
    const { value, done } = await batches.next();
    if (done === true) throw new Error('the feed ended');
    events.push(...value.events);
    cursor = value.cursor;
    if (value.gap !== null) gaps.push(value.gap);
  }
  return { events, cursor, gaps };
}

const idsOf = (events: readonly LogEvent[]): string[] => events.map(({ id }) => id);

describe('the live feed', () => {
  test('tells what was recorded after the subscription, in order, once, to every node', async () => {
    await ingest('acme', 3);
    const subscriptions = await Promise.all([
      node(0).subscribe(scope('acme'), ALL),
      node(1).subscribe(scope('acme'), ALL),
    ]);
    const sent = [
      ...(await ingest('acme', 30)),
      ...(await ingest('acme', 700)),
      ...(await ingest('acme', 1)),
    ];
    const [first, second] = await Promise.all(subscriptions.map((one) => pull(one, sent.length)));
    expect(new Set(idsOf(first?.events ?? []))).toEqual(new Set(sent));
    expect(idsOf(first?.events ?? [])).toHaveLength(sent.length);
    expect(idsOf(second?.events ?? [])).toEqual(idsOf(first?.events ?? []));
    const seqs = first?.events.map(({ seq }) => seq) ?? [];
    expect([...seqs].sort((a, b) => (a < b ? -1 : 1))).toEqual(seqs);
    await Promise.all(subscriptions.map(async (one) => one.return?.()));
  });

  test('resumes behind a cursor, on another node, also long after', async () => {
    const subscription = await node(0).subscribe(scope('acme'), ALL);
    await ingest('acme', 5);
    const { cursor } = await pull(subscription, 5);
    await subscription.return?.();
    const missed = [
      ...(await ingest('acme', 1200)),
      ...(await ingest('acme', 2, new Date(Date.now() - 40 * 86_400_000))),
    ];
    const resumed = await node(1).subscribe(scope('acme'), { ...ALL, after: cursor });
    const { events, gaps } = await pull(resumed, missed.length);
    expect(new Set(idsOf(events))).toEqual(new Set(missed));
    expect(gaps).toEqual([]);
    await resumed.return?.();
  });

  test('a cursor in the middle of a transaction is behind that event alone', async () => {
    const whole = await node(0).subscribe(scope('acme'), ALL);
    const sent = await ingest('acme', 1100);
    const batch = await whole.next();
    await whole.return?.();
    const seen = idsOf((batch.value as LogBatch).events);
    expect(seen.length).toBeLessThan(sent.length);
    const rest = await node(1).subscribe(scope('acme'), { ...ALL, after: (batch.value as LogBatch).cursor });
    const { events } = await pull(rest, sent.length - seen.length);
    expect(new Set([...seen, ...idsOf(events)])).toEqual(new Set(sent));
    await rest.return?.();
  });

  test('shows a tenant its own events, a customer its own, and what the filter keeps', async () => {
    const acme = await node().subscribe(scope('acme'), {
      ...ALL,
      matches: ({ severity }) => severity === 'WARNING',
    });
    const narrowed = await node().subscribe(scope('acme', 'c1'), ALL);
    await ingest('globex', 9);
    // What a customer costs its seller is not for the customer.
    const cost = { customerId: 'c1', category: 'SUPPORT', amount: '1', currency: 'EUR' };
    await ingestor.ingest(
      [{ id: 'cost', source: 'feed', time: new Date().toISOString(), type: 'cost.incurred', data: cost }],
      { tenantId: 'acme', platform: false, customerId: null },
    );
    await ingest('acme', 9);
    const warnings = await pull(acme, 3);
    expect(warnings.events.map(({ type, category }) => [type, category])).toEqual(
      Array(3).fill(['system.deployed', 'SYSTEM']),
    );
    const own = await pull(narrowed, 3);
    expect(own.events.map(({ type, customerId }) => [type, customerId])).toEqual(
      Array(3).fill(['usage.recorded', 'c1']),
    );
    const resumed = await node(1).subscribe(scope('acme', 'c1'), { ...ALL, replay: 10 });
    const types = (await pull(resumed, 1)).events.map(({ type }) => type);
    expect(types).toEqual(types.filter((type) => type === 'usage.recorded'));
    await resumed.return?.();
    await Promise.all([acme.return?.(), narrowed.return?.()]);
  });

  test('refuses a cursor that the tenant was never given', async () => {
    const subscription = await node().subscribe(scope('acme'), ALL);
    await ingest('acme', 1);
    const { cursor } = await pull(subscription, 1);
    await subscription.return?.();
    for (const after of [cursor, `${cursor}x`, 'nonsense']) {
      const tenant = after === cursor ? 'globex' : 'acme';
      await expect(node().subscribe(scope(tenant), { ...ALL, after })).rejects.toMatchObject({
        code: 'BAD_USER_INPUT',
        field: 'after',
      });
    }
  });

  test('tells a gap where the events behind a cursor are no longer kept', async () => {
    const subscription = await node().subscribe(scope('acme'), ALL);
    await ingest('acme', 1);
    const { cursor } = await pull(subscription, 1);
    await subscription.return?.();
    const age = async (): Promise<void> => {
      await db.write.query("UPDATE feed_entries SET taken_at = now() - interval '366 days'");
      await db.write.query("UPDATE feed_ticks SET taken_at = now() - interval '2 days'");
      await purgeFeed(db.write);
    };
    // The cursor is behind all that is forgotten: what came after it is all there.
    const whole = await node(1).subscribe(scope('acme'), { ...ALL, after: cursor });
    const later = await ingest('acme', 1);
    const seen = await pull(whole, 1);
    expect([idsOf(seen.events), seen.gaps]).toEqual([later, []]);
    await whole.return?.();
    await age();
    const still = await node(1).subscribe(scope('acme'), { ...ALL, after: seen.cursor });
    expect([idsOf((await pull(still, (await ingest('acme', 2)).length)).events).length]).toEqual([2]);
    await still.return?.();

    await age();
    const gone = await node(1).subscribe(scope('acme'), { ...ALL, after: cursor });
    const { value } = await gone.next();
    expect((value as LogBatch).gap?.reason).toContain('older than');
    await gone.return?.();
  });

  test('ends a subscription that waits', async () => {
    const subscription = await node().subscribe(scope('acme'), ALL);
    const waiting = subscription.next();
    await subscription.return?.();
    expect(await waiting).toEqual({ done: true, value: undefined });
  });

  (onServer ? test : test.skip)(
    'waits for no other transaction, and loses none that commits late',
    async () => {
      const subscription = await node().subscribe(scope('acme'), ALL);
      const slow = await db.write.connect();
      await slow.query('BEGIN');
      await slow.query(
        `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
       VALUES ('acme', now(), 'sql', 'slow', 'SYSTEM', 'system.slow', 'INFO', 'slow', '{}')`,
      );
      const quick = await ingest('acme', 3);
      expect(new Set(idsOf((await pull(subscription, 3)).events))).toEqual(new Set(quick));
      await slow.query('COMMIT');
      slow.release();
      expect(idsOf((await pull(subscription, 1)).events)).toEqual(['slow']);
      await subscription.return?.();
    },
  );
});
