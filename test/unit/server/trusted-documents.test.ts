import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { SocketClient } from './socket-client.js';
import { KEY, openStage, type Stage } from './stage.js';

const manifest = {
  greet: 'query Greet { hello }',
  echo: 'query ($x: Exact) { echo(exact: $x) }',
  touch: 'mutation { touch }',
  ticks: 'subscription { ticks }',
  two: 'query A { hello } query B { tenant }',
};
const STRICT = 'application/graphql-response+json';

let stage: Stage;
let only: Stage;
beforeAll(async () => {
  stage = await openStage({ trusted: { manifest } });
  only = await openStage({ trusted: { manifest, only: true } });
});
afterAll(() => Promise.all([stage.gateway.close(), only.gateway.close()]));

/** The answer over each way into the gateway: status, where there is one, and what GraphQL says. */
const ways = {
  POST: async (on: Stage, body: object) => {
    const { status, data, errors } = await on.graphql(body);
    return { status, data, errors };
  },
  GET: async (on: Stage, body: object) => {
    const search = new URLSearchParams(
      Object.entries(body).map(([name, value]): [string, string] => [
        name,
        typeof value === 'string' ? value : JSON.stringify(value),
      ]),
    );
    const response = await on.fetch(`/graphql?${search.toString()}`, { headers: { accept: STRICT } });
    const { data, errors } = (await response.json()) as { data?: object; errors?: Fault[] };
    return { status: response.status, data, errors };
  },
  WebSocket: async (on: Stage, body: object) => {
    const client = await SocketClient.connect(on.socketUrl, { apiKey: KEY });
    client.send({ id: '1', type: 'subscribe', payload: { query: '', ...body } });
    const { type, payload } = await client.next();
    await client.close();
    return type === 'error' ? { errors: payload } : { data: payload?.data, errors: payload?.errors };
  },
  SSE: async (on: Stage, body: object) => {
    const response = await on.fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
      body: JSON.stringify(body),
    });
    const text = await response.text();
    const json = /^event: next\ndata: (.*)$/m.exec(text)?.[1] ?? text;
    const { data, errors } = JSON.parse(json) as { data?: object; errors?: Fault[] };
    return { status: response.status, data, errors };
  },
};
type Fault = { message: string; extensions: Record<string, unknown> };
const WAYS = Object.entries(ways);

describe.each(WAYS)('over %s', (name, ask) => {
  test.each([
    ['documentId', { documentId: 'greet' }],
    ['documentId in the extensions', { extensions: { documentId: 'greet' } }],
    ['the same in both', { documentId: 'greet', extensions: { documentId: 'greet' } }],
    ["the hash of Apollo's clients", { extensions: { persistedQuery: { version: 1, sha256Hash: 'greet' } } }],
    ['beside an empty query and name', { documentId: 'greet', query: '', operationName: '' }],
  ])('%s', async (_, body) => {
    expect(await ask(stage, body)).toMatchObject({ data: { hello: 'world' } });
    expect(await ask(only, body)).toMatchObject({ data: { hello: 'world' } });
  });

  test('variables and the operation that is meant', async () => {
    expect(await ask(stage, { documentId: 'echo', variables: { x: 'y' } })).toMatchObject({
      data: { echo: 'plain y' },
    });
    expect(await ask(stage, { documentId: 'two', operationName: 'B' })).toMatchObject({
      data: { tenant: 'acme' },
    });
    const { errors } = await ask(stage, { documentId: 'two' });
    expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
  });

  test.each([
    ['an id that is not known', { documentId: 'nosuch' }, 'PERSISTED_DOCUMENT_NOT_FOUND', 'documentId'],
    ['a property of objects', { documentId: '__proto__' }, 'PERSISTED_DOCUMENT_NOT_FOUND', 'documentId'],
    ['an id and a query', { documentId: 'greet', query: '{ hello }' }, 'BAD_USER_INPUT', 'documentId'],
    [
      'two ids',
      { documentId: 'greet', extensions: { documentId: 'echo' } },
      'BAD_USER_INPUT',
      'extensions.documentId',
    ],
    ['an id that is no text', { extensions: { documentId: 3 } }, 'BAD_USER_INPUT', 'extensions.documentId'],
  ])('%s is refused', async (_, body, code, field) => {
    const { status, data, errors } = (await ask(stage, body)) as {
      status?: number;
      data?: unknown;
      errors?: Fault[];
    };
    expect(errors).toEqual([{ message: expect.stringContaining(field), extensions: { code, field } }]);
    expect(data).toBeUndefined();
    if (name !== 'WebSocket') expect(status).toBe(400);
  });

  test.each([
    ['a text', { query: '{ hello }' }],
    ['a text of other spacing', { query: 'query Greet {hello}' }],
    ['introspection', { query: getIntrospectionQuery() }],
    ['what would not even parse', { query: '{' }],
  ])('where only trusted documents are answered, %s is refused', async (_, body) => {
    const { errors } = await ask(only, body);
    expect(errors).toEqual([
      {
        message: expect.stringContaining('documentId'),
        extensions: { code: 'PERSISTED_DOCUMENT_REQUIRED', field: 'query' },
      },
    ]);
  });

  test('and the text of a trusted one is answered', async () => {
    expect(await ask(only, { query: manifest.greet })).toMatchObject({ data: { hello: 'world' } });
  });
});

