import { scaleOf, unitsOf } from '../decimal.js';
import { InputError } from '../errors.js';

/**
 * What exact decimals are in files whose columns have one type for all cells: the most digits that common readers take,
 * 18 of them before the point and 20 behind it. Always the same, so that the files of one report agree.
 */
export const FIXED_DECIMAL = { precision: 38, scale: 20 } as const;

const MOST = 10n ** BigInt(FIXED_DECIMAL.precision);

/**
 * A decimal in units of 10^-20. `isQuotient`: it was rounded by a division already, and is here rounded to 20 digits, half
 * away from zero; of all others no digit is lost.
 *
 * @throws InputError where the digits do not fit
 */
export function fixedUnits(column: string, text: string, isQuotient: boolean): bigint {
  const { precision, scale } = FIXED_DECIMAL;
  const own = scaleOf(text);
  let units: bigint | null = null;
  if (own <= scale) units = unitsOf(text, scale);
  else if (isQuotient) units = rounded(unitsOf(text, own), own - scale);
  if (units !== null && units < MOST && units > -MOST) return units;
  throw new InputError(
    'decimals',
    `"${column}" has a value with more digits than a DECIMAL(${precision}, ${scale}): ask for decimals=text, or for numbers=FLOAT`,
  );
}

function rounded(units: bigint, digits: number): bigint {
  const unit = 10n ** BigInt(digits);
  const half = units < 0n ? -unit / 2n : unit / 2n;
  return (units + half) / unit;
}
