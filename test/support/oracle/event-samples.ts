import fc from 'fast-check';
import { eventTime, CUSTOMERS, PRODUCTS } from './usage-events.js';

/** Texts in which letters, cases and characters that mean something elsewhere meet. */
export const PIECES = [
  ...[
    'timeout',
    'TIMEOUT',
    'Time',
    'out',
    'refused',
    'api',
    'ERROR',
    'error',
    '100%',
    'a_b',
    'A_B',
    '.*',
    '(x+)+$',
  ],
  ...[
    'Ärger',
    'ÄRGER',
    'ärger',
    'A\u0308rger',
    'ΟΔΟΣ',
    'οδος',
    'οδοσ',
    'İz',
    'iz',
    'ız',
    'IZ',
    'straße',
    'STRASSE',
  ],
  ...[
    'STRAẞE',
    'ﬁn',
    'fin',
    'ǅ',
    'ǆ',
    'Ǆ',
    'K',
    'k',
    'Å',
    'å',
    'ſ',
    's',
    'µ',
    'μ',
    '→',
    '😀',
    '𐐀',
    '𐐨',
    'ж',
    'Ж',
  ],
  ...[
    'back\\slash',
    "o'clock",
    '{',
    '}:',
    'null',
    '5',
    '1.5',
    '-5',
    '42',
    '\u0085',
    'x\u001fy',
    'x',
    'y',
    'ᏸ',
    'Ᏸ',
  ],
] as const;

/** A few pieces, run together or with something between them. */
export const nastyText: fc.Arbitrary<string> = fc
  .array(fc.tuple(fc.constantFrom(...PIECES), fc.constantFrom('', ' ', '  ', ' "', '\t', '\n', ', ')), {
    minLength: 1,
    maxLength: 4,
  })
  .map((pairs) => pairs.flat().join(''));

const scalar: fc.Arbitrary<unknown> = fc.oneof(
  nastyText,
  fc.constantFrom(true, false, null, 0, 5, -5, 1.5, 42, 1e21, 1e-7, 0.1, 1_234_567.25, 123_456_789_012_345),
);

/** Attributes, some of them nested. */
export const someAttributes: fc.Arbitrary<Record<string, unknown>> = fc.dictionary(
  fc.constantFrom('region', 'note', 'list', 'deep', 'timeout', 'é', '__proto__', 'a"b'),
  fc.oneof(
    { weight: 3, arbitrary: scalar },
    { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
    { weight: 1, arbitrary: fc.dictionary(fc.constantFrom('a', 'b', 'note'), scalar, { maxKeys: 2 }) },
    {
      weight: 1,
      arbitrary: fc.array(fc.array(fc.constantFrom(1, 2, 'x'), { maxLength: 2 }), { maxLength: 2 }),
    },
  ),
  { maxKeys: 3 },
);

/** The log is kept for a year. */
const OLDEST = 363 * 86_400_000;

const customer = fc.constantFrom(...CUSTOMERS);
const perhaps = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary, { freq: 2 });

const kinds: readonly [weight: number, types: readonly string[], data: fc.Arbitrary<object>][] = [
  [
    4,
    ['api.request'],
    fc.record({
      method: fc.constantFrom('GET', 'POST'),
      path: nastyText,
      statusCode: fc.constantFrom(200, 201, 304, 404, 418, 429, 500, 503),
      latencyMs: fc.oneof(fc.constantFrom(0, 1e-9, 0.5, 12), fc.double({ min: 1, max: 9999, noNaN: true })),
      customerId: perhaps(customer),
      productId: perhaps(fc.constantFrom(...PRODUCTS)),
      actor: perhaps(nastyText),
    }),
  ],
  [
    3,
    ['system.deployed', 'system.health_alert', 'system.x', 'system.x.y'],
    fc.record({
      message: nastyText,
      severity: fc.constantFrom('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'),
      attributes: someAttributes,
    }),
  ],
  [
    2,
    ['auth.login', 'auth.login_failed', 'auth.sso'],
    fc.record({ actor: nastyText, ip: fc.constant('192.0.2.1'), reason: perhaps(nastyText) }),
  ],
  [
    2,
    ['usage.recorded'],
    fc.record({
      customerId: customer,
      billableUnit: fc.constantFrom('calls', 'Ж'),
      quantity: fc.constantFrom('1.50', 5, '-5'),
      productId: perhaps(fc.constantFrom(...PRODUCTS)),
      attributes: someAttributes,
    }),
  ],
  [
    2,
    ['mcp.tool.called'],
    fc.record({
      serverId: fc.constant('srv'),
      tool: nastyText.map((text) => Array.from(text).slice(0, 20).join('')),
      sessionId: fc.constant('s1'),
      customerId: perhaps(customer),
      productId: perhaps(fc.constantFrom(...PRODUCTS)),
      agent: fc.constantFrom({ name: 'claude-code' }, { name: 'Ärger' }, null),
      // Below the normal doubles there are not digits enough to be within a share of a value.
      durationMs: perhaps(fc.oneof(fc.constant(0), fc.double({ min: 1e-300, max: 9999, noNaN: true }))),
      error: fc.oneof(fc.constantFrom(true, false, null), nastyText),
      attributes: someAttributes,
    }),
  ],
  [
    2,
    ['storefront.visited', 'storefront.signed_up', 'storefront.first_api_call', 'storefront.subscribed'],
    fc.record({
      visitorId: nastyText.map((text) => Array.from(text).slice(0, 20).join('')),
      customerId: perhaps(customer),
      productId: perhaps(fc.constantFrom(...PRODUCTS)),
    }),
  ],
  [
    1,
    ['cost.incurred'],
    fc.record({
      category: fc.constant('SUPPORT'),
      amount: fc.constantFrom('1.50', 42),
      currency: fc.constant('USD'),
      provider: perhaps(nastyText),
      customerId: perhaps(customer),
    }),
  ],
  [
    2,
    ['invoice.created', 'invoice.finalized', 'invoice.paid', 'invoice.payment_failed', 'invoice.voided'],
    fc.record({
      invoiceId: fc.constantFrom('in-1', 'IN-2'),
      customerId: customer,
      amount: fc.constant('5'),
      currency: fc.constant('EUR'),
      reason: perhaps(nastyText),
    }),
  ],
  [
    1,
    ['subscription.created', 'subscription.changed', 'subscription.cancelled'],
    fc.record({ subscriptionId: fc.constant('s1'), customerId: customer, plan: perhaps(nastyText) }),
  ],
];

/** Types that events can have. */
export const TYPES = kinds.flatMap(([, types]) => types);

/** A CloudEvent of any kind up to an instant, without its id; some happen in the same instant, to the microsecond. */
export function eventSample(now: number): fc.Arbitrary<Record<string, unknown>> {
  const time = fc
    .tuple(eventTime(now), fc.constantFrom('', '001', '999'))
    .map(([at, micros]) => new Date(Math.max(at, now - OLDEST)).toISOString().replace('Z', `${micros}Z`));
  return fc.oneof(
    ...kinds.map(([weight, types, data]) => ({
      weight,
      arbitrary: fc
        .record({ time, type: fc.constantFrom(...types), data })
        .map((event) => ({ source: 'oracle', ...event })),
    })),
  );
}
