import { GRAPHQL_TRANSPORT_WS_PROTOCOL, handleProtocols } from 'graphql-ws';
import { randomBytes } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type Server } from 'ws';
import { BoundWebSocket } from './bound-web-socket.js';
import { Connection, type ConnectionParts } from './connection.js';
import { Heartbeats } from './heartbeats.js';
import { NextFrames } from './next-frames.js';
import { SOCKET_CLOSE } from './socket-close.js';
import { Socket } from './socket.js';

/** What the sockets of a node are made of. */
export interface SocketsParts extends Omit<ConnectionParts, 'frames'> {
  readonly pingMs: number;
  readonly socketMessageBytes: number;
  readonly socketBacklogBytes: number;
  readonly socketDrainMs: number;
}

/** The WebSocket side of `/graphql`: the sockets of a node. */
export class Sockets {
  readonly #parts: SocketsParts & ConnectionParts;
  readonly #server: Server<typeof BoundWebSocket>;
  readonly #connections: Heartbeats<Connection>;
  #isDraining = false;
  #onEmpty: () => void = () => undefined;

  constructor(parts: SocketsParts) {
    this.#parts = { ...parts, frames: new NextFrames() };
    this.#connections = new Heartbeats(parts.pingMs);
    this.#server = new WebSocketServer({
      noServer: true,
      WebSocket: BoundWebSocket,
      clientTracking: false,
      handleProtocols,
      maxPayload: parts.socketMessageBytes,
      perMessageDeflate: false,
    });
  }

  /** Takes an upgrade of the HTTP server. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void {
    stream.on('error', ignore);
    if (this.#isDraining) return refuseUpgrade(stream, 503);
    if (request.url?.split('?', 1)[0] !== '/graphql') return refuseUpgrade(stream, 404);
    this.#server.handleUpgrade(request, stream, head, (ws) => {
      const socket = new Socket(ws, stream, this.#parts.socketBacklogBytes);
      // Not a UUID of Node's, which is a string of fourteen pieces that all stay.
      const id = randomBytes(12).toString('base64url');
      const connection = new Connection(id, socket, request.headers, this.#parts);
      ws.bind(connection, this.#gone);
      this.#connections.add(connection);
      if (ws.protocol !== GRAPHQL_TRANSPORT_WS_PROTOCOL) connection.close(SOCKET_CLOSE.NOT_ACCEPTABLE);
    });
  }

  /** Closes every socket with 1012 and takes no more; resolves when they are gone. */
  async drain(): Promise<void> {
    this.#isDraining = true;
    for (const connection of this.#connections) connection.close(SOCKET_CLOSE.DRAINING);
    const timer = setTimeout(() => {
      for (const { socket } of this.#connections) socket.terminate();
    }, this.#parts.socketDrainMs);
    await new Promise<void>((resolve) => {
      this.#onEmpty = resolve;
      if (this.#connections.size === 0) resolve();
    });
    clearTimeout(timer);
    this.#server.close();
  }

  readonly #gone = (connection: Connection): void => {
    this.#connections.remove(connection);
    if (this.#connections.size === 0) this.#onEmpty();
  };
}

/** The reason why a connection broke off is no news: its end is. */
function ignore(): void {}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
