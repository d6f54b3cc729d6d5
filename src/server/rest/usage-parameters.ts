import { z } from 'zod';
import { judged } from '../../reports/judged.js';
import { textsOf } from '../texts-of.js';

/** Rows before the others where the request does not say. */
const DEFAULT_ROWS = 20;

const ids = z
  .string()
  .transform((text) => text.split(',').map((id) => id.trim()))
  .optional();

/** The parameters of the addresses of usage, each a text once. */
export const USAGE_PARAMETERS = z.strictObject({
  period: z
    .string()
    .optional()
    .describe('24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month; 30d if left out.'),
  from: z
    .string()
    .optional()
    .describe('The first instant: ISO-8601, epoch milliseconds, or relative (now-7d/d).'),
  to: z.string().optional().describe('The first instant behind the range.'),
  timeZone: z.string().optional().describe('An IANA zone; UTC if left out.'),
  granularity: z
    .enum(['AUTO', 'MINUTE_15', 'HOUR', 'DAY', 'WEEK', 'MONTH', 'QUARTER', 'YEAR'])
    .optional()
    .describe('The size of the buckets of the trend.'),
  maxDataPoints: z.coerce
    .number({ error: 'expected a whole number' })
    .int({ error: 'expected a whole number' })
    .optional()
    .describe('With AUTO: buckets of the trend at most.'),
  compareTo: z
    .enum(['PREVIOUS_PERIOD', 'PREVIOUS_YEAR'])
    .optional()
    .describe('Fills `change` with the difference from another range.'),
  customerId: ids.describe('Only these customers, with commas between.'),
  billableUnitId: ids.describe('Only these billable units, with commas between.'),
  productId: ids.describe('Only these products, with commas between.'),
  limit: z.coerce
    .number({ error: 'expected a whole number' })
    .default(DEFAULT_ROWS)
    .describe('Rows before the others: from 1 to 1000.'),
  tenantId: z.string().optional().describe("Another tenant's id; only for admins."),
});

/**
 * The variables of the operations, from a query string.
 * @throws InputError that names the parameter at fault, and the nearest there is
 */
export function usageVariables(search: URLSearchParams): Record<string, unknown> {
  const { customerId, billableUnitId, productId, limit, tenantId, ...window } = judged(
    USAGE_PARAMETERS,
    textsOf(search),
    () => Object.keys(USAGE_PARAMETERS.shape),
  );
  return {
    window,
    filter: { customerIds: customerId, billableUnitIds: billableUnitId, productIds: productId },
    first: limit,
    tenantId,
  };
}
