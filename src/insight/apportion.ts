import { canonical, decimalText, scaleOf, unitsOf, type DecimalText } from '../decimal.js';
import { SHARE_DIGITS } from './share.js';

/** Parts have this many decimals unless the total has more: a millionth of a currency unit. */
const PART_SCALE = 6;

/** One weight's share of the total, in units of the parts' last decimal. */
interface Share {
  readonly position: number;
  /** Whole units. */
  readonly units: bigint;
  /** What is left of the exact share below one unit, times the sum of the weights. */
  readonly remainder: bigint;
}

/**
 * Shares out a total in proportion to weights, by largest remainder (Hamilton's method): each part is its exact share
 * `total * weight / sum of weights` cut to `scale` decimals, and the units of the last decimal that the cut parts lack
 * go, one each, to those that lost most by the cut; of equal ones to the first. So the parts add up to the total
 * exactly, and each is less than one unit away from its exact share. The parts of a negative total are those of the
 * positive one, negated.
 *
 * @param weights negative ones, such as usage that was corrected away, count as zero; a zero has a zero part.
 * @param scale decimals of the parts: by default those of the total, but not fewer than 6.
 * @returns a part for each weight, in their order. Null where no weight is above zero, for an empty list, too: nothing
 *   says who takes part, and the total stays unallocated.
 * @throws RangeError where the total has more decimals than `scale`, so that no such parts add up to it.
 */
export function apportion(
  total: DecimalText,
  weights: readonly DecimalText[],
  scale = Math.max(scaleOf(canonical(total)), PART_SCALE),
): DecimalText[] | null {
  const exact = canonical(total);
  if (scaleOf(exact) > scale) throw new RangeError(`${exact} has more than ${scale} decimals`);
  const scaled = wholeWeights(weights);
  const sum = scaled.reduce((sum, weight) => sum + weight, 0n);
  if (sum === 0n) return null;

  const signed = unitsOf(exact, scale);
  const units = signed < 0n ? -signed : signed;
  const shares = scaled.map((weight, position): Share => {
    const share = units * weight;
    return { position, units: share / sum, remainder: share % sum };
  });
  const lacking = Number(shares.reduce((left, share) => left - share.units, units));
  const raised = new Set(
    shares
      .filter(({ remainder }) => remainder > 0n)
      .sort(byLargestRemainder)
      .slice(0, lacking),
  );
  return shares.map((share) => {
    const part = raised.has(share) ? share.units + 1n : share.units;
    return decimalText(signed < 0n ? -part : part, scale);
  });
}

/** The weights in the same units, those below zero as zero. */
function wholeWeights(weights: readonly DecimalText[]): bigint[] {
  const scale = weights.reduce((scale, weight) => Math.max(scale, scaleOf(weight)), 0);
  return weights.map((weight) => (weight.startsWith('-') ? 0n : unitsOf(weight, scale)));
}

function byLargestRemainder(a: Share, b: Share): number {
  if (a.remainder === b.remainder) return a.position - b.position;
  return a.remainder > b.remainder ? -1 : 1;
}

/**
 * Rounds parts of a total so that they add up to it exactly, by largest remainder: each is first rounded down to `scale`
 * decimals, and what is then lacking goes, one unit of the last decimal each, to those that lost most; of equal ones to
 * the first.
 *
 * @param parts in units of 10^-40 as shares are, cut: together they are the total but for what was cut.
 * @param scale decimals of the parts: by default those of the total, but not fewer than 6.
 */
export function settle(
  total: DecimalText,
  parts: readonly bigint[],
  scale = Math.max(scaleOf(canonical(total)), PART_SCALE),
): DecimalText[] {
  const digits = Math.max(scale, SHARE_DIGITS);
  const unit = 10n ** BigInt(digits - scale);
  const shares = parts.map((part, position): Share => {
    const exact = part * 10n ** BigInt(digits - SHARE_DIGITS);
    const below = exact % unit;
    const remainder = below < 0n ? below + unit : below;
    return { position, units: (exact - remainder) / unit, remainder };
  });
  const units = shares.map((share) => share.units);
  const lacking = units.reduce((left, part) => left - part, unitsOf(canonical(total), scale));
  const step = lacking < 0n ? -1n : 1n;
  const order = [...shares].sort(byLargestRemainder);
  if (lacking < 0n) order.reverse();
  const count = Number(lacking * step);
  for (let given = 0; given < count && order.length > 0; given += 1) {
    const { position } = order[given % order.length] ?? { position: 0 };
    units[position] = (units[position] ?? 0n) + step;
  }
  return units.map((part) => decimalText(part, scale));
}
