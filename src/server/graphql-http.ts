import {
  ApolloServer,
  type ApolloServerPlugin,
  type BaseContext,
  type GraphQLRequestContextResponseForOperation,
  type GraphQLResponse,
  HeaderMap,
} from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import type { Request, RequestHandler, Response } from 'express';
import { OperationTypeNode, type ExecutionResult, type FormattedExecutionResult } from 'graphql';
import { randomUUID } from 'node:crypto';
import type { Logger } from 'pino';
import type { Principal } from '../auth/principal.js';
import { ERROR_STATUS, InputError } from '../errors.js';
import type { BodyLimits } from '../ingest/doors/body.js';
import { isJsonObject } from '../ingest/json.js';
import { entityTag, isKnown } from './entity-tag.js';
import { readJson } from './json-request.js';
import type { Pipeline } from './pipeline.js';
import { refuseGraphql } from './refuse.js';
import { recordOf, type RequestRecord } from './request-record.js';
import { sentParameters, sentSearch } from './sent-parameters.js';

/** What GraphQL over HTTP is made of. */
export interface GraphqlHttpParts {
  readonly pipeline: Pipeline;
  readonly log: Logger;
  readonly identify: (request: Request) => Promise<Principal>;
  readonly body: BodyLimits;
}

/** GraphQL over HTTP: the handler of `/graphql`, and what ends it. */
export interface GraphqlHttp {
  readonly handle: RequestHandler;
  stop(): Promise<void>;
}

interface HttpContext extends BaseContext {
  readonly record: RequestRecord;
  readonly principal: Principal;
  /** Whether the answer is `application/json`, whose status says only whether the request was well-formed. */
  readonly isLegacy: () => boolean;
  /** Whether the request is safe to repeat, and its answer worth keeping. */
  readonly isGet: boolean;
}

/** An answer depends on who asks; no cache between may keep it. */
const NOT_KEPT = 'private, no-store';
/** What has been accepted is in the next answer, so a kept one has to be asked about each time. */
const KEPT_BY_CLIENT = 'private, no-cache';

/** In Apollo's words and order, so that both choose alike. */
const ANSWER_TYPES = ['application/json; charset=utf-8', 'application/graphql-response+json; charset=utf-8'];

/**
 * Headers that no form and no simple cross-site request can carry: a request with one was allowed by a preflight.
 * With the credentials among them a GET needs nothing else.
 */
