import { expect, test } from '@jest/globals';
import { following, LIVE } from './support-feed/feed-client.js';
import { token } from './support-feed/feed-node.js';
import { note } from './support-feed/feed-writer.js';
import { twoNodes } from './support-feed/two-nodes.js';

const two = twoNodes();
const { open } = two;

const used = { billableUnit: 'calls', quantity: 1 };
const FOLLOW = following(LIVE, 'PT0.2S');

test('tells where a stream begins and stands while nothing matches, so that who is cut off goes on there', async () => {
  const filter = { customerId: 'seldom' };
  const client = await open(token('progress'));
  const other = await open(token('progress'));
  await other.live('1');
  client.subscribe('1', { filter }, FOLLOW);
  await client.until(() => client.framesOf('1').length > 0);
  const [begin] = client.framesOf('1');
  expect(begin?.payload?.data?.events).toMatchObject({ events: [], gap: null });
  await client.close();
  // What comes while nobody listens.
  const missed = await two.writer.write('progress', [
    note({ customerId: 'often', ...used }, 'usage.recorded'),
  ]);
  const found = await two.writer.write('progress', [
    note({ customerId: 'seldom', ...used }, 'usage.recorded'),
  ]);
  await other.has('1', 2);
  expect(other.events('1')).toEqual([...missed, ...found]);

  const again = await open(token('progress'), two.nodes[1]);
  again.subscribe('1', { filter, after: client.cursor('1') }, FOLLOW);
  await again.has('1', 1);
  expect(again.events('1')).toEqual(found);
  // And while it is live: behind what has not matched.
  const before = again.framesOf('1').length;
  const cursor = again.cursor('1');
  await two.writer.notes('progress', 3);
  await other.has('1', 5);
  await again.until(() => again.framesOf('1').length > before + 1);
  expect(again.events('1')).toEqual(found);
  expect(again.cursor('1')).not.toBe(cursor);
  const last = await open(token('progress'));
  last.subscribe('1', { after: again.cursor('1') });
  const next = await two.writer.notes('progress', 1);
  await last.has('1', 1);
  expect(last.events('1')).toEqual(next);
  await Promise.all([again, other, last].map((one) => one.close()));
});

test('comes behind a replay, and is refused beyond its bounds', async () => {
  const sent = await two.writer.notes('behind', 5);
  const client = await open(token('behind'));
  client.subscribe('1', { replay: 3 }, FOLLOW);
  await client.has('1', 3);
  expect(client.events('1')).toEqual(sent.slice(-3));
  expect(client.framesOf('1')[0]?.payload?.data?.events.events).toHaveLength(3);
  client.subscribe('2', { replay: 3, filter: { actor: 'nobody' } }, FOLLOW);
  await client.until(() => client.framesOf('2').length > 0);
  expect(client.framesOf('2')[0]?.payload?.data?.events).toMatchObject({ events: [] });
  client.subscribe('3', {}, following(LIVE, 'PT0.01S'));
  expect(await client.fault('3')).toMatchObject({
    message: expect.stringContaining('progress'),
    extensions: { code: 'BAD_USER_INPUT', field: 'progress' },
  });
  await client.close();
});
