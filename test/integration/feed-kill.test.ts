import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/db/database.js';
import { onServer } from '../support/database.js';
import { makeChunks, RovingSubscriber, writeByIngestor, writeBySql } from './support-feed/chaos.js';
import { FeedWriter, recorded } from './support-feed/feed-writer.js';
import { createKey, makeSite, startProcess, type NodeProcess, type Site } from './support-ingest/process.js';
import { sequence } from './support-ingest/random.js';

/** Two processes on one database need a server. */
const onServerOnly = onServer ? test : test.skip;

const SUBSCRIBERS = 6;
const ROUNDS = 2;
/**
 * From the kill to the first event that a subscriber gets from the node that is left, its new socket included: no lease has
 * to run out. It is below two seconds where nothing else runs; FEED_EVENTS=1 prints it.
 */
const TAKEOVER_MS = 10_000;

let site: Site;
let db: Database;
let nodes: NodeProcess[] = [];
beforeAll(async () => {
  if (!onServer) return;
  site = await makeSite();
  db = await site.open();
  await makeChunks(db);
  nodes = [await startProcess(site), await startProcess(site)];
}, 120_000);
afterAll(async () => {
  if (!onServer) return;
  await Promise.all(nodes.map((node) => node.end('SIGKILL')));
  await site.remove();
});

const socketUrl = ({ url }: NodeProcess): string => `${url.replace('http', 'ws')}/graphql`;

onServerOnly(
  'kill -9 of a node under load: its subscribers go on with the other, which takes over at once',
  async () => {
    const key = await createKey(site, 'acme', 'events:read');
    const takeovers: number[] = [];
    const resumers: RovingSubscriber[] = [];
    let isWriting = true;
    const writing = Promise.all([
      ...[1, 2, 3].map(async (seed) => {
        const random = sequence(seed);
        while (isWriting) await writeBySql(db, 'acme', 500, random);
      }),
      (async () => {
        const random = sequence(9);
        while (isWriting) await writeByIngestor(db, 'acme', 500, random);
      })(),
    ]);
    for (let round = 0; round < ROUNDS; round += 1) {
      const subscribers = Array.from(
        { length: SUBSCRIBERS },
        (_, i) => new RovingSubscriber(() => nodes.map(socketUrl), key, sequence(round * 100 + i)),
      );
      resumers.push(...subscribers);
      await Promise.all(subscribers.map((one) => one.begin()));
      await Promise.all(subscribers.map((one) => one.next(10_000)));
      await pause(300 + round * 170);

      const victim = nodes.shift();
      const [survivor] = nodes;
      if (victim === undefined || survivor === undefined) throw new Error('no node is left');
      const from = performance.now();
      const gone = victim.end('SIGKILL');
      await Promise.all(
        subscribers.map(async (one) => {
          await one.reconnect(0);
          await one.next(10_000);
          takeovers.push(performance.now() - from);
        }),
      );
      await gone;
      if (round + 1 < ROUNDS) nodes.push(await startProcess(site));
    }
    isWriting = false;
    await writing;
    const [last] = await new FeedWriter(db).notes('acme', 1);
    await Promise.all(
      resumers.map((one) =>
        one.read(
          () => false,
          () => one.events.at(-1) === last,
        ),
      ),
    );
    const all = await recorded(db, 'acme');
    const slowest = Math.round(Math.max(...takeovers));
    if (process.env['FEED_EVENTS'] !== undefined) {
      process.stdout.write(`${all.length} events, ${ROUNDS} nodes killed, slowest takeover ${slowest} ms\n`);
    }
    for (const { events, gaps } of resumers) {
      expect(gaps).toEqual([]);
      // Each began at another moment; from there it has everything, once, in order.
      const begin = all.indexOf(events[0] ?? '');
      expect(begin).toBeGreaterThanOrEqual(0);
      expect(events.length).toBe(all.length - begin);
      expect(events.findIndex((id, i) => id !== all[begin + i])).toBe(-1);
    }
    expect(slowest).toBeLessThan(TAKEOVER_MS);
  },
  240_000,
);