const PREFLIGHTED = ['authorization', 'x-api-key', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** The headers that Apollo looks at. */
const HEADERS = ['content-type', 'accept', ...PREFLIGHTED];

/** Starts Apollo on the pipeline. */
export async function createGraphqlHttp(parts: GraphqlHttpParts): Promise<GraphqlHttp> {
  const { pipeline, log, identify, body } = parts;
  const apollo = new ApolloServer<HttpContext>({
    schema: pipeline.schema,
    parseOptions: pipeline.parseOptions,
    validationRules: [...pipeline.validationRules],
    documentStore: pipeline.documents,
    // The pipeline's own rule does it, for both transports.
    introspection: true,
    formatError: (_, error) => pipeline.mask(error, randomUUID()).toJSON(),
    csrfPrevention: { requestHeaders: PREFLIGHTED },
    includeStacktraceInErrorResponses: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    logger: log,
    plugins: [
      // It wraps every field of every answer.
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      throughPipeline(pipeline),
    ],
  });
  await apollo.start();
  return {
    handle: async (request, response) => {
      response.setHeader('Cache-Control', NOT_KEPT);
      response.setHeader('Vary', 'Authorization, X-API-Key, Accept');
      try {
        const principal = await identify(request);
        recordOf(response).principal = principal;
        const sent = request.method === 'POST' ? await readJson(request, body) : undefined;
        const json = isJsonObject(sent) ? sentParameters(sent, pipeline) : sent;
        const search = request.method === 'GET' ? sentSearch(request.url, pipeline) : '';
        await answer(apollo, principal, { body: json, search }, response);
      } catch (error) {
        refuseGraphql(response, error, log);
      }
    },
    stop: () => apollo.stop(),
  };
}

/** Lets Apollo answer. It reads of a request what is handed over here, and nothing is streamed. */
async function answer(
  apollo: ApolloServer<HttpContext>,
  principal: Principal,
  sent: { readonly body: unknown; readonly search: string },
  response: Response,
): Promise<void> {
  const { req: request } = response;
  const headers = new HeaderMap();
  for (const name of HEADERS) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  const isLegacy = (): boolean => request.accepts(ANSWER_TYPES) === ANSWER_TYPES[0];
  const isGet = request.method === 'GET';
  const answered = await apollo.executeHTTPGraphQLRequest({
    httpGraphQLRequest: { method: request.method, headers, ...sent },
    context: async () => ({ record: recordOf(response), principal, isLegacy, isGet }),
  });
  if (answered.body.kind !== 'complete') throw new Error('an answer in parts');
  for (const [name, value] of answered.headers) response.setHeader(name, value);
  response.statusCode = answered.status ?? 200;
  const text = answered.body.string;
  if (answered.headers.get('cache-control') === KEPT_BY_CLIENT) {
    const tag = entityTag(`${answered.headers.get('content-type')}\n${text}`);
    response.setHeader('ETag', tag);
    if (isKnown(tag, request.headers['if-none-match'])) {
      for (const name of ['Content-Type', 'Content-Length']) response.removeHeader(name);
      response.statusCode = 304;
      response.end();
      return;
    }
  }
  response.end(text);
}

/** Has the pipeline run what Apollo parsed and validated. */
function throughPipeline(pipeline: Pipeline): ApolloServerPlugin<HttpContext> {
  return {
    requestDidStart: async () => ({
      responseForOperation: (request) => respond(pipeline, request),
      willSendResponse: async ({ response, contextValue }) => {
        // GraphQL over HTTP, section 6.4.1: with `application/json`, 4xx would say that this is no GraphQL server.
        const { body, http } = response;
        const isMalformed =
          body.kind === 'single' && body.singleResult.errors?.[0]?.extensions?.['code'] === 'BAD_REQUEST';
        if (http.status === 400 && !isMalformed && contextValue.isLegacy()) http.status = 200;
        const isWhole = body.kind === 'single' && body.singleResult.errors === undefined;
        if (contextValue.isGet && isWhole) http.headers.set('cache-control', KEPT_BY_CLIENT);
      },
    }),
  };
}

async function respond(
  pipeline: Pipeline,
  { document, request, contextValue }: GraphQLRequestContextResponseForOperation<HttpContext>,
): Promise<GraphQLResponse> {
  const { principal, record } = contextValue;
  const { operationName, variables } = request;
  let result: ExecutionResult;
  try {
    // Apollo has read the request once more by itself.
    pipeline.admit(document);
    const operation = pipeline.begin({ principal, requestId: record.id, document, operationName, variables });
    record.operation = operation.name;
    if (operation.kind === OperationTypeNode.SUBSCRIPTION) {
      throw new InputError(
        'query',
        'subscriptions are served over the WebSocket (graphql-transport-ws) at this path, or as text/event-stream',
      );
    }
    result = await pipeline.execute(operation);
  } catch (error) {
    result = { errors: [pipeline.mask(error, record.id)] };
  }
  return {
    http: { status: statusOf(result), headers: new HeaderMap() },
    body: { kind: 'single', singleResult: formatted(result) },
  };
}

/** The result as it is sent. */
function formatted({ errors, ...rest }: ExecutionResult): FormattedExecutionResult {
  return errors === undefined ? rest : { errors: errors.map((error) => error.toJSON()), ...rest };
}

/** 200 for everything that ran, even into errors; before that, the status of what kept it from running. */
function statusOf({ data, errors }: ExecutionResult): number {
  if (data !== undefined) return 200;
  const code = errors?.[0]?.extensions['code'];
  const statuses: Record<string, number> = ERROR_STATUS;
  return (typeof code === 'string' ? statuses[code] : undefined) ?? ERROR_STATUS.BAD_USER_INPUT;
}
