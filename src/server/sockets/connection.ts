import { MessageType, type SubscribeMessage } from 'graphql-ws';
import type { GraphQLError } from 'graphql';
import type { IncomingHttpHeaders } from 'node:http';
import type { Logger } from 'pino';
import type { Authenticator } from '../../auth/authenticate.js';
import { GaugewayError } from '../../errors.js';
import type { Pipeline } from '../pipeline.js';
import { isRefusal, SocketCredentials } from '../socket-credentials.js';
import { readMessage, write, type ClientMessage } from './messages.js';
import type { NextFrames } from './next-frames.js';
import { alreadyExists, SOCKET_CLOSE, type SocketClose } from './socket-close.js';
import { SocketOperation, type OperationHost } from './socket-operation.js';
import type { Socket } from './socket.js';

/** What the connections of a node share. */
export interface ConnectionParts {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly authenticate: Authenticator['authenticate'];
  readonly connectionInitMs: number;
  readonly socketOperations: number;
  readonly frames: NextFrames;
}

/** How far a connection has come. */
type State = 'opened' | 'initialising' | 'acknowledged' | 'over';

/**
 * The protocol graphql-transport-ws on one socket: from its messages to operations of the pipeline. What HTTP does in
 * Apollo, sockets do here. Nothing is left of it once it is over.
 */
export class Connection implements OperationHost {
  readonly credentials: SocketCredentials;
  readonly #parts: ConnectionParts;
  readonly #operations = new Map<string, SocketOperation>();
  #running = 0;
  #state: State = 'opened';
  #headers: IncomingHttpHeaders | null;
  #initTimer: NodeJS.Timeout | null;

  /**
   * @param id begins the request id of each of its operations
   * @param headers of the upgrade; kept until the connection is initialised
   */
  constructor(
    readonly id: string,
    readonly socket: Socket,
    headers: IncomingHttpHeaders,
    parts: ConnectionParts,
  ) {
    this.#parts = parts;
    this.#headers = headers;
    this.credentials = new SocketCredentials(parts.authenticate, () => this.close(SOCKET_CLOSE.FORBIDDEN));
    this.#initTimer = setTimeout(() => this.close(SOCKET_CLOSE.NO_INIT), parts.connectionInitMs);
  }

  get pipeline(): Pipeline {
    return this.#parts.pipeline;
  }

  get frames(): NextFrames {
    return this.#parts.frames;
  }

  /** Takes a message of the client, in the order in which they came. */
  receive(text: string): void {
    // What comes behind a message that closed the socket has no effect.
    if (this.#state === 'over') return;
    let message: ClientMessage;
    try {
      message = readMessage(text);
    } catch {
      return this.close(SOCKET_CLOSE.BAD_REQUEST);
    }
    switch (message.type) {
      case MessageType.ConnectionInit:
        if (this.#state !== 'opened') return this.close(SOCKET_CLOSE.SECOND_INIT);
        return void this.#init(message.payload);
      case MessageType.Ping:
        return void this.socket.send(write.pong(message.payload));
      case MessageType.Pong:
        return;
      case MessageType.Subscribe:
        return this.#subscribe(message);
      case MessageType.Complete:
        return this.#operations.get(message.id)?.end();
    }
  }

  /** Looks whether the client is still there, and its credentials are still good. */
  beat(): void {
    if (!this.socket.ping()) return this.socket.terminate();
    void this.credentials.recheck();
  }

  /** The socket has broken off; it will close. */
  broke(error: Error): void {
    this.#parts.log.debug({ err: error, requestId: this.id }, 'A socket broke off');
  }

  /** Closes the socket, and ends all that it runs. */
  close(closing: SocketClose): void {
    this.socket.close(closing);
    this.end();
  }

  /** Ends all that it runs: the socket is gone, or going. */
  end(): void {
    if (this.#state === 'over') return;
    this.#state = 'over';
    this.#initialised();
    for (const operation of this.#operations.values()) operation.end();
    this.credentials.close();
  }

  overload(): void {
    this.close(SOCKET_CLOSE.OVERLOADED);
  }

  fault(error: unknown): void {
    this.#parts.log.error({ err: error, requestId: this.id }, 'A subscription was not ended cleanly');
  }

  requestIdOf({ id }: SocketOperation): string {
    return `${this.id}/${id.slice(0, 64)}`;
  }

  over(operation: SocketOperation, errors: readonly GraphQLError[]): void {
    if (this.#operations.get(operation.id) === operation) this.#operations.delete(operation.id);
    const { name, startedAt } = operation;
    if (startedAt === null && errors.length === 0) return;
    this.#parts.log.info(
      {
        requestId: this.requestIdOf(operation),
        transport: 'ws',
        subject: this.credentials.subject,
        ...(startedAt === null
          ? {}
          : { operation: name, ms: Math.round((performance.now() - startedAt) * 10) / 10 }),
        ...(errors.length === 0 ? {} : { errors: errors.map(({ extensions }) => extensions['code']) }),
      },
      'operation',
    );
  }

  async #init(params: unknown): Promise<void> {
    this.#state = 'initialising';
    const headers = this.#initialised();
    try {
      await this.credentials.accept(params, headers);
    } catch (error) {
      if (isRefusal(error)) return this.close(SOCKET_CLOSE.FORBIDDEN);
      if (!(error instanceof GaugewayError)) {
        this.#parts.log.error({ err: error, requestId: this.id }, 'An error was masked');
      }
      return this.close(SOCKET_CLOSE.OVERLOADED);
    }
    if (!this.#is('initialising')) return;
    this.#state = 'acknowledged';
    void this.socket.send(write.ack());
  }

  /** Asked anew: the socket may close while others are waited for. */
  #is(state: State): boolean {
    return this.#state === state;
  }

  /** Forgets what was kept for the initialisation. */
  #initialised(): IncomingHttpHeaders | null {
    const headers = this.#headers;
    this.#headers = null;
    if (this.#initTimer !== null) clearTimeout(this.#initTimer);
    this.#initTimer = null;
    return headers;
  }

  #subscribe({ id, payload }: SubscribeMessage): void {
    if (this.#state !== 'acknowledged') return this.close(SOCKET_CLOSE.UNAUTHORIZED);
    if (this.#operations.has(id)) return this.close(alreadyExists(id));
    const operation = new SocketOperation(this, id);
    const { socketOperations: most } = this.#parts;
    // Those that their client has completed may still run.
    if (this.#operations.size >= most || this.#running >= most) {
      return operation.refuse(
        new GaugewayError('TOO_MANY_REQUESTS', `More than ${most} operations on one socket`),
      );
    }
    this.#operations.set(id, operation);
    void this.#run(operation, payload);
  }

  async #run(operation: SocketOperation, payload: SubscribeMessage['payload']): Promise<void> {
    this.#running += 1;
    try {
      await operation.run(payload);
    } catch (error) {
      this.#parts.log.error({ err: error, requestId: this.id }, 'A socket failed');
      this.close(SOCKET_CLOSE.BROKEN);
    } finally {
      this.#running -= 1;
    }
  }
}
