import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { packageRoot } from '../../src/package-root.js';

const root = packageRoot();
const read = (path: string): string => readFileSync(join(root, path), 'utf8');

const schema = buildSchema(read('schema/schema.graphql'));
const pages = [
  'README.md',
  'CHANGELOG.md',
  ...['docs', 'examples'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md') && !name.includes('node_modules'))
      .map((name) => join(folder, name)),
  ),
];

/** Documents that a page shows: its GraphQL, and what its commands send. */
function documentsOf(text: string): string[] {
  const blocks = [...text.matchAll(/^```graphql\n([\s\S]*?)^```$/gm)].map(([, document = '']) => document);
  const bodies = [...text.matchAll(/'(\{ *"query":.*?\})'/g)].map(([, body = '']) => body);
  return [...blocks, ...bodies.map((body) => (JSON.parse(body) as { query: string }).query)];
}

const documents = pages.flatMap((page) => documentsOf(read(page)).map((document) => ({ page, document })));

test('pages show documents', () => expect(documents.length).toBeGreaterThan(4));

test.each(documents)('$page asks for what the schema has: $document', ({ document }) => {
  expect(validate(schema, parse(document)).map(({ message }) => message)).toEqual([]);
});

/** The anchors of a page's headings, as they are made on GitHub. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

test.each(pages)('links of %s lead somewhere', (page) => {
  const links = [...read(page).matchAll(/\]\((?!https?:)([^)\s#]*)(?:#([^)\s]*))?\)/g)];
  const broken = links.filter(([, path = '', anchor]) => {
    const target = path === '' ? page : join(dirname(page), path);
    if (!existsSync(join(root, target))) return true;
    return anchor !== undefined && !anchorsOf(read(target)).includes(anchor);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});
