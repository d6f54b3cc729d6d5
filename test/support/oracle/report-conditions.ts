import type { Operator } from '../../../src/planner/condition.js';
import { areClose, compareFigures, type Figure } from './report-figure.js';
import { compareKeys } from './usage-oracle.js';

const SIGNS: Readonly<Partial<Record<Operator, (sign: number) => boolean>>> = {
  GT: (sign) => sign > 0,
  GTE: (sign) => sign >= 0,
  LT: (sign) => sign < 0,
  LTE: (sign) => sign <= 0,
};

/** Whether a value passes: one that is not there has no size, is no text, and is none of the values. */
function passes<T>(
  value: T | null,
  operator: Operator,
  values: readonly T[],
  compare: (a: T, b: T) => number,
): boolean {
  const isOne = value !== null && values.some((one) => compare(value, one) === 0);
  if (operator === 'EQ' || operator === 'IN') return isOne;
  if (operator === 'NEQ' || operator === 'NOT_IN') return !isOne;
  const isMeant = SIGNS[operator];
  if (isMeant === undefined) throw new Error(`${operator} compares no sizes`);
  return value !== null && values.some((one) => isMeant(compare(value, one)));
}

const GRAVITY = ['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'];

/** How the values of a dimension are ordered. */
export const textOrder = (dimension: string): ((a: string, b: string) => number) =>
  dimension === 'severity' ? (a, b) => GRAVITY.indexOf(a) - GRAVITY.indexOf(b) : compareKeys;

/** Whether a text passes. */
export function textPasses(
  value: string | null,
  operator: Operator,
  values: readonly string[],
  compare: (a: string, b: string) => number = compareKeys,
): boolean {
  switch (operator) {
    case 'EXISTS':
      return (value !== null) === (values[0] !== 'false');
    case 'CONTAINS':
      return value !== null && values.some((one) => value.includes(one));
    case 'STARTS_WITH':
      return value !== null && values.some((one) => value.startsWith(one));
    default:
      return passes(value, operator, values, SIGNS[operator] === undefined ? compareKeys : compare);
  }
}

/** Whether a whole number that is written passes. */
export function wholePasses(value: string | null, operator: Operator, values: readonly string[]): boolean {
  if (operator === 'EXISTS') return textPasses(value, operator, values);
  const numbers = values.map(Number);
  return passes(value === null ? null : Number(value), operator, numbers, (a, b) => a - b);
}

/** Whether a figure passes; null where it is so close to a value that an answer may say either. */
export function figurePasses(
  figure: Figure | null,
  operator: Operator,
  values: readonly Figure[],
  isThere: boolean,
): boolean | null {
  if (operator === 'EXISTS') return (figure !== null) === isThere;
  if (figure !== null && values.some((value) => areClose(figure, value))) return null;
  return passes(figure, operator, values, compareFigures);
}
