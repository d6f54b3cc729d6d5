/** A JSON value as it goes over the wire. */
export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/** Free-form attributes. */
export type JsonObject = { readonly [key: string]: Json };

/** An exact decimal amount of one currency. */
export type Price = { amount: string; currency: string };

/** The agent that called a tool, as it introduced itself. */
export type Agent = { name: string; version: string; userAgent: string };

type Usage = {
  customerId: string;
  billableUnit: string;
  quantity: string;
  productId?: string;
  subscriptionId?: string;
  revenue?: Price;
  attributes?: JsonObject;
};

type McpCall = {
  serverId: string;
  tool: string;
  sessionId: string;
  customerId?: string;
  productId?: string;
  subscriptionId?: string;
  agent?: Agent;
  durationMs?: number;
  error?: true | string;
  inputTokens?: number;
  outputTokens?: number;
  revenue?: Price;
  attributes?: JsonObject;
};

/** A step of a visitor on the way to the first API call. */
export type StorefrontStep = {
  visitorId: string;
  productId?: string;
  customerId?: string;
  utmSource?: string;
  referrer?: string;
  country?: string;
  device?: string;
};

type Cost = {
  category: 'INFRASTRUCTURE' | 'AI_MODEL' | 'THIRD_PARTY' | 'SUPPORT' | 'OTHER';
  amount?: string;
  currency?: string;
  provider?: string;
  model?: string;
  inputTokens?: number;
  cachedInputTokens?: number;
  outputTokens?: number;
  productId?: string;
  customerId?: string;
  subscriptionId?: string;
  attributes?: JsonObject;
};

type Invoice = {
  invoiceId: string;
  customerId: string;
  amount: string;
  currency: string;
  subscriptionId?: string;
  dueAt?: string;
  reason?: string;
};

type SubscriptionChange = {
  subscriptionId: string;
  customerId: string;
  productId?: string;
  plan?: string;
  effectiveAt?: string;
};

type ApiRequest = {
  method: string;
  path: string;
  statusCode: number;
  latencyMs: number;
  customerId?: string;
  productId?: string;
  actor?: string;
};

type Auth = { actor: string; ip?: string; method?: string; reason?: string };

/** How loud a system event is. */
export type Severity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

type System = { message: string; severity?: Severity; attributes?: JsonObject };

/** The event vocabulary: what `data` holds, by `type`. */
export interface Vocabulary {
  'usage.recorded': Usage;
  'mcp.tool.called': McpCall;
  'storefront.visited': StorefrontStep;
  'storefront.product_viewed': StorefrontStep;
  'storefront.pricing_viewed': StorefrontStep;
  'storefront.signed_up': StorefrontStep;
  'storefront.subscribed': StorefrontStep;
  'storefront.first_api_call': StorefrontStep;
  'cost.incurred': Cost;
  'invoice.created': Invoice;
  'invoice.finalized': Invoice;
  'invoice.paid': Invoice;
  'invoice.payment_failed': Invoice;
  'invoice.voided': Invoice;
  'subscription.created': SubscriptionChange;
  'subscription.changed': SubscriptionChange;
  'subscription.cancelled': SubscriptionChange;
  'api.request': ApiRequest;
  'auth.login': Auth;
  'auth.login_failed': Auth;
  'auth.logout': Auth;
  'auth.api_key_created': Auth;
  'auth.api_key_revoked': Auth;
  'auth.sso': Auth;
  'system.deployed': System;
  'system.health_alert': System;
  'system.erp_sync': System;
  'system.backup_completed': System;
  'customer.upserted': { id: string; name: string };
  'product.upserted': { id: string; name: string; kind: string };
  'billable_unit.upserted': { id: string; title: string; precision: number };
  'mcp_server.upserted': { id: string; name: string };
}

/** The types that the demo sends. */
export type EventType = keyof Vocabulary;

/** A CloudEvent of one type in the structured mode. */
export interface CloudEventOf<T extends EventType> {
  specversion: '1.0';
  id: string;
  source: string;
  type: T;
  /** ISO-8601 UTC with milliseconds. */
  time: string;
  data: Vocabulary[T];
}

/** A CloudEvent of any of the demo's types; `type` tells what `data` is. */
export type DemoCloudEvent = { [T in EventType]: CloudEventOf<T> }[EventType];

/** An event and the tenant whose it is. */
export interface DemoEvent {
  tenantId: string;
  event: DemoCloudEvent;
}
