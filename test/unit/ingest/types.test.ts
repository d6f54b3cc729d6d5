import { describe, expect, test } from '@jest/globals';
import type { Fact } from '../../../src/ingest/event.js';
import { EVENT_TYPES, parseEvent } from '../../../src/ingest/parse-event.js';
import { OPTIONS, SAMPLES } from './samples.js';

const CALLER = { tenantId: 'acme', platform: false, customerId: null };

function parse(type: string, data: unknown): ReturnType<typeof parseEvent> {
  const event = { specversion: '1.0', id: 'e1', source: '/test', type: type.replace('*', 'anything'), data };
  return parseEvent(event, CALLER, OPTIONS);
}

function factOf(type: string, data: unknown): Fact {
  const parsed = parse(type, data);
  if (!parsed.ok) throw new Error(parsed.reason);
  return parsed.event.fact;
}

function reasonOf(type: string, data: unknown): string {
  const parsed = parse(type, data);
  return parsed.ok ? 'accepted' : parsed.reason;
}

/** A copy with one member, possibly a member's member, set or (with undefined) removed. */
function bent(data: Record<string, unknown>, name: string, value: unknown): Record<string, unknown> {
  const [first = '', second] = name.split('.');
  const inner = second === undefined ? value : { ...(data[first] as object), [second]: value };
  return { ...data, [first]: inner };
}

const FIELDS = EVENT_TYPES.flatMap((entry) => entry.fields.map((field) => ({ type: entry.type, ...field })));

test('there is a sample of every type, with every field', () => {
  expect(Object.keys(SAMPLES).sort()).toEqual(EVENT_TYPES.map((entry) => entry.type).sort());
  for (const { type, fields } of EVENT_TYPES) {
    const names = fields
      .map(({ name }) => name)
      .filter((name) => name !== 'attributes' && !name.includes('.'));
    expect(Object.keys(SAMPLES[type] ?? {}).filter((name) => name !== 'attributes')).toEqual(names);
  }
});

describe.each(EVENT_TYPES)('$type', ({ type, fields, dataset }) => {
  const sample = SAMPLES[type] ?? {};

  test('takes the full sample, and the required fields alone', () => {
    expect(factOf(type, sample).dataset).toBe(dataset);
    const least = Object.fromEntries(
      Object.entries(sample).filter(([name]) => fields.find((field) => field.name === name)?.required),
    );
    const filled = type === 'cost.incurred' ? { ...least, inputTokens: 0 } : least;
    expect(factOf(type, filled).dataset).toBe(dataset);
  });
});

describe.each(FIELDS)('$type $name', ({ type, name, required, expected }) => {
  const sample = SAMPLES[type] ?? {};

  test.each([[undefined], [null]])('when %p', (value) => {
    const reason = reasonOf(type, bent(sample, name, value));
    if (type === 'cost.incurred' && name === 'currency') expect(reason).toMatch(/^data\.currency: missing/);
    else expect(reason).toBe(required ? `data.${name}: missing` : 'accepted');
  });

  test('when mistyped', () => {
    for (const value of name === 'attributes' ? ['text', 1, []] : [[], Symbol('x'), 'a\0b']) {
      expect(reasonOf(type, bent(sample, name, value)).startsWith(`data.${name}: `)).toBe(true);
    }
  });

  test('when an object or a number stands for an id', () => {
    if (!expected.startsWith('a non-empty string')) return;
    const reason = (got: string): string => `data.${name}: expected ${expected}, got ${got}`;
    expect(reasonOf(type, bent(sample, name, 7))).toBe(reason('7'));
    expect(reasonOf(type, bent(sample, name, { id: 1 }))).toBe(reason('an object'));
    expect(reasonOf(type, bent(sample, name, true))).toBe(reason('true'));
    expect(reasonOf(type, bent(sample, name, 'x'.repeat(5000)))).toBe(reason(`"${'x'.repeat(59)}…"`));
  });
});

