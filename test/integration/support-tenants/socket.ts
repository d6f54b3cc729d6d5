import { WebSocket } from 'ws';

interface Message {
  readonly type: string;
  readonly id?: string;
  readonly payload?: unknown;
}

/** What an operation over a socket answers with: `next`, `error` or `complete`. */
export interface Answer {
  readonly type: string;
  readonly payload: { data?: Record<string, unknown> | null; errors?: GraphqlFault[] } & GraphqlFault[];
}

/** An error as a client sees it. */
export interface GraphqlFault {
  readonly message: string;
  readonly extensions: Record<string, unknown>;
}

/** A client of graphql-transport-ws that queues what it is sent. */
export class SocketClient {
  private readonly queues = new Map<string, Message[]>();
  private wake: () => void = () => undefined;
  private operations = 0;
  /** How the socket was closed. */
  readonly closed: Promise<{ code: number; reason: string }>;

  private constructor(private readonly socket: WebSocket) {
    this.closed = new Promise((resolve) => {
      socket.once('close', (code, reason) => {
        resolve({ code, reason: reason.toString() });
        this.wake();
      });
    });
    socket.on('error', () => undefined);
    socket.on('message', (bytes: Buffer) => {
      const message = JSON.parse(bytes.toString()) as Message;
      const queue = this.queues.get(message.id ?? '') ?? [];
      this.queues.set(message.id ?? '', [...queue, message]);
      this.wake();
    });
  }

  /** Opens a socket and sends connection_init; resolves when that was acknowledged or the socket was closed. */
  static async open(
    url: string,
    connectionParams: Record<string, unknown> | null,
    headers: Record<string, string> = {},
  ): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url, 'graphql-transport-ws', { headers }));
    await new Promise((resolve) => client.socket.once('open', resolve).once('error', resolve));
    const payload = connectionParams === null ? {} : { payload: connectionParams };
    client.socket.send(JSON.stringify({ type: 'connection_init', ...payload }));
    await client.take('');
    return client;
  }

  /** Starts an operation; the function that is returned waits for its next message. */
  start(query: string, variables: Record<string, unknown> = {}): () => Promise<Answer> {
    return this.startPayload({ query, variables });
  }

  /** The same with a payload as it is sent. */
  startPayload(payload: Readonly<Record<string, unknown>>): () => Promise<Answer> {
    const id = String(++this.operations);
    this.socket.send(JSON.stringify({ type: 'subscribe', id, payload }));
    return async () => (await this.take(id)) as unknown as Answer;
  }

  /** Messages of an operation that have come in and were not taken. */
  waiting(): number {
    return [...this.queues.values()].reduce((sum, queue) => sum + queue.length, 0);
  }

  close(): Promise<unknown> {
    this.socket.close(1000);
    return this.closed;
  }

  private async take(id: string): Promise<Message> {
    for (;;) {
      const [message, ...rest] = this.queues.get(id) ?? [];
      if (message !== undefined) {
        this.queues.set(id, rest);
        return message;
      }
      if (this.socket.readyState === WebSocket.CLOSED) return { type: 'closed' };
      await new Promise<void>((resolve) => (this.wake = resolve));
    }
  }
}
