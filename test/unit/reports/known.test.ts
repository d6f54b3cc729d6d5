import { expect, test } from '@jest/globals';
import { known } from '../../../src/reports/known.js';

const entries = (...names: string[]): ReadonlyMap<string, string> =>
  new Map(names.map((name) => [name, `the ${name}`]));
const four = entries('quantity', 'revenue', 'customers', 'quantityMin');

test('what is there', () => {
  expect(known('measures[0]', 'measure', 'revenue', four)).toBe('the revenue');
});

test.each([
  ['revenu', 'the nearest are revenue, quantity, customers'],
  ['QUANTITYMIN', 'the nearest are quantityMin, quantity, customers'],
  ['constructor', 'the nearest are customers, quantity, revenue'],
])('%s', (name, which) => {
  expect(() => known('measures[0]', 'measure', name, four)).toThrow(
    `measures[0]: there is no measure "${name}"; ${which}`,
  );
});

test('few are told in their order', () => {
  expect(() => known('having[0].field', "measure's column", 'y', entries('x', 'yy'))).toThrow(
    `having[0].field: there is no measure's column "y"; there are x, yy`,
  );
});

test('where there is nothing, nothing is near', () => {
  expect(() => known('filters[0].field', 'dimension', 'x', entries())).toThrow(
    /^filters\[0\]\.field: there is no dimension "x"$/,
  );
});
