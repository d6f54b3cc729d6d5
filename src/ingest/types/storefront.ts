import type { StorefrontStep } from '../event.js';
import { optional, required } from '../fields.js';
import { defineType, type EventType } from './event-type.js';
import { id, label, textUpTo } from './readers.js';

const fields = {
  visitorId: required(id),
  productId: optional(id),
  customerId: optional(id),
  utmSource: optional(label),
  referrer: optional(textUpTo(2048)),
  country: optional(label),
  device: optional(label),
};

function step(type: string, step: StorefrontStep, description: string): EventType {
  return defineType('storefront', { type, category: 'USAGE', description, fields }, (values, attributes) => ({
    dataset: 'storefront',
    step,
    ...values,
    attributes,
  }));
}

export const STOREFRONT_TYPES: readonly EventType[] = [
  step('storefront.visited', 'VISIT', 'A visitor came'),
  step('storefront.product_viewed', 'PRODUCT_VIEW', 'A visitor looked at a product'),
  step('storefront.pricing_viewed', 'PRICING_VIEW', 'A visitor looked at the prices'),
  step('storefront.signed_up', 'SIGNUP', 'A visitor signed up'),
  step('storefront.subscribed', 'SUBSCRIPTION', 'A visitor subscribed'),
  step(
    'storefront.first_api_call',
    'FIRST_API_CALL',
    'A visitor, by now a customer, made the first API call',
  ),
];
