import { describe, expect, test } from '@jest/globals';
import { setTimeout as pause } from 'node:timers/promises';
import { LIVE } from './support-feed/feed-client.js';
import { token } from './support-feed/feed-node.js';
import { recorded } from './support-feed/feed-writer.js';
import { twoNodes } from './support-feed/two-nodes.js';

const two = twoNodes();
const { open } = two;

const TEXT = 'x'.repeat(1_500);

describe('clients that read slowly', () => {
  test('one that pauses for a while gets everything once, in order', async () => {
    const slow = await open(token('slow'));
    const quick = await open(token('slow'));
    const query = LIVE.replace('{ id }', '{ id message }');
    await slow.live('1', {}, query);
    await quick.live('1', {}, query);
    let sent = 0;
    for (let round = 0; round < 2; round += 1) {
      slow.stream.pause();
      const until = performance.now() + 1_700;
      while (performance.now() < until) {
        sent += (await two.writer.notes('slow', 400, { message: TEXT })).length;
      }
      slow.stream.resume();
      await pause(200);
    }
    await Promise.all([slow, quick].map((client) => client.has('1', sent)));
    expect(slow.closing).toBeNull();
    expect(slow.events('1')).toEqual(quick.events('1'));
    expect(quick.events('1')).toEqual(await recorded(two.db, 'slow'));
    await Promise.all([slow.close(), quick.close()]);
  });

  test('one that stops is told to come back, holds nobody up, and loses nothing', async () => {
    const query = LIVE.replace('{ id }', '{ id message }');
    const stalled = await open(token('stalled'));
    const healthy = await Promise.all([open(token('stalled')), open(token('stalled'), two.nodes[1])]);
    for (const client of [stalled, ...healthy]) await client.live('1', {}, query);
    let sent = (await two.writer.notes('stalled', 5)).length;
    await stalled.has('1', sent);
    stalled.stream.pause();
    // Fills the buffers of the system, however long that takes, and goes on for longer than the gateway waits.
    while (sent < 12_000) sent += (await two.writer.notes('stalled', 300, { message: TEXT })).length;
    const full = performance.now();
    while (performance.now() - full < 13_000) {
      sent += (await two.writer.notes('stalled', 300, { message: TEXT })).length;
      await pause(500);
    }
    // Whatever was on its way comes first, then the close frame.
    stalled.stream.resume();
    expect(await stalled.closed).toEqual({ code: 1013, reason: 'Try again later' });
    await Promise.all(healthy.map((client) => client.has('1', sent)));
    const all = await recorded(two.db, 'stalled');
    for (const client of healthy) expect(client.events('1')).toEqual(all);

    const again = await open(token('stalled'), two.nodes[1]);
    again.subscribe('1', { after: stalled.cursor('1') });
    const before = stalled.events('1');
    expect(before.length).toBeLessThan(sent);
    await again.has('1', sent - before.length);
    expect([...before, ...again.events('1')]).toEqual(all);
    await Promise.all([...healthy, again].map((client) => client.close()));
  });
});
