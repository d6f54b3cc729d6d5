import { once } from 'node:events';
import type { Socket } from 'node:net';
import { WebSocket } from 'ws';

/** The subscription of most tests. */
export const LIVE = `subscription Live($filter: EventFilter, $after: String, $replay: Int) {
  events(filter: $filter, after: $after, replay: $replay) { events { id } cursor gap { reason } }
}`;

/** A subscription that tells at once where it begins, and stands each minute while nothing comes. */
export const following = (query: string, progress = 'PT1M'): string =>
  query.replace('events(', `events(progress: "${progress}", `);

/** A frame as it came in. */
export interface Frame {
  readonly type: string;
  readonly id?: string;
  readonly payload?: {
    readonly data?: {
      events: { events: { id: string }[]; cursor: string; gap: { reason: string } | null };
    } | null;
    readonly errors?: readonly { message: string; extensions: Record<string, unknown> }[];
  };
  /** Its text. */
  readonly text: string;
}

/** A client of graphql-transport-ws that keeps every frame. */
export class FeedClient {
  readonly frames: Frame[] = [];
  closing: { code: number; reason: string } | null = null;
  /** Resolves when the socket has been closed. */
  readonly closed: Promise<{ code: number; reason: string }>;
  readonly #events = new Map<string, string[]>();
  readonly #wake = new Set<() => void>();

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        this.closing = { code, reason: reason.toString() };
        resolve(this.closing);
        this.#changed();
      });
    });
    socket.on('error', () => undefined);
    socket.on('message', (bytes: Buffer) => {
      const text = bytes.toString();
      const frame = { ...(JSON.parse(text) as Omit<Frame, 'text'>), text };
      this.frames.push(frame);
      const events = frame.payload?.data?.events?.events ?? [];
      if (frame.id !== undefined) {
        const known = this.#events.get(frame.id) ?? [];
        this.#events.set(frame.id, known);
        known.push(...events.map(({ id }) => id));
      }
      this.#changed();
    });
  }

  static async connect(url: string, apiKey: string): Promise<FeedClient> {
    const client = new FeedClient(new WebSocket(url, 'graphql-transport-ws'));
    await once(client.socket, 'open');
    client.send({ type: 'connection_init', payload: { apiKey } });
    await client.until(() => client.frames.length > 0);
    if (client.frames[0]?.type !== 'connection_ack') throw new Error('not acknowledged');
    return client;
  }

  /** The TCP socket below. */
  get stream(): Socket {
    return (this.socket as unknown as { _socket: Socket })._socket;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, variables: Record<string, unknown> = {}, query = LIVE): void {
    this.send({ id, type: 'subscribe', payload: { query, variables } });
  }

  /** Subscribes, and waits until the subscription stands, told by a first frame: later events are behind its beginning. */
  async live(id: string, variables: Record<string, unknown> = {}, query = LIVE): Promise<void> {
    this.subscribe(id, variables, following(query));
    await this.until(() => this.framesOf(id).length > 0);
  }

  complete(id: string): void {
    this.send({ id, type: 'complete' });
  }

  framesOf(id: string): Frame[] {
    return this.frames.filter((frame) => frame.id === id);
  }

  /** Ids of events in the order in which they came. */
  events(id: string): readonly string[] {
    return this.#events.get(id) ?? [];
  }

  /** The cursor of the last batch. */
  cursor(id: string): string | null {
    return this.framesOf(id).findLast(({ type }) => type === 'next')?.payload?.data?.events.cursor ?? null;
  }

  /** The errors of an operation that was refused. */
  async fault(id: string): Promise<{ message: string; extensions: Record<string, unknown> } | undefined> {
    const errors = (): readonly { message: string; extensions: Record<string, unknown> }[] | undefined => {
      const [frame] = this.framesOf(id);
      return frame?.type === 'error' ? (frame.payload as never) : frame?.payload?.errors;
    };
    await this.until(() => errors() !== undefined);
    return errors()?.[0];
  }

  /** Waits until something holds of what has come in. */
  async until(holds: () => boolean, ms = 30_000): Promise<void> {
    const deadline = performance.now() + ms;
    while (!holds()) {
      const left = deadline - performance.now();
      if (left <= 0)
        throw new Error(`in vain: ${this.frames.length} frames, closed ${JSON.stringify(this.closing)}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, left);
        this.#wake.add(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  /** Waits for so many events of a subscription. */
  has(id: string, count: number, ms?: number): Promise<void> {
    return this.until(() => this.events(id).length >= count, ms);
  }

  /** Waits until all that was sent before has been dealt with: a query behind it is answered. */
  async settle(): Promise<void> {
    const id = `settle ${this.frames.length} ${Math.random()}`;
    this.subscribe(id, {}, '{ __typename }');
    await this.until(() => this.framesOf(id).some(({ type }) => type === 'complete'));
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }

  #changed(): void {
    const waiting = [...this.#wake];
    this.#wake.clear();
    for (const wake of waiting) wake();
  }
}
