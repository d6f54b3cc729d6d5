import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { WebSocket, WebSocketServer } from 'ws';
import { headerLength, writeHeader } from '../../../src/server/sockets/text-frame.js';

/** What a client reads of texts that are written as frames, between two that the library sends. */
async function echoed(texts: readonly string[]): Promise<string[]> {
  const server: Server = createServer();
  const sockets = new WebSocketServer({ noServer: true, perMessageDeflate: false });
  server.on('upgrade', (request, stream, head) => {
    sockets.handleUpgrade(request, stream, head, (socket) => {
      socket.send('first');
      for (const text of texts) {
        const bytes = Buffer.from(text);
        const header = Buffer.alloc(headerLength(bytes.length));
        writeHeader(header, bytes.length);
        stream.write(Buffer.concat([header, bytes]));
      }
      socket.send('last');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const read: string[] = [];
  await new Promise<void>((resolve, reject) => {
    client.on('error', reject);
    client.on('message', (message, isBinary) => {
      expect(isBinary).toBe(false);
      read.push((message as Buffer).toString());
      if (read.at(-1) === 'last') resolve();
    });
  });
  client.terminate();
  sockets.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  return read;
}

test('frames of every length are read as the texts that they are', async () => {
  const lengths = [0, 1, 125, 126, 127, 2_048, 2_049, 65_535, 65_536, 200_000];
  const texts = [...lengths.map((length) => 'x'.repeat(length)), 'ä€\u{1f600}'.repeat(9_000)];
  expect(await echoed(texts)).toEqual(['first', ...texts, 'last']);
});
