import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database, Queryable } from '../../src/db/database.js';
import { purgeFeed } from '../../src/db/purge-feed.js';
import type { LogBatch } from '../../src/feed/feed.js';
import { NodeFeed } from '../../src/feed/node-feed.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { FeedWriter, recorded } from './support-feed/feed-writer.js';
import { ALL } from './support-feed/requests.js';

const scope = (tenantId: string) => ({ tenantId, customerId: null });

/** A database whose statements are counted, but for those that look whether there is something new. */
class Counted implements Queryable {
  reads = 0;

  constructor(private readonly db: Queryable) {}

  query: Queryable['query'] = (text, values) => {
    if (!text.includes('take_feed_turn')) this.reads += 1;
    return this.db.query(text, values);
  };
}

let db: Database;
let counted: Counted;
let feed: NodeFeed;
let writer: FeedWriter;
const warnings: object[] = [];

beforeAll(async () => {
  db = await openTestDatabase(8);
  counted = new Counted(db.write);
  feed = new NodeFeed(counted, { warn: (details) => void warnings.push(details) });
  writer = new FeedWriter(db);
});
afterAll(async () => {
  await feed.close();
  await db.close();
  expect(warnings).toEqual([]);
});

interface Pulled {
  readonly ids: readonly string[];
  readonly cursors: readonly string[];
  readonly gaps: readonly NonNullable<LogBatch['gap']>[];
}

/** Pulls until so many events have come. */
async function pull(batches: AsyncIterator<LogBatch>, count: number): Promise<Pulled> {
  const pulled = { ids: [] as string[], cursors: [] as string[], gaps: [] as NonNullable<LogBatch['gap']>[] };
  while (pulled.ids.length < count) {
    const { value, done } = await batches.next();
    if (done === true) throw new Error('the feed ended');
    pulled.ids.push(...value.events.map(({ id }) => id));
    pulled.cursors.push(value.cursor);
    if (value.gap !== null) pulled.gaps.push(value.gap);
  }
  return pulled;
}

async function follow(tenantId: string, after: string | null, count: number): Promise<Pulled> {
  const reader = await feed.subscribe(scope(tenantId), { ...ALL, after });
  const pulled = await pull(reader, count);
  reader.end();
  return pulled;
}

