import type { InvoiceStatus, SubscriptionChange } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, type EventType } from './event-type.js';
import { currency, decimal, id, instantText, label, text } from './readers.js';

const invoiceFields = {
  invoiceId: required(id),
  customerId: required(id),
  amount: required(decimal),
  currency: required(currency),
  subscriptionId: optional(id),
  dueAt: optional(instantText),
  reason: optional(text),
};

function invoice(type: string, status: InvoiceStatus, description: string): EventType {
  const entry = { type, category: 'BILLING', description, fields: invoiceFields } as const;
  return defineType('invoice', entry, (values, attributes) => ({
    dataset: 'invoice',
    status,
    ...values,
    attributes,
  }));
}

const subscriptionFields = {
  subscriptionId: required(id),
  customerId: required(id),
  productId: optional(id),
  plan: optional(label),
  effectiveAt: optional(instantText, "Default: the event's time"),
};

function subscription(type: string, change: SubscriptionChange, description: string): EventType {
  const entry = { type, category: 'BILLING', description, fields: subscriptionFields } as const;
  return defineType('subscription', entry, (values, attributes) => ({
    dataset: 'subscription',
    change,
    ...values,
    attributes,
  }));
}

export const BILLING_TYPES: readonly EventType[] = [
  invoice('invoice.created', 'CREATED', 'An invoice was drafted'),
  invoice('invoice.finalized', 'FINALIZED', 'An invoice was issued'),
  invoice('invoice.paid', 'PAID', 'An invoice was paid'),
  invoice('invoice.payment_failed', 'PAYMENT_FAILED', 'A payment of an invoice failed'),
  invoice('invoice.voided', 'VOIDED', 'An invoice was voided'),
  subscription('subscription.created', 'CREATED', 'A customer subscribed'),
  subscription('subscription.changed', 'CHANGED', 'A subscription changed'),
  subscription('subscription.cancelled', 'CANCELLED', 'A subscription was cancelled'),
];
