import { expect, test } from '@jest/globals';
import { usage } from '../../../src/catalogue/usage.js';
import { plan } from '../../../src/planner/plan.js';

const HOUR = 3_600_000;

test('all buckets of a customer are one row, each column of them a list in the same order', () => {
  const query = {
    ...{ dataset: usage, dimensions: ['customer'], measures: ['events'], filters: [] },
    ...{ range: { from: 0, to: 2 * HOUR }, buckets: [0, HOUR] },
  };
  const scope = { tenantId: 'acme', customerId: null };
  const apart = plan([query], scope, []);
  const packed = plan([{ ...query, packed: true }], scope, []);
  expect(packed.parts[0]?.columns).toEqual(['slot', 'customer', 'events']);
  expect(packed.values).toEqual(apart.values);
  const [rows = ''] = /(?<=FROM \(\n)SELECT[^]*(?=\n\) AS answer)/.exec(apart.text) ?? [];
  expect(packed.text).toBe(
    apart.text.replace(
      rows,
      () =>
        `SELECT string_agg(coalesce(c0, ''), ',') AS c0, c1, string_agg(coalesce(c2, ''), ',') AS c2 FROM (
${rows}
) AS slots
GROUP BY c1`,
    ),
  );
});
