import type { Request, RequestHandler, Response } from 'express';
import { GraphQLError, OperationTypeNode, type ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import type { Authenticator } from '../auth/authenticate.js';
import { GaugewayError, InputError } from '../errors.js';
import { isJsonObject } from '../ingest/json.js';
import type { BodyLimits } from '../ingest/doors/body.js';
import { readJson } from './json-request.js';
import type { Operation, Pipeline } from './pipeline.js';
import { refuseGraphql } from './refuse.js';
import { recordOf } from './request-record.js';
import { sentParameters } from './sent-parameters.js';
import { SocketCredentials } from './socket-credentials.js';
import type { StreamSink } from './streams/sink.js';
import { StreamMember } from './streams/stream-member.js';

/** What GraphQL over Server-Sent Events is made of. */
export interface GraphqlSseParts {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly authenticate: Authenticator['authenticate'];
  readonly body: BodyLimits;
  /** Between two signs of life, milliseconds; the credentials are looked at, too. */
  readonly pingMs: number;
  readonly draining: AbortSignal;
}

const EVENT_STREAM = 'text/event-stream';

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
    const credentials = new SocketCredentials(parts.authenticate, () => response.end());
    response.once('close', () => credentials.close());
    try {
      await credentials.accept(undefined, request.headers);
      const { principal } = credentials;
      if (principal === null) throw new GaugewayError('UNAUTHENTICATED', 'The credentials have ended');
      recordOf(response).principal = principal;
      const { query, operationName, variables } = await parametersOf(request, parts);
      const document = parts.pipeline.prepare(query);
      const requestId = recordOf(response).id;
      if (!('kind' in document)) return once(response, { errors: document });
      const operation = parts.pipeline.begin({ principal, requestId, document, operationName, variables });
      recordOf(response).operation = operation.name;
      if (operation.kind === OperationTypeNode.MUTATION && request.method !== 'POST') {
        throw new GaugewayError('METHOD_NOT_ALLOWED', 'query: expected POST for a mutation', 'query');
      }
      await stream(operation, response, credentials, parts);
    } catch (error) {
      if (error instanceof GraphQLError && !response.headersSent) {
        // A fault of the document, as those that `prepare` finds.
        return once(response, { errors: [parts.pipeline.mask(error, recordOf(response).id)] });
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

const messageOf = (payload: string): string => `event: next\ndata: ${payload}\n\n`;
const [NEXT, END] = [Buffer.from('event: next\ndata: '), Buffer.from('\n\n')];
const COMPLETE = 'event: complete\ndata:\n\n';

function begin(response: Response): void {
  response.writeHead(200, {
    'Content-Type': `${EVENT_STREAM}; charset=utf-8`,
    'Cache-Control': 'private, no-store',
    // Proxies that buffer would keep events back.
    'X-Accel-Buffering': 'no',
  });
  response.flushHeaders();
}

function once(response: Response, result: object): void {
  begin(response);
  response.end(messageOf(JSON.stringify(result)) + COMPLETE);
}

async function stream(
  operation: Operation,
  response: Response,
  credentials: SocketCredentials,
  { pipeline, pingMs, draining }: GraphqlSseParts,
): Promise<void> {
  if (operation.kind !== OperationTypeNode.SUBSCRIPTION) {
    once(response, await pipeline.execute(operation));
    return;
  }
  const sink: StreamSink = {
    send: (payload) => void response.write(Buffer.concat([NEXT, payload, END])),
    get backlog() {
      return response.writableLength;
    },
    get unsent() {
      return response.writableLength;
    },
    overload: () => void response.destroy(),
  };
  const results = await pipeline.subscribe(operation, sink);
  const isShared = results instanceof StreamMember;
  if (!isShared && !(Symbol.asyncIterator in results)) return once(response, results);
  const close = (): void => (isShared ? results.close() : void results.return?.());
  if (response.destroyed) return close();
  begin(response);
  const pinging = setInterval(() => {
    response.write(':\n\n');
    void credentials.recheck();
  }, pingMs);
  // Without `complete`, so that clients come back.
  const end = (): void => void response.end();
  draining.addEventListener('abort', end);
  response.once('close', () => {
    clearInterval(pinging);
    draining.removeEventListener('abort', end);
    close();
  });
  if (isShared) results.start();
  else await forward(results, response);
}

async function forward(results: AsyncIterableIterator<ExecutionResult>, response: Response): Promise<void> {
  for await (const result of results) response.write(messageOf(JSON.stringify(result)));
  if (!response.writableEnded) response.end(COMPLETE);
}
