import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { FeedClient, LIVE } from './support-feed/feed-client.js';
import { startFeedNode, token, type FeedNode } from './support-feed/feed-node.js';
import { FeedWriter } from './support-feed/feed-writer.js';

let db: Database;
let node: FeedNode;
let writer: FeedWriter;
beforeAll(async () => {
  db = await openTestDatabase(4);
  node = await startFeedNode(db);
  writer = new FeedWriter(db);
});
afterAll(async () => {
  await node.stop();
  await db.close();
  expect(node.faults).toEqual([]);
});

const KEY = token('acme');
const open = (key = KEY): Promise<FeedClient> => FeedClient.connect(node.socketUrl, key);

/** Subscribes, and waits until it has had an event. */
async function live(client: FeedClient, id: string, query = LIVE): Promise<void> {
  const before = client.events(id).length;
  client.subscribe(id, {}, query);
  while (client.events(id).length === before) {
    await writer.notes('acme', 1);
    await client.has(id, before + 1, 500).catch(() => undefined);
  }
}

/** Writes a few events that a client sees by its operation, which then has seen all that came before. */
async function seenBy(client: FeedClient, id: string, count = 3): Promise<string[]> {
  const sent = await writer.notes('acme', count);
  await client.until(() => sent.every((one) => client.events(id).includes(one)));
  await pause(50);
  return sent;
}

describe('ids on shared streams', () => {
  test('no frame comes after the client has completed, and the others go on', async () => {
    const other = await open();
    await live(other, 'other');
    for (let round = 0; round < 10; round += 1) {
      const client = await open();
      await live(client, '1');
      const writing = writer.notes('acme', 20);
      await pause(round * 12);
      client.complete('1');
      // The answer to a ping comes behind whatever was sent before the completion was read.
      client.send({ type: 'ping' });
      await client.until(() => client.frames.some(({ type }) => type === 'pong'));
      const frames = client.framesOf('1').length;
      await writing;
      await seenBy(other, 'other');
      expect(client.framesOf('1')).toHaveLength(frames);
      expect(client.framesOf('1').map(({ type }) => type)).not.toContain('complete');
      await client.close();
    }
    await other.close();
  });

  test.each([0, 20])('a subscription completed before it stands sends nothing (%i ms)', async (ms) => {
    const other = await open();
    await live(other, 'other');
    const cursor = other.cursor('other');
    await seenBy(other, 'other', 600);
    const client = await open();
    node.authenticationMs = ms;
    const places = [{ after: cursor }, { replay: 500 }, {}, { after: cursor }, { replay: 900 }];
    for (const [i, place] of places.entries()) {
      client.subscribe(`${i}`, place);
      client.complete(`${i}`);
    }
    client.send({ type: 'ping' });
    await client.until(() => client.frames.some(({ type }) => type === 'pong'));
    await pause(300);
    node.authenticationMs = 0;
    await seenBy(other, 'other');
    expect(client.frames.filter(({ id }) => id !== undefined).map(({ id, type }) => `${id} ${type}`)).toEqual(
      [],
    );
    await Promise.all([client.close(), other.close()]);
  });

  test('two subscriptions of one document on one socket both get everything, and end each by itself', async () => {
    const client = await open();
    await live(client, 'a');
    await live(client, 'b');
    const first = await seenBy(client, 'b');
    expect(client.events('a').slice(-3)).toEqual(first);
    client.complete('a');
    client.send({ type: 'ping' });
    await client.until(() => client.frames.some(({ type }) => type === 'pong'));
    const before = client.framesOf('a').length;
    await seenBy(client, 'b');
    expect(client.framesOf('a')).toHaveLength(before);
    await client.close();
  });

  test('an id may be used again once it is complete, for something else as well', async () => {
    const client = await open();
    await live(client, '1');
    client.complete('1');
    client.subscribe('1', {}, '{ __typename }');
    await client.until(() => client.framesOf('1').some(({ type }) => type === 'complete'));
    await live(client, '1');
    const seen = client.events('1').length;
    const sent = await seenBy(client, '1');
    expect(client.events('1').slice(seen)).toEqual(sent);
    await client.close();
  });

  test.each([0, 20])(
    'an id that is used again before the first use stood has one operation (%i ms)',
    async (ms) => {
      const client = await open();
      const other = await open();
      await live(other, 'other');
      node.authenticationMs = ms;
      client.subscribe('1');
      client.complete('1');
      client.subscribe('1', {}, LIVE.replace('{ id }', '{ id message }'));
      await pause(200);
      node.authenticationMs = 0;
      const sent = await seenBy(client, '1');
      expect(client.events('1')).toEqual(sent);
      client.complete('1');
      client.send({ type: 'ping' });
      await client.until(() => client.frames.some(({ type }) => type === 'pong'));
      const before = client.framesOf('1').length;
      await seenBy(other, 'other');
      expect(client.framesOf('1')).toHaveLength(before);
      await Promise.all([client.close(), other.close()]);
    },
  );

  test('an id that needs escaping comes back as it was', async () => {
    const client = await open();
    const id = '"\\\u2028</script>\u0001ü';
    await live(client, id);
    expect(client.framesOf(id)[0]).toMatchObject({ id, type: 'next' });
    await client.close();
  });

  test('a subscription that is refused leaves its id free, and its socket alone', async () => {
    const client = await open();
    client.subscribe('1', { replay: -1 });
    await client.fault('1');
    await client.until(() => client.framesOf('1').some(({ type }) => type === 'complete'));
    const before = client.events('1').length;
    await live(client, '1');
    expect(client.events('1').length).toBeGreaterThan(before);
    await client.close();
  });
});

test('garbage on the wire closes that socket alone', async () => {
  const client = await open();
  await live(client, '1');
  const { hostname, port } = new URL(node.socketUrl);
  const raw = connect(Number(port), hostname);
  raw.write(
    'GET /graphql HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\n' +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n',
  );
  await once(raw, 'data');
  raw.on('error', () => undefined).resume();
  raw.write(randomBytes(2_000));
  await once(raw, 'close');
  await seenBy(client, '1');
  await client.close();
});
