import type { GraphQLSchema } from 'graphql';
import { packageVersion } from '../../package-root.js';
import { ERROR, HEALTH, READINESS } from './answers.js';
import { EVENT_SCHEMAS, eventPaths } from './event-paths.js';
import { component, schemaOf, type JsonSchema } from './json-schema.js';
import { answer, content, ERROR_RESPONSES, inQuery, type Paths } from './operation.js';
import { REPORT_COMPONENTS, reportPaths } from './report-paths.js';
import { usagePaths } from './usage-paths.js';

const GRAPHQL_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  query: { type: 'string', description: 'The document.' },
  documentId: { type: 'string', description: "Instead: a trusted document's id." },
  operationName: { type: ['string', 'null'], description: 'Which operation of several.' },
  variables: { type: ['object', 'null'], description: 'The values of its variables, a JSON object.' },
  extensions: { type: ['object', 'null'], description: 'A JSON object.' },
};

const GRAPHQL_ANSWER: JsonSchema = {
  type: 'object',
  properties: {
    data: { type: ['object', 'null'] },
    errors: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          message: { type: 'string' },
          path: { type: 'array', items: { type: ['string', 'integer'] } },
          extensions: { type: 'object', description: '`code`, and `field` where one is at fault.' },
        },
        required: ['message'],
      },
    },
  },
};

const GRAPHQL_RESPONSES: JsonSchema = {
  200: answer('The answer; where `errors` are, some of it is missing.', {
    'application/json': GRAPHQL_ANSWER,
  }),
  '4XX': answer('The request is refused.', { 'application/json': GRAPHQL_ANSWER }),
};

const GRAPHQL_PATHS: Paths = {
  '/graphql': {
    get: {
      tags: ['GraphQL'],
      operationId: 'getGraphql',
      summary: 'A query, whose answer can be kept',
      parameters: Object.entries(GRAPHQL_PROPERTIES).map(([name, { description }]) =>
        inQuery(name, { type: 'string', description }),
      ),
      responses: GRAPHQL_RESPONSES,
    },
    post: {
      tags: ['GraphQL'],
      operationId: 'postGraphql',
      summary: 'Everything: the schema tells of itself by introspection',
      requestBody: {
        required: true,
        content: content({ 'application/json': { type: 'object', properties: GRAPHQL_PROPERTIES } }),
      },
      responses: GRAPHQL_RESPONSES,
    },
  },
};

const HEALTH_PATHS: Paths = {
  '/healthz': {
    get: {
      tags: ['Operation'],
      operationId: 'getHealth',
      summary: 'Whether the node runs',
      security: [],
      responses: { 200: answer('It does.', { 'application/json': schemaOf(HEALTH) }) },
    },
  },
  '/readyz': {
    get: {
      tags: ['Operation'],
      operationId: 'getReadiness',
      summary: 'Whether the node can do its work',
      security: [],
      responses: {
        200: answer('It can.', { 'application/json': component('schemas', 'Readiness') }),
        503: answer('It cannot: send it no requests.', {
          'application/json': component('schemas', 'Readiness'),
        }),
      },
    },
  },
};

const DESCRIPTION_PATHS: Paths = {
  '/openapi.json': {
    get: {
      tags: ['Operation'],
      operationId: 'getOpenApi',
      summary: 'This document',
      security: [],
      responses: { 200: answer('OpenAPI 3.1.', { 'application/json': { type: 'object' } }) },
    },
  },
};

/**
 * What a node answers over plain HTTP, as OpenAPI 3.1 in JSON: of the same schemas that read its parameters and bodies, and of
 * the GraphQL operations that its addresses stand for.
 */
export function openApiText(schema: GraphQLSchema): string {
  const document: JsonSchema = {
    openapi: '3.1.1',
    info: {
      title: 'Gaugeway',
      version: packageVersion(),
      summary: 'Usage analytics over plain HTTP',
      description:
        'Events in, reports out. GraphQL has all of it, at `/graphql`, and streams it over WebSocket. ' +
        'Answers are those of the tenant, or the one customer, that the credentials are of.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { apiKey: [] }, { basic: [] }],
    tags: [
      { name: 'Usage', description: 'Breakdowns of consumption.' },
      { name: 'Reports', description: 'Any measures by any dimensions, as files.' },
      { name: 'Events', description: 'What happened, as CloudEvents.' },
      { name: 'GraphQL', description: 'The whole API.' },
      { name: 'Operation', description: 'For orchestrators and tools; without credentials.' },
    ],
    paths: {
      ...usagePaths(schema),
      ...reportPaths(),
      ...eventPaths(),
      ...GRAPHQL_PATHS,
      ...HEALTH_PATHS,
      ...DESCRIPTION_PATHS,
    },
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer', description: 'A key of the gateway, or a JWT.' },
        basic: { type: 'http', scheme: 'basic', description: 'A key of the gateway as the password.' },
        apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'A key of the gateway.' },
      },
      parameters: REPORT_COMPONENTS.parameters,
      responses: ERROR_RESPONSES,
      schemas: {
        Error: schemaOf(ERROR),
        Readiness: schemaOf(READINESS),
        ...REPORT_COMPONENTS.schemas,
        ...EVENT_SCHEMAS,
      },
    },
  };
  return `${JSON.stringify(document, null, 2)}\n`;
}