describe('facts', () => {
  test('usage', () => {
    expect(factOf('usage.recorded', SAMPLES['usage.recorded'])).toEqual({
      dataset: 'usage',
      priceId: null,
      customerId: 'c1',
      billableUnitId: 'calls',
      quantity: '1.5',
      productId: 'p1',
      subscriptionId: 's1',
      revenue: '-0.01',
      currency: 'USD',
      attributes: { region: 'eu' },
    });
  });

  test('mcp', () => {
    expect(factOf('mcp.tool.called', SAMPLES['mcp.tool.called'])).toEqual({
      dataset: 'mcp',
      serverId: 'srv',
      tool: 'search',
      sessionId: 'ses',
      customerId: 'c1',
      productId: 'p1',
      subscriptionId: 's1',
      agentName: 'Claude',
      agentVersion: '4',
      userAgent: 'claude/4',
      agentFamily: null,
      durationMs: 12.5,
      error: 'timeout',
      inputTokens: '10',
      outputTokens: '20',
      revenue: '1',
      currency: 'EUR',
      attributes: {},
    });
  });

  test.each([
    [true, ''],
    [false, null],
    ['', null],
    ['boom', 'boom'],
  ])('mcp error %p is %p', (error, expected) => {
    const data = { ...SAMPLES['mcp.tool.called'], error };
    expect(factOf('mcp.tool.called', data)).toMatchObject({ error: expected });
  });

  test('storefront', () => {
    expect(factOf('storefront.signed_up', { visitorId: 'v', referrer: '', country: 'FR' })).toEqual({
      dataset: 'storefront',
      step: 'SIGNUP',
      visitorId: 'v',
      productId: null,
      customerId: null,
      utmSource: null,
      referrer: null,
      country: 'FR',
      device: null,
      attributes: {},
    });
  });

  test('cost by amount, and by tokens', () => {
    expect(factOf('cost.incurred', SAMPLES['cost.incurred'])).toEqual({
      dataset: 'cost',
      pricedBy: null,
      unpriced: null,
      category: 'AI_MODEL',
      amount: '0.02',
      currency: 'USD',
      provider: 'openai',
      model: 'gpt',
      inputTokens: '1',
      cachedInputTokens: '2',
      outputTokens: '3',
      productId: 'p1',
      customerId: 'c1',
      subscriptionId: 's1',
      attributes: {},
    });
    const tokens = { category: 'ai_model', currency: 'EUR', outputTokens: '9223372036854775807' };
    expect(factOf('cost.incurred', tokens)).toMatchObject({
      category: 'AI_MODEL',
      amount: null,
      currency: null,
      outputTokens: '9223372036854775807',
    });
    expect(factOf('cost.incurred', { category: 'OTHER', amount: -5, currency: 'EUR' })).toMatchObject({
      amount: '-5',
    });
  });

  test('cost of nothing', () => {
    expect(reasonOf('cost.incurred', { category: 'OTHER', currency: 'EUR' })).toBe(
      'data.amount: missing, and no tokens are given that could be priced',
    );
    expect(reasonOf('cost.incurred', { category: 'OTHER', amount: 1 })).toBe(
      'data.currency: missing, but data.amount is given',
    );
    expect(reasonOf('cost.incurred', { category: 'FOOD', amount: 1, currency: 'EUR' })).toBe(
      'data.category: expected one of INFRASTRUCTURE, AI_MODEL, THIRD_PARTY, SUPPORT, OTHER, got "FOOD"',
    );
  });

  test('invoice and subscription', () => {
    expect(factOf('invoice.payment_failed', SAMPLES['invoice.payment_failed'])).toEqual({
      dataset: 'invoice',
      status: 'PAYMENT_FAILED',
      invoiceId: 'i1',
      customerId: 'c1',
      amount: '100',
      currency: 'EUR',
      subscriptionId: 's1',
      dueAt: '2026-06-30T22:00:00.000Z',
      reason: 'card declined',
      attributes: {},
    });
    expect(factOf('subscription.cancelled', SAMPLES['subscription.cancelled'])).toEqual({
      dataset: 'subscription',
      change: 'CANCELLED',
      subscriptionId: 's1',
      customerId: 'c1',
      productId: 'p1',
      plan: 'gold',
      effectiveAt: '2026-07-01T00:00:00.000Z',
      attributes: {},
    });
  });

  test.each([
    [200, 'INFO'],
    [399, 'INFO'],
    [400, 'WARNING'],
    [499, 'WARNING'],
    [500, 'ERROR'],
    [599, 'ERROR'],
  ])('api.request with %d is %s', (statusCode, severity) => {
    expect(factOf('api.request', { method: 'GET', path: '/v1/x', statusCode, latencyMs: 1.5 })).toEqual({
      dataset: 'log',
      category: 'API',
      severity,
      message: `GET /v1/x → ${statusCode} (1.5 ms)`,
      actor: null,
      customerId: null,
      productId: null,
      statusCode,
      latencyMs: 1.5,
      reference: null,
      attributes: { method: 'GET', path: '/v1/x' },
    });
  });

  test.each([
    ['auth.login', 'INFO', 'ada logged in (password): weekly'],
    ['auth.login_failed', 'WARNING', 'ada failed to log in (password): weekly'],
    ['auth.logout', 'INFO', 'ada logged out (password): weekly'],
    ['auth.api_key_created', 'INFO', 'ada created an API key (password): weekly'],
    ['auth.api_key_revoked', 'INFO', 'ada revoked an API key (password): weekly'],
    ['auth.sso', 'INFO', 'ada signed in through SSO (password): weekly'],
  ])('%s', (type, severity, message) => {
    expect(factOf(type, SAMPLES[type])).toMatchObject({
      category: 'AUTH',
      severity,
      message,
      actor: 'ada',
      attributes: { ip: '10.0.0.1', method: 'password', reason: 'weekly' },
    });
    expect(factOf(type, { actor: 'bob' })).toMatchObject({ attributes: {} });
  });

  test('system severities', () => {
    const severityOf = (type: string, severity?: string): unknown => {
      const fact = factOf(type, { message: 'm', ...(severity === undefined ? {} : { severity }) });
      return fact.dataset === 'log' ? [fact.category, fact.severity] : null;
    };
    expect(severityOf('system.deployed')).toEqual(['SYSTEM', 'INFO']);
    expect(severityOf('system.health_alert')).toEqual(['SYSTEM', 'WARNING']);
    expect(severityOf('system.backup.done')).toEqual(['SYSTEM', 'INFO']);
    expect(severityOf('system.health_alert', 'critical')).toEqual(['SYSTEM', 'CRITICAL']);
    expect(reasonOf('system.deployed', { message: 'm', severity: 'FATAL' })).toMatch(
      /^data\.severity: expected one of /,
    );
  });

  test.each<[string, object, object]>([
    ['customer.upserted', { id: 'c' }, { kind: 'customer', id: 'c', name: null }],
    ['customer.upserted', { id: 'c', name: 'Acme' }, { kind: 'customer', id: 'c', name: 'Acme' }],
    ['product.upserted', { id: 'p', kind: 'X' }, { kind: 'product', id: 'p', name: null, productKind: 'X' }],
    [
      'billable_unit.upserted',
      { id: 'u', name: 'N' },
      { kind: 'billable_unit', id: 'u', title: 'N', precision: null },
    ],
    [
      'billable_unit.upserted',
      { id: 'u', name: 'N', title: 'T', precision: 0 },
      { kind: 'billable_unit', id: 'u', title: 'T', precision: 0 },
    ],
    ['mcp_server.upserted', { id: 'm', name: 'M' }, { kind: 'mcp_server', id: 'm', name: 'M' }],
  ])('%s of %j', (type, data, reference) => {
    expect(factOf(type, data)).toMatchObject({ category: 'SYSTEM', severity: 'INFO', reference });
  });
});

