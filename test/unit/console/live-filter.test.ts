import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  CATEGORIES,
  filterFromQuery,
  filterVariable,
  queryOfFilter,
  splitList,
} from '../../../console/src/live/live-filter.js';
import { SEVERITIES } from '../../../console/src/live/severity.js';
import { NO_FILTER } from './no-filter.js';

describe('an address', () => {
  test.each([
    ['', NO_FILTER],
    ['?', NO_FILTER],
    ['?categories=API,BILLING', { ...NO_FILTER, categories: ['API', 'BILLING'] }],
    ['?categories=billing&categories=api', { ...NO_FILTER, categories: ['API', 'BILLING'] }],
    ['?categories=NOSUCH&minSeverity=LOUD', NO_FILTER],
    ['?minSeverity=error', { ...NO_FILTER, minSeverity: 'ERROR' }],
    ['?types=invoice.*,api.request', { ...NO_FILTER, types: ['invoice.*', 'api.request'] }],
    ['?types=invoice.*+api.request&types=invoice.*', { ...NO_FILTER, types: ['invoice.*', 'api.request'] }],
    ['?customerId=c%201&actor=+ann+', { ...NO_FILTER, customerId: 'c 1', actor: 'ann' }],
    ['?search=%22too+slow%22+-retry', { ...NO_FILTER, search: '"too slow" -retry' }],
    ['?utm_source=mail', NO_FILTER],
  ])('%s', (query, filter) => expect(filterFromQuery(query)).toEqual(filter));

  test('is the shortest that there is, with commas as they are', () => {
    expect(queryOfFilter(NO_FILTER)).toBe('');
    expect(
      queryOfFilter({
        ...NO_FILTER,
        categories: ['API', 'AUTH'],
        minSeverity: 'WARNING',
        types: ['a.*', 'b'],
      }),
    ).toBe('?categories=API,AUTH&minSeverity=WARNING&types=a.*,b');
  });

  test('brings every filter back', () => {
    const text = fc.string().map((any) => any.trim());
    const filters = fc.record({
      categories: fc.subarray([...CATEGORIES]),
      minSeverity: fc.constantFrom(null, ...SEVERITIES),
      types: fc.array(fc.string()).map((any) => splitList(any.join(' '))),
      customerId: text,
      productId: text,
      actor: text,
      search: text,
    });
    fc.assert(
      fc.property(filters, (filter) => expect(filterFromQuery(queryOfFilter(filter))).toEqual(filter)),
    );
  });
});

test.each([
  [NO_FILTER, null],
  [{ ...NO_FILTER, minSeverity: 'INFO' as const }, { minSeverity: 'INFO' }],
  [
    { ...NO_FILTER, categories: ['API' as const], types: ['a'], productId: 'p', search: 's' },
    { categories: ['API'], types: ['a'], productId: 'p', search: 's' },
  ],
])('as a variable, what is empty is left out: %j', (filter, variable) =>
  expect(filterVariable(filter)).toEqual(variable),
);
