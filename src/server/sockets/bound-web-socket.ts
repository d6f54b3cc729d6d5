import { WebSocket, type RawData } from 'ws';
import type { Connection } from './connection.js';

/** A WebSocket that hands its events to a connection. There are many of them: none has listeners of its own. */
export class BoundWebSocket extends WebSocket {
  #connection: Connection | null = null;
  #onGone: (connection: Connection) => void = nobody;

  /** @param onGone called when the socket has closed, by either side */
  bind(connection: Connection, onGone: (connection: Connection) => void): void {
    this.#connection = connection;
    this.#onGone = onGone;
    this.on('message', onMessage);
    this.on('pong', onPong);
    this.on('error', onError);
    this.on('close', onClose);
  }

  /** The connection of what an event is of, whose type is only that of any WebSocket. */
  static connectionOf(socket: WebSocket): Connection | null {
    return socket instanceof BoundWebSocket ? socket.#connection : null;
  }

  /** It has closed. */
  static release(socket: WebSocket): void {
    const connection = BoundWebSocket.connectionOf(socket);
    if (connection === null || !(socket instanceof BoundWebSocket)) return;
    socket.#connection = null;
    connection.end();
    socket.#onGone(connection);
  }
}

function nobody(): void {}

function onMessage(this: WebSocket, raw: RawData): void {
  // ws gives one Buffer a message, whatever its type says, and text that is valid UTF-8.
  BoundWebSocket.connectionOf(this)?.receive((raw as Buffer).toString('utf8'));
}

function onPong(this: WebSocket): void {
  BoundWebSocket.connectionOf(this)?.socket.ponged();
}

function onError(this: WebSocket, error: Error): void {
  // ws closes the socket by itself, with the code that fits: 1009 for a message that is too large.
  BoundWebSocket.connectionOf(this)?.broke(error);
}

function onClose(this: WebSocket): void {
  BoundWebSocket.release(this);
}
