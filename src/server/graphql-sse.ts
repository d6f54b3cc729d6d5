import type { Request, RequestHandler } from 'express';
import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticate.js';
import { GaugewayError, InputError } from '../errors.js';
import { isJsonObject } from '../ingest/json.js';
import type { BodyLimits } from '../ingest/doors/body.js';
import { EVENT_STREAM, EventStream } from './event-stream.js';
import { readJson } from './json-request.js';
import type { Operation, Pipeline } from './pipeline.js';
import { refuseGraphql } from './refuse.js';
import { recordOf } from './request-record.js';
import { sentParameters } from './sent-parameters.js';
import { SocketCredentials } from './socket-credentials.js';
import { StreamMember } from './streams/stream-member.js';

/** What GraphQL over Server-Sent Events is made of. */
export interface GraphqlSseParts {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly authenticate: Authenticator['authenticate'];
  readonly body: BodyLimits;
  /** Between two signs of life, milliseconds; the credentials are looked at, too. */
  readonly pingMs: number;
  /** A client has this long to read what was sent before its stream was cut, milliseconds. */
  readonly socketDrainMs: number;
  readonly draining: AbortSignal;
}

const ended = (): GaugewayError => new GaugewayError('UNAUTHENTICATED', 'The credentials have ended');

/**
 * GraphQL over Server-Sent Events, in graphql-sse's mode of distinct connections: an operation a request, its results as
 * `next` events and a `complete` event behind the last. Takes the requests that ask for it and passes the others on.
 */
export function createGraphqlSse(parts: GraphqlSseParts): RequestHandler {
  return async (request, response, next) => {
    if (!(request.headers.accept ?? '').includes(EVENT_STREAM)) {
      next();
      return;
    }
    response.setHeader('Vary', 'Authorization, X-API-Key, Accept');
    const events = new EventStream(response, parts.socketDrainMs);
    const credentials = new SocketCredentials(parts.authenticate, () => events.cut());
    response.once('close', () => credentials.close());
    try {
      await credentials.accept(undefined, request.headers);
      const { principal } = credentials;
      if (principal === null) throw ended();
      recordOf(response).principal = principal;
      const { query, operationName, variables } = await parametersOf(request, parts);
      const document = parts.pipeline.prepare(query);
      const requestId = recordOf(response).id;
      if (!('kind' in document)) return once(events, { errors: document });
      const operation = parts.pipeline.begin({ principal, requestId, document, operationName, variables });
      recordOf(response).operation = operation.name;
      if (operation.kind === OperationTypeNode.MUTATION && request.method !== 'POST') {
        throw new GaugewayError('METHOD_NOT_ALLOWED', 'query: expected POST for a mutation', 'query');
      }
      await stream(operation, events, credentials, parts);
    } catch (error) {
      if (error instanceof GraphQLError && !response.headersSent) {
        // A fault of the document, as those that `prepare` finds.
        return once(events, { errors: [parts.pipeline.mask(error, recordOf(response).id)] });
      }
      refuseGraphql(response, error, parts.log);
    }
  };
}

interface Parameters {
  readonly query: string;
  readonly operationName: string | null;
  readonly variables: Record<string, unknown> | null;
}

async function parametersOf(request: Request, { body, pipeline }: GraphqlSseParts): Promise<Parameters> {
  const given: unknown = request.method === 'POST' ? await readJson(request, body) : request.query;
  if (!isJsonObject(given)) throw new InputError('body', 'expected an object with `query` or `documentId`');
  const { query, operationName = null, variables = null } = sentParameters(given, pipeline);
  if (typeof query !== 'string') throw new InputError('query', 'expected the text of a document');
  if (operationName !== null && typeof operationName !== 'string') {
    throw new InputError('operationName', 'expected a text');
  }
  if (variables !== null && !isJsonObject(variables)) throw new InputError('variables', 'expected an object');
  return { query, operationName, variables };
}

const bytesOf = (result: object): Buffer => Buffer.from(JSON.stringify(result));

function once(events: EventStream, result: object): void {
  events.open();
  events.send(bytesOf(result));
  events.complete();
}

async function stream(
  operation: Operation,
  events: EventStream,
  credentials: SocketCredentials,
  { pipeline, pingMs, draining }: GraphqlSseParts,
): Promise<void> {
  if (operation.kind !== OperationTypeNode.SUBSCRIPTION) {
    once(events, await pipeline.execute(operation));
    return;
  }
  const results = await pipeline.subscribe(operation, events);
  const isShared = results instanceof StreamMember;
  if (!isShared && !(Symbol.asyncIterator in results)) return once(events, results);
  const close = (): void => (isShared ? results.close() : void results.return?.());
  // Much may have ended while it was being opened.
  if (events.isOver) return close();
  if (credentials.principal === null || draining.aborted) {
    close();
    if (credentials.principal === null) throw ended();
    throw new GaugewayError('UNAVAILABLE', 'The node is shutting down: come back, to another one');
  }
  const pinging = setInterval(() => {
    if (!events.ping()) return events.overload();
    void credentials.recheck();
  }, pingMs);
  const cut = (): void => events.cut();
  draining.addEventListener('abort', cut);
  events.open(() => {
    clearInterval(pinging);
    draining.removeEventListener('abort', cut);
    close();
  });
  if (isShared) results.start();
  else await forward(results, events);
}

async function forward(results: AsyncIterableIterator<ExecutionResult>, events: EventStream): Promise<void> {
  for await (const result of results) events.send(bytesOf(result));
  events.complete();
}