test.each<[string, string, unknown, string]>([
  ['usage.recorded', 'quantity', 'NaN', 'data.quantity: expected a finite decimal, got "NaN"'],
  ['usage.recorded', 'quantity', NaN, 'data.quantity: expected a finite decimal, got NaN'],
  ['usage.recorded', 'quantity', Infinity, 'data.quantity: expected a finite decimal, got Infinity'],
  ['usage.recorded', 'quantity', '1e60', 'data.quantity: expected a finite decimal, got "1e60"'],
  [
    'usage.recorded',
    'customerId',
    '',
    'data.customerId: expected a non-empty string of at most 255 characters, got ""',
  ],
  [
    'usage.recorded',
    'productId',
    '\ud800',
    'data.productId: must not hold U+0000 or half of a surrogate pair',
  ],
  ['usage.recorded', 'revenue', 5, 'data.revenue: expected an object, got 5'],
  ['usage.recorded', 'revenue', {}, 'data.revenue.amount: missing; data.revenue.currency: missing'],
  [
    'usage.recorded',
    'revenue.currency',
    'EURO',
    'data.revenue.currency: expected a currency code of three letters, got "EURO"',
  ],
  ['mcp.tool.called', 'tool', '', 'data.tool: missing'],
  [
    'mcp.tool.called',
    'durationMs',
    -1,
    'data.durationMs: expected a finite number that is not negative, got -1',
  ],
  [
    'mcp.tool.called',
    'durationMs',
    '5',
    'data.durationMs: expected a finite number that is not negative, got "5"',
  ],
  ['mcp.tool.called', 'inputTokens', -1, 'data.inputTokens: expected a non-negative integer, got -1'],
  ['mcp.tool.called', 'inputTokens', 1.5, 'data.inputTokens: expected a non-negative integer, got 1.5'],
  [
    'mcp.tool.called',
    'inputTokens',
    '9223372036854775808',
    'data.inputTokens: expected a non-negative integer, got "9223372036854775808"',
  ],
  ['mcp.tool.called', 'error', 5, 'data.error: expected true, false or a text, got 5'],
  ['api.request', 'statusCode', 600, 'data.statusCode: expected an integer from 100 to 599, got 600'],
  ['api.request', 'statusCode', '200', 'data.statusCode: expected an integer from 100 to 599, got "200"'],
  [
    'api.request',
    'latencyMs',
    Infinity,
    'data.latencyMs: expected a finite number that is not negative, got Infinity',
  ],
  [
    'invoice.created',
    'dueAt',
    'tomorrow',
    'data.dueAt: expected an RFC 3339 instant such as 2026-01-31T08:15:00Z, got "tomorrow"',
  ],
  ['billable_unit.upserted', 'precision', 19, 'data.precision: expected an integer from 0 to 18, got 19'],
])('%s with %s %p is refused', (type, name, value, reason) => {
  expect(reasonOf(type, bent(SAMPLES[type] ?? {}, name, value))).toBe(reason);
});
