import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { TypedDocumentNode } from '@graphql-typed-document-node/core';
import { getIntrospectionQuery, parse } from 'graphql';
import { createClient as createSseClient } from 'graphql-sse';
import { createClient } from 'graphql-ws';
import { readFile } from 'node:fs/promises';
import { WebSocket } from 'ws';
import { buildGatewaySchema } from '../../resolvers/build-schema.js';
import { ConfigError, readConfig } from '../../src/config.js';
import { configuredDocuments } from '../../src/main.js';
import { openTestDatabase } from '../support/database.js';
import * as documents from '../support/generated/graphql.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { MANIFEST } from './support-trusted/manifest.js';

let node: TestNode;
let key: string;
beforeAll(async () => {
  node = await startTestNode(await openTestDatabase(6), {
    TRUSTED_DOCUMENTS: MANIFEST,
    TRUSTED_DOCUMENTS_ONLY: '1',
  });
  key = await node.key('acme', ['analytics:read', 'events:read', 'events:write']);
});
afterAll(() => node.stop());

/** The id that the generator put beside a document. */
function idOf(document: object): string {
  return (document as { __meta__: { hash: string } }).__meta__.hash;
}

interface Result<Data> {
  readonly data?: Data;
  readonly errors?: readonly { readonly message: string; readonly extensions: object }[];
}

/** Asks as a client does that was generated: by the id, with the types of the document. */
async function ask<Data, Variables>(
  document: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  method: 'GET' | 'POST' = 'POST',
): Promise<Data> {
  const parameters = { documentId: idOf(document), variables };
  const search = new URLSearchParams({ ...parameters, variables: JSON.stringify(variables) });
  const response = await fetch(`${node.url}/graphql${method === 'GET' ? `?${search.toString()}` : ''}`, {
    method,
    headers: {
      authorization: `Bearer ${key}`,
      ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
    },
    ...(method === 'GET' ? {} : { body: JSON.stringify(parameters) }),
  });
  const { data, errors } = (await response.json()) as Result<Data>;
  if (data === undefined || errors !== undefined) throw new Error(JSON.stringify(errors));
  return data;
}

const usage = (id: string) => ({
  ...{ id, source: 'test', type: 'usage.recorded' },
  data: { customerId: 'ada', productId: 'api', billableUnit: 'calls', quantity: '12.5' },
});

