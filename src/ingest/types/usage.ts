import { optional, required } from '../fields.js';
import { defineType, revenue, type EventType } from './event-type.js';
import { decimal, id } from './readers.js';

export const USAGE_TYPES: readonly EventType[] = [
  defineType(
    'usage',
    {
      type: 'usage.recorded',
      category: 'USAGE',
      description: 'A customer used a quantity of a billable unit',
      fields: {
        customerId: required(id),
        billableUnit: required(id, "The unit's id"),
        quantity: required(decimal, 'A negative one corrects'),
        productId: optional(id),
        subscriptionId: optional(id),
        revenue,
      },
    },
    (values, attributes) => ({
      dataset: 'usage',
      priceId: null,
      customerId: values.customerId,
      billableUnitId: values.billableUnit,
      quantity: values.quantity,
      productId: values.productId,
      subscriptionId: values.subscriptionId,
      revenue: values.revenue?.amount ?? null,
      currency: values.revenue?.currency ?? null,
      attributes,
    }),
  ),
];
