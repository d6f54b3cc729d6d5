import type { DecimalText } from '../decimal.js';

/** The most digits that a decimal may have before the point, and after it. */
export const MAX_DECIMAL_DIGITS = 50;

/** Longer number texts are refused unread, so that a hostile one costs nothing. */
const MAX_NUMBER_TEXT = 1000;

/** A JSON number that a double would not reproduce, as the sender wrote it; NaN and the infinities, too. */
export class ExactNumber {
  constructor(readonly text: string) {}

  toString(): string {
    return this.text;
  }

  /** A string, so that a plain `JSON.stringify` loses no digit; `stringifyJson` writes the number itself. */
  toJSON(): string {
    return this.text;
  }
}

/** A number as sign × digits × 10^exponent, the digits without zeros at either end; zero has no digits. */
interface Scientific {
  sign: '' | '-';
  digits: string;
  exponent: number;
}

const NUMBER = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;
const ZERO = 48;

function scientific(text: string): Scientific | null {
  const match = text.length > MAX_NUMBER_TEXT ? null : NUMBER.exec(text);
  if (match === null) return null;
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const all = whole + fraction;
  if (all === '') return null;
  let start = 0;
  let end = all.length;
  while (end > start && all.charCodeAt(end - 1) === ZERO) end -= 1;
  while (start < end && all.charCodeAt(start) === ZERO) start += 1;
  if (start === end) return { sign: '', digits: '', exponent: 0 };
  return {
    sign: sign === '-' ? '-' : '',
    digits: all.slice(start, end),
    exponent: Number(exponent) - fraction.length + (all.length - end),
  };
}

/** The usual spellings, which are canonical already. */
const CANONICAL = /^(?:0|-?[1-9]\d{0,19}|-?(?:0|[1-9]\d{0,19})\.\d{0,19}[1-9])$/;

function textOf(value: unknown): string | null {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return Number.isFinite(value) ? String(value) : null;
  if (value instanceof ExactNumber) return value.text;
  return typeof value === 'bigint' ? value.toString() : null;
}

/**
 * The exact decimal that a JSON number, an ExactNumber or a string spells, in canonical text: `1e3` is `1000`,
 * `-0` is `0`, `+1.50` is `1.5`. Null for anything else (hex, empty, blanks, NaN, Infinity) and for what needs more
 * than MAX_DECIMAL_DIGITS digits on either side of the point: nothing is ever rounded.
 */
export function parseDecimal(value: unknown): DecimalText | null {
  const text = textOf(value);
  if (text === null) return null;
  if (CANONICAL.test(text)) return text;
  const parts = scientific(text);
  if (parts === null) return null;
  const { sign, digits, exponent } = parts;
  if (digits === '') return '0';
  const point = digits.length + exponent;
  if (point > MAX_DECIMAL_DIGITS || -exponent > MAX_DECIMAL_DIGITS) return null;
  if (exponent >= 0) return sign + digits + '0'.repeat(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

/**
 * One text for every spelling of a number, whatever its size: a plain decimal where `parseDecimal` gives one,
 * else digits and exponent. Null for what is no finite number.
 */
export function canonicalNumber(value: unknown): string | null {
  const plain = parseDecimal(value);
  if (plain !== null) return plain;
  const text = textOf(value);
  const parts = text === null ? null : scientific(text);
  return parts === null ? null : `${parts.sign}${parts.digits}e${parts.exponent}`;
}

/** Every double fits in this, and PostgreSQL's numeric, which jsonb uses, holds far more. */
const MAX_STORABLE_DIGITS = 400;

/** Whether a number can be stored inside JSON: at most 400 digits on either side of the point. */
export function isStorableNumber(value: number | ExactNumber): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  const parts = scientific(value.text);
  if (parts === null) return false;
  return (
    parts.digits.length + parts.exponent <= MAX_STORABLE_DIGITS && -parts.exponent <= MAX_STORABLE_DIGITS
  );
}
