/** Digits behind the point: an accepted decimal has at most 50. */
const DIGITS = 50;

/** A decimal as a whole number of 10^-50. The oracle adds these up: no library, no floating point, no rounding. */
export type Fixed = bigint;

const DECIMAL = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d+))?$/;

/** A number as `digits / 10^places`. */
export function decimalParts(text: string): { digits: bigint; places: number } {
  const match = DECIMAL.exec(text);
  if (match === null) throw new Error(`not a decimal: ${text}`);
  const [, sign, whole = '', fraction = '', exponent = '0'] = match;
  const digits = BigInt(whole + fraction);
  const places = fraction.length - Number(exponent);
  return places < 0
    ? { digits: (sign === '-' ? -digits : digits) * 10n ** BigInt(-places), places: 0 }
    : { digits: sign === '-' ? -digits : digits, places };
}

/** Reads any spelling of a decimal; throws where a digit would be lost. */
export function fixed(text: string): Fixed {
  const { digits, places } = decimalParts(text);
  if (places <= DIGITS) return digits * 10n ** BigInt(DIGITS - places);
  const divisor = 10n ** BigInt(places - DIGITS);
  if (digits % divisor !== 0n) throw new Error(`more than ${DIGITS} digits behind the point: ${text}`);
  return digits / divisor;
}

export const fixedOf = (count: number): Fixed => fixed(String(count));

/** The canonical text: no exponent, no zeros that could be left out. */
export function textOf(value: Fixed): string {
  const digits = (value < 0n ? -value : value).toString().padStart(DIGITS + 1, '0');
  const fraction = digits.slice(-DIGITS).replace(/0+$/, '');
  return `${value < 0n ? '-' : ''}${digits.slice(0, -DIGITS)}${fraction === '' ? '' : `.${fraction}`}`;
}

export const sum = (values: Iterable<Fixed>): Fixed => {
  let whole = 0n;
  for (const value of values) whole += value;
  return whole;
};

/** The double next to `part / whole`. */
export function ratioOf(part: bigint, whole: bigint): number {
  const isNegative = part < 0n !== whole < 0n;
  const [dividend, divisor] = [part < 0n ? -part : part, whole < 0n ? -whole : whole];
  // 40 digits, and one more that says whether anything is left: it decides which double is nearest.
  const places = Math.max(0, 40 + divisor.toString().length - dividend.toString().length);
  const scaled = dividend * 10n ** BigInt(places);
  const rest = scaled % divisor === 0n ? '0' : '1';
  const nearest = Number(`${scaled / divisor}${rest}e${-places - 1}`);
  return isNegative && nearest !== 0 ? -nearest : nearest;
}
