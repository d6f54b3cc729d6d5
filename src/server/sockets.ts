import { handleProtocols, type Server } from 'graphql-ws';
import { randomUUID } from 'node:crypto';
import { STATUS_CODES, type IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Logger } from 'pino';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Authenticator } from '../auth/authenticate.js';
import { openSocket } from './socket.js';
import { SOCKET_CLOSE, type SocketExtra } from './socket-protocol.js';

/** What the sockets of a node are made of. */
export interface SocketsParts {
  readonly protocol: Server<SocketExtra>;
  readonly log: Logger;
  readonly authenticate: Authenticator['authenticate'];
  readonly pingMs: number;
  readonly socketMessageBytes: number;
  readonly socketBacklogBytes: number;
  readonly socketDrainMs: number;
}

/** The sockets of a node. */
export interface Sockets {
  /** Takes an upgrade of the HTTP server. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer): void;
  /** Closes every socket with 1012 and takes no more; resolves when they are gone. */
  drain(): Promise<void>;
}

/** Opens the WebSocket side of `/graphql`. */
export function createSockets(parts: SocketsParts): Sockets {
  const server = new WebSocketServer({
    noServer: true,
    handleProtocols,
    maxPayload: parts.socketMessageBytes,
    perMessageDeflate: false,
  });
  let isDraining = false;
  return {
    upgrade(request, stream, head) {
      stream.on('error', () => undefined);
      if (isDraining) return refuseUpgrade(stream, 503);
      if (request.url?.split('?', 1)[0] !== '/graphql') return refuseUpgrade(stream, 404);
      server.handleUpgrade(request, stream, head, (socket) => {
        openSocket(socket, stream, request, randomUUID(), parts);
      });
    },
    async drain() {
      isDraining = true;
      const { code, reason } = SOCKET_CLOSE.DRAINING;
      for (const socket of server.clients) socket.close(code, reason);
      const timer = setTimeout(() => {
        for (const socket of server.clients) socket.terminate();
      }, parts.socketDrainMs);
      await Promise.all([...server.clients].map(closed));
      clearTimeout(timer);
      server.close();
    },
  };
}

function closed(socket: WebSocket): Promise<void> {
  return new Promise((resolve) => {
    if (socket.readyState === socket.CLOSED) resolve();
    else socket.once('close', () => resolve());
  });
}

function refuseUpgrade(stream: Duplex, status: number): void {
  stream.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
