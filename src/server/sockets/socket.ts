import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
import { handleQueue } from '../handle-queue.js';
import { SOCKET_CLOSE, type SocketClose } from './socket-close.js';

/** So many messages may go out before others get their turn. */
const SENDS_PER_TURN = 64;

/**
 * What goes out on a WebSocket: messages, within the limit on what its client leaves unread, and pings. Its stream is what
 * the WebSocket writes to, without compression and so each message at once: whole frames may be written between its
 * messages.
 */
export class Socket {
  readonly #ws: WebSocket;
  readonly #stream: Duplex;
  readonly #mostBacklog: number;
  #sent = 0;
  #isAlive = true;
  #unsentAtPing = 0;

  constructor(ws: WebSocket, stream: Duplex, mostBacklog: number) {
    this.#ws = ws;
    this.#stream = stream;
    this.#mostBacklog = mostBacklog;
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  /** Bytes that the client has yet to read. */
  get backlog(): number {
    return this.#stream.writableLength;
  }

  /** Bytes that have not gone to the network, as a number that falls whenever some do. */
  get unsent(): number {
    return this.#stream.writableLength + handleQueue(this.#stream);
  }

  /**
   * Resolves when the text is on its way, so a subscription goes no faster than its client reads. Now and then, and
   * always where nothing was sent, the event loop gets its turn first: a source that always has more would otherwise
   * go on within one turn, and the socket's own close would never be seen.
   */
  send(text: string): Promise<void> {
    return new Promise((resolve) => {
      const { isOpen } = this;
      if (isOpen && this.#ws.bufferedAmount <= this.#mostBacklog) {
        this.#ws.send(text, (error) => {
          this.#sent += 1;
          if (error == null && this.#sent % SENDS_PER_TURN !== 0) resolve();
          else setImmediate(resolve);
        });
        return;
      }
      if (isOpen) this.close(SOCKET_CLOSE.OVERLOADED);
      setImmediate(resolve);
    });
  }

  /**
   * Sends a message that is framed already. Returns whether the buffer may be used again: false where the system has not taken
   * all of it yet.
   */
  push(frame: Buffer): boolean {
    if (!this.isOpen) return true;
    this.#stream.write(frame);
    return this.#stream.writableLength === 0;
  }

  /** Sends a message that is framed already, in several buffers. */
  pushParts(frame: readonly Buffer[]): void {
    if (!this.isOpen) return;
    this.#stream.cork();
    for (const part of frame) this.#stream.write(part);
    this.#stream.uncork();
  }

  /** Tells the client why, behind what was sent before. */
  close({ code, reason }: SocketClose): void {
    this.#ws.close(code, reason);
  }

  /** Breaks the connection off. */
  terminate(): void {
    this.#ws.terminate();
  }

  /** Asks for a sign of life; false if there was none since it was last asked for. */
  ping(): boolean {
    // A ping waits behind what was sent before it: a client that reads that is alive.
    const left = this.unsent;
    if (!this.#isAlive && left >= this.#unsentAtPing) return false;
    this.#isAlive = false;
    this.#unsentAtPing = left;
    this.#ws.ping();
    return true;
  }

  /** The client has answered. */
  ponged(): void {
    this.#isAlive = true;
  }
}
