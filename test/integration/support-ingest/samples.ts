import { Raw } from './events.js';

/** An event of a type, and the row that it becomes. */
export interface Sample {
  readonly type: string;
  readonly data: object;
  readonly table: string;
  /** The columns that are not null, beside those of every event. */
  readonly row: object;
  readonly category: string;
  readonly severity: string;
  readonly message: string;
}

const BIG = '9223372036854775807';
const DECIMAL = '-12345678901234567890.0123456789';
const attributes = { region: 'eu', nested: { list: [1, null, 'x'] } };

const usage: readonly Sample[] = [
  {
    type: 'usage.recorded',
    data: {
      customerId: 'c1',
      billableUnit: 'calls',
      quantity: new Raw(DECIMAL),
      productId: 'p1',
      subscriptionId: 's1',
      revenue: { amount: '0.10', currency: 'usd' },
      attributes,
    },
    table: 'usage_events',
    row: {
      customer_id: 'c1',
      billable_unit_id: 'calls',
      quantity: DECIMAL,
      product_id: 'p1',
      subscription_id: 's1',
      revenue: '0.1',
      currency: 'USD',
      attributes,
    },
    category: 'USAGE',
    severity: 'INFO',
    message: `${DECIMAL} calls by c1`,
  },
  {
    type: 'usage.recorded',
    data: { customerId: 'c1', billableUnit: 'calls', quantity: '2', tier: 'gold' },
    table: 'usage_events',
    row: { customer_id: 'c1', billable_unit_id: 'calls', quantity: '2', attributes: { tier: 'gold' } },
    category: 'USAGE',
    severity: 'INFO',
    message: '2 calls by c1',
  },
];

const mcpData = { serverId: 'srv', tool: 'search', sessionId: 'ses' };
const mcpRow = { server_id: 'srv', tool: 'search', session_id: 'ses' };
const mcp: readonly Sample[] = [
  {
    type: 'mcp.tool.called',
    data: {
      ...mcpData,
      customerId: 'c1',
      productId: 'p1',
      subscriptionId: 's1',
      agent: { name: 'Claude', version: '4', userAgent: 'claude/4' },
      durationMs: 12.5,
      inputTokens: new Raw(BIG),
      outputTokens: '20',
      revenue: { amount: 1, currency: 'EUR' },
      attributes,
    },
    table: 'mcp_calls',
    row: {
      ...mcpRow,
      customer_id: 'c1',
      product_id: 'p1',
      subscription_id: 's1',
      agent_name: 'Claude',
      agent_family: 'Claude',
      agent_version: '4',
      user_agent: 'claude/4',
      duration_ms: 12.5,
      input_tokens: BIG,
      output_tokens: '20',
      revenue: '1',
      currency: 'EUR',
      attributes,
    },
    category: 'USAGE',
    severity: 'INFO',
    message: 'search on srv',
  },
  ...(
    [
      [true, '', 'search on srv failed'],
      ['timeout', 'timeout', 'search on srv failed: timeout'],
    ] as const
  ).map(([error, stored, message]) => ({
    type: 'mcp.tool.called',
    data: { ...mcpData, error },
    table: 'mcp_calls',
    row: { ...mcpRow, error: stored },
    category: 'USAGE',
    severity: 'ERROR',
    message,
  })),
];

const STEPS = {
  visited: 'VISIT',
  product_viewed: 'PRODUCT_VIEW',
  pricing_viewed: 'PRICING_VIEW',
  signed_up: 'SIGNUP',
  subscribed: 'SUBSCRIPTION',
  first_api_call: 'FIRST_API_CALL',
};
const storefront = Object.entries(STEPS).map(([name, step]): Sample => ({
  type: `storefront.${name}`,
  data: {
    visitorId: 'v1',
    productId: 'p1',
    customerId: 'c1',
    utmSource: 'news',
    referrer: 'https://example.com/?q=ä',
    country: 'DE',
    device: 'mobile',
    attributes,
  },
  table: 'storefront_events',
  row: {
    step,
    visitor_id: 'v1',
    product_id: 'p1',
    customer_id: 'c1',
    utm_source: 'news',
    referrer: 'https://example.com/?q=ä',
    country: 'DE',
    device: 'mobile',
    attributes,
  },
  category: 'USAGE',
  severity: 'INFO',
  message: `v1: ${step.toLowerCase().replaceAll('_', ' ')}`,
}));

