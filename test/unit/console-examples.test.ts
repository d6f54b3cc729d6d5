import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { packageRoot } from '../../src/package-root.js';

const read = (...path: string[]): string => readFileSync(join(packageRoot(), ...path), 'utf8');

const FOLDER = ['console', 'src', 'examples'];
const schema = buildSchema(read('schema', 'schema.graphql'));
const names = readdirSync(join(packageRoot(), ...FOLDER)).filter((name) => name.endsWith('.graphql'));

test('there are examples', () => expect(names.length).toBeGreaterThan(0));

test.each(names)('%s asks for what the schema has', (name) => {
  expect(validate(schema, parse(read(...FOLDER, name))).map(({ message }) => message)).toEqual([]);
});
