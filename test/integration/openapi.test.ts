import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';

import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { json } from './support-ingest/events.js';
import { LOG_SAMPLES } from './support-ingest/log-samples.js';
import { FACT_SAMPLES } from './support-ingest/samples.js';
import { Description, readDescription, type Parameter } from './support-openapi.js';

const description = new Description(readDescription());
const operations = Object.entries(description.document.paths).flatMap(([path, methods]) =>
  Object.keys(methods)
    .filter((method) => method !== 'parameters')
    .map((method) => ({ path, method })),
);

let node: TestNode;
let key: string;
let reportId: string;

const HOUR_AGO = new Date(Date.now() - 3_600_000).toISOString();
const SAMPLES = [...FACT_SAMPLES, ...LOG_SAMPLES].map(({ type, data }, i) => ({
  ...{ specversion: '1.0', id: `sample ${i}`, source: '/samples', type, time: HOUR_AGO, data },
}));
/** As they are sent, and as a client reads them back: digits past a double's do not matter here. */
const SENT = json(SAMPLES);
const EVENTS = JSON.parse(SENT) as { id: string; type: string; data: Record<string, unknown> }[];
const QUERY = { dataset: 'USAGE', measures: ['events'], dimensions: ['customer'] };

beforeAll(async () => {
  node = await startTestNode(await openTestDatabase(4));
  key = await node.key('acme', ['events:write', 'analytics:read', 'reports:write']);
  const batch = 'application/cloudevents-batch+json';
  const response = await node.events(key, batch, SENT);
  const { events } = (await response.json()) as { events: { verdict: string; reason: string | null }[] };
  expect(events.filter(({ verdict }) => verdict !== 'ACCEPTED')).toEqual([]);
  const { data } = await node.graphql<{ saveReport: { id: string } }>(
    key,
    'mutation ($query: ReportQuery!) { saveReport(input: { name: "described", query: $query }) { id } }',
    { query: QUERY },
  );
  reportId = data?.saveReport.id ?? '';
});
afterAll(() => node.stop());

/** Values that each parameter may have where it is alone, by the parameters' names. */
const VALUES: Readonly<Record<string, string>> = {
  dataset: 'USAGE',
  measures: 'events,revenue',
  dimensions: 'customer,billableUnit',
  period: '7d',
  from: 'now-2d',
  to: 'now',
  timeZone: 'Asia/Kathmandu',
  maxDataPoints: '10',
  filter: 'customer:IN:c1,c2',
  having: 'events:GT:0',
  orderBy: '-events,customer',
  limit: '5',
  offset: '1',
  customerId: 'c1,c2',
  billableUnitId: 'calls',
  productId: 'p1',
  tenantId: 'acme',
  query: '{ viewer { tenant { id } } }',
  operationName: '',
  variables: '{}',
  extensions: '{}',
};

/** What else has to be said so that a parameter makes sense. */
const BESIDE: Readonly<Record<string, readonly string[]>> = {
  from: ['to'],
  to: ['from'],
  maxDataPoints: ['timeDimension'],
  orderBy: ['dimensions'],
  others: ['dimensions', 'limit', 'orderBy'],
};

/** A value of a parameter; a flag's is true. */
const valueOf = ({ name, schema }: Parameter): string =>
  VALUES[name] ?? String(schema.enum?.[0] ?? schema.type === 'boolean');

function address(path: string, given: readonly Parameter[]): string {
  const search = new URLSearchParams(
    Object.fromEntries(given.map((parameter) => [parameter.name, valueOf(parameter)])),
  );
  return `${node.url}${path.replace('{id}', reportId)}?${search.toString()}`;
}

const BODIES: Readonly<Record<string, unknown>> = {
  ReportQuery: { ...QUERY, window: { from: 'now-3d', to: 'now' }, orderBy: [{ field: 'events' }] },
  ReportOverride: { window: { period: '7d' }, filters: [{ field: 'customer', op: 'EQ', values: ['c1'] }] },
  Event: { ...EVENTS[0], id: 'another' },
};

/** A body of an operation in JSON, by the name of its schema. */
function bodyOf(path: string, method: string): { name: string; body: string } | null {
  const { requestBody } = description.operation(path, method);
  const schema = requestBody?.content['application/json']?.schema;
  if (schema === undefined) return null;
  const name = /schemas\/(\w+)/.exec(JSON.stringify(schema))?.[1];
  if (name === undefined) return { name: 'graphql', body: '{"query":"{ viewer { tenant { id } } }"}' };
  return { name, body: JSON.stringify(BODIES[name]) };
}

