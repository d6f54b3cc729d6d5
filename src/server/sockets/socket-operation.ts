import { OperationTypeNode, type ExecutionResult, type GraphQLError } from 'graphql';
import type { SubscribePayload } from 'graphql-ws';
import { GaugewayError } from '../../errors.js';
import { asGraphQLError } from '../mask.js';
import type { Operation, Pipeline } from '../pipeline.js';
import type { SocketCredentials } from '../socket-credentials.js';
import { StreamMember } from '../streams/stream-member.js';
import type { StreamSink } from '../streams/sink.js';
import { write } from './messages.js';
import type { NextFrames } from './next-frames.js';
import type { Socket } from './socket.js';

/** What an operation needs of the connection that it belongs to. */
export interface OperationHost {
  readonly pipeline: Pipeline;
  readonly socket: Socket;
  readonly credentials: SocketCredentials;
  /** How payloads that are shared become messages. */
  readonly frames: NextFrames;
  /** What is logged of it and its errors goes under this id. */
  requestIdOf(operation: SocketOperation): string;
  /** It is over, with the errors that it failed with: its id is free. */
  over(operation: SocketOperation, errors: readonly GraphQLError[]): void;
  /** What it subscribed to could not be ended. */
  fault(error: unknown): void;
  /** Ends the connection: come back later. */
  overload(): void;
}

/**
 * One operation of a socket, from its `subscribe` message to its end. It is known by itself and not by its id, which a client
 * may use again while this one is still being started. Most are subscriptions that wait, so it keeps little.
 */
export class SocketOperation implements StreamSink {
  /** Its name in the document. */
  name: string | null = null;
  /** When it began, by the process's clock; null before. */
  startedAt: number | null = null;
  readonly #host: OperationHost;
  #source: StreamMember | AsyncIterableIterator<ExecutionResult> | null = null;
  #isOver = false;
  /** The id as JSON, once payloads come. */
  #idText: string | null = null;

  constructor(
    host: OperationHost,
    readonly id: string,
  ) {
    this.#host = host;
  }

  /** Runs it: to its end, or until it is a member of a shared stream. Rejects only where something is broken. */
  async run(payload: SubscribePayload): Promise<void> {
    const { credentials } = this.#host;
    let operation: Operation | readonly GraphQLError[];
    try {
      // A revoked key starts nothing more, on an open socket either.
      await credentials.recheck();
      if (this.#isOver) return;
      operation = this.#begin(payload);
    } catch (error) {
      operation = [asGraphQLError(error)];
    }
    if (!('kind' in operation)) return this.#fail(operation);
    this.name = operation.name;
    this.startedAt = performance.now();
    if (operation.kind === OperationTypeNode.SUBSCRIPTION) return this.#subscribe(operation);
    await this.#next(await this.#host.pipeline.execute(operation));
    this.#complete();
  }

  /** Answers with an error, and does not run. */
  refuse(error: GaugewayError): void {
    this.#fail([asGraphQLError(error)]);
  }

  /** Ends it: its client has completed it, or its socket is gone. Nothing more is sent. */
  end(): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const source = this.#source;
    this.#source = null;
    this.#host.over(this, []);
    if (source !== null) this.#leave(source);
  }

  send(payload: Buffer): void {
    const { frames, socket } = this.#host;
    frames.send(socket, (this.#idText ??= JSON.stringify(this.id)), payload);
  }

  get backlog(): number {
    return this.#host.socket.backlog;
  }

  get unsent(): number {
    return this.#host.socket.unsent;
  }

  overload(): void {
    this.#host.overload();
  }

  #begin(payload: SubscribePayload): Operation | readonly GraphQLError[] {
    const { pipeline, credentials } = this.#host;
    const { principal } = credentials;
    if (principal === null) throw new GaugewayError('UNAUTHENTICATED', 'The credentials have ended');
    const { operationName, variables } = payload;
    const document = pipeline.prepare(pipeline.textOf(payload) ?? payload.query);
    if (!('kind' in document)) return document;
    const requestId = this.#host.requestIdOf(this);
    return pipeline.begin({ principal, requestId, document, operationName, variables });
  }

  async #subscribe(operation: Operation): Promise<void> {
    const source = await this.#host.pipeline.subscribe(operation, this);
    if (!(source instanceof StreamMember || Symbol.asyncIterator in source)) {
      await this.#next(source);
      return this.#complete();
    }
    if (this.#isOver) return this.#leave(source);
    this.#source = source;
    if (source instanceof StreamMember) return source.start();
    try {
      for await (const result of source) await this.#next(result);
    } catch (error) {
      return this.#fail([asGraphQLError(error)]);
    }
    this.#complete();
  }

  async #next(result: ExecutionResult): Promise<void> {
    if (!this.#isOver) await this.#host.socket.send(write.next(this.id, result));
  }

  #complete(): void {
    if (!this.#close([])) return;
    void this.#host.socket.send(write.complete(this.id));
  }

  #fail(errors: readonly GraphQLError[]): void {
    const { pipeline, socket } = this.#host;
    const requestId = this.#host.requestIdOf(this);
    const masked = errors.map((error) => pipeline.mask(error, requestId));
    if (this.#close(masked)) void socket.send(write.error(this.id, masked));
  }

  /** False if it was ended before. */
  #close(errors: readonly GraphQLError[]): boolean {
    if (this.#isOver) return false;
    this.#isOver = true;
    this.#source = null;
    this.#host.over(this, errors);
    return true;
  }

  #leave(source: StreamMember | AsyncIterableIterator<ExecutionResult>): void {
    if (source instanceof StreamMember) source.close();
    else source.return?.().catch((error: unknown) => this.#host.fault(error));
  }
}
