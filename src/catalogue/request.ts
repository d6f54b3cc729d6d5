import type { Dataset } from './dataset.js';

const DIMENSIONS = ['customer', 'product', 'statusCode'];

/** Requests that the API answered: `api.request`. */
export const request: Dataset = {
  key: 'request',
  title: 'Requests',
  description: 'Requests that the API answered: one row a request.',
  relation: 'request_events',
  partials: [{ column: 'requests', raw: '1::bigint', merge: 'sum' }],
  measures: [
    {
      key: 'requests',
      title: 'Requests',
      description: 'Number of requests.',
      unit: 'count',
      merge: { rule: 'sum', of: 'requests' },
    },
  ],
  dimensions: [
    { key: 'customer', title: 'Customer', description: 'Whose request.', column: 'customer_id' },
    { key: 'product', title: 'Product', description: 'To which product.', column: 'product_id' },
    {
      key: 'statusCode',
      title: 'Status code',
      description: "HTTP's status of the answer.",
      column: 'status_code',
      type: 'integer',
    },
  ],
  rollups: (['1d', '1h', '15m'] as const).map((width) => ({
    relation: `requests_${width}`,
    width,
    dimensions: DIMENSIONS,
    partials: ['requests'],
  })),
};