describe('a client that was generated with the manifest', () => {
  test('every document that it was generated from is in the manifest', async () => {
    const manifest = JSON.parse(await readFile(MANIFEST, 'utf8')) as Record<string, string>;
    const generated = Object.entries(documents).filter(([name]) => name.endsWith('Document'));
    expect(generated.map(([, document]) => idOf(document)).sort()).toEqual(Object.keys(manifest).sort());
    for (const text of Object.values(manifest)) expect(parse(text).definitions).toHaveLength(1);
  });

  test('asks and writes', async () => {
    const { ingest } = await ask(documents.IngestDocument, { events: [usage('u-1'), usage('u-2')] });
    expect(ingest).toMatchObject({ accepted: 2, rejected: 0 });
    for (const method of ['POST', 'GET'] as const) {
      const dashboard = await ask(documents.UsageDashboardDocument, { window: { period: '7d' } }, method);
      expect(dashboard.usage.byBillableUnit).toMatchObject([
        { billableUnit: { id: 'calls' }, quantity: '25', customers: [{ customer: { id: 'ada' } }] },
      ]);
      const { customers } = await ask(documents.CustomersPageDocument, { first: 1 }, method);
      expect(customers).toMatchObject({ totalCount: 1, nodes: [{ id: 'ada' }] });
      const { products } = await ask(documents.ProductsDocument, {}, method);
      expect(products.nodes).toMatchObject([{ id: 'api' }]);
      expect((await ask(documents.ViewerDocument, {}, method)).viewer.tenant).toMatchObject({ id: 'acme' });
    }
  });

  test('subscribes, over a socket with the id in the extensions or beside the query, and as an event stream', async () => {
    const documentId = idOf(documents.LiveEventsDocument);
    const event = { id: 'd-1', source: 'test', type: 'system.deployed', data: { message: 'now' } };
    expect(await ask(documents.IngestDocument, { events: [event] })).toMatchObject({
      ingest: { accepted: 1 },
    });
    const variables = { filter: { types: ['system.deployed'] }, replay: 1 };
    const socket = createClient({
      url: node.socketUrl,
      webSocketImpl: WebSocket,
      connectionParams: { apiKey: key },
      retryAttempts: 0,
    });
    const stream = createSseClient({
      url: `${node.url}/graphql`,
      headers: { authorization: `Bearer ${key}` },
      retryAttempts: 0,
    });
    const beside: { query: string; documentId: string } = { query: '', documentId };
    const subscriptions = [
      socket.iterate({ query: '', extensions: { documentId }, variables }),
      socket.iterate({ ...beside, variables }),
      stream.iterate({ ...beside, variables }),
    ] as AsyncIterableIterator<Result<documents.LiveEventsSubscription>>[];
    for (const subscription of subscriptions) {
      const { value } = (await subscription.next()) as { value: Result<documents.LiveEventsSubscription> };
      expect(value.data?.events.events).toMatchObject([{ type: 'system.deployed', message: 'now' }]);
      await subscription.return?.();
    }
    await socket.dispose();
    stream.dispose();
  });

  test('is told by GET that nothing has changed', async () => {
    const search = new URLSearchParams({ documentId: idOf(documents.CustomersPageDocument) });
    const get = (tenantKey: string, headers: Record<string, string> = {}): Promise<Response> =>
      fetch(`${node.url}/graphql?${search.toString()}`, {
        headers: { authorization: `Bearer ${tenantKey}`, ...headers },
      });
    const first = await get(key);
    const tag = first.headers.get('etag') ?? '';
    expect((await get(key, { 'if-none-match': tag })).status).toBe(304);
    const other = await get(await node.key('globex', ['analytics:read']), { 'if-none-match': tag });
    expect([other.status, await other.json()]).toMatchObject([200, { data: { customers: { nodes: [] } } }]);
    await ask(documents.IngestDocument, { events: [{ ...usage('u-3') }] });
    const changed = await get(key, { 'if-none-match': tag });
    expect([changed.status, changed.headers.get('etag') === tag]).toEqual([200, false]);
  });
});

test('rights are those of the key, not of the document', async () => {
  const reader = await node.key('acme', ['analytics:read']);
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${reader}` },
    body: JSON.stringify({ documentId: idOf(documents.IngestDocument), variables: { events: [] } }),
  });
  const { errors } = (await response.json()) as Result<unknown>;
  expect(errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
});

test('nothing else is answered, introspection included, to admins either', async () => {
  const admin = await node.key('acme', ['admin']);
  for (const query of ['{ viewer { subject } }', getIntrospectionQuery()]) {
    const { errors } = await node.graphql(admin, query);
    expect(errors?.[0]?.extensions).toEqual({ code: 'PERSISTED_DOCUMENT_REQUIRED', field: 'query' });
  }
});

test("the gateway's own operations are answered, whatever is trusted", async () => {
  const response = await fetch(`${node.url}/api/v1/analytics/usage/by-customer`, {
    headers: { authorization: `Bearer ${key}` },
  });
  expect([response.status, await response.json()]).toMatchObject([
    200,
    { rows: [{ customer: { id: 'ada' } }] },
  ]);
});

test.each([
  ['no JSON', { TRUSTED_DOCUMENTS: 'README.md' }, /^TRUSTED_DOCUMENTS: .*JSON/],
  [
    'another shape',
    { TRUSTED_DOCUMENTS: 'tsconfig.json' },
    /^TRUSTED_DOCUMENTS: tsconfig\.json: "compilerOptions": expected/,
  ],
  [
    'no file to be the only one',
    { TRUSTED_DOCUMENTS_ONLY: '1' },
    /^TRUSTED_DOCUMENTS_ONLY: needs TRUSTED_DOCUMENTS/,
  ],
])('the configuration is not usable with %s', async (_, env, fault) => {
  const read = async (): Promise<unknown> => configuredDocuments(readConfig(env), buildGatewaySchema());
  const error: unknown = await read().catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).faults[0]).toMatch(fault);
});

test('and a node does not start with it', async () => {
  const db = await openTestDatabase(2);
  const starting = startTestNode(db, { TRUSTED_DOCUMENTS: '/nowhere/documents.json' });
  await expect(starting).rejects.toThrow(/TRUSTED_DOCUMENTS: .*ENOENT.*documents\.json/);
  await db.close();
});
