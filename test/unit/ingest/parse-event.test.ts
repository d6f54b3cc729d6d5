import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { IngestCaller } from '../../../src/ingest/event.js';
import { ExactNumber, parseJson } from '../../../src/ingest/json.js';
import { EVENT_TYPES, parseEvent } from '../../../src/ingest/parse-event.js';
import { accepted, DATA, EVENT, hashOf, refusal, TENANT } from './parsing.js';
import { NOW, OPTIONS, SAMPLES } from './samples.js';

const PLATFORM: IngestCaller = { tenantId: 'ops', platform: true, customerId: null };

describe('the envelope', () => {
  test('becomes an event of the tenant', () => {
    const event = accepted({ ...EVENT, time: '2026-06-15T13:00:00.123456789+02:00' });
    expect(event).toMatchObject({
      tenantId: 'acme',
      source: '/s',
      id: 'e1',
      type: 'usage.recorded',
      time: '2026-06-15T11:00:00.123456Z',
    });
    expect(event.identity).toMatch(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
  });

  test('may leave out the version and the time', () => {
    const event = { ...EVENT, specversion: undefined };
    expect(accepted(event).time).toBe(NOW.toISOString());
    expect(
      accepted({ ...EVENT, specversion: null, time: null, subject: null, tenantid: null }).tenantId,
    ).toBe('acme');
  });

  test.each<[string, object, string]>([
    ['another version', { specversion: '0.3' }, 'specversion: expected one of 1.0, got "0.3"'],
    ['no id', { id: undefined }, 'id: missing'],
    ['a number for an id', { id: 5 }, 'id: expected a non-empty string of at most 255 characters, got 5'],
    [
      'a long id',
      { id: 'x'.repeat(256) },
      `id: expected a non-empty string of at most 255 characters, got "${'x'.repeat(59)}…"`,
    ],
    ['an unstorable id', { id: 'a\0' }, 'id: must not hold U+0000 or half of a surrogate pair'],
    ['no source', { source: '' }, 'source: missing'],
    [
      'a numeric source',
      { source: 1 },
      'source: expected a non-empty string of at most 2048 characters, got 1',
    ],
    ['no type', { type: null }, 'type: missing'],
    ['a numeric type', { type: 1 }, 'type: expected a non-empty string of at most 255 characters, got 1'],
    ['a numeric time', { time: 1 }, 'time: expected an RFC 3339 instant such as 2026-01-31T08:15:00Z, got 1'],
    [
      'an impossible date',
      { time: '2026-02-30T00:00:00Z' },
      'time: expected an RFC 3339 instant such as 2026-01-31T08:15:00Z, got "2026-02-30T00:00:00Z"',
    ],
    ['no data', { data: undefined }, 'data: missing'],
    ['null data', { data: null }, 'data: missing'],
    ['a text for data', { data: '{}' }, 'data: expected a JSON object, got "{}"'],
    ['an array for data', { data: [] }, 'data: expected a JSON object, got an array'],
    [
      'XML',
      { datacontenttype: 'text/xml' },
      'datacontenttype: expected a JSON media type such as application/json, got "text/xml"',
    ],
    [
      'an unstorable subject',
      { subject: '\udfff' },
      'subject: must not hold U+0000 or half of a surrogate pair',
    ],
    [
      'an unstorable extension',
      { traceparent: 'a\0' },
      'traceparent: must not hold U+0000 or half of a surrogate pair',
    ],
    [
      'a deep extension',
      { ext: parseJson('['.repeat(40) + ']'.repeat(40)) },
      `ext${'[0]'.repeat(32)}: must not nest deeper than 32 levels`,
    ],
  ])('is refused with %s', (_, change, reason) => {
    expect(refusal({ ...EVENT, ...change })).toBe(reason);
  });

  test.each([null, undefined, 1, 'x', [], [EVENT], new ExactNumber('1e400')])(
    'is refused when it is %p',
    (value) => {
      expect(refusal(value)).toMatch(/^event: expected a JSON object, got /);
    },
  );

  test('tells of all faults, up to five', () => {
    expect(refusal({ type: 'usage.recorded', data: {} })).toBe(
      'id: missing; source: missing; data.billableUnit: missing; data.customerId: missing; data.quantity: missing',
    );
    expect(refusal({}).split('; ')).toEqual([
      'id: missing',
      'source: missing',
      'type: missing',
      'data: missing',
    ]);
  });

  test('gives the id back with a refusal, where it is one', () => {
    const idOf = (id: unknown): unknown => {
      const parsed = parseEvent({ id }, TENANT, OPTIONS);
      return parsed.ok ? undefined : parsed.id;
    };
    expect([idOf('e9'), idOf(9), idOf('x'.repeat(256)), idOf('')]).toEqual(['e9', null, null, null]);
  });

  test.each([
    'application/json',
    'application/json; charset=utf-8',
    'text/json',
    'application/cloudevents+json',
    'Application/JSON',
  ])('takes data as %s', (datacontenttype) => {
    expect(refusal({ ...EVENT, datacontenttype })).toBe('accepted');
  });

  test('takes data as base64', () => {
    const rest = { ...EVENT, data: undefined };
    const base64 = (text: string): object => ({ ...rest, data_base64: Buffer.from(text).toString('base64') });
    expect(hashOf(base64(JSON.stringify(DATA)))).toBe(hashOf(EVENT));
    expect(
      accepted(base64('{"customerId":"c","billableUnit":"u","quantity":0.12345678901234567891}')).fact,
    ).toMatchObject({
      quantity: '0.12345678901234567891',
    });
    expect(refusal(base64('{'))).toBe('data_base64: expected a JSON object in UTF-8, got something else');
    expect(refusal(base64('[]'))).toBe('data_base64: expected a JSON object, got an array');
    expect(refusal({ ...rest, data_base64: '/w==' })).toBe(
      'data_base64: expected a JSON object in UTF-8, got something else',
    );
    expect(refusal({ ...rest, data_base64: '*' })).toBe('data_base64: expected base64, got "*"');
    expect(refusal({ ...EVENT, data_base64: 'e30=' })).toBe('data_base64: must not be given beside data');
  });
});

describe('bare NaN and Infinity', () => {
  const line = (field: string): unknown =>
    parseJson(
      `{"id":"e","source":"s","type":"usage.recorded","data":{"customerId":"c","billableUnit":"u","quantity":1,${field}}}`,
    );

  test.each([
    ['"quantity":NaN', 'data.quantity: expected a finite decimal, got NaN'],
    ['"quantity":-Infinity', 'data.quantity: expected a finite decimal, got -Infinity'],
    ['"productId":NaN', 'data.productId: expected a non-empty string of at most 255 characters, got NaN'],
    ['"attributes":{"x":[Infinity]}', 'data.attributes.x[0]: must be a finite number of at most 400 digits'],
  ])('%s is refused by its name', (field, reason) => {
    expect(refusal(line(field))).toBe(reason);
  });
});

describe('the type', () => {
  test.each([
    ['usage.recoded', 'type: unknown type "usage.recoded"; did you mean "usage.recorded"?'],
    ['Usage.Recorded', 'type: unknown type "Usage.Recorded"; did you mean "usage.recorded"?'],
    ['storefront.visit', 'type: unknown type "storefront.visit"; did you mean "storefront.visited"?'],
    ['invoice.payed', 'type: unknown type "invoice.payed"; did you mean "invoice.paid"?'],
    ['com.example.thing', 'type: unknown type "com.example.thing"'],
    ['system.', 'type: unknown type "system."'],
    ['__proto__', 'type: unknown type "__proto__"'],
    ['constructor', 'type: unknown type "constructor"'],
    ['x'.repeat(200), `type: unknown type "${'x'.repeat(59)}…"`],
  ])('%s is unknown', (type, reason) => {
    expect(refusal({ ...EVENT, type })).toBe(reason);
  });

  test('is known with its category, dataset and fields', () => {
    const names = EVENT_TYPES.map(({ type, category, dataset }) => `${type} ${category} ${dataset}`);
    expect(names).toContain('usage.recorded USAGE usage');
    expect(names).toContain('invoice.paid BILLING invoice');
    expect(names).toContain('customer.upserted SYSTEM log');
    const usage = EVENT_TYPES.find(({ type }) => type === 'usage.recorded');
    expect(usage?.fields.map(({ name, required }) => `${name}${required ? '*' : ''}`)).toEqual([
      'customerId*',
      'billableUnit*',
      'quantity*',
      'productId',
      'subscriptionId',
      'revenue',
      'revenue.amount*',
      'revenue.currency*',
      'attributes',
    ]);
  });
});

describe('the time', () => {
  const at = (ms: number, type = 'usage.recorded'): string =>
    refusal({ ...EVENT, type, data: SAMPLES[type], time: new Date(NOW.getTime() + ms).toISOString() });
  const DAY = 86_400_000;

  test('may be five minutes ahead and no more', () => {
    expect(at(300_000)).toBe('accepted');
    expect(at(300_001)).toBe(
      'time: more than 5 minutes ahead; the latest accepted is 2026-06-15T12:05:00.000Z',
    );
  });

  test('must lie within the retention of its kind, less a day', () => {
    expect(at(-399 * DAY)).toBe('accepted');
    expect(at(-399 * DAY - 1)).toBe(
      'time: past the retention of 400 days; the earliest accepted is 2025-05-12T12:00:00.000Z',
    );
    expect(at(-364 * DAY, 'api.request')).toBe('accepted');
    expect(at(-364 * DAY - 1, 'api.request')).toBe(
      'time: past the retention of 365 days; the earliest accepted is 2025-06-16T12:00:00.000Z',
    );
    for (const { type, dataset } of EVENT_TYPES) {
      if (type !== 'system.*') expect(at(-380 * DAY, type) === 'accepted').toBe(dataset !== 'log');
    }
  });
});

describe('the tenant', () => {
  test("is the caller's, unless a platform key names one", () => {
    expect(accepted({ ...EVENT, tenantid: 'acme' }).tenantId).toBe('acme');
    expect(accepted({ ...EVENT, tenantid: 'other' }, PLATFORM).tenantId).toBe('other');
    expect(accepted(EVENT, PLATFORM).tenantId).toBe('ops');
  });

  test('is part of the identity and not of the attributes', () => {
    const own = accepted({ ...EVENT, tenantid: 'acme' }, PLATFORM);
    expect(own.identity).toBe(accepted(EVENT).identity);
    expect(own.identity).not.toBe(accepted(EVENT, PLATFORM).identity);
    expect(own.fact.attributes).toEqual({});
  });

  test.each([
    ['other', 'tenantid: "other" is another tenant, which only a platform key may name'],
    ['ACME', 'tenantid: "ACME" is another tenant, which only a platform key may name'],
    ['', 'tenantid: expected a non-empty string of at most 255 characters, got ""'],
    [5, 'tenantid: expected a non-empty string of at most 255 characters, got 5'],
  ])('%p is refused', (tenantid, reason) => {
    expect(refusal({ ...EVENT, tenantid })).toBe(reason);
  });
});

describe('a credential narrowed to a customer', () => {
  const narrowed = (type: string, change: object = {}): string =>
    refusal({ ...EVENT, type, data: { ...SAMPLES[type], ...change } }, { ...TENANT, customerId: 'c1' });
  const only = 'this credential may only write events of customer "c1"';

  test('writes of that customer', () => {
    expect(narrowed('usage.recorded')).toBe('accepted');
    expect(narrowed('customer.upserted')).toBe('accepted');
    expect(narrowed('usage.recorded', { customerId: 'c2' })).toBe(`data.customerId: ${only}, got "c2"`);
    expect(narrowed('customer.upserted', { id: 'c2' })).toBe(`data.id: ${only}`);
  });

  test('writes nothing that is of nobody', () => {
    expect(narrowed('cost.incurred', { customerId: null })).toBe(`data.customerId: ${only}, got none`);
    for (const type of ['auth.login', 'system.deployed', 'product.upserted'])
      expect(narrowed(type)).toBe(`type: ${only}`);
  });
});

describe('anything at all', () => {
  const verdictOf = (value: unknown): string => {
    const parsed = parseEvent(value, TENANT, OPTIONS);
    return parsed.ok ? 'accepted' : parsed.reason;
  };

  test('is parsed or refused, and never thrown', () => {
    fc.assert(
      fc.property(
        fc.anything({ withNullPrototype: true, withBigInt: true }),
        (value) => verdictOf(value).length > 0,
      ),
    );
  });

  test('in any field', () => {
    const types = EVENT_TYPES.map(({ type }) => type);
    const hostile = fc.oneof(fc.jsonValue(), fc.constantFrom(NaN, -0, 1e308, '\0', '\ud800', '__proto__'));
    fc.assert(
      fc.property(fc.constantFrom(...types), fc.nat(), hostile, (type, index, value) => {
        const sample = SAMPLES[type] ?? {};
        const names = Object.keys(sample);
        const name = names[index % names.length] ?? '';
        const reason = verdictOf({
          ...EVENT,
          type: type.replace('*', 'x'),
          data: { ...sample, [name]: value },
        });
        expect(reason).toMatch(new RegExp(`^(accepted$|data\\.${name}[.:[])`));
      }),
      { numRuns: 500 },
    );
  });
});
