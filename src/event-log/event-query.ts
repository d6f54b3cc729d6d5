import { InputError } from '../errors.js';
import { SEVERITIES } from '../ingest/event.js';
import type { JsonObject } from '../ingest/json.js';
import { isStorableText, UNSTORABLE_TEXT } from '../ingest/types/attributes.js';
import type { InstantInput } from '../planner/instant.js';
import { readContained } from './containment.js';
import { readSearch, type SearchTerm } from './search-terms.js';

/** Whole numbers from one to another, both included; an end that is left out is open. */
export interface NumberRange {
  readonly from?: number | null;
  readonly to?: number | null;
}

/** What a caller asks: see `EventFilter` of the schema. */
export interface EventFilterInput {
  readonly categories?: readonly string[] | null;
  readonly types?: readonly string[] | null;
  readonly minSeverity?: string | null;
  readonly customerId?: string | null;
  readonly productId?: string | null;
  readonly actor?: string | null;
  readonly statusCodes?: readonly NumberRange[] | null;
  readonly search?: string | null;
  readonly attributes?: JsonObject | null;
  readonly from?: InstantInput | null;
  readonly to?: InstantInput | null;
}

/** Types by their names, or by how they begin. */
export interface TypeQuery {
  readonly exact: readonly string[];
  /** Each ends in a dot. */
  readonly prefixes: readonly string[];
}

/**
 * Which events are meant: all of it must hold, null narrows nothing, and an empty list is nothing. What it means is
 * written twice and tested to be the same: by `eventMatcher` for events at hand, by `eventConditions` in SQL.
 */
export interface EventQuery {
  readonly categories: readonly string[] | null;
  readonly types: TypeQuery | null;
  readonly severities: readonly string[] | null;
  readonly customerId: string | null;
  readonly productId: string | null;
  readonly actor: string | null;
  /** With both ends; an event without a status code lies in none. */
  readonly statusCodes: readonly { readonly from: number; readonly to: number }[] | null;
  readonly terms: readonly SearchTerm[];
  /** What the attributes contain, as `jsonb @>` has it. */
  readonly attributes: JsonObject | null;
  /** When it happened, half-open, epoch milliseconds. */
  readonly from: number | null;
  readonly to: number | null;
}

const MOST_CHARACTERS = 255;
const MOST = { categories: 20, types: 50, statusCodes: 20 } as const;
/** GraphQL's Int. */
const [LOWEST, HIGHEST] = [-(2 ** 31), 2 ** 31 - 1];

/**
 * Reads a filter. Throws an InputError that names the field for what is no filter, or too large a one. `instant` tells
 * what a point in time means.
 */
export function readEventFilter(
  filter: EventFilterInput | null | undefined,
  instant: (input: InstantInput) => number,
): EventQuery {
  const from = filter?.from == null ? null : instantOf('filter.from', filter.from, instant);
  const to = filter?.to == null ? null : instantOf('filter.to', filter.to, instant);
  if (from !== null && to !== null && from >= to) {
    throw new InputError('filter.to', 'expected an instant after `from`');
  }
  return {
    categories: list('categories', filter?.categories),
    types: typesOf(list('types', filter?.types)),
    severities:
      filter?.minSeverity == null
        ? null
        : SEVERITIES.slice((SEVERITIES as readonly string[]).indexOf(filter.minSeverity)),
    customerId: text('filter.customerId', filter?.customerId),
    productId: text('filter.productId', filter?.productId),
    actor: text('filter.actor', filter?.actor),
    statusCodes: list('statusCodes', filter?.statusCodes)?.map(rangeOf) ?? null,
    terms:
      filter?.search == null ? [] : readSearch('filter.search', wellFormed('filter.search', filter.search)),
    attributes: filter?.attributes == null ? null : readContained('filter.attributes', filter.attributes),
    from,
    to,
  };
}

function list<T>(field: keyof typeof MOST, values: readonly T[] | null | undefined): readonly T[] | null {
  if (values == null) return null;
  if (values.length <= MOST[field]) return values;
  throw new InputError(`filter.${field}`, `expected at most ${MOST[field]}`);
}

function typesOf(types: readonly string[] | null): TypeQuery | null {
  if (types === null) return null;
  const known = types.map((type, place) => wellFormed(`filter.types.${place}`, type, MOST_CHARACTERS));
  return {
    exact: known.filter((type) => !type.endsWith('.*')),
    prefixes: known.filter((type) => type.endsWith('.*')).map((type) => type.slice(0, -1)),
  };
}

function rangeOf({ from, to }: NumberRange, place: number): { from: number; to: number } {
  const field = `filter.statusCodes.${place}`;
  if (from == null && to == null) throw new InputError(field, 'expected `from`, `to` or both');
  if (from != null && to != null && from > to) {
    throw new InputError(`${field}.to`, 'expected at least `from`');
  }
  return { from: from ?? LOWEST, to: to ?? HIGHEST };
}

const text = (field: string, value: string | null | undefined): string | null =>
  value == null ? null : wellFormed(field, value, MOST_CHARACTERS);

function wellFormed(field: string, value: string, most = Infinity): string {
  if (value.length > most) throw new InputError(field, `expected at most ${most} characters`);
  if (!isStorableText(value)) throw new InputError(field, UNSTORABLE_TEXT);
  return value;
}

const EARLIEST = Date.UTC(1900, 0);
const LATEST = Date.UTC(2200, 0);

function instantOf(field: string, input: InstantInput, instant: (input: InstantInput) => number): number {
  const at = instant(input);
  if (at >= EARLIEST && at <= LATEST) return at;
  throw new InputError(field, 'expected an instant of the years 1900 to 2199');
}
