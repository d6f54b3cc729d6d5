import { describe, expect, test } from '@jest/globals';
import { ExactNumber, parseJson } from '../../../src/ingest/json.js';
import { parseEvent } from '../../../src/ingest/parse-event.js';
import { accepted, DATA, EVENT, hashOf, refusal, TENANT } from './parsing.js';
import { NOW, OPTIONS } from './samples.js';

const withData = (data: object): object => ({ ...EVENT, data: { ...DATA, ...data } });
const attributesOf = (event: unknown): unknown => accepted(event).fact.attributes;

describe('attributes', () => {
  test('hold what has no field, and what is declared wins', () => {
    const event = {
      ...EVENT,
      subject: 'sub',
      traceparent: '00-1',
      dataschema: 'urn:x',
      region: 'context',
      data: {
        ...DATA,
        region: 'data',
        plan: 'free',
        gone: null,
        revenue: null,
        attributes: { plan: 'declared', n: null },
      },
    };
    expect(attributesOf(event)).toEqual({
      subject: 'sub',
      traceparent: '00-1',
      dataschema: 'urn:x',
      region: 'data',
      plan: 'declared',
      n: null,
    });
  });

  test('hold the unknown members of objects, too', () => {
    expect(attributesOf(withData({ revenue: { amount: 1, currency: 'EUR', tax: 0.2 } }))).toEqual({
      'revenue.tax': 0.2,
    });
  });

  test('pollute nothing', () => {
    const line =
      '{"id":"e","source":"s","type":"usage.recorded","__proto__":{"a":1},"data":{"customerId":"c","billableUnit":"u","quantity":1,"constructor":1,"attributes":{"__proto__":{"b":2}}}}';
    const attributes = attributesOf(parseJson(line)) as object;
    expect(Object.getPrototypeOf(attributes)).toBe(Object.prototype);
    expect(JSON.stringify(attributes)).toBe('{"__proto__":{"b":2},"constructor":1}');
    expect('b' in {}).toBe(false);
  });

  test.each<[string, object, string]>([
    [
      'U+0000',
      { attributes: { a: { b: ['x\0'] } } },
      'data.attributes.a.b[0]: must not hold U+0000 or half of a surrogate pair',
    ],
    [
      'a bad key',
      { attributes: { 'k\0': 1 } },
      'data.attributes."k\\u0000": must not hold U+0000 or half of a surrogate pair',
    ],
    [
      'a bad key below',
      { x: { 'k\ud800': 1 } },
      'data.x."k\\ud800": must not hold U+0000 or half of a surrogate pair',
    ],
    [
      'a huge number',
      { x: new ExactNumber('1e99999') },
      'data.x: must be a finite number of at most 400 digits',
    ],
    ['no JSON', { x: () => 1 }, 'data.x: must be a JSON value, not a function'],
    [
      'too much',
      { attributes: { blob: 'x'.repeat(65_536) } },
      'data.attributes.blob: the attributes are larger than 65536 characters of JSON',
    ],
    [
      'too many',
      Object.fromEntries(Array.from({ length: 7000 }, (_, i) => [`k${i}`, i])),
      'data.k5212: the attributes are larger than 65536 characters of JSON',
    ],
  ])('are refused with %s', (_, data, reason) => {
    expect(refusal(withData(data))).toBe(reason);
  });

  test('nest 32 levels and no deeper, however deep the bomb', () => {
    const nested = (depth: number): object =>
      withData({ attributes: { a: parseJson('['.repeat(depth) + ']'.repeat(depth)) } });
    expect(refusal(nested(32))).toBe('accepted');
    for (const depth of [33, 500_000]) {
      expect(refusal(nested(depth))).toBe(
        `data.attributes.a${'[0]'.repeat(32)}: must not nest deeper than 32 levels`,
      );
    }
    const bomb = parseJson('['.repeat(500_000) + ']'.repeat(500_000));
    expect(refusal(withData({ customerId: bomb }))).toMatch(/^data\.customerId: .* got an array$/);
  });
});

describe('the content hash', () => {
  test.each<[string, object]>([
    ['key order', { data: { quantity: 1, billableUnit: 'u', customerId: 'c' } }],
    ['a spelling of the quantity', { data: { ...DATA, quantity: '1.00' } }],
    ['an exact spelling', { data: { ...DATA, quantity: new ExactNumber('1.0000000000000000000') } }],
    ['nulls', { data: { ...DATA, productId: null, revenue: null, attributes: null } }],
    ['extensions', { traceparent: '00-2', dataschema: 'urn:y', datacontenttype: 'application/json' }],
    ['the version', { specversion: undefined }],
  ])('is the same with other %s', (_, change) => {
    expect(hashOf({ ...EVENT, ...change })).toBe(hashOf(EVENT));
  });

  test.each<[string, object]>([
    ['quantity', { data: { ...DATA, quantity: 2 } }],
    ['time', { time: NOW.toISOString() }],
    ['subject', { subject: 'x' }],
    ['attributes', { data: { ...DATA, attributes: { a: 1 } } }],
    ['revenue', { data: { ...DATA, revenue: { amount: 1, currency: 'EUR' } } }],
  ])('is another with another %s', (_, change) => {
    expect(hashOf({ ...EVENT, ...change })).not.toBe(hashOf(EVENT));
  });

  test('is the same for one instant in two zones, and for one attribute in two places', () => {
    expect(hashOf({ ...EVENT, time: '2026-06-15T12:00:00Z' })).toBe(
      hashOf({ ...EVENT, time: '2026-06-15T14:00:00.000000+02:00' }),
    );
    expect(hashOf(withData({ a: 1 }))).toBe(hashOf(withData({ attributes: { a: 1 } })));
    expect(hashOf(withData({ attributes: { a: '1' } }))).not.toBe(hashOf(withData({ attributes: { a: 1 } })));
  });

  test('does not depend on when an event without a time came in', () => {
    const later = parseEvent(EVENT, TENANT, { ...OPTIONS, now: new Date(NOW.getTime() + 1000) });
    expect(later.ok && later.event.contentHash).toBe(hashOf(EVENT));
  });
});
