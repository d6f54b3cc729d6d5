import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { eventIdentity } from '../../../src/ingest/identity.js';

type Triple = readonly [tenantId: string, source: string, id: string];
const identityOf = ([tenantId, source, id]: Triple): string => eventIdentity(tenantId, source, id);

describe('eventIdentity', () => {
  test('is a UUID text that never changes between versions', () => {
    expect(eventIdentity('acme', '/edge', 'evt-1')).toBe('1663842b-a427-e463-c7a2-b286a018757c');
  });

  test.each<[Triple, Triple]>([
    [
      ['t', 'a-b', 'c'],
      ['t', 'a', 'b-c'],
    ],
    [
      ['t', 'ab', 'c'],
      ['t', 'a', 'bc'],
    ],
    [
      ['ta', 'b', 'c'],
      ['t', 'ab', 'c'],
    ],
    [
      ['t', '1:a', 'b'],
      ['t', '1', ':ab'],
    ],
    [
      ['t', 'a', 'b'],
      ['u', 'a', 'b'],
    ],
    [
      ['t', 'a', 'b'],
      ['t', 'b', 'a'],
    ],
  ])('tells %j from %j', (one, other) => {
    expect(identityOf(one)).not.toBe(identityOf(other));
  });

  test('is injective over parts full of separators', () => {
    const part = fc.string({ unit: fc.constantFrom('a', '1', ':', '-', '/', '\u00e9'), maxLength: 6 });
    const triple = fc.tuple(part, part, part);
    fc.assert(
      fc.property(triple, triple, (one, other) => {
        const same = JSON.stringify(one) === JSON.stringify(other);
        expect(identityOf(one) === identityOf(other)).toBe(same);
      }),
    );
  });
});
