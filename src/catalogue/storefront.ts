import type { Dataset } from './dataset.js';
import { storefrontLog } from './fact-logs.js';
import { WIDTH_MS } from './rollup.js';

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
const TOUCHES = ['product', 'utmSource', 'country', 'device'];
const PARTIALS = ['events', 'first_at', 'journeys'];

/** Steps of visitors through the storefront: `storefront.*`. */
export const storefront: Dataset = {
  key: 'storefront',
  title: 'Storefront',
  description: 'Steps that visitors took in the storefront: one row a step.',
  relation: 'storefront_events',
  partials: [
    { column: 'events', raw: '1::bigint', merge: 'sum' },
    { column: 'first_at', raw: 'extract(epoch FROM time)', merge: 'min' },
    { column: 'steps', raw: 'tenant.journey_step(time, step)', merge: 'concat' },
    {
      column: 'journeys',
      raw: 'tenant.journey_record(visitor_id, customer_id, 1, tenant.journey_step(time, step))',
      merge: 'concat',
    },
    {
      column: 'identities',
      raw: 'tenant.identity_record(visitor_id, customer_id, extract(epoch FROM time))',
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
      key: 'journeys',
      title: 'Journeys',
      description: 'What visitors did and when, as bytes: see `readJourneys`. For funnels alone.',
      unit: 'bytes',
      merge: { rule: 'concat', of: 'journeys' },
    },
    {
      key: 'identities',
      title: 'Identities',
      description:
        'Which visitors acted as which customers since when, as bytes: journeys of one step. For funnels alone.',
      unit: 'bytes',
      merge: { rule: 'concat', of: 'identities' },
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
  rollups: [
    {
      relation: 'storefront_identities_1d',
      width: '1d',
      dimensions: [],
      present: ['customer'],
      partials: ['events', 'first_at', 'identities'],
    },
    { relation: 'storefront_days_1d', width: '1d', dimensions: [], partials: PARTIALS },
    { relation: 'storefront_touched_days_1d', width: '1d', dimensions: TOUCHES, partials: PARTIALS },
    {
      relation: 'storefront_journeys_1d',
      width: '1d',
      dimensions: VISITORS,
      partials: [...PARTIALS, 'identities'],
    },
    {
      relation: 'storefront_touches_1d',
      width: '1d',
      dimensions: [...VISITORS, ...TOUCHES],
      partials: PARTIALS,
    },
    {
      relation: 'storefront_journeys_1h',
      width: '1h',
      dimensions: VISITORS,
      partials: ['steps', ...PARTIALS, 'identities'],
    },
    {
      relation: 'storefront_touches_1h',
      width: '1h',
      dimensions: [...VISITORS, ...TOUCHES],
      partials: ['steps', ...PARTIALS],
    },
  ],
};

/** The steps, each told: what the rollups of the journeys do not keep, those of the event log do. Not a dataset of its own. */
export const storefrontSteps: Dataset = {
  key: 'storefrontSteps',
  title: 'Storefront',
  description: storefront.description,
  relation: storefront.relation,
  views: [storefront.key, storefrontLog.key],
  partials: storefront.partials.filter(({ column }) => column === 'events'),
  measures: storefront.measures.filter(({ key }) => ['events', 'visitors'].includes(key)),
  dimensions: [...storefrontLog.dimensions.filter(({ key }) => key === 'step'), ...storefront.dimensions],
  rollups: [...storefrontLog.rollups, ...storefront.rollups.filter(({ present }) => present === undefined)]
    .map((rollup) => ({ ...rollup, partials: ['events'] }))
    .sort((a, b) => WIDTH_MS[b.width] - WIDTH_MS[a.width] || a.dimensions.length - b.dimensions.length),
};