const cost: readonly Sample[] = [
  {
    type: 'cost.incurred',
    data: {
      category: 'infrastructure',
      amount: '12.30',
      currency: 'EUR',
      provider: 'hetzner',
      productId: 'p1',
      customerId: 'c1',
      subscriptionId: 's1',
      attributes,
    },
    table: 'cost_events',
    row: {
      category: 'INFRASTRUCTURE',
      amount: '12.3',
      currency: 'EUR',
      provider: 'hetzner',
      product_id: 'p1',
      customer_id: 'c1',
      subscription_id: 's1',
      attributes,
    },
    category: 'USAGE',
    severity: 'INFO',
    message: 'infrastructure cost 12.3 EUR hetzner',
  },
  {
    // Tokens without an amount: to be priced, so a currency says nothing.
    type: 'cost.incurred',
    data: {
      category: 'AI_MODEL',
      currency: 'EUR',
      provider: 'openai',
      model: 'gpt',
      inputTokens: 1,
      cachedInputTokens: new Raw(BIG),
      outputTokens: 3,
    },
    table: 'cost_events',
    row: {
      category: 'AI_MODEL',
      provider: 'openai',
      model: 'gpt',
      input_tokens: '1',
      cached_input_tokens: BIG,
      output_tokens: '3',
      unpriced: 'no price is known for the model gpt of openai',
    },
    category: 'USAGE',
    severity: 'INFO',
    message: 'ai_model cost openai gpt',
  },
];

const INVOICES = {
  created: 'INFO',
  finalized: 'INFO',
  paid: 'INFO',
  payment_failed: 'ERROR',
  voided: 'WARNING',
};
const invoices = Object.entries(INVOICES).map(([name, severity]): Sample => ({
  type: `invoice.${name}`,
  data: {
    invoiceId: 'i1',
    customerId: 'c1',
    amount: '100.00',
    currency: 'EUR',
    subscriptionId: 's1',
    dueAt: '2026-07-01T00:00:00+02:00',
    reason: 'as agreed',
    attributes,
  },
  table: 'invoice_events',
  row: {
    status: name.toUpperCase(),
    invoice_id: 'i1',
    customer_id: 'c1',
    amount: '100',
    currency: 'EUR',
    subscription_id: 's1',
    due_at: '2026-06-30T22:00:00.000Z',
    reason: 'as agreed',
    attributes,
  },
  category: 'BILLING',
  severity,
  message: `Invoice i1 of c1: ${name.replaceAll('_', ' ')}, 100 EUR (as agreed)`,
}));

const SUBSCRIPTIONS = { created: 'INFO', changed: 'INFO', cancelled: 'WARNING' };
const subscriptions = Object.entries(SUBSCRIPTIONS).map(([name, severity]): Sample => ({
  type: `subscription.${name}`,
  data: {
    subscriptionId: 's1',
    customerId: 'c1',
    productId: 'p1',
    plan: 'gold',
    effectiveAt: '2026-07-01T00:00:00.123456Z',
    attributes,
  },
  table: 'subscription_events',
  row: {
    change: name.toUpperCase(),
    subscription_id: 's1',
    customer_id: 'c1',
    product_id: 'p1',
    plan: 'gold',
    effective_at: '2026-07-01T00:00:00.123Z',
    attributes,
  },
  category: 'BILLING',
  severity,
  message: `Subscription s1 of c1 ${name}: gold`,
}));

/** The types with tables of their own; the others are in `log-samples.ts`. */
export const FACT_SAMPLES: readonly Sample[] = [
  ...usage,
  ...mcp,
  ...storefront,
  ...cost,
  ...invoices,
  ...subscriptions,
];
