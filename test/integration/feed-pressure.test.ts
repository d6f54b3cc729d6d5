import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import type { LogBatch } from '../../src/feed/feed.js';
import { NodeFeed } from '../../src/feed/node-feed.js';
import { SharedStream } from '../../src/server/streams/shared-stream.js';
import { StreamMember } from '../../src/server/streams/stream-member.js';
import { openTestDatabase } from '../support/database.js';
import { FeedWriter, recorded } from './support-feed/feed-writer.js';
import { ALL } from './support-feed/requests.js';

const SCOPE = { tenantId: 'pressed', customerId: null };

let db: Database;
let feed: NodeFeed;
const faults: unknown[] = [];
beforeAll(async () => {
  db = await openTestDatabase(8);
  feed = new NodeFeed(db.write, { warn: (details) => void faults.push(details) });
});
afterAll(async () => {
  await feed.close();
  await db.close();
  expect(faults).toEqual([]);
});

test('batches that come faster than they can be executed wait in the feed, and come once, in order', async () => {
  /** Executions that have begun and not ended. */
  const running: (() => void)[] = [];
  let isSlow = true;
  let most = 0;
  const execute = async (batch: LogBatch): Promise<Buffer> => {
    if (isSlow) {
      await new Promise<void>((resolve) => {
        most = Math.max(most, running.push(resolve));
      });
    }
    return Buffer.from(JSON.stringify(batch.events.map(({ id }) => id)));
  };
  const stream = new SharedStream({
    ...{ feed, scope: SCOPE, request: ALL, execute },
    onError: (error) => void faults.push(error),
    onEmpty: () => undefined,
  });
  const got: string[][] = [[], []];
  let wake = (): void => undefined;
  const members = await Promise.all(
    got.map(async (ids) => {
      const sink = {
        backlog: 0,
        unsent: 0,
        send: (payload: Buffer) => {
          ids.push(...(JSON.parse(payload.toString()) as string[]));
          wake();
        },
        overload: () => void faults.push('overloaded'),
      };
      return new StreamMember(sink, await feed.subscribe(SCOPE, ALL), () => stream);
    }),
  );
  for (const member of members) member.start();

  const writer = new FeedWriter(db);
  const watcher = await feed.subscribe(SCOPE, ALL);
  let sent = 0;
  for (let batch = 0; batch < 25; batch += 1) {
    sent += (await writer.notes('pressed', 3)).length;
    // Each in a tick of its own.
    await watcher.next();
  }
  watcher.end();
  // Those of the live stream, and what a member that reads on by itself waits for.
  expect(most).toBeGreaterThanOrEqual(8);
  expect(most).toBeLessThanOrEqual(8 + members.length);
  isSlow = false;
  for (const resolve of running.splice(0)) resolve();
  while (got.some((ids) => ids.length < sent)) await new Promise<void>((resolve) => (wake = resolve));
  const all = await recorded(db, 'pressed');
  for (const ids of got) expect(ids).toEqual(all);
  for (const member of members) member.close();
});
