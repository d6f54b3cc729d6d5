import type { LogEvent } from '../feed/log-event.js';
import { contains } from './containment.js';
import type { EventQuery, TypeQuery } from './event-query.js';
import { fold } from './fold.js';
import { searchTexts } from './search-text.js';

/** A query as a test of one event: what `eventConditions` says in SQL. */
export function eventMatcher(query: EventQuery): (event: LogEvent) => boolean {
  const { categories, types, severities, customerId, productId, actor, statusCodes, from, to } = query;
  const { terms, attributes } = query;
  return (event) =>
    (categories === null || categories.includes(event.category)) &&
    (types === null || isOfType(event.type, types)) &&
    (severities === null || severities.includes(event.severity)) &&
    (customerId === null || customerId === event.customerId) &&
    (productId === null || productId === event.productId) &&
    (actor === null || actor === event.actor) &&
    (statusCodes === null || hasStatus(event.statusCode, statusCodes)) &&
    (from === null || event.time >= from) &&
    (to === null || event.time < to) &&
    (attributes === null || contains(event.attributes, attributes)) &&
    (terms.length === 0 || isFound(event, terms));
}

/** Whether a type has one of the names, or begins as one of the prefixes. */
export function isOfType(type: string, { exact, prefixes }: TypeQuery): boolean {
  return exact.includes(type) || prefixes.some((prefix) => type.startsWith(prefix));
}

function hasStatus(statusCode: number | null, ranges: NonNullable<EventQuery['statusCodes']>): boolean {
  return statusCode !== null && ranges.some(({ from, to }) => statusCode >= from && statusCode <= to);
}

function isFound(event: LogEvent, terms: EventQuery['terms']): boolean {
  const texts = foldedTexts(event);
  return terms.every(({ text, isExcluded }) => texts.some((one) => one.includes(text)) !== isExcluded);
}

/** Kept for as long as somebody has the event: the feed's ring is what bounds them. */
const folded = new WeakMap<LogEvent, readonly string[]>();

/** The texts of an event, folded once for all filters that look into them. */
function foldedTexts(event: LogEvent): readonly string[] {
  const known = folded.get(event);
  if (known !== undefined) return known;
  const texts = searchTexts(event).map(fold);
  folded.set(event, texts);
  return texts;
}