/** Takes a tick, behind the one that a node may be taking. */
async function tick(): Promise<void> {
  const client = await db.write.connect();
  try {
    await client.query('BEGIN');
    await client.query('SELECT pg_advisory_xact_lock(1196773193)');
    await client.query('SELECT take_feed_tick()');
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

/** Inserts events in one statement; no gateway tells of them. */
const insert = (tenantId: string, name: string, count: number, letters = 1): Promise<unknown> =>
  db.write.query(
    `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
     SELECT $1, now(), 'sql', $2 || '-' || n, 'SYSTEM', 'system.note', 'INFO', repeat('x', $4), '{}'
     FROM generate_series(1, $3::int) AS n`,
    [tenantId, name, count, letters],
  );

describe('resuming', () => {
  test('costs reads by what the tenant missed, whatever others wrote meanwhile', async () => {
    const reader = await feed.subscribe(scope('quiet'), ALL);
    await writer.notes('quiet', 1);
    const { cursors } = await pull(reader, 1);
    reader.end();
    for (let n = 0; n < 120; n += 1) {
      await insert('busy', `busy${n}`, 1);
      if (n % 40 === 0) await insert('quiet', `quiet${n}`, 2);
      await tick();
    }
    const before = counted.reads;
    const { ids } = await follow('quiet', cursors.at(-1) ?? '', 6);
    expect(ids).toEqual(['quiet0-1', 'quiet0-2', 'quiet40-1', 'quiet40-2', 'quiet80-1', 'quiet80-2']);
    // Its entries, and the events of the one table that they are of.
    expect(counted.reads - before).toBe(2);
  });

  test('goes through more entries than are looked at at once, and ticks larger than a page', async () => {
    const reader = await feed.subscribe(scope('much'), ALL);
    await insert('much', 'first', 1);
    const { cursors } = await pull(reader, 1);
    reader.end();
    for (let n = 0; n < 250; n += 1) await insert('much', `one${n}`, 1);
    await tick();
    await insert('much', 'giant', 3_000);
    await tick();
    for (let n = 0; n < 30; n += 1) {
      await insert('much', `more${n}`, 40);
      if (n % 10 === 9) await tick();
    }
    await tick();
    const all = (await recorded(db, 'much')).slice(1);
    expect(all).toHaveLength(250 + 3_000 + 1_200);
    const whole = await follow('much', cursors.at(-1) ?? '', all.length);
    expect(whole.ids).toEqual(all);
    // From wherever a batch ended the rest is the rest.
    for (const [place, cursor] of [...new Set(whole.cursors)].entries()) {
      if (place % 3 !== 0 || cursor === whole.cursors.at(-1)) continue;
      const first = await follow('much', cursor, 1);
      const from = all.indexOf(first.ids[0] ?? '');
      const rest = await follow('much', cursor, all.length - from);
      expect(rest.ids).toEqual(all.slice(from));
    }
  });

  test('many transactions at once become several ticks', async () => {
    const reader = await feed.subscribe(scope('crowd'), ALL);
    reader.end();
    await Promise.all(Array.from({ length: 1_100 }, (_, n) => insert('crowd', `crowd${n}`, 1)));
    await tick();
    const { rows } = await db.write.query<{ ticks: string; entries: string }>(
      `SELECT count(DISTINCT tick) AS ticks, max(entries) AS entries
       FROM (SELECT tick, count(*) OVER (PARTITION BY tick) AS entries FROM feed_entries WHERE tenant_id = 'crowd') AS e`,
    );
    expect(Number(rows[0]?.entries)).toBeLessThanOrEqual(500);
    expect(Number(rows[0]?.ticks)).toBeGreaterThanOrEqual(3);
  });

  test('a batch is bounded by what its events say, too', async () => {
    const reader = await feed.subscribe(scope('large'), ALL);
    await insert('large', 'large', 60, 60_000);
    const sizes: number[] = [];
    for (let seen = 0; seen < 60;) {
      const { value } = await reader.next();
      const { events } = value as LogBatch;
      seen += events.length;
      sizes.push(events.reduce((sum, { message }) => sum + message.length, 0));
    }
    reader.end();
    expect(Math.max(...sizes)).toBeLessThanOrEqual(2 ** 20);
    expect(sizes.length).toBeGreaterThanOrEqual(4);
  });
});

describe('what is needed no more', () => {
  test('is forgotten, and the feed goes on', async () => {
    const reader = await feed.subscribe(scope('purged'), ALL);
    await insert('purged', 'before', 3);
    const { cursors } = await pull(reader, 3);
    await tick();
    await purgeFeed(db.write);
    // All that was committed is in entries by now.
    expect((await db.write.query('SELECT FROM feed_commits')).rows).toEqual([]);
    await insert('purged', 'after', 2);
    expect((await pull(reader, 2)).ids).toEqual(['after-1', 'after-2']);
    reader.end();
    expect((await follow('purged', cursors.at(-1) ?? '', 2)).ids).toEqual(['after-1', 'after-2']);
  });
});

describe('another history of the database', () => {
  /** Has the database tell another history; returns what it was before. */
  async function become(epoch: string): Promise<void> {
    await db.write.query(
      `CREATE OR REPLACE FUNCTION feed_epoch() RETURNS text LANGUAGE sql VOLATILE RETURN '${epoch}'`,
    );
  }
  const epochOf = async (): Promise<string> =>
    (await db.write.query<{ epoch: string }>('SELECT feed_epoch() AS epoch')).rows[0]?.epoch ?? '';

  test('of the same system: who reads and who listens is told a gap, and goes on', async () => {
    const [system] = (await epochOf()).split('-');
    const reader = await feed.subscribe(scope('failover'), ALL);
    const heard: LogBatch[] = [];
    const end = feed.listen(scope('failover'), ALL, (batch) => heard.push(batch));
    await insert('failover', 'before', 2);
    const before = await pull(reader, 2);
    await become(`${system}-2`);
    const { value: gap } = await reader.next();
    expect(gap).toMatchObject({ events: [], gap: { reason: expect.stringContaining('another history') } });
    await insert('failover', 'after', 2);
    expect((await pull(reader, 2)).ids).toEqual(['after-1', 'after-2']);
    expect(heard.map(({ events, gap }) => [events.length, gap !== null])).toEqual([
      [2, false],
      [0, true],
      [2, false],
    ]);
    end();
    reader.end();
    // A cursor of the history before is told a gap; one of this history is not.
    const old = await feed.subscribe(scope('failover'), { ...ALL, after: before.cursors.at(-1) ?? '' });
    expect((await old.next()).value).toMatchObject({ gap: { reason: expect.stringContaining('history') } });
    old.end();
    const known = await feed.subscribe(scope('failover'), { ...ALL, after: (gap as LogBatch).cursor });
    expect((await pull(known, 2)).ids).toEqual(['after-1', 'after-2']);
    known.end();
  });

  test('of another system, after a restore: the feed goes on from there', async () => {
    const reader = await feed.subscribe(scope('restored'), ALL);
    await insert('restored', 'before', 1);
    await pull(reader, 1);
    // Transactions are numbered anew: what the last tick saw says nothing of them.
    await db.write.query(
      `UPDATE feed_ticks SET snapshot = '900000000:900000000:' WHERE tick = (SELECT max(tick) FROM feed_ticks)`,
    );
    await become('abc-1');
    expect((await reader.next()).value).toMatchObject({ events: [], gap: { to: expect.any(Number) } });
    await insert('restored', 'after', 2);
    expect((await pull(reader, 2)).ids).toEqual(['after-1', 'after-2']);
    reader.end();
  });
});

(onServer ? test : test.skip)('a long transaction costs ticks no more than a look', async () => {
  const long = await db.write.connect();
  try {
    await long.query('BEGIN');
    await long.query('SELECT pg_current_xact_id()');
    await tick();
    for (let n = 0; n < 300; n += 1) await insert('long', `long${n}`, 1);
    await tick();
    await insert('long', 'next', 1);
    await long.query('SET LOCAL enable_seqscan = off');
    const { rows } = await long.query<{ 'QUERY PLAN': string }>(
      `EXPLAIN (ANALYZE, COSTS off, TIMING off, SUMMARY off)
       SELECT * FROM feed_commits
       WHERE xid >= (SELECT pg_snapshot_xmax(snapshot) FROM feed_ticks ORDER BY tick DESC LIMIT 1)`,
    );
    const read = rows.map((row) => row['QUERY PLAN']).join('\n');
    expect(read).toMatch(/Scan (using|on) feed_commits_xid .*\(actual rows=1 loops=1\)/);
  } finally {
    await long.query('ROLLBACK');
    long.release();
  }
});
