import { expect, test } from '@jest/globals';
import { contains, readContained } from '../../../src/event-log/containment.js';
import { ExactNumber } from '../../../src/ingest/decimal.js';

test.each<[unknown, unknown, boolean]>([
  [{ a: 1, b: 2 }, {}, true],
  [{ a: 1 }, { a: 1 }, true],
  [{ a: 1 }, { a: '1' }, false],
  [{ a: 1 }, { a: null }, false],
  [{ a: null }, { a: null }, true],
  [{}, { a: null }, false],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1 } }, true],
  [{ a: [1, 2, 3] }, { a: [3, 1, 1] }, true],
  [{ a: [1, 2] }, { a: 1 }, false],
  [{ a: 1 }, { a: [1] }, false],
  [{ a: [1] }, { a: [] }, true],
  [{ a: {} }, { a: [] }, false],
  [{ a: [[1, 2], 3] }, { a: [[1]] }, true],
  [{ a: [{ b: 1, c: 2 }] }, { a: [{ c: 2 }] }, true],
  [{ a: [1, [2]] }, { a: [2] }, false],
  [{ toString: 1 }, { toString: 1 }, true],
  [{}, { toString: null }, false],
  [{ a: 0 }, { a: -0 }, true],
  [{ a: Number('12345678901234567890') }, { a: new ExactNumber('12345678901234567890') }, true],
])('%j contains %j: %s', (value, wanted, expected) => expect(contains(value, wanted)).toBe(expected));

const deep = (levels: number): Record<string, unknown> => (levels === 0 ? {} : { a: deep(levels - 1) });

test.each<[string, Record<string, unknown>]>([
  ['levels', deep(9)],
  ['characters', { ['x'.repeat(2001)]: 1 }],
  ['values', { a: Array.from({ length: 50 }, () => 1) }],
  ['U+0000', { a: '\0' }],
  ['surrogate', { a: ['\ud800'] }],
  ['surrogate', { '\udc00': 1 }],
  ['finite', { a: NaN }],
  ['finite', { a: new ExactNumber('1e99999') }],
  ['JSON', { a: undefined }],
])('refused for its %s', (reason, wanted) => {
  expect(() => readContained('filter.attributes', wanted)).toThrow(reason);
});

test('all else is taken as it is', () => {
  const wanted = { ...deep(8), b: [1, 'x', null, true, new ExactNumber('0.12345678901234567890')] };
  expect(readContained('filter.attributes', wanted)).toBe(wanted);
});
