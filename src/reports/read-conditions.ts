import type { Dimension } from '../catalogue/dataset.js';
import { InputError } from '../errors.js';
import { parseDecimal } from '../ingest/decimal.js';
import { OPERATORS, type Condition } from '../planner/condition.js';
import { COLUMN_TYPES, type ColumnType, type ReportColumn } from './columns.js';
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
): Condition[] {
  return read('filters', filters, (field, name) => {
    const { type } = known(field, 'dimension', name, dimensions);
    return type === 'integer' ? 'INTEGER' : 'STRING';
  });
}

/** Conditions on the columns of measures, judged. */
export function readHaving(
  having: readonly ReportFilter[],
  columns: ReadonlyMap<string, ReportColumn>,
): Condition[] {
  return read('having', having, (field, name) => known(field, "measure's column", name, columns).type);
}

function read(
  list: string,
  conditions: readonly ReportFilter[],
  typeOf: (field: string, name: string) => ColumnType,
): Condition[] {
  if (conditions.length > MOST_CONDITIONS) {
    throw new InputError(list, `expected at most ${MOST_CONDITIONS}, got ${conditions.length}`);
  }
  return conditions.map(({ field, op, values }, place) => {
    const at = `${list}[${place}]`;
    const type = typeOf(`${at}.field`, field);
    return { field, operator: op, values: readValues(at, op, type, values ?? []) };
  });
}

function readValues(
  at: string,
  op: ReportFilter['op'],
  type: ColumnType,
  values: readonly string[],
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
  return values.map((value) => readNumber(field, type, value));
}

const TYPE_NAMES = Object.fromEntries(
  COLUMN_TYPES.map((type) => [type, type === 'DATETIME' ? 'an instant' : 'a number']),
) as Record<ColumnType, string>;

/** A number as PostgreSQL reads it; an instant, which is asked for as such, as epoch seconds. */
function readNumber(field: string, type: ColumnType, value: string): string {
  if (type === 'DATETIME') {
    const instant = /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
    if (Number.isNaN(instant)) throw new InputError(field, `expected an ISO-8601 instant, got "${value}"`);
    return String(instant / 1_000);
  }
  const number = parseDecimal(value);
  if (number === null) throw new InputError(field, `expected a number, got "${value}"`);
  return number;
}
