import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { contentHash } from '../../../src/ingest/content-hash.js';
import { parseJson, setOwn, type JsonObject } from '../../../src/ingest/json.js';

const hashOf = (data: unknown): string =>
  contentHash({ type: 'usage.recorded', subject: null, time: null, data: data as JsonObject });
const hashOfText = (text: string): string => hashOf(parseJson(text));

describe('contentHash', () => {
  test('is a UUID text that never changes between versions', () => {
    const data = { customerId: 'c', quantity: '1.5', attributes: { b: [1, true, null], a: 'x' } };
    const content = { type: 'usage.recorded', subject: 's', time: '2026-01-01T00:00:00.000Z', data };
    expect(contentHash(content)).toBe('8add7efa-f6c1-15e2-6b8f-9f37a3e01acf');
  });

  test.each([
    ['{"a":1,"b":2}', '{"b":2,"a":1}'],
    ['{"a":{"y":[1,{"p":1,"q":2}],"x":2}}', '{"a":{"x":2,"y":[1,{"q":2,"p":1}]}}'],
    ['{"a":1}', '{"a":1.0}'],
    ['{"a":1}', '{"a":1.00000000000000000000}'],
    ['{"a":0}', '{"a":-0}'],
    ['{"a":100}', '{"a":1e2}'],
    ['{"a":1e400}', '{"a":10E399}'],
    ['{"a":123456789012345678.5}', '{"a":123456789012345678.50}'],
    ['{"a":1,"b":null}', '{"a":1}'],
  ])('%s is %s', (one, other) => {
    expect(hashOfText(one)).toBe(hashOfText(other));
  });

  test.each([
    ['{"a":1}', '{"a":"1"}'],
    ['{"a":1}', '{"a":true}'],
    ['{"a":[1,2]}', '{"a":[2,1]}'],
    ['{"a":[1,[2]]}', '{"a":[[1],2]}'],
    ['{"a":{}}', '{"a":[]}'],
    ['{"a":{"b":null}}', '{"a":{}}'],
    ['{"a":123456789012345678.5}', '{"a":123456789012345678.6}'],
    ['{"a":"s1:b"}', '{"as1:":"b"}'],
    ['{"a":"1","b":"2"}', '{"a":"1b2"}'],
  ])('%s is not %s', (one, other) => {
    expect(hashOfText(one)).not.toBe(hashOfText(other));
  });

  test('takes in the type, the subject and the time', () => {
    const base = { type: 't', subject: null, time: null, data: {} };
    const all = [
      base,
      { ...base, type: 'u' },
      { ...base, subject: 'x' },
      { ...base, time: 'x' },
      { ...base, subject: '' },
    ];
    expect(new Set(all.map(contentHash)).size).toBe(all.length);
  });

  test('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ maxLength: 4 }), fc.jsonValue({ maxDepth: 3 })), (data) => {
        expect(hashOf(reversed(data))).toBe(hashOf(data));
      }),
    );
  });

  test('does not depend on how a number is spelt', () => {
    const number = fc.tuple(fc.bigInt({ min: 1n, max: 10n ** 30n }), fc.integer({ min: -20, max: 20 }));
    fc.assert(
      fc.property(number, fc.integer({ min: 1, max: 9 }), ([digits, exponent], shift) => {
        const padded = `${digits}${'0'.repeat(shift)}e${exponent - shift}`;
        expect(hashOfText(`{"n":${padded}}`)).toBe(hashOfText(`{"n":${digits}e${exponent}}`));
      }),
    );
  });

  test('tells different values apart', () => {
    const value = fc.jsonValue({ maxDepth: 2 });
    fc.assert(
      fc.property(value, value, (a, b) => {
        const same = JSON.stringify(reversed(a)) === JSON.stringify(reversed(b));
        fc.pre(same || !sameButForOrder(a, b));
        expect(hashOf({ v: a }) === hashOf({ v: b })).toBe(same);
      }),
    );
  });
});

function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== 'object' || value === null) return value;
  const copy: JsonObject = {};
  for (const [key, member] of Object.entries(value).reverse()) setOwn(copy, key, reversed(member));
  return copy;
}

function sameButForOrder(a: unknown, b: unknown): boolean {
  const letters = (value: unknown): string => Array.from(JSON.stringify(value)).sort().join('');
  return letters(a) === letters(b);
}
