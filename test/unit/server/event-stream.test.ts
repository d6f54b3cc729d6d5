import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server, type ServerResponse } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { EventStream } from '../../../src/server/event-stream.js';

const MIB = 1024 * 1024;
/** More than the buffers of two sockets hold. */
const MUCH = Buffer.alloc(32 * MIB, 'x');

let server: Server;
let client: Socket;
let response: ServerResponse;

/** A stream whose client has read its head, and reads nothing more. */
async function opened(lingerMs = 60_000): Promise<{ events: EventStream; ends: string[] }> {
  const asked = once(server, 'request');
  client = connect((server.address() as AddressInfo).port, '127.0.0.1');
  client.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  response = (await asked)[1] as ServerResponse;
  const ends: string[] = [];
  const events = new EventStream(response, lingerMs);
  events.open(() => ends.push('over'));
  await once(client, 'data');
  client.pause();
  return { events, ends };
}

/** All that the client reads from now on until the connection ends. */
async function rest(): Promise<string> {
  const parts: Buffer[] = [];
  client.on('data', (part: Buffer) => parts.push(part)).on('error', () => undefined);
  client.resume();
  await once(client, 'close');
  return Buffer.concat(parts).toString();
}

/** Turns of the event loop until something is so. */
async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve));
}

beforeEach(async () => {
  server = createServer({ keepAliveTimeout: 1 });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

describe('a stream of events', () => {
  test.each(['cut', 'complete'] as const)('takes nothing more once it is %s, read or not', async (end) => {
    const { events, ends } = await opened();
    events.send(MUCH);
    events[end]();
    expect([events.isOver, ends]).toEqual([true, ['over']]);
    // Who reads nothing is still connected: a write would be an error that nobody listens for.
    expect(response.destroyed).toBe(false);
    events.send(Buffer.from('late'));
    expect(events.ping()).toBe(true);
    response.socket?.end();
    const text = await rest();
    expect(text).not.toContain('late');
    expect(text.includes('event: complete')).toBe(end === 'complete');
    expect(ends).toEqual(['over']);
  });

  test('is over when its client goes, and survives what is sent to it then', async () => {
    const { events, ends } = await opened();
    const gone = once(response, 'close');
    client.resetAndDestroy();
    events.send(MUCH);
    await gone;
    events.send(MUCH);
    events.cut();
    expect(ends).toEqual(['over']);
  });

  test('breaks off, when it is cut, a client that does not read', async () => {
    const { events } = await opened(1);
    events.send(MUCH);
    const gone = once(response, 'close');
    events.cut();
    await gone;
    expect(response.destroyed).toBe(true);
  });

  test('tells how much is left of a single write', async () => {
    const { events } = await opened();
    events.send(MUCH);
    // Before anything was handed over, as whoever waits for the client looks first.
    const { unsent } = events;
    expect(unsent).toBeGreaterThan(MUCH.length);
    let read = 0;
    client.on('data', (part: Buffer) => (read += part.length));
    client.resume();
    await until(() => read > 8 * MIB);
    client.pause();
    await until(() => events.unsent < unsent);
    // The write has not ended: it counts as a whole.
    expect(events.backlog).toBeGreaterThan(MUCH.length);
  });

  test('finds at its second ping that a client reads nothing, and at none that it reads', async () => {
    const { events } = await opened();
    expect(events.ping()).toBe(true);
    await until(() => events.unsent === 0);
    events.send(MUCH);
    expect(events.ping()).toBe(true);
    let read = 0;
    client.on('data', (part: Buffer) => (read += part.length));
    client.resume();
    await until(() => read > 8 * MIB);
    client.pause();
    events.send(Buffer.from('more'));
    expect(events.ping()).toBe(true);
    events.ping();
    expect(events.ping()).toBe(false);
  });
});
