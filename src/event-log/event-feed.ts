import type { FeedFilter, FeedTrait } from '../feed/feed.js';
import { stringifyJson } from '../ingest/json.js';
import { eventMatcher } from './event-matcher.js';
import type { EventQuery } from './event-query.js';

/** A query as a filter of the live feed, with what tells most of the events that match. */
export function feedFilter(query: EventQuery): FeedFilter {
  return { matches: eventMatcher(query), trait: traitOf(query), key: stringifyJson(query) };
}

function traitOf({ customerId, productId, actor, types, categories }: EventQuery): FeedTrait | null {
  if (customerId !== null) return { field: 'customerId', values: [customerId] };
  if (actor !== null) return { field: 'actor', values: [actor] };
  if (productId !== null) return { field: 'productId', values: [productId] };
  if (types !== null && types.prefixes.length === 0) return { field: 'type', values: types.exact };
  return categories === null ? null : { field: 'category', values: categories };
}
