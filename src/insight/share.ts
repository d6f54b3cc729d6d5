import { scaleOf, unitsOf, type DecimalText } from '../decimal.js';

/** Digits of an exact share behind the point. */
export const SHARE_DIGITS = 40;

/** The share that is all: shares are whole numbers of 10^-40. */
export const WHOLE_SHARE = 10n ** BigInt(SHARE_DIGITS);

/** The share that a part has of a whole, cut; 0 of a whole that is 0. */
export function shareOf(part: DecimalText, whole: DecimalText): bigint {
  const scale = Math.max(scaleOf(part), scaleOf(whole));
  const units = unitsOf(whole, scale);
  return units === 0n ? 0n : (unitsOf(part, scale) * WHOLE_SHARE) / units;
}
