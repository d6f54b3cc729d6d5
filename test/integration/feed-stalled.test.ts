import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { WebSocket } from 'ws';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { LIVE } from './support-feed/feed-client.js';
import { startFeedNode, token, type FeedNode } from './support-feed/feed-node.js';

setFlagsFromString('--expose-gc');
const gc = runInNewContext('gc') as () => void;
/** The second run waits until the buffers that the first found are freed, which a thread of its own does. */
const collectGarbage = (): void => {
  gc();
  gc();
};

/** More than the buffers of the system between a node and its client take, and than the feed keeps. */
const FILL = { steps: 20, events: 450, letters: 1_000 };

let db: Database;
let node: FeedNode;
beforeAll(async () => {
  db = await openTestDatabase(4);
  // A ping that is not answered would end it, too.
  node = await startFeedNode(db, { pingMs: 60_000 });
});
afterAll(async () => {
  await node.stop();
  await db.close();
  expect(node.faults).toEqual([]);
});

/** A client that keeps nothing but the id of its last event: the memory of this process is the node's. */
class LightClient {
  readonly socket = new WebSocket(node.socketUrl, 'graphql-transport-ws');
  readonly closed = once(this.socket, 'close').then(([code]) => code as number);
  #last = '';
  #wake: () => void = () => undefined;

  static async subscribed(): Promise<LightClient> {
    const client = new LightClient();
    const send = (message: object): void => client.socket.send(JSON.stringify(message));
    await once(client.socket, 'open');
    send({ type: 'connection_init', payload: { apiKey: token('stalled') } });
    await once(client.socket, 'message');
    client.socket.on('message', (frame: Buffer) => {
      const at = frame.lastIndexOf(ID);
      if (at >= 0)
        client.#last = frame.toString('latin1', at + ID.length, frame.indexOf('"', at + ID.length));
      client.#wake();
    });
    const query = LIVE.replace('{ id }', '{ id message }');
    send({ id: '1', type: 'subscribe', payload: { query, variables: { replay: 1 } } });
    await once(client.socket, 'message');
    return client;
  }

  /** The TCP socket below. */
  get stream(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  async has(id: string): Promise<void> {
    while (this.#last !== id) await new Promise<void>((resolve) => (this.#wake = resolve));
  }
}

const ID = Buffer.from('"id":"');
let fills = 0;

/** Records the fill; resolves with the id of its last event. */
async function fill(): Promise<string> {
  for (let step = 0; step < FILL.steps; step += 1) {
    fills += 1;
    await db.write.query(
      `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
       SELECT 'stalled', now(), 'fill', format('%s-%s', $1::int, n), 'SYSTEM', 'system.deployed', 'INFO', $2, '{}'
       FROM generate_series(1, $3) AS n`,
      [fills, 'x'.repeat(FILL.letters), FILL.events],
    );
    await pause(20);
  }
  return `${fills}-${FILL.events}`;
}

function memory(): number {
  collectGarbage();
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}

test('a client that reads nothing takes less than 1 MiB, and is closed within 15 s', async () => {
  await db.write.query(
    `INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, attributes)
     VALUES ('stalled', now(), 'fill', 'first', 'SYSTEM', 'system.deployed', 'INFO', 'first', '{}')`,
  );
  const healthy = await LightClient.subscribed();
  // What the feed keeps is full after the first, and the database's ways are paved.
  await healthy.has(await fill());
  // One that had read much would have a system with large buffers for it.
  const stalled = await LightClient.subscribed();
  const before = memory();

  stalled.stream.pause();
  await healthy.has(await fill());
  const since = performance.now();
  expect(node.ended).toEqual([]);
  expect(memory() - before).toBeLessThan(2 ** 20);
  while (node.ended.length === 0 && performance.now() - since < 15_000) await pause(50);
  expect(node.ended).toHaveLength(1);
  stalled.stream.resume();
  expect(await stalled.closed).toBe(1013);
  healthy.socket.close(1000);
  await healthy.closed;
}, 60_000);