test('a hash that is not known is left to the registration that Apollo refuses, or is not found', async () => {
  const body = { extensions: { persistedQuery: { version: 1, sha256Hash: 'nosuch' } } };
  expect((await stage.graphql(body)).errors).toMatchObject([
    { extensions: { code: 'PERSISTED_QUERY_NOT_SUPPORTED' } },
  ]);
  expect((await only.graphql(body)).errors).toMatchObject([
    { extensions: { code: 'PERSISTED_DOCUMENT_NOT_FOUND' } },
  ]);
});

test('with application/json the status says that the request was well-formed', async () => {
  const legacy = { accept: 'application/json' };
  expect((await stage.graphql({ documentId: 'nosuch' }, legacy)).status).toBe(200);
  expect((await only.graphql({ query: '{ hello }' }, legacy)).status).toBe(200);
  expect((await stage.graphql({ documentId: 'greet', query: '{ hello }' }, legacy)).status).toBe(400);
});

test('subscriptions: over a socket and as an event stream', async () => {
  stage.hooks.ticks = async function* () {
    yield 7;
  };
  for (const ask of [ways.WebSocket, ways.SSE]) {
    expect(await ask(stage, { documentId: 'ticks' })).toMatchObject({ data: { ticks: 7 } });
  }
  expect(await ways.POST(stage, { documentId: 'ticks' })).toMatchObject({
    errors: [{ extensions: { code: 'BAD_USER_INPUT' } }],
  });
});

test('no way around: what is only trusted stays so however the request is written', async () => {
  const query = encodeURIComponent('{ hello }');
  for (const search of [
    `query=${query}`,
    `query=${query}&x=1&x=2`,
    `query=${query}&query=${query}`,
    `documentId=&query=${query}`,
    `query=${query}&extensions=`,
  ]) {
    const response = await only.fetch(`/graphql?${search}`, { headers: { accept: STRICT } });
    expect([search, response.status]).toEqual([search, 400]);
  }
  for (const body of [[{ query: '{ hello }' }], { query: ['{ hello }'] }]) {
    expect(await only.graphql(body)).toMatchObject({ status: 400 });
  }
});

describe('GET', () => {
  const get = (search: string, headers: Record<string, string> = {}): Promise<Response> =>
    stage.fetch(`/graphql?${search}`, { headers });

  test('an answer may be kept by who asked, and is asked about each time', async () => {
    const first = await get('documentId=greet');
    const tag = first.headers.get('etag') ?? '';
    expect([first.status, await first.json()]).toEqual([200, { data: { hello: 'world' } }]);
    expect(tag).toMatch(/^"[\w-]{43}"$/);
    expect(first.headers.get('cache-control')).toBe('private, no-cache');
    expect(first.headers.get('vary')).toBe('Authorization, X-API-Key, Accept');
    for (const known of [tag, `W/${tag}`, `"other", ${tag}`, '*']) {
      const again = await get('documentId=greet', { 'if-none-match': known });
      expect([known, again.status, await again.text()]).toEqual([known, 304, '']);
      expect(again.headers.get('etag')).toBe(tag);
      expect(again.headers.get('cache-control')).toBe('private, no-cache');
      expect(again.headers.get('vary')).toBe('Authorization, X-API-Key, Accept');
    }
    const other = await get('documentId=two&operationName=B', { 'if-none-match': tag });
    expect([other.status, other.headers.get('etag') === tag]).toEqual([200, false]);
  });

  test('credentials are looked at before what is kept', async () => {
    const { headers } = await get('documentId=greet');
    const known = { 'if-none-match': headers.get('etag') ?? '' };
    const refused = await stage.fetch('/graphql?documentId=greet', { key: 'wrong', headers: known });
    expect([refused.status, refused.headers.get('etag')]).toEqual([401, null]);
    expect(refused.headers.get('cache-control')).toBe('private, no-store');
  });

  test('errors are not kept, and neither are answers of POST', async () => {
    for (const search of ['documentId=nosuch', `query=${encodeURIComponent('{ secret }')}`]) {
      const { headers } = await get(search);
      expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'private, no-store']);
    }
    const { headers } = await stage.graphql({ documentId: 'greet' }, { 'if-none-match': '*' });
    expect([headers.get('etag'), headers.get('cache-control')]).toEqual([null, 'private, no-store']);
  });

  test.each([
    ['documentId=touch'],
    ['documentId=touch&operationName='],
    [`query=${encodeURIComponent('mutation { touch }')}&operationName=`],
    ['documentId=ticks'],
  ])('%s is refused with 405', async (search) => {
    const response = await get(search);
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('a mutation as an event stream, too', async () => {
    const response = await get('documentId=touch', { accept: 'text/event-stream' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('only with a header that a preflight has allowed: the credentials are one', async () => {
    expect((await stage.fetch('/graphql?documentId=greet', { key: null })).status).toBe(401);
  });
});
