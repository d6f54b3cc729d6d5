import type { Dataset } from './dataset.js';

/** Steps of the storefront funnel in their natural order; a journey writes each as its place here. */
export const STOREFRONT_STEPS = [
  'VISIT',
  'PRODUCT_VIEW',
  'PRICING_VIEW',
  'SIGNUP',
  'SUBSCRIPTION',
  'FIRST_API_CALL',
] as const;
export type StorefrontStep = (typeof STOREFRONT_STEPS)[number];

const VISITORS = ['visitor', 'customer'];
const TOUCHES = [...VISITORS, 'product', 'utmSource', 'country', 'device'];
const PARTIALS = ['events', 'first_at', 'journey'];

const stepNumber = `CASE step ${STOREFRONT_STEPS.slice(0, -1)
  .map((step, place) => `WHEN '${step}' THEN ${place}`)
  .join(' ')} ELSE ${STOREFRONT_STEPS.length - 1} END`;

/** Steps of visitors through the storefront: `storefront.*`. */
export const storefront: Dataset = {
  key: 'storefront',
  title: 'Storefront',
  description: 'Steps that visitors took in the storefront: one row a step.',
  relation: 'storefront_events',
  partials: [
    { column: 'events', raw: '1::bigint', merge: 'sum' },
    { column: 'first_at', raw: 'extract(epoch FROM time)', merge: 'min' },
    {
      column: 'journey',
      raw: `int8send((extract(epoch FROM time) * 1000000)::bigint * 8 + ${stepNumber})`,
      merge: 'concat',
    },
  ],
  measures: [
    {
      key: 'events',
      title: 'Events',
      description: 'Number of steps that were taken.',
      unit: 'count',
      merge: { rule: 'sum', of: 'events' },
    },
    {
      key: 'visitors',
      title: 'Visitors',
      description: 'Distinct visitor ids.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'visitor' },
    },
    {
      key: 'firstStep',
      title: 'First step',
      description: 'When the first step was taken: epoch seconds, to the microsecond.',
      unit: 'instant',
      merge: { rule: 'min', of: 'first_at' },
    },
    {
      key: 'journey',
      title: 'Journey',
      description:
        "Eight bytes for each step, in no order: microseconds since 1970 times 8 plus the step's place among the steps. For funnels alone.",
      unit: 'bytes',
      merge: { rule: 'concat', of: 'journey' },
    },
  ],
  dimensions: [
    { key: 'visitor', title: 'Visitor', description: 'Who took the step.', column: 'visitor_id' },
    {
      key: 'customer',
      title: 'Customer',
      description: 'The customer that the visitor was or became with the step.',
      column: 'customer_id',
    },
    { key: 'product', title: 'Product', description: 'Which product it was about.', column: 'product_id' },
    {
      key: 'utmSource',
      title: 'UTM source',
      description: 'The campaign source that brought the visitor.',
      column: 'utm_source',
    },
    { key: 'country', title: 'Country', description: 'Where the visitor was.', column: 'country' },
    { key: 'device', title: 'Device', description: 'What kind of device was used.', column: 'device' },
  ],
  rollups: (['1d', '1h'] as const).flatMap((width) => [
    { relation: `storefront_journeys_${width}`, width, dimensions: VISITORS, partials: PARTIALS },
    { relation: `storefront_touches_${width}`, width, dimensions: TOUCHES, partials: PARTIALS },
  ]),
};
