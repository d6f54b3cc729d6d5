import type { Dimension } from '../catalogue/dataset.js';
import type { Bindings } from './bindings.js';

/** How a value is compared with others. */
export const OPERATORS = [
  'EQ',
  'NEQ',
  'IN',
  'NOT_IN',
  'GT',
  'GTE',
  'LT',
  'LTE',
  'CONTAINS',
  'STARTS_WITH',
  'EXISTS',
] as const;
export type Operator = (typeof OPERATORS)[number];

/**
 * Keeps what compares so with one of the values; NEQ and NOT_IN what has none of them, also what has no value at all.
 * EXISTS keeps what has a value where its own is `true`, and what has none where it is `false`.
 */
export interface Condition {
  /** A dimension of the dataset, or a column of a report. */
  readonly field: string;
  readonly operator: Operator;
  readonly values: readonly string[];
}

/** What a condition compares: texts by their code points, numbers by their size. */
export type ComparedAs = 'text' | 'numeric';

/** What a dimension's values are compared as. */
export const comparedAs = ({ type }: Dimension): ComparedAs => (type === 'integer' ? 'numeric' : 'text');

const SIGNS = { GT: '>', GTE: '>=', LT: '<', LTE: '<=' } as const;

/** SQL of a condition over an expression, for a WHERE: what is not true is not kept. */
export function conditionSql(
  expression: string,
  type: ComparedAs,
  { operator, values }: Condition,
  bindings: Bindings,
): string {
  const list = (): string => `(${bindings.bind(values, `${type}[]`)})`;
  const any = (made: (value: string) => string): string =>
    `(${values.map((value) => made(bindings.bind(value, type))).join(' OR ')})`;
  const sized = type === 'text' ? `${expression} COLLATE "C"` : expression;
  switch (operator) {
    case 'EQ':
    case 'IN':
      return `${expression} = ANY ${list()}`;
    case 'NEQ':
    case 'NOT_IN':
      return `(${expression} <> ALL ${list()} OR ${expression} IS NULL)`;
    case 'GT':
    case 'GTE':
    case 'LT':
    case 'LTE':
      return any((value) => `${sized} ${SIGNS[operator]} ${value}`);
    case 'CONTAINS':
      return any((value) => `strpos(${expression}, ${value}) > 0`);
    case 'STARTS_WITH':
      return any((value) => `starts_with(${expression}, ${value})`);
    case 'EXISTS':
      return `${expression} IS ${values.includes('false') ? '' : 'NOT '}NULL`;
  }
}
