import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { buildSchema, parse, validate } from 'graphql';
import { LIVE_DOCUMENT, liveVariables, REPLAY } from '../../../console/src/live/document.js';
import { CATEGORIES, TEXT_FIELDS } from '../../../console/src/live/live-filter.js';
import { SEVERITIES } from '../../../console/src/live/severity.js';
import { packageRoot } from '../../../src/package-root.js';
import { NO_FILTER } from './no-filter.js';

const schema = buildSchema(readFileSync(join(packageRoot(), 'schema', 'schema.graphql'), 'utf8'));
const valuesOf = (name: string): string[] => {
  const type = schema.getType(name);
  return type !== undefined && 'getValues' in type ? type.getValues().map((value) => value.name) : [];
};

test('the page asks for what the schema has', () => {
  expect(validate(schema, parse(LIVE_DOCUMENT)).map(({ message }) => message)).toEqual([]);
});

test('the page knows the severities and categories of the schema', () => {
  expect(new Set(valuesOf('Severity'))).toEqual(new Set(SEVERITIES));
  expect(new Set(valuesOf('EventCategory'))).toEqual(new Set(CATEGORIES));
});

test("the page's filter has the fields of the schema's", () => {
  const type = schema.getType('EventFilter');
  const fields = type !== undefined && 'getFields' in type ? Object.keys(type.getFields()) : [];
  const asked = ['categories', 'types', 'minSeverity', ...TEXT_FIELDS];
  expect(fields).toEqual(expect.arrayContaining(asked));
});

test.each([
  [null, { filter: null, replay: REPLAY }],
  ['c', { filter: null, after: 'c' }],
])('behind the cursor %s', (after, variables) => expect(liveVariables(NO_FILTER, after)).toEqual(variables));
