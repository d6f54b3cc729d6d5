import { Decimal } from 'decimal.js';

/** An exact decimal as canonical text: no exponent, no zeros at its ends, `0` without a sign. */
export type DecimalText = string;

/**
 * `units * 10^-scale` as canonical decimal text: no exponent, no `+`, no superfluous zeros, never `-0`.
 * Throws a RangeError for what a double can no longer count exactly; give a bigint there.
 */
export function decimalText(units: number | bigint, scale: number): string {
  if (typeof units === 'number' && !Number.isSafeInteger(units)) {
    throw new RangeError(`${units} is not exact`);
  }
  const sign = units < 0 ? '-' : '';
  const digits = (units < 0 ? -units : units).toString().padStart(scale + 1, '0');
  const point = digits.length - scale;
  let end = digits.length;
  while (end > point && digits[end - 1] === '0') end--;
  return end === point
    ? sign + digits.slice(0, point)
    : `${sign}${digits.slice(0, point)}.${digits.slice(point, end)}`;
}

/** Adds decimals up exactly. One alone costs nothing but its text. */
export class DecimalSum {
  #only: string | null = null;
  #digits = 0n;
  #scale = 0;

  /** Adds what PostgreSQL prints of a numeric, or a canonical decimal. */
  add(text: string): this {
    if (this.#only === null && this.#digits === 0n) {
      this.#only = text;
      return this;
    }
    if (this.#only !== null) {
      this.#digits = digitsOf(this.#only);
      this.#scale = scaleOf(this.#only);
      this.#only = null;
    }
    const scale = scaleOf(text);
    if (scale > this.#scale) {
      this.#digits *= powerOfTen(scale - this.#scale);
      this.#scale = scale;
    }
    this.#digits += digitsOf(text) * powerOfTen(this.#scale - scale);
    return this;
  }

  /** The sum; 0 if nothing was added. */
  toString(): DecimalText {
    if (this.#only !== null) return canonical(this.#only);
    return decimalText(this.#digits, this.#scale);
  }
}

/** A decimal less another. */
export function difference(from: DecimalText, less: DecimalText): DecimalText {
  const negated = less.startsWith('-') ? less.slice(1) : `-${less}`;
  return new DecimalSum().add(from).add(negated).toString();
}

/** Digits that every double holds exactly. */
const EXACT_DIGITS = 15;

/** Negative where the first is smaller, positive where it is larger. */
export function compareDecimals(a: DecimalText, b: DecimalText): number {
  if (a === b) return 0;
  // Doubles keep the order of decimals that they tell apart.
  if (a.length <= EXACT_DIGITS && b.length <= EXACT_DIGITS) return Number(a) - Number(b);
  return difference(a, b).startsWith('-') ? -1 : 1;
}

/** A decimal times another, all digits of it. */
export function product(a: DecimalText, b: DecimalText): DecimalText {
  return decimalText(digitsOf(a) * digitsOf(b), scaleOf(a) + scaleOf(b));
}

/** The smallest whole number that is not below `a / b`. Throws a RangeError where `b` is 0. */
export function ceilDivision(a: DecimalText, b: DecimalText): bigint {
  const scale = Math.max(scaleOf(a), scaleOf(b));
  const [above, below] = [unitsOf(a, scale), unitsOf(b, scale)];
  const quotient = above / below;
  // BigInt division cuts towards zero, which is upwards below it.
  const isCutDown = above % below !== 0n && above < 0n === below < 0n;
  return isCutDown ? quotient + 1n : quotient;
}

/** More digits than a double has. */
const Rough = Decimal.clone({ precision: 40 });

/** A part by a whole as the nearest double; the whole is not 0. */
export function ratio(part: DecimalText, whole: DecimalText): number {
  const scale = Math.max(scaleOf(part), scaleOf(whole));
  const scaled = (text: string): string => text.replace('.', '') + '0'.repeat(scale - scaleOf(text));
  const [above, below] = [scaled(part), scaled(whole)];
  // The quotient of two whole numbers that doubles hold is rounded once.
  if (above.length <= EXACT_DIGITS && below.length <= EXACT_DIGITS) return Number(above) / Number(below);
  return new Rough(part).div(whole).toNumber();
}

/** The canonical text of what PostgreSQL prints of a numeric. */
export function canonical(text: string): DecimalText {
  if (!text.includes('.') || !text.endsWith('0')) return text;
  let end = text.length;
  while (text.charAt(end - 1) === '0') end -= 1;
  const short = text.slice(0, text.charAt(end - 1) === '.' ? end - 1 : end);
  return short === '-0' ? '0' : short;
}

/** Digits behind the point. */
export function scaleOf(text: string): number {
  const point = text.indexOf('.');
  return point === -1 ? 0 : text.length - point - 1;
}

/** A decimal in units of `10^-scale`: the inverse of `decimalText`. The scale is not below the decimal's own. */
export function unitsOf(text: DecimalText, scale: number): bigint {
  return digitsOf(text) * powerOfTen(scale - scaleOf(text));
}

function digitsOf(text: string): bigint {
  return BigInt(text.replace('.', ''));
}

const powers: bigint[] = [];

function powerOfTen(exponent: number): bigint {
  return (powers[exponent] ??= 10n ** BigInt(exponent));
}
