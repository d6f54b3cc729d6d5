import { SEVERITIES } from '../ingest/event.js';
import type { EventQuery } from './event-query.js';
import { isOfType } from './event-matcher.js';

/** A table of events and what its view `<relation>_log` can have in its columns. */
export interface EventTable {
  readonly relation: string;
  readonly categories: readonly string[];
  /** Null for all that no other table has. */
  readonly types: readonly string[] | null;
  readonly severities: readonly string[];
  /** Which of the columns that events may lack it has. */
  readonly has: readonly ('product' | 'actor' | 'statusCode')[];
}

const named = (prefix: string, names: string): string[] =>
  names.split(' ').map((name) => `${prefix}.${name}`);

/** The tables of all events. */
export const EVENT_TABLES: readonly EventTable[] = [
  {
    relation: 'log_events',
    categories: ['API', 'AUTH', 'SYSTEM', 'USAGE'],
    types: null,
    severities: SEVERITIES,
    has: ['product', 'actor', 'statusCode'],
  },
  {
    relation: 'usage_events',
    categories: ['USAGE'],
    types: ['usage.recorded'],
    severities: ['INFO'],
    has: ['product'],
  },
  {
    relation: 'mcp_calls',
    categories: ['USAGE'],
    types: ['mcp.tool.called'],
    severities: ['INFO', 'ERROR'],
    has: ['product', 'actor'],
  },
  {
    relation: 'storefront_events',
    categories: ['USAGE'],
    types: named('storefront', 'visited product_viewed pricing_viewed signed_up subscribed first_api_call'),
    severities: ['INFO'],
    has: ['product', 'actor'],
  },
  {
    relation: 'cost_events',
    categories: ['USAGE'],
    types: ['cost.incurred'],
    severities: ['INFO'],
    has: ['product'],
  },
  {
    relation: 'invoice_events',
    categories: ['BILLING'],
    types: named('invoice', 'created finalized paid payment_failed voided'),
    severities: ['INFO', 'WARNING', 'ERROR'],
    has: [],
  },
  {
    relation: 'subscription_events',
    categories: ['BILLING'],
    types: named('subscription', 'created changed cancelled'),
    severities: ['INFO', 'WARNING'],
    has: ['product'],
  },
];

const TAKEN = EVENT_TABLES.flatMap(({ types }) => types ?? []);

/** The tables that can hold an event that is meant. */
export function tablesOf(query: EventQuery): EventTable[] {
  const { categories, types, severities, productId, actor, statusCodes } = query;
  const meet = (wanted: readonly string[] | null, held: readonly string[]): boolean =>
    wanted === null || wanted.some((one) => held.includes(one));
  return EVENT_TABLES.filter(
    (table) =>
      meet(categories, table.categories) &&
      meet(severities, table.severities) &&
      (types === null || holdsType(table, types)) &&
      (productId === null || table.has.includes('product')) &&
      (actor === null || table.has.includes('actor')) &&
      (statusCodes === null || (statusCodes.length > 0 && table.has.includes('statusCode'))),
  );
}

function holdsType({ types: held }: EventTable, types: NonNullable<EventQuery['types']>): boolean {
  if (held !== null) return held.some((type) => isOfType(type, types));
  return types.prefixes.length > 0 || types.exact.some((type) => !TAKEN.includes(type));
}