function send(path: string, method: string, given: readonly Parameter[], token = key): Promise<Response> {
  const body = bodyOf(path, method)?.body;
  return fetch(address(path, given), {
    method: method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body }),
  });
}

/** Without a document, GraphQL wants its id. */
const requiredOf = (path: string, method: string): Parameter[] =>
  description.parameters(path, method).filter(({ name, required }) => required === true || name === 'query');

test('the description is OpenAPI 3.1, and what the node tells without credentials', async () => {
  const response = await fetch(`${node.url}/openapi.json`);
  const told = (await response.json()) as Record<string, unknown>;
  expect(told).toEqual(description.document);
  expect(await new Validator().validate(told)).toMatchObject({ valid: true });
  expect(response.headers.get('access-control-allow-origin')).toBe('*');
});

test('operations have names of their own, and every reference leads somewhere', () => {
  const ids = operations.map(({ path, method }) => description.operation(path, method).operationId);
  expect(new Set(ids).size).toBe(ids.length);
  const references = [...JSON.stringify(description.document).matchAll(/"(#\/[^"]+)"/g)];
  const broken = references.filter(([, path = '']) => description.resolved({ $ref: path }) === undefined);
  expect(broken).toEqual([]);
});

describe('answers are as they are described', () => {
  test.each(operations)('$method $path', async ({ path, method }) => {
    const response = await send(path, method, requiredOf(path, method));
    expect([response.status, await description.answerFaults(path, method, response)]).toEqual([200, []]);
  });

  test.each(operations.filter(({ path }) => /^\/(v1|api)\//.test(path)))(
    'without credentials: $method $path',
    async ({ path, method }) => {
      const response = await send(path, method, requiredOf(path, method), 'nobody');
      expect(response.status).toBe(401);
      expect(await description.answerFaults(path, method, response)).toEqual([]);
    },
  );

  test('of a report with rows as objects, and of a fault', async () => {
    const search = 'dataset=USAGE&measures=quantity&dimensions=customer&period=7d';
    const get = (more: string): Promise<Response> =>
      fetch(`${node.url}/v1/query.json?${search}${more}`, { headers: { 'x-api-key': key } });
    for (const [more, status] of [
      ['&shape=objects', 200],
      ['&numbers=FLOAT', 200],
      ['&colour=red', 400],
    ] as const) {
      const response = await get(more);
      expect(response.status).toBe(status);
      expect(await description.answerFaults('/v1/query.json', 'get', response)).toEqual([]);
    }
  });
});

const parameters = operations.flatMap(({ path, method }) =>
  description
    .parameters(path, method)
    .filter(({ name }) => name !== 'documentId')
    .map(({ name }) => ({ path, method, name })),
);

test.each(parameters)('$method $path takes $name', async ({ path, method, name }) => {
  const beside = new Set([name, ...(BESIDE[name] ?? [])]);
  const given = [
    ...requiredOf(path, method),
    ...description
      .parameters(path, method)
      .filter((parameter) => parameter.required !== true && beside.has(parameter.name)),
  ];
  const response = await send(path, method, given);
  expect([response.status, response.status === 200 ? '' : await response.text()]).toEqual([200, '']);
});

describe('bodies that are taken are as they are described', () => {
  test.each(EVENTS)('$id: $type', (event) => {
    // Words of a list are taken in any case, and described in upper case.
    const words = Object.entries(event.data).map(([name, value]) => [
      name,
      ['severity', 'category', 'kind'].includes(name) ? String(value).toUpperCase() : value,
    ]);
    expect(description.faultsOf('Event', { ...event, data: Object.fromEntries(words) })).toEqual([]);
  });

  test.each(Object.entries(BODIES))('%s', (name, body) => {
    expect(description.faultsOf(name, body)).toEqual([]);
  });

  test.each([
    ['usage.recorded', { ...EVENTS[0], type: 'usage.recorded', data: { customerId: 'c1' } }],
    ['ReportQuery', { ...QUERY, measure: [] }],
    ['ReportQuery', { dataset: 'USAGES', measures: [] }],
    ['ReportOverride', { measures: [] }],
  ])('%s: what is refused is not', (name, body) => {
    expect(description.faultsOf(name, body)).not.toEqual([]);
  });
});
