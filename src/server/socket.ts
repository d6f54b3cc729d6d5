import { CloseCode } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { RawData, WebSocket } from 'ws';
import { parseJson } from '../ingest/json.js';
import { OperationOrder } from './operation-order.js';
import { SocketCredentials } from './socket-credentials.js';
import { SOCKET_CLOSE } from './socket-protocol.js';
import type { SocketsParts } from './sockets.js';

/** So many messages may go out before others get their turn. */
const SENDS_PER_TURN = 64;

/**
 * Ties one WebSocket to the protocol: messages in and out, pings, the end of its credentials, and the limit on what
 * its client leaves unread. `stream` is what the socket writes to, without compression and so each message at once: whole
 * frames may be written between its messages. Nothing is left once it has closed.
 */
export function openSocket(
  socket: WebSocket,
  stream: Duplex,
  upgrade: IncomingMessage,
  id: string,
  parts: SocketsParts,
): void {
  const { protocol, log, authenticate, pingMs, socketBacklogBytes } = parts;
  const close = ({ code, reason }: { readonly code: number; readonly reason: string }): void =>
    socket.close(code, reason);
  const credentials = new SocketCredentials(authenticate, () => close(SOCKET_CLOSE.FORBIDDEN));

  let sent = 0;
  /**
   * Resolves when the text is on its way, so a subscription goes no faster than its client reads. Now and then, and
   * always where nothing was sent, the event loop gets its turn first: a source that always has more would otherwise
   * go on within one turn, and the socket's own close would never be seen.
   */
  const send = (text: string): Promise<void> =>
    new Promise((resolve) => {
      const isOpen = socket.readyState === socket.OPEN;
      if (isOpen && socket.bufferedAmount <= socketBacklogBytes) {
        socket.send(text, (error) => {
          sent += 1;
          if (error == null && sent % SENDS_PER_TURN !== 0) resolve();
          else setImmediate(resolve);
        });
        return;
      }
      if (isOpen) close(SOCKET_CLOSE.OVERLOADED);
      setImmediate(resolve);
    });

  const order = new OperationOrder();
  let onMessage: (message: string) => Promise<void> = async () => undefined;
  const opened = protocol.opened(
    {
      protocol: socket.protocol,
      send,
      close: (code, reason) => socket.close(code, reason),
      onMessage: (callback) => (onMessage = callback),
    },
    {
      id,
      upgrade,
      credentials,
      close,
      push: (frame) => {
        if (socket.readyState !== socket.OPEN) return;
        // One write by itself is cheaper than one that is held back.
        if (frame.length > 1) stream.cork();
        for (const part of frame) stream.write(part);
        if (frame.length > 1) stream.uncork();
      },
      backlog: () => stream.writableLength,
      unsent: () => unsentOf(stream),
      stood: (operation) => order.stood(operation),
      operations: new Map(),
    },
  );

  const receive = async (raw: RawData): Promise<void> => {
    let message: unknown;
    try {
      // ws gives one Buffer a message, whatever its type says, and text that is valid UTF-8.
      message = parseJson((raw as Buffer).toString('utf8'));
    } catch {
      return socket.close(CloseCode.BadRequest, 'Invalid message received');
    }
    try {
      // The protocol takes a parsed message as well as its text; parsed here, the numbers in it stay exact.
      await order.pass(message, () => onMessage(message as string));
    } catch (error) {
      log.error({ err: error, requestId: id }, 'A socket failed');
      close(SOCKET_CLOSE.BROKEN);
    }
  };

  let isAlive = true;
  let unsent = 0;
  const pinging = setInterval(() => {
    // A ping waits behind what was sent before it: a client that reads that is alive.
    const left = unsentOf(stream);
    if (!isAlive && left >= unsent) return socket.terminate();
    isAlive = false;
    unsent = left;
    socket.ping();
    void credentials.recheck();
  }, pingMs);

  socket.on('message', (raw) => void receive(raw));
  socket.on('pong', () => (isAlive = true));
  // ws closes the socket by itself, with the code that fits: 1009 for a message that is too large.
  socket.on('error', (error) => log.debug({ err: error, requestId: id }, 'A socket broke off'));
  socket.once('close', (code, reason) => {
    clearInterval(pinging);
    void opened(code, reason.toString('utf8')).catch((error: unknown) => {
      log.error({ err: error, requestId: id }, 'A socket was not closed cleanly');
    });
    credentials.close();
  });
}

/**
 * Bytes that have not gone to the network, as a number that falls whenever some do. A write counts in `writableLength` until
 * all of it has gone; only the handle below knows how much of it is left.
 */
function unsentOf(stream: Duplex): number {
  const { _handle: handle } = stream as { _handle?: { readonly writeQueueSize?: number } | null };
  return stream.writableLength + (handle?.writeQueueSize ?? 0);
}
