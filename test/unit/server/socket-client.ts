import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A message of the protocol. */
export interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: { data?: Record<string, unknown>; errors?: Fault[] } & Fault[];
}

/** An error as a client sees it. */
export interface Fault {
  readonly message: string;
  readonly path?: string[];
  readonly extensions: Record<string, unknown>;
}

/** A client of graphql-transport-ws that queues what it gets. */
export class SocketClient {
  readonly #queue: Message[] = [];
  #wake: () => void = () => undefined;
  /** How the socket was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => resolve({ code, reason: reason.toString() }));
    });
    socket.on('message', (bytes: Buffer) => {
      this.#queue.push(JSON.parse(bytes.toString()) as Message);
      this.#wake();
    });
    socket.on('error', () => undefined);
  }

  /** Opens a socket and says nothing. */
  static async open(
    url: string,
    headers: Record<string, string> = {},
    options: ClientOptions = {},
  ): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url, 'graphql-transport-ws', { headers, ...options }));
    await once(client.socket, 'open');
    return client;
  }

  /** Opens a socket whose init has been acknowledged. */
  static async connect(url: string, connectionParams: Record<string, unknown>): Promise<SocketClient> {
    const client = await SocketClient.open(url);
    client.send({ type: 'connection_init', payload: connectionParams });
    const { type } = await client.next();
    if (type !== 'connection_ack') throw new Error(`expected connection_ack, got ${type}`);
    return client;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  subscribe(id: string, query: string, variables?: Record<string, unknown>): void {
    this.send({
      id,
      type: 'subscribe',
      payload: { query, ...(variables === undefined ? {} : { variables }) },
    });
  }

  /** What has come in and was not asked for. */
  get pending(): readonly Message[] {
    return this.#queue;
  }

  /** The next message; waits for it. */
  async next(): Promise<Message> {
    for (;;) {
      const message = this.#queue.shift();
      if (message !== undefined) return message;
      await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }

  async close(): Promise<void> {
    this.socket.close(1000);
    await this.closed;
  }
}
