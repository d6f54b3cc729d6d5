import { SEVERITIES, type Severity } from './severity.js';

/** The categories of events. */
export const CATEGORIES = ['API', 'BILLING', 'AUTH', 'SYSTEM', 'USAGE'] as const;

/** The part of the platform that an event comes from. */
export type Category = (typeof CATEGORIES)[number];

/** The fields of a filter that are a text, in the order in which they stand in an address. */
export const TEXT_FIELDS = ['customerId', 'productId', 'actor', 'search'] as const;

/** A field of a filter that is a text. */
export type TextField = (typeof TEXT_FIELDS)[number];

/** Which events the page shows: the schema's EventFilter, where empty means all. */
export interface LiveFilter extends Readonly<Record<TextField, string>> {
  readonly categories: readonly Category[];
  readonly minSeverity: Severity | null;
  readonly types: readonly string[];
}

/** A list as a user writes it: words between commas or blanks, each once. */
export function splitList(text: string): string[] {
  return [...new Set(text.split(/[\s,]+/).filter((word) => word !== ''))];
}

/** The filter of an address's query string. What the schema does not know is left out, as if it were not there. */
export function filterFromQuery(query: string): LiveFilter {
  const params = new URLSearchParams(query);
  const list = (name: string): string[] => splitList(params.getAll(name).join(','));
  const text = (name: string): string => (params.get(name) ?? '').trim();
  const categories = list('categories').map((word) => word.toUpperCase());
  const severity = text('minSeverity').toUpperCase();
  return {
    categories: CATEGORIES.filter((category) => categories.includes(category)),
    minSeverity: SEVERITIES.find((known) => known === severity) ?? null,
    types: list('types'),
    customerId: text('customerId'),
    productId: text('productId'),
    actor: text('actor'),
    search: text('search'),
  };
}

/** The query string of a filter, beginning with `?`, or nothing; `filterFromQuery` reads it back. */
export function queryOfFilter(filter: LiveFilter): string {
  const params = new URLSearchParams();
  if (filter.categories.length > 0) params.set('categories', filter.categories.join(','));
  if (filter.minSeverity !== null) params.set('minSeverity', filter.minSeverity);
  if (filter.types.length > 0) params.set('types', filter.types.join(','));
  for (const field of TEXT_FIELDS) if (filter[field] !== '') params.set(field, filter[field]);
  // A comma may stand in a query string as it is.
  const query = params.toString().replaceAll('%2C', ',');
  return query === '' ? '' : `?${query}`;
}

/** The filter as the subscription's variable; null where it lets everything through. */
export function filterVariable(filter: LiveFilter): Record<string, unknown> | null {
  const { categories, minSeverity, types } = filter;
  const texts = TEXT_FIELDS.filter((field) => filter[field] !== '').map(
    (field) => [field, filter[field]] as const,
  );
  const variable: Record<string, unknown> = {
    ...(categories.length > 0 ? { categories } : {}),
    ...(minSeverity === null ? {} : { minSeverity }),
    ...(types.length > 0 ? { types } : {}),
    ...Object.fromEntries(texts),
  };
  return Object.keys(variable).length === 0 ? null : variable;
}
