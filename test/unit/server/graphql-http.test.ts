import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { getIntrospectionQuery } from 'graphql';
import { KEY, openStage, principal, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ maxBodyBytes: 20_000 });
});
afterAll(() => stage.gateway.close());
beforeEach(() => {
  stage.contexts.length = 0;
  stage.log.length = 0;
});

test('a query is answered, with headers that keep every cache out', async () => {
  const { status, headers, data } = await stage.graphql({ query: '{ hello tenant }' });
  expect([status, data]).toEqual([200, { hello: 'world', tenant: 'acme' }]);
  expect(headers.get('cache-control')).toBe('private, no-store');
  expect(headers.get('vary')).toBe('Authorization, X-API-Key, Accept');
  expect(headers.get('content-type')).toBe('application/graphql-response+json; charset=utf-8');
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect([headers.get('x-powered-by'), headers.get('etag')]).toEqual([null, null]);
  expect(stage.contexts).toHaveLength(1);
});

test('one line is logged, with the operation and without the key', async () => {
  await stage.graphql({ query: 'query Greeting { hello }' }, { 'x-request-id': 'mine-1' });
  // The line is written once the answer is out; a second request makes sure of it.
  await stage.fetch('/healthz');
  expect(stage.log).toContainEqual(
    expect.objectContaining({
      requestId: 'mine-1',
      method: 'POST',
      path: '/graphql',
      status: 200,
      subject: 'key:good',
      operation: 'Greeting',
    }),
  );
  expect(JSON.stringify(stage.log)).not.toContain(KEY);
});

test('a GET with credentials needs no further header, one without is refused', async () => {
  const response = await stage.fetch('/graphql?query=%7Bhello%7D');
  expect([response.status, await response.json()]).toEqual([200, { data: { hello: 'world' } }]);
  const mutation = await stage.fetch(`/graphql?query=${encodeURIComponent('mutation { touch }')}`);
  expect([mutation.status, mutation.headers.get('allow')]).toEqual([405, 'POST']);
  expect((await stage.fetch('/graphql?query=%7Bhello%7D', { key: null })).status).toBe(401);
});

test.each([
  ['no credentials', '', 401, 'UNAUTHENTICATED'],
  ['unknown ones', 'wrong', 401, 'UNAUTHENTICATED'],
  ['keys that cannot be read', 'outage', 503, 'UNAVAILABLE'],
  ['a fault of ours', 'bug', 500, 'INTERNAL_SERVER_ERROR'],
])('%s: %s answers %i', async (_, key, status, code) => {
  const answer = await stage.graphql({ query: '{ hello }' }, { 'x-api-key': key });
  expect([answer.status, answer.errors?.[0]?.extensions['code']]).toEqual([status, code]);
  expect(answer.headers.get('www-authenticate')).toBe(status === 401 ? 'Bearer' : null);
  expect(answer.headers.get('retry-after')).toBe(status === 503 ? '2' : null);
  expect(JSON.stringify(answer)).not.toContain('SELECT');
});

test('errors are told alike when an operation comes again and is compiled', async () => {
  const query = 'query Faults { secret bare forbidden deliberate hello }';
  const shown = [];
  for (let run = 0; run < 4; run++) {
    const { status, data, errors } = await stage.graphql({ query }, { 'x-request-id': 'mine-2' });
    shown.push({ status, data, errors: errors?.sort((a, b) => (String(a.path) < String(b.path) ? -1 : 1)) });
  }
  expect(shown[0]?.errors?.map(({ extensions }) => extensions['code'])).toEqual([
    'INTERNAL_SERVER_ERROR',
    'TOLD',
    'FORBIDDEN',
    'INTERNAL_SERVER_ERROR',
  ]);
  expect(JSON.stringify(shown)).not.toContain('SELECT');
  for (const answer of shown) expect(answer).toEqual(shown[0]);
  const causes = stage.log.filter(({ msg }) => msg === 'An error was masked');
  expect(causes).toHaveLength(8);
  for (const { err } of causes) expect(err).toMatchObject({ message: expect.stringMatching(/^SELECT/) });
});

