import type {
  CostFact,
  Fact,
  FactDataset,
  IncomingEvent,
  InvoiceFact,
  LogFact,
  McpFact,
  StorefrontFact,
  SubscriptionFact,
  UsageFact,
} from '../event.js';
import { stringifyJson } from '../json.js';

/** A column of a fact's table: its name, its type in SQL, and its value of an event. */
export interface FactColumn<F extends Fact> {
  readonly name: string;
  readonly type: 'text' | 'numeric' | 'bigint' | 'smallint' | 'double precision' | 'timestamptz' | 'jsonb';
  readonly value: (fact: F, event: IncomingEvent) => string | number | null;
}

type Columns<F extends Fact> = readonly FactColumn<F>[];

const common: Columns<Fact> = [
  { name: 'tenant_id', type: 'text', value: (_, event) => event.tenantId },
  { name: 'time', type: 'timestamptz', value: (_, event) => event.time },
  { name: 'source', type: 'text', value: (_, event) => event.source },
  { name: 'event_id', type: 'text', value: (_, event) => event.id },
  { name: 'attributes', type: 'jsonb', value: (fact) => jsonText(fact.attributes) },
];

function jsonText(attributes: Record<string, unknown>): string {
  for (const _ in attributes) return stringifyJson(attributes);
  return '{}';
}

const usage: Columns<UsageFact> = [
  ...common,
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'billable_unit_id', type: 'text', value: (fact) => fact.billableUnitId },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'subscription_id', type: 'text', value: (fact) => fact.subscriptionId },
  { name: 'quantity', type: 'numeric', value: (fact) => fact.quantity },
  { name: 'revenue', type: 'numeric', value: (fact) => fact.revenue },
  { name: 'currency', type: 'text', value: (fact) => fact.currency },
  { name: 'price_id', type: 'text', value: (fact) => fact.priceId },
];

const mcp: Columns<McpFact> = [
  ...common,
  { name: 'server_id', type: 'text', value: (fact) => fact.serverId },
  { name: 'tool', type: 'text', value: (fact) => fact.tool },
  { name: 'session_id', type: 'text', value: (fact) => fact.sessionId },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'subscription_id', type: 'text', value: (fact) => fact.subscriptionId },
  { name: 'agent_name', type: 'text', value: (fact) => fact.agentName },
  { name: 'agent_version', type: 'text', value: (fact) => fact.agentVersion },
  { name: 'user_agent', type: 'text', value: (fact) => fact.userAgent },
  { name: 'agent_family', type: 'text', value: (fact) => fact.agentFamily },
  { name: 'duration_ms', type: 'double precision', value: (fact) => fact.durationMs },
  { name: 'error', type: 'text', value: (fact) => fact.error },
  { name: 'input_tokens', type: 'bigint', value: (fact) => fact.inputTokens },
  { name: 'output_tokens', type: 'bigint', value: (fact) => fact.outputTokens },
  { name: 'revenue', type: 'numeric', value: (fact) => fact.revenue },
  { name: 'currency', type: 'text', value: (fact) => fact.currency },
];

const storefront: Columns<StorefrontFact> = [
  ...common,
  { name: 'step', type: 'text', value: (fact) => fact.step },
  { name: 'visitor_id', type: 'text', value: (fact) => fact.visitorId },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'utm_source', type: 'text', value: (fact) => fact.utmSource },
  { name: 'referrer', type: 'text', value: (fact) => fact.referrer },
  { name: 'country', type: 'text', value: (fact) => fact.country },
  { name: 'device', type: 'text', value: (fact) => fact.device },
];

const cost: Columns<CostFact> = [
  ...common,
  { name: 'category', type: 'text', value: (fact) => fact.category },
  { name: 'amount', type: 'numeric', value: (fact) => fact.amount },
  { name: 'currency', type: 'text', value: (fact) => fact.currency },
  { name: 'provider', type: 'text', value: (fact) => fact.provider },
  { name: 'model', type: 'text', value: (fact) => fact.model },
  { name: 'input_tokens', type: 'bigint', value: (fact) => fact.inputTokens },
  { name: 'cached_input_tokens', type: 'bigint', value: (fact) => fact.cachedInputTokens },
  { name: 'output_tokens', type: 'bigint', value: (fact) => fact.outputTokens },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'subscription_id', type: 'text', value: (fact) => fact.subscriptionId },
  { name: 'priced_by', type: 'text', value: (fact) => fact.pricedBy },
  { name: 'unpriced', type: 'text', value: (fact) => fact.unpriced },
];

const invoice: Columns<InvoiceFact> = [
  ...common,
  { name: 'status', type: 'text', value: (fact) => fact.status },
  { name: 'invoice_id', type: 'text', value: (fact) => fact.invoiceId },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'amount', type: 'numeric', value: (fact) => fact.amount },
  { name: 'currency', type: 'text', value: (fact) => fact.currency },
  { name: 'subscription_id', type: 'text', value: (fact) => fact.subscriptionId },
  { name: 'due_at', type: 'timestamptz', value: (fact) => fact.dueAt },
  { name: 'reason', type: 'text', value: (fact) => fact.reason },
];

const subscription: Columns<SubscriptionFact> = [
  ...common,
  { name: 'change', type: 'text', value: (fact) => fact.change },
  { name: 'subscription_id', type: 'text', value: (fact) => fact.subscriptionId },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'plan', type: 'text', value: (fact) => fact.plan },
  { name: 'effective_at', type: 'timestamptz', value: (fact) => fact.effectiveAt },
];

const log: Columns<LogFact> = [
  ...common,
  { name: 'category', type: 'text', value: (fact) => fact.category },
  { name: 'type', type: 'text', value: (_, event) => event.type },
  { name: 'severity', type: 'text', value: (fact) => fact.severity },
  { name: 'message', type: 'text', value: (fact) => fact.message },
  { name: 'actor', type: 'text', value: (fact) => fact.actor },
  { name: 'customer_id', type: 'text', value: (fact) => fact.customerId },
  { name: 'product_id', type: 'text', value: (fact) => fact.productId },
  { name: 'status_code', type: 'smallint', value: (fact) => fact.statusCode },
  { name: 'latency_ms', type: 'double precision', value: (fact) => fact.latencyMs },
];

/** Where the facts of a dataset go. */
export interface FactTable {
  readonly relation: string;
  readonly columns: Columns<never>;
}

/** One table a dataset; the order is that in which a batch is written. */
export const FACT_TABLES: Readonly<Record<FactDataset, FactTable>> = {
  usage: { relation: 'usage_events', columns: usage },
  mcp: { relation: 'mcp_calls', columns: mcp },
  storefront: { relation: 'storefront_events', columns: storefront },
  cost: { relation: 'cost_events', columns: cost },
  invoice: { relation: 'invoice_events', columns: invoice },
  subscription: { relation: 'subscription_events', columns: subscription },
  log: { relation: 'log_events', columns: log },
};
