/** A full and right `data` of every type, which the tests bend. */
export const SAMPLES: Readonly<Record<string, Record<string, unknown>>> = {
  'usage.recorded': {
    customerId: 'c1',
    billableUnit: 'calls',
    quantity: '1.50',
    productId: 'p1',
    subscriptionId: 's1',
    revenue: { amount: '-0.010', currency: 'usd' },
    attributes: { region: 'eu' },
  },
  'mcp.tool.called': {
    serverId: 'srv',
    tool: 'search',
    sessionId: 'ses',
    customerId: 'c1',
    productId: 'p1',
    subscriptionId: 's1',
    agent: { name: 'Claude', version: '4', userAgent: 'claude/4' },
    durationMs: 12.5,
    error: 'timeout',
    inputTokens: 10,
    outputTokens: '20',
    revenue: { amount: 1, currency: 'EUR' },
  },
  ...Object.fromEntries(
    ['visited', 'product_viewed', 'pricing_viewed', 'signed_up', 'subscribed', 'first_api_call'].map(
      (step) => [
        `storefront.${step}`,
        {
          visitorId: 'v1',
          productId: 'p1',
          customerId: 'c1',
          utmSource: 'news',
          referrer: 'https://example.com/',
          country: 'DE',
          device: 'mobile',
        },
      ],
    ),
  ),
  'cost.incurred': {
    category: 'AI_MODEL',
    amount: '0.02',
    currency: 'USD',
    provider: 'openai',
    model: 'gpt',
    inputTokens: 1,
    cachedInputTokens: 2,
    outputTokens: 3,
    productId: 'p1',
    customerId: 'c1',
    subscriptionId: 's1',
  },
  ...Object.fromEntries(
    ['created', 'finalized', 'paid', 'payment_failed', 'voided'].map((status) => [
      `invoice.${status}`,
      {
        invoiceId: 'i1',
        customerId: 'c1',
        amount: '100.00',
        currency: 'EUR',
        subscriptionId: 's1',
        dueAt: '2026-07-01T00:00:00+02:00',
        reason: 'card declined',
      },
    ]),
  ),
  ...Object.fromEntries(
    ['created', 'changed', 'cancelled'].map((change) => [
      `subscription.${change}`,
      {
        subscriptionId: 's1',
        customerId: 'c1',
        productId: 'p1',
        plan: 'gold',
        effectiveAt: '2026-07-01T00:00:00Z',
      },
    ]),
  ),
  'api.request': {
    method: 'GET',
    path: '/v1/x',
    statusCode: 500,
    latencyMs: 12,
    customerId: 'c1',
    productId: 'p1',
    actor: 'ada',
  },
  ...Object.fromEntries(
    ['login', 'login_failed', 'logout', 'api_key_created', 'api_key_revoked', 'sso'].map((what) => [
      `auth.${what}`,
      { actor: 'ada', ip: '10.0.0.1', method: 'password', reason: 'weekly' },
    ]),
  ),
  'system.deployed': { message: 'v2', severity: 'warning' },
  'system.health_alert': { message: 'disk full', severity: 'Critical' },
  'system.erp_sync': { message: 'synced', severity: 'DEBUG' },
  'system.*': { message: 'something', severity: 'INFO' },
  'customer.upserted': { id: 'c1', name: 'Acme' },
  'product.upserted': { id: 'p1', name: 'API', kind: 'STANDARD_API' },
  'billable_unit.upserted': { id: 'calls', name: 'calls', title: 'API calls', precision: 2 },
  'mcp_server.upserted': { id: 'srv', name: 'Search' },
};

/** Every test's clock. */
export const NOW = new Date('2026-06-15T12:00:00.000Z');
/** Every test's retention. */
export const OPTIONS = { now: NOW, factRetentionDays: 400, eventRetentionDays: 365 };
