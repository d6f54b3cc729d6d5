import { expect, test } from '@jest/globals';
import { buildSchema, parse } from 'graphql';
import { DocumentCache, sha256 } from '../../../src/server/document-cache.js';
import { FaultyManifest, parseManifest } from '../../../src/server/document-manifest.js';
import { SERVER_DEFAULTS } from '../../../src/server/options.js';
import { TrustedDocuments } from '../../../src/server/trusted-documents.js';

const OTHER = `sha256:${'0'.repeat(64)}`;
const schema = buildSchema('type Query { a: Int b: Int }');

function faultsOf(read: () => unknown): readonly string[] {
  try {
    read();
  } catch (error) {
    if (error instanceof FaultyManifest) return error.faults;
    throw error;
  }
  return [];
}

function trust(json: unknown, more: object = {}): TrustedDocuments {
  return TrustedDocuments.from(
    parseManifest(json),
    { ...SERVER_DEFAULTS, introspection: true, schema, ...more },
    false,
  );
}

const apollo = (...operations: unknown[]): object => ({
  format: 'apollo-persisted-query-manifest',
  version: 1,
  operations,
});

test('ids and texts, as the client preset writes them', () => {
  expect([...parseManifest({ x: '{ a }', y: '{ b }' })]).toEqual([
    ['x', '{ a }'],
    ['y', '{ b }'],
  ]);
  expect(parseManifest({}).size).toBe(0);
});

test("Apollo's manifest", () => {
  const manifest = apollo({ id: 'x', name: 'A', type: 'query', body: 'query A { a }' });
  expect([...parseManifest(manifest)]).toEqual([['x', 'query A { a }']]);
});

test.each([
  ['an array', [], ['expected an object of document ids and documents']],
  ['nothing', null, ['expected an object of document ids and documents']],
  [
    'texts that are none, all of them named',
    { x: 3, y: ' ', '': '{ a }', ['z'.repeat(201)]: '{ a }' },
    [
      '"x": expected the text of a document',
      '"y": expected the text of a document',
      '"": expected an id of 1 to 200 characters',
      `"${'z'.repeat(200)}": expected an id of 1 to 200 characters`,
    ],
  ],
  ['another format', { format: 'x' }, ['format: expected apollo-persisted-query-manifest']],
  ['another version', { ...apollo(), version: 2 }, ['version: expected 1']],
  ['no operations', { ...apollo(), operations: {} }, ['operations: expected an array']],
  [
    'faulty operations',
    apollo({ id: 'x', body: '{ a }' }, null, { id: 'y' }, { id: 'x', body: '{ b }' }),
    [
      'operations[1].id: expected an id of 1 to 200 characters',
      'operations[2].body: expected the text of a document',
      'operations[3].id: another document has the same id',
    ],
  ],
])('%s', (_, json, faults) => {
  expect(faultsOf(() => parseManifest(json))).toEqual(faults);
});

test.each([
  ['a syntax error', { x: '{ a' }, {}, [/^"x": Syntax Error: Expected Name, found <EOF>/]],
  ['an unknown field', { x: '{ a }', y: '{ c }' }, {}, [/^"y": Cannot query field "c" on type "Query"/]],
  ['a limit', { x: '{ a a a a }' }, { maxTokens: 4 }, [/^"x": .*4 tokens/]],
  [
    'introspection that is switched off',
    { x: '{ __schema { __typename } }' },
    { introspection: false },
    [/^"x": Introspection/],
  ],
  [
    'a hash of another text',
    { [OTHER]: '{ a }' },
    {},
    [/expected the hash of its document, sha256:[0-9a-f]{64}$/],
  ],
])('a document with %s is named', (_, json, more, faults) => {
  expect(faultsOf(() => trust(json, more))).toEqual(faults.map((fault) => expect.stringMatching(fault)));
});

test('a document has the id of the manifest and the one that follows from its text', () => {
  const trusted = trust({ x: '{ a }', y: '{ a }' });
  for (const documentId of ['x', 'y', `sha256:${sha256('{ a }')}`])
    expect(trusted.textOf({ documentId })).toBe('{ a }');
  expect(trusted.documents.size).toBe(1);
});

test('a trusted document is parsed once, and stays whatever else is kept', async () => {
  const { documents } = trust({ x: '{ a }' });
  const cache = new DocumentCache({ cachedDocuments: 1, cachedCharacters: 10 }, documents);
  for (const query of ['{ b }', '{ a b }', '{ b a }']) cache.keep(query, parse(query));
  expect(documents.get('{ a }')).toBeDefined();
  expect(cache.find('{ a }')).toBe(documents.get('{ a }'));
  expect(await cache.get(`schema:${sha256('{ a }')}`)).toBe(documents.get('{ a }'));
  expect(cache.find('{ b }')).toBeUndefined();
});

test('the example of the specification has the hash that it says', () => {
  const query = 'query($id:ID!){user(id:$id){name}}';
  const documentId = 'sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b';
  const users = buildSchema('type Query { user(id: ID!): User } type User { name: String }');
  expect(trust({ [documentId]: query }, { schema: users }).textOf({ documentId })).toBe(query);
});
