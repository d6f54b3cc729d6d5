import type { ServerResponse } from 'node:http';
import { handleQueue } from './handle-queue.js';
import type { StreamSink } from './streams/sink.js';

export const EVENT_STREAM = 'text/event-stream';
const [NEXT, END] = [Buffer.from('event: next\ndata: '), Buffer.from('\n\n')];
const COMPLETE = 'event: complete\ndata:\n\n';

/**
 * A response of Server-Sent Events: results as `next` events, a `complete` event behind the last. Once it is over, by either
 * side, nothing is written any more, whoever still has it.
 */
export class EventStream implements StreamSink {
  readonly #response: ServerResponse;
  readonly #lingerMs: number;
  #state: 'waiting' | 'open' | 'over' = 'waiting';
  #onOver: () => void = () => undefined;
  /** What was left when it was last pinged, the bytes of writes that had ended then, and what was left of the one that had not. */
  #atPing = { left: 0, gone: 0, queued: 0 };

  /** @param lingerMs what was sent before it was cut may be read for so long */
  constructor(response: ServerResponse, lingerMs: number) {
    this.#response = response;
    this.#lingerMs = lingerMs;
    // The reason why a connection broke off is no news: its end is.
    response.on('error', () => undefined);
    response.once('close', () => this.#over());
  }

  /** Whether nothing more can be sent. */
  get isOver(): boolean {
    return this.#state === 'over';
  }

  /** Begins it. @param onOver called once when it is over, before anything else happens */
  open(onOver: () => void = () => undefined): void {
    if (this.#state !== 'waiting') return;
    this.#state = 'open';
    this.#onOver = onOver;
    this.#response.writeHead(200, {
      'Content-Type': `${EVENT_STREAM}; charset=utf-8`,
      'Cache-Control': 'private, no-store',
      // Proxies that buffer would keep events back.
      'X-Accel-Buffering': 'no',
    });
    this.#response.flushHeaders();
  }

  send(payload: Buffer): void {
    if (this.#state === 'open') this.#response.write(Buffer.concat([NEXT, payload, END]));
  }

  /** A sign of life, where nothing else is on its way; false if nothing of what is has gone since the last one. */
  ping(): boolean {
    if (this.#state !== 'open') return true;
    const { socket } = this.#response;
    const left = this.backlog;
    const gone = (socket?.bytesWritten ?? 0) - left;
    const queued = handleQueue(socket);
    const before = this.#atPing;
    this.#atPing = { left, gone, queued };
    if (left > 0 && before.left > 0) return gone !== before.gone || queued !== before.queued;
    if (left === 0) this.#response.write(':\n\n');
    return true;
  }

  /** Ends it behind its last result. */
  complete(): void {
    if (this.#state !== 'open') return;
    this.#over();
    this.#response.end(COMPLETE);
  }

  /** Ends it without a `complete` event, so that clients come back; one that does not read is broken off. */
  cut(): void {
    if (this.#state !== 'open') return;
    this.#over();
    const timer = setTimeout(() => this.#response.destroy(), this.#lingerMs);
    this.#response.once('close', () => clearTimeout(timer));
    this.#response.end();
  }

  overload(): void {
    this.#over();
    this.#response.destroy();
  }

  get backlog(): number {
    return this.#response.writableLength;
  }

  get unsent(): number {
    return this.#response.writableLength + handleQueue(this.#response.socket);
  }

  #over(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#onOver();
  }
}
