import { CloseCode, makeServer, type Context, type Server } from 'graphql-ws';
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import { GaugewayError } from '../errors.js';
import { asGraphQLError } from './mask.js';
import type { Operation, Pipeline } from './pipeline.js';
import { isRefusal, type SocketCredentials } from './socket-credentials.js';
import type { StreamSink } from './streams/sink.js';
import { textFrame } from './text-frame.js';

/** The close codes that a client meets, beside those of the protocol (`CloseCode` of graphql-ws). */
export const SOCKET_CLOSE = {
  /** Credentials are refused, or have ended. */
  FORBIDDEN: { code: CloseCode.Forbidden, reason: 'Forbidden' },
  /** The node shuts down: clients come back, to another one. */
  DRAINING: { code: 1012, reason: 'Service restart' },
  /** Too slow, or something is out of order for now: clients come back later. */
  OVERLOADED: { code: 1013, reason: 'Try again later' },
  BROKEN: { code: CloseCode.InternalServerError, reason: 'Internal server error' },
} as const;

/** What the protocol knows of a socket. */
export interface SocketExtra {
  /** Begins the request id of each of its operations. */
  readonly id: string;
  readonly upgrade: IncomingMessage;
  readonly credentials: SocketCredentials;
  /** Sends a message that is framed already, and tells how many bytes are unread. */
  readonly push: (frame: readonly Buffer[]) => void;
  readonly backlog: () => number;
  /** The same as a number that falls with every byte that goes. */
  readonly unsent: () => number;
  /** An operation has been started, and stands or is gone. */
  readonly stood: (id: string) => void;
  readonly close: (closing: { readonly code: number; readonly reason: string }) => void;
  /** When each running operation began, and its name. */
  readonly operations: Map<string, { readonly name: string | null; readonly startedAt: number }>;
}

/** What the protocol is made of. */
export interface SocketProtocolParts {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly connectionInitMs: number;
  readonly socketOperations: number;
}

/** An operation with where its payloads go. */
interface SocketOperation extends Operation {
  readonly sink: StreamSink;
  readonly stood: () => void;
}

type SocketContext = Context<Record<string, unknown> | undefined, SocketExtra>;

/** The protocol graphql-transport-ws on the pipeline: what HTTP does in Apollo, sockets do here. */
export function createSocketProtocol(parts: SocketProtocolParts): Server<SocketExtra> {
  const { pipeline, log, connectionInitMs, socketOperations } = parts;
  return makeServer<Record<string, unknown> | undefined, SocketExtra>({
    connectionInitWaitTimeout: connectionInitMs,

    async onConnect({ connectionParams, extra }) {
      try {
        await extra.credentials.accept(connectionParams, extra.upgrade.headers);
        return true;
      } catch (error) {
        if (isRefusal(error)) return false;
        if (!(error instanceof GaugewayError))
          log.error({ err: error, requestId: extra.id }, 'An error was masked');
        extra.close(SOCKET_CLOSE.OVERLOADED);
        // The socket is closing already; this only keeps the protocol from acknowledging.
        return false;
      }
    },

    async onSubscribe(context, id, payload) {
      const { extra } = context;
      try {
        // A revoked key starts nothing more, on an open socket either.
        await extra.credentials.recheck();
        const { principal } = extra.credentials;
        if (principal === null) throw new GaugewayError('UNAUTHENTICATED', 'The credentials have ended');
        if (extra.operations.size >= socketOperations) {
          throw new GaugewayError(
            'TOO_MANY_REQUESTS',
            `More than ${socketOperations} operations on one socket`,
          );
        }
        const { operationName, variables } = payload;
        const document = pipeline.prepare(pipeline.textOf(payload) ?? payload.query);
        if (!('kind' in document)) return document;
        const requestId = requestIdOf(context, id);
        const operation = pipeline.begin({ principal, requestId, document, operationName, variables });
        extra.operations.set(id, { name: operation.name, startedAt: performance.now() });
        const sink = sinkOf(extra, id);
        return { ...operation, sink, stood: () => extra.stood(id) };
      } catch (error) {
        return [asGraphQLError(error)];
      }
    },

    // The arguments are what `onSubscribe` returned.
    execute: async (operation) => {
      const { stood, ...args } = operation as SocketOperation;
      return pipeline.execute(args).finally(() => setImmediate(stood));
    },
    subscribe: async (operation) => {
      const { sink, stood, ...args } = operation as SocketOperation;
      // The protocol looks at what comes of it within this turn.
      return pipeline.subscribe(args, sink).finally(() => setImmediate(stood));
    },
    onError: (context, id, _payload, errors) => {
      const requestId = requestIdOf(context, id);
      const masked = errors.map((error) => pipeline.mask(error, requestId).toJSON());
      log.info(
        { ...about(context, id), errors: masked.map(({ extensions }) => extensions?.['code']) },
        'operation',
      );
      context.extra.operations.delete(id);
      return masked;
    },
    onComplete: (context, id) => {
      if (context.extra.operations.has(id)) log.info(about(context, id), 'operation');
      context.extra.operations.delete(id);
    },
  });
}

const TAIL = Buffer.from('}');

/** Payloads as messages of an operation: only its id differs between those who share them. */
function sinkOf({ push, backlog, unsent, close }: SocketExtra, id: string): StreamSink {
  const head = Buffer.from(`{"id":${JSON.stringify(id)},"type":"next","payload":`);
  return {
    send: (payload) => push(textFrame([head, payload, TAIL])),
    get backlog() {
      return backlog();
    },
    get unsent() {
      return unsent();
    },
    overload: () => close(SOCKET_CLOSE.OVERLOADED),
  };
}

function requestIdOf({ extra }: SocketContext, id: string): string {
  return `${extra.id}/${id.slice(0, 64)}`;
}

/** What is logged of an operation when it is over. */
function about(context: SocketContext, id: string): object {
  const { operations, credentials } = context.extra;
  const operation = operations.get(id);
  return {
    requestId: requestIdOf(context, id),
    transport: 'ws',
    subject: credentials.subject,
    ...(operation === undefined
      ? {}
      : { operation: operation.name, ms: Math.round((performance.now() - operation.startedAt) * 10) / 10 }),
  };
}
