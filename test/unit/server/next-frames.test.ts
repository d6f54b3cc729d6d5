import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo, Socket as TcpSocket } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { NextFrames } from '../../../src/server/sockets/next-frames.js';
import { Socket } from '../../../src/server/sockets/socket.js';

let server: Server;
let upgrades: WebSocketServer;
const clients: WebSocket[] = [];

beforeEach(async () => {
  server = createServer();
  upgrades = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.terminate();
  upgrades.close();
  server.close();
  await once(server, 'close');
});

/** A socket of the server, its client, and what that has read. */
async function connected(): Promise<{ socket: Socket; client: WebSocket; read: string[] }> {
  const upgraded = new Promise<Socket>((resolve) => {
    server.once('upgrade', (request, stream, head) => {
      upgrades.handleUpgrade(request, stream, head, (ws) => resolve(new Socket(ws, stream, Infinity)));
    });
  });
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  clients.push(client);
  const read: string[] = [];
  client.on('message', (message) => read.push((message as Buffer).toString()));
  await once(client, 'open');
  return { socket: await upgraded, client, read };
}

const until = async (client: WebSocket, isSo: () => boolean): Promise<void> => {
  while (!isSo()) await once(client, 'message');
};

const messageOf = (id: string, payload: string): string =>
  `{"id":${JSON.stringify(id)},"type":"next","payload":${payload}}`;

test.each([
  ['ids of one length', ['a', 'b', 'c']],
  ['ids of several lengths', ['1', 'a "longer" one', '\u{1f600}', 'ä']],
])('%s: payloads of every length go to everybody', async (_, ids) => {
  const frames = new NextFrames();
  const all: ({ id: string } & Awaited<ReturnType<typeof connected>>)[] = [];
  for (const id of ids) all.push({ id, ...(await connected()) });
  const payloads = [2, 40, 80, 200, 16_000, 16_400, 70_000].map((length) => `"${'ß'.repeat(length)}"`);
  for (const payload of payloads) {
    const bytes = Buffer.from(payload);
    for (const { id, socket } of all) frames.send(socket, JSON.stringify(id), bytes);
  }
  for (const { id, client, read } of all) {
    await until(client, () => read.length === payloads.length);
    expect(read).toEqual(payloads.map((payload) => messageOf(id, payload)));
  }
});

test('a client that does not read gets its own messages later, whatever was sent to others since', async () => {
  const frames = new NextFrames();
  const [stalled, quick] = [await connected(), await connected()];
  (stalled.client as unknown as { _socket: TcpSocket })._socket.pause();
  const payloads: string[] = [];
  // More than the buffers of the system take.
  while (stalled.socket.backlog < 200_000) {
    const payload = JSON.stringify(`${payloads.length} `.repeat(500));
    payloads.push(payload);
    const bytes = Buffer.from(payload);
    frames.send(quick.socket, '"quick"', bytes);
    frames.send(stalled.socket, '"slow1"', bytes);
    frames.send(quick.socket, '"other"', bytes);
    if (payloads.length % 100 === 0)
      await until(quick.client, () => quick.read.length === payloads.length * 2);
  }
  (stalled.client as unknown as { _socket: TcpSocket })._socket.resume();
  await until(stalled.client, () => stalled.read.length === payloads.length);
  await until(quick.client, () => quick.read.length === payloads.length * 2);
  expect(stalled.read).toEqual(payloads.map((payload) => messageOf('slow1', payload)));
  expect(quick.read).toEqual(
    payloads.flatMap((payload) => [messageOf('quick', payload), messageOf('other', payload)]),
  );
});
