import type { DimensionFilter } from '../planner/query.js';
import type { EventQuery } from './event-query.js';

/** Status codes of HTTP: an event has one of these, or none. */
const [LOWEST, HIGHEST] = [100, 599];

/** What of a query the dimensions of the dataset `events` can say: all but the range, the search and the attributes. */
export function dimensionFilters(query: EventQuery): DimensionFilter[] {
  const { categories, types, severities, customerId, productId, actor, statusCodes } = query;
  const oneOf = (dimension: string, values: readonly string[] | null): DimensionFilter[] =>
    values === null ? [] : [{ dimension, values }];
  const equal = (dimension: string, value: string | null): DimensionFilter[] =>
    value === null ? [] : [{ dimension, values: [value] }];
  return [
    ...oneOf('category', categories),
    ...(types === null ? [] : [{ dimension: 'type', values: types.exact, prefixes: types.prefixes }]),
    ...oneOf('severity', severities),
    ...equal('customer', customerId),
    ...equal('product', productId),
    ...equal('actor', actor),
    ...oneOf('statusCode', statusCodes === null ? null : codesOf(statusCodes)),
  ];
}

function codesOf(ranges: NonNullable<EventQuery['statusCodes']>): string[] {
  const codes: string[] = [];
  for (let code = LOWEST; code <= HIGHEST; code += 1) {
    if (ranges.some(({ from, to }) => code >= from && code <= to)) codes.push(String(code));
  }
  return codes;
}
