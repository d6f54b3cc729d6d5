import { afterAll, beforeAll, expect } from '@jest/globals';
import type { Database } from '../../../src/db/database.js';
import { openTestDatabase } from '../../support/database.js';
import { FeedClient } from './feed-client.js';
import { startFeedNode, type FeedNode } from './feed-node.js';
import { FeedWriter } from './feed-writer.js';

/** Two gateways on one database, and who writes into it. */
export interface TwoNodes {
  readonly db: Database;
  readonly nodes: readonly [FeedNode, FeedNode];
  readonly writer: FeedWriter;
  /** A client of one of the nodes, the first unless said otherwise. */
  open(key: string, node?: FeedNode): Promise<FeedClient>;
}

/** Has two nodes while the tests of a file run; none of them may log a warning. What it gives is there from the first test on. */
export function twoNodes(): TwoNodes {
  let db: Database;
  let nodes: readonly [FeedNode, FeedNode];
  let writer: FeedWriter;
  beforeAll(async () => {
    db = await openTestDatabase(8);
    nodes = [await startFeedNode(db), await startFeedNode(db)];
    writer = new FeedWriter(db);
  });
  afterAll(async () => {
    const faults = nodes.flatMap((node) => node.faults);
    await Promise.all(nodes.map((node) => node.stop()));
    await db.close();
    expect(faults).toEqual([]);
  });
  return {
    get db() {
      return db;
    },
    get nodes() {
      return nodes;
    },
    get writer() {
      return writer;
    },
    open: (key, node = nodes[0]) => FeedClient.connect(node.socketUrl, key),
  };
}
