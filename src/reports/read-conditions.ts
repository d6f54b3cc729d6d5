import type { Dimension } from '../catalogue/dataset.js';
import { InputError } from '../errors.js';
import { parseDecimal } from '../ingest/decimal.js';
import { OPERATORS, type Condition, type Operator } from '../planner/condition.js';
import { parseInstant, resolveInstant } from '../planner/instant.js';
import type { Window } from '../planner/window.js';
import { Zone } from '../planner/zone.js';
import { COLUMN_TYPES, dimensionType, type ColumnType, type ReportColumn } from './columns.js';
import { known } from './known.js';
import type { ReportFilter } from './report-request.js';

/** Values of one condition. */
const MOST_VALUES = 1_000;
const MOST_CONDITIONS = 50;

const ONE: ReadonlySet<string> = new Set(['EQ', 'NEQ', 'GT', 'GTE', 'LT', 'LTE']);
const TEXT_ONLY: ReadonlySet<string> = new Set(['CONTAINS', 'STARTS_WITH']);

/** Conditions on dimensions, judged. */
export function readFilters(
  filters: readonly ReportFilter[],
  dimensions: ReadonlyMap<string, Dimension>,
  window: Clock,
): Condition[] {
  const typeOf = (field: string, name: string): ColumnType =>
    dimensionType(known(field, 'dimension', name, dimensions));
  return read('filters', filters, typeOf, window).map((condition, place) =>
    inOrder(`filters[${place}].values`, condition, dimensions.get(condition.field)?.order),
  );
}

/** Whether a place in an order compares so with another, by how far it is behind that. */
const SIZES: Readonly<Partial<Record<Operator, (behind: number) => boolean>>> = {
  GT: (behind) => behind > 0,
  GTE: (behind) => behind >= 0,
  LT: (behind) => behind < 0,
  LTE: (behind) => behind <= 0,
};

/** A condition on a dimension whose values have an order: by which of them it keeps. */
function inOrder(at: string, condition: Condition, order: readonly string[] | undefined): Condition {
  const { field, operator, values } = condition;
  const isKept = SIZES[operator];
  if (order === undefined || isKept === undefined) return condition;
  const [value = ''] = values;
  const place = known(at, 'value', value, new Map(order.map((one, i) => [one, i])));
  return { field, operator: 'IN', values: order.filter((_, other) => isKept(other - place)) };
}

/** Conditions on the columns of measures, judged; instants are those of the window's calendar and clock. */
export function readHaving(
  having: readonly ReportFilter[],
  columns: ReadonlyMap<string, ReportColumn>,
  window: Clock,
): Condition[] {
  return read(
    'having',
    having,
    (field, name) => known(field, "measure's column", name, columns).type,
    window,
  );
}

/** Whether conditions on columns say an instant by when they are asked. */
export function isRelative(
  having: readonly ReportFilter[],
  columns: ReadonlyMap<string, ReportColumn>,
): boolean {
  return having.some(
    ({ field, values }) =>
      columns.get(field)?.type === 'DATETIME' &&
      (values ?? []).some((value) => parseInstant(value)?.kind === 'relative'),
  );
}

function read(
  list: string,
  conditions: readonly ReportFilter[],
  typeOf: (field: string, name: string) => ColumnType,
  clock: Clock,
): Condition[] {
  if (conditions.length > MOST_CONDITIONS) {
    throw new InputError(list, `expected at most ${MOST_CONDITIONS}, got ${conditions.length}`);
  }
  return conditions.map(({ field, op, values }, place) => {
    const at = `${list}[${place}]`;
    const type = typeOf(`${at}.field`, field);
    return { field, operator: op, values: readValues(at, op, type, values ?? [], clock) };
  });
}

function readValues(
  at: string,
  op: ReportFilter['op'],
  type: ColumnType,
  values: readonly string[],
  clock: Clock,
): readonly string[] {
  const field = `${at}.values`;
  if (!OPERATORS.includes(op)) throw new InputError(`${at}.op`, `expected one of ${OPERATORS.join(', ')}`);
  if (op === 'EXISTS') {
    const [value = 'true'] = values;
    if (values.length > 1 || !['true', 'false'].includes(value)) {
      throw new InputError(field, 'expected "true", "false" or nothing');
    }
    return [value];
  }
  if (values.length === 0) throw new InputError(field, 'expected a value');
  if (ONE.has(op) && values.length > 1) throw new InputError(field, `expected one value for ${op}`);
  if (values.length > MOST_VALUES) throw new InputError(field, `expected at most ${MOST_VALUES} values`);
  if (type === 'STRING') {
    if (values.some((value) => value.includes('\0')))
      throw new InputError(field, 'expected text without U+0000');
    return values;
  }
  if (TEXT_ONLY.has(op))
    throw new InputError(`${at}.op`, `${op} compares text, and this is ${TYPE_NAMES[type]}`);
  return values.map((value) =>
    type === 'DATETIME' ? readTime(field, value, clock) : readNumber(field, value),
  );
}

const TYPE_NAMES = Object.fromEntries(
  COLUMN_TYPES.map((type) => [type, type === 'DATETIME' ? 'an instant' : 'a number']),
) as Record<ColumnType, string>;

/** By what an instant is told that is not told absolutely. */
type Clock = Pick<Window, 'timeZone' | 'now'>;

/** An instant as epoch milliseconds. */
function readTime(field: string, value: string, { timeZone, now }: Clock): string {
  const instant = parseInstant(value);
  if (instant !== null) return String(resolveInstant(instant, now, new Zone(timeZone)));
  throw new InputError(
    field,
    `expected ISO-8601 (2026-01-31T12:00:00Z), epoch milliseconds, or a relative time (now, now-7d, now-1d/d), got "${value}"`,
  );
}

/** A number as PostgreSQL reads it. */
function readNumber(field: string, value: string): string {
  const number = parseDecimal(value);
  if (number === null) throw new InputError(field, `expected a number, got "${value}"`);
  return number;
}
