import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { usage } from '../../src/catalogue/usage.js';
import type { Database } from '../../src/db/database.js';
import { refreshDirty } from '../../src/db/refresher.js';
import { onServer, openTestDatabase } from '../support/database.js';
import {
  makeChunks,
  RovingSubscriber,
  writeByIngestor,
  writeBySql,
  writeLate,
} from './support-feed/chaos.js';
import { startFeedNode, token, type FeedNode } from './support-feed/feed-node.js';
import { FeedWriter, recorded } from './support-feed/feed-writer.js';
import { sequence } from './support-ingest/random.js';

const EVENTS = Number(process.env['FEED_EVENTS'] ?? 20_000);
const WRITERS = 8;
const SUBSCRIBERS = 6;
/** On the embedded database, which has one backend, an open transaction holds up all others. */
const LATE_MS = onServer ? 5_000 : 500;

let db: Database;
let nodes: FeedNode[];
beforeAll(async () => {
  db = await openTestDatabase(16);
  await makeChunks(db);
  nodes = [await startFeedNode(db), await startFeedNode(db)];
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.stop()));
  await db.close();
});

test(
  'writers of all kinds, a late commit, a refresh, and subscribers that come and go: none lost, none twice, one order',
  async () => {
    const urls = () => nodes.map(({ socketUrl }) => socketUrl);
    const subscribers = Array.from(
      { length: SUBSCRIBERS },
      (_, i) => new RovingSubscriber(urls, token('acme'), sequence(100 + i)),
    );
    await Promise.all(subscribers.map((one) => one.begin()));
    // Who has no cursor yet cannot go on behind it.
    const begun = new Set<RovingSubscriber>();
    let first = 0;
    while (begun.size < SUBSCRIBERS) {
      first += (await new FeedWriter(db).notes('acme', 1)).length;
      await Promise.all(
        subscribers.map((one) =>
          one.next(1_000).then(
            () => begun.add(one),
            () => undefined,
          ),
        ),
      );
    }

    let isWriting = true;
    let isWhole = (_events: readonly string[]): boolean => false;
    const reading = subscribers.map((one, i) =>
      one.read(
        // The first two are never cut off.
        () => isWriting && i >= 2,
        (events) => isWhole(events),
      ),
    );
    const refreshing = (async () => {
      while (isWriting) {
        await refreshDirty(db.write, usage, new Date());
        await pause(200);
      }
    })();
    const from = performance.now();
    const share = Math.ceil(EVENTS / WRITERS);
    await Promise.all([
      writeLate(db, 'acme', LATE_MS),
      ...Array.from({ length: WRITERS }, (_, i) =>
        (i % 2 === 0 ? writeBySql : writeByIngestor)(db, 'acme', share, sequence(i + 1)),
      ),
    ]);
    const writingMs = performance.now() - from;
    const total = WRITERS * share + 40 + first;
    const [last] = await new FeedWriter(db).notes('acme', 1);
    isWhole = (events) => events.at(-1) === last;
    isWriting = false;
    await refreshing;
    const deadline = setTimeout(() => subscribers.forEach((one) => one.end()), 30_000);
    await Promise.all(reading);
    clearTimeout(deadline);

    const all = await recorded(db, 'acme');
    const resumed = subscribers.reduce((sum, one) => sum + one.resumed, 0);
    const { rows } = await db.write.query<{ ticks: string }>('SELECT count(*) AS ticks FROM feed_ticks');
    if (process.env['FEED_EVENTS'] !== undefined) {
      process.stdout.write(
        `${all.length} events by ${WRITERS} writers in ${Math.round(writingMs)} ms, ${rows[0]?.ticks} ticks, ${resumed} times resumed\n`,
      );
    }
    expect(all).toHaveLength(total + 1);
    expect(resumed).toBeGreaterThan(4);
    for (const { events, gaps } of subscribers) {
      expect(gaps).toEqual([]);
      const seen = new Set(events);
      // Each began a few events later or earlier.
      const expected = all.slice(all.indexOf(events[0] ?? ''));
      expect(expected.length).toBeGreaterThan(total - first);
      expect({
        lost: expected.filter((id) => !seen.has(id)).length,
        twice: events.length - seen.size,
        outOfOrder: events.findIndex((id, i) => id !== expected[i]),
      }).toEqual({ lost: 0, twice: 0, outOfOrder: -1 });
    }
    expect(nodes.flatMap(({ faults }) => faults)).toEqual([]);
  },
  Math.max(120_000, EVENTS * 5),
);