describe('bodies', () => {
  test('numbers come in exactly', async () => {
    const query = 'query ($x: Exact) { echo(exact: $x) }';
    const text = `{"query":${JSON.stringify(query)},"variables":{"x":12345678901234567890.5}}`;
    expect((await stage.graphql(text)).data).toEqual({ echo: 'exact 12345678901234567890.5' });
  });

  test.each([
    ['malformed JSON', '{"query":', {}, 400],
    ['no object', '3', {}, 400],
    ['nothing', '', {}, 400],
    ['a batch', '[{"query":"{hello}"}]', {}, 400],
    ['too large', JSON.stringify({ query: `{ hello } #${'x'.repeat(21_000)}` }), {}, 413],
    ['a form', 'query={hello}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
    ['plain text', '{"query":"{hello}"}', { 'content-type': 'text/plain' }, 415],
    ['another charset', '{"query":"{hello}"}', { 'content-type': 'application/json; charset=latin1' }, 415],
  ])('%s', async (_, body, headers, status) => {
    const answer = await stage.graphql(body, headers);
    expect([answer.status, typeof answer.errors?.[0]?.message]).toEqual([status, 'string']);
    expect(stage.contexts).toEqual([]);
  });
});

const REFUSED: readonly (readonly [string, object, string])[] = [
  ['a syntax error', { query: '{ hello' }, 'GRAPHQL_PARSE_FAILED'],
  ['an unknown field', { query: '{ nosuch }' }, 'GRAPHQL_VALIDATION_FAILED'],
  [
    'too deep',
    { query: `{ node ${'{ child '.repeat(12)} { id } ${'}'.repeat(12)} }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  [
    'too many aliases',
    { query: `{ ${Array.from({ length: 51 }, (_, i) => `a${i}: hello`).join(' ')} }` },
    'GRAPHQL_VALIDATION_FAILED',
  ],
  ['too many tokens', { query: `{ ${'hello '.repeat(2_000)} }` }, 'GRAPHQL_PARSE_FAILED'],
  [
    'an unknown operation',
    { query: 'query A { hello }', operationName: 'B' },
    'OPERATION_RESOLUTION_FAILURE',
  ],
  [
    'a bad variable',
    { query: 'query ($n: Float) { echo(number: $n) }', variables: { n: 'x' } },
    'BAD_USER_INPUT',
  ],
  ['a subscription', { query: 'subscription { ticks }' }, 'BAD_USER_INPUT'],
];

describe('what never runs', () => {
  test.each(REFUSED)('%s', async (_, body, code) => {
    const strict = await stage.graphql(body);
    expect([strict.status, strict.errors?.[0]?.extensions, strict.data]).toEqual([
      400,
      expect.objectContaining({ code }),
      undefined,
    ]);
    // The same again comes from the document cache, or is refused again.
    const legacy = await stage.graphql(body, { accept: 'application/json' });
    expect([legacy.status, legacy.errors]).toEqual([200, strict.errors]);
  });

  test('an argument that a scalar refuses keeps the field of its error', async () => {
    const { errors } = await stage.graphql({
      query: 'query ($x: Exact) { echo(exact: $x) }',
      variables: { x: 'forbidden' },
    });
    expect(errors?.[0]?.message).toContain('exact: expected anything else');
    expect(errors?.[0]?.extensions).toEqual({ code: 'BAD_USER_INPUT', field: 'exact' });
  });
});

describe('masking', () => {
  test('what is meant for the client arrives, everything else is logged under the id that it gets', async () => {
    const query = '{ forbidden deliberate secret bare }';
    const { status, data, errors } = await stage.graphql({ query }, { 'x-request-id': 'mine-2' });
    expect([status, data]).toEqual([200, { forbidden: null, deliberate: null, secret: null, bare: null }]);
    const masked = {
      message: 'Internal server error',
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'mine-2' },
    };
    expect(errors).toEqual([
      expect.objectContaining({ message: 'No', extensions: { code: 'FORBIDDEN', field: 'tenantId' } }),
      expect.objectContaining({ message: 'Told', extensions: { code: 'TOLD' } }),
      expect.objectContaining({ path: ['secret'], ...masked }),
      expect.objectContaining({ path: ['bare'], ...masked }),
    ]);
    const logged = stage.log.filter(
      ({ msg, requestId }) => msg === 'An error was masked' && requestId === 'mine-2',
    );
    expect(JSON.stringify(logged)).toContain('SELECT secret FROM vault');
  });

  test('a null where none may be is a fault of the server', async () => {
    const { status, data, errors } = await stage.graphql({ query: '{ never }' });
    expect([status, data, errors?.[0]?.message]).toEqual([200, null, 'Internal server error']);
  });
});

test('the context is made for each operation, for whoever asks', async () => {
  stage.keys.set('other', { ...principal(['analytics:read']), tenantId: 'globex' });
  const query = '{ tenant }';
  const answers = await Promise.all([
    stage.graphql({ query }),
    stage.graphql({ query }, { 'x-api-key': 'other' }),
    stage.graphql({ query }),
  ]);
  expect(answers.map(({ data }) => data?.['tenant'])).toEqual(['acme', 'globex', 'acme']);
  expect(stage.contexts).toHaveLength(3);
});

describe('without introspection', () => {
  let closed: Stage;
  beforeAll(async () => {
    closed = await openStage({ introspection: false });
  });
  afterAll(() => closed.gateway.close());

  test('the schema is neither shown nor hinted at', async () => {
    const introspection = await closed.graphql({ query: getIntrospectionQuery() });
    expect([introspection.status, introspection.data]).toEqual([400, undefined]);
    expect((await closed.graphql({ query: '{ __type(name: "Query") { name } }' })).status).toBe(400);
    const typo = await closed.graphql({ query: '{ helo }' });
    expect(typo.errors?.[0]?.message).toBe('Cannot query field "helo" on type "Query".');
    expect((await closed.graphql({ query: '{ __typename hello }' })).status).toBe(200);
  });

  test('with it, it is', async () => {
    expect((await stage.graphql({ query: getIntrospectionQuery() })).data).toHaveProperty('__schema');
    expect((await stage.graphql({ query: '{ helo }' })).errors?.[0]?.message).toContain(
      'Did you mean "hello"?',
    );
  });
});
