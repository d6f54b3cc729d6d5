import { stringifyJson } from '../ingest/json.js';
import type { Bindings } from '../planner/bindings.js';
import type { EventQuery } from './event-query.js';
import { foldedLetters } from './fold.js';

/**
 * A query as conditions over a row of the event log, all of which must hold, but for its range of time: what
 * `eventMatcher` says in JavaScript. Values are bound, and none is a pattern.
 */
export function eventConditions(query: EventQuery, bindings: Bindings): string[] {
  const { categories, types, severities, customerId, productId, actor, statusCodes, attributes } = query;
  const oneOf = (column: string, values: readonly string[] | null): string[] =>
    values === null ? [] : [`${column} = ANY (${bindings.texts(values)})`];
  const equal = (column: string, value: string | null): string[] =>
    value === null ? [] : [`${column} = ${bindings.bind(value, 'text')}`];
  return [
    ...oneOf('category', categories),
    ...(types === null
      ? []
      : [
          anyOf([
            ...oneOf('type', types.exact),
            ...types.prefixes.map((prefix) => `starts_with(type, ${bindings.bind(prefix)})`),
          ]),
        ]),
    ...oneOf('severity', severities),
    ...equal('customer_id', customerId),
    ...equal('product_id', productId),
    ...equal('actor', actor),
    ...(statusCodes === null
      ? []
      : [
          anyOf(
            statusCodes.map(
              ({ from, to }) =>
                `status_code BETWEEN ${bindings.bind(from, 'int')} AND ${bindings.bind(to, 'int')}`,
            ),
          ),
        ]),
    ...(attributes === null ? [] : [`attributes @> ${bindings.bind(stringifyJson(attributes), 'jsonb')}`]),
    ...searchConditions(query, bindings),
  ];
}

const anyOf = (conditions: readonly string[]): string =>
  conditions.length === 0 ? 'false' : `(${conditions.join(' OR ')})`;

/** Put between the texts of an event; no term holds it. */
const BETWEEN = 'chr(31)';

function searchConditions({ terms }: EventQuery, bindings: Bindings): string[] {
  const letters = foldedLetters(terms.map(({ text }) => text));
  const folded = (expression: string): string => {
    const lowered = `lower((${expression}) COLLATE "C")`;
    if (letters.from === '') return lowered;
    return `translate(${lowered}, ${bindings.bind(letters.from)}, ${bindings.bind(letters.to)})`;
  };
  const holds = (expression: string, text: string): string =>
    `strpos(${folded(expression)}, ${bindings.bind(text)}) > 0`;
  return terms.map(({ text, isExcluded }) => {
    const inLine = holds(`concat_ws(${BETWEEN}, message, type, actor)`, text);
    // The JSON text has whatever a value in it has, and is cheaper than the values; what it has besides is told apart.
    const inJson = holds('attributes::text', JSON.stringify(text).slice(1, -1));
    const inValues = holds("coalesce(tenant.attribute_texts(attributes), '')", text);
    const isFound = `(${inLine} OR (${inJson} AND ${inValues}))`;
    return isExcluded ? `NOT ${isFound}` : isFound;
  });
}
