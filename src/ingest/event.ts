import { SEVERITIES } from '../catalogue/severity.js';
import type { DecimalText } from '../decimal.js';

/** Free-form attributes of an event. */
export type Attributes = Record<string, unknown>;

interface FactBase {
  attributes: Attributes;
}

export interface UsageFact extends FactBase {
  dataset: 'usage';
  customerId: string;
  billableUnitId: string;
  quantity: DecimalText;
  productId: string | null;
  subscriptionId: string | null;
  revenue: DecimalText | null;
  currency: string | null;
  /** The price that the revenue is from; null where the event says its own, and where there is none. */
  priceId: string | null;
}

export interface McpFact extends FactBase {
  dataset: 'mcp';
  serverId: string;
  tool: string;
  sessionId: string;
  customerId: string | null;
  productId: string | null;
  subscriptionId: string | null;
  agentName: string | null;
  agentVersion: string | null;
  userAgent: string | null;
  /** What the agent is counted under; null where it told nothing of itself. */
  agentFamily: string | null;
  durationMs: number | null;
  /** What went wrong; the empty string for `error: true` without a text, null for a call that succeeded. */
  error: string | null;
  inputTokens: string | null;
  outputTokens: string | null;
  revenue: DecimalText | null;
  currency: string | null;
}

export const STOREFRONT_STEPS = [
  'VISIT',
  'PRODUCT_VIEW',
  'PRICING_VIEW',
  'SIGNUP',
  'SUBSCRIPTION',
  'FIRST_API_CALL',
] as const;
export type StorefrontStep = (typeof STOREFRONT_STEPS)[number];

export interface StorefrontFact extends FactBase {
  dataset: 'storefront';
  step: StorefrontStep;
  visitorId: string;
  productId: string | null;
  customerId: string | null;
  utmSource: string | null;
  referrer: string | null;
  country: string | null;
  device: string | null;
}

export const COST_CATEGORIES = ['INFRASTRUCTURE', 'AI_MODEL', 'THIRD_PARTY', 'SUPPORT', 'OTHER'] as const;
export type CostCategory = (typeof COST_CATEGORIES)[number];

export interface CostFact extends FactBase {
  dataset: 'cost';
  category: CostCategory;
  amount: DecimalText | null;
  currency: string | null;
  provider: string | null;
  model: string | null;
  inputTokens: string | null;
  cachedInputTokens: string | null;
  outputTokens: string | null;
  productId: string | null;
  customerId: string | null;
  subscriptionId: string | null;
  /** The entry of the price list that the amount is from; null for one that was given. */
  pricedBy: string | null;
  /** Why tokens have no price; null where there is an amount. */
  unpriced: string | null;
}

export const INVOICE_STATUSES = ['CREATED', 'FINALIZED', 'PAID', 'PAYMENT_FAILED', 'VOIDED'] as const;
export type InvoiceStatus = (typeof INVOICE_STATUSES)[number];

export interface InvoiceFact extends FactBase {
  dataset: 'invoice';
  status: InvoiceStatus;
  invoiceId: string;
  customerId: string;
  amount: DecimalText;
  currency: string;
  subscriptionId: string | null;
  /** ISO-8601 UTC. */
  dueAt: string | null;
  reason: string | null;
}

export const SUBSCRIPTION_CHANGES = ['CREATED', 'CHANGED', 'CANCELLED'] as const;
export type SubscriptionChange = (typeof SUBSCRIPTION_CHANGES)[number];

export interface SubscriptionFact extends FactBase {
  dataset: 'subscription';
  change: SubscriptionChange;
  subscriptionId: string;
  customerId: string;
  productId: string | null;
  plan: string | null;
  /** ISO-8601 UTC. */
  effectiveAt: string | null;
}

export { SEVERITIES };
export type Severity = (typeof SEVERITIES)[number];

/** What an upsert event says of a reference row. */
export type Reference =
  | { kind: 'customer'; id: string; name: string | null }
  | { kind: 'product'; id: string; name: string | null; productKind: string | null }
  | { kind: 'billable_unit'; id: string; title: string | null; precision: number | null }
  | { kind: 'mcp_server'; id: string; name: string | null };

/** API, AUTH and SYSTEM events, the upserts among them: they live in the event log alone. */
export interface LogFact extends FactBase {
  dataset: 'log';
  category: 'API' | 'AUTH' | 'SYSTEM';
  severity: Severity;
  message: string;
  actor: string | null;
  customerId: string | null;
  productId: string | null;
  statusCode: number | null;
  latencyMs: number | null;
  /** Set by the upsert types: the reference row to write along with the event. */
  reference: Reference | null;
}

export type Fact = UsageFact | McpFact | StorefrontFact | CostFact | InvoiceFact | SubscriptionFact | LogFact;
export type FactDataset = Fact['dataset'];

/** A CloudEvent that has been understood: typed, exact, of one tenant, ready to be stored. */
export interface IncomingEvent {
  tenantId: string;
  source: string;
  id: string;
  type: string;
  /** ISO-8601 UTC with up to microseconds: when it happened, or when it came in if the sender did not say. */
  time: string;
  /** 128 bits over (tenant, source, id), length-prefixed, as a UUID text: the event's identity. */
  identity: string;
  /**
   * 128 bits over the content as a UUID text: type, subject, the time as given (absent if it was) and the
   * normalized data. Transport, key order, number spelling (`1.0` and `"1"`) and context extensions do not matter.
   */
  contentHash: string;
  fact: Fact;
}

/** Why an event was refused; `reason` begins with the field, e.g. `data.quantity: expected a finite decimal`. */
export interface RefusedEvent {
  id: string | null;
  reason: string;
}

export type ParsedEvent = { ok: true; event: IncomingEvent } | ({ ok: false } & RefusedEvent);

export const VERDICTS = ['ACCEPTED', 'DUPLICATE', 'CONFLICT', 'REJECTED'] as const;
export type IngestVerdict = (typeof VERDICTS)[number];

export interface EventVerdict {
  /** Position in the request, from 0. */
  index: number;
  id: string | null;
  verdict: IngestVerdict;
  reason: string | null;
}

/** What the caller of an ingestion may do, and where its events go. */
export interface IngestCaller {
  tenantId: string;
  /** True for a platform key, which may set the extension attribute `tenantid`. */
  platform: boolean;
  /** Set for a credential that is narrowed to one customer: events of any other are refused. */
  customerId: string | null;
}
