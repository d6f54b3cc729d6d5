import { DecimalSum, type DecimalText } from '../decimal.js';
import { apportion } from './apportion.js';
import { byCodePoint } from './code-points.js';
import { addMoney, type CurrencyAmount } from './money.js';
import { shareOf } from './share.js';

/** What somebody used of a unit. */
export interface UnitUse {
  readonly key: string;
  readonly unit: string;
  readonly quantity: DecimalText;
  /** Usage events, a whole number. */
  readonly events: DecimalText;
}

/**
 * Weighs keys by usage. Quantities of different units do not add up, shares of them do: a key's weight is the sum over
 * the units of (its part of the quantities above zero, cut to 40 decimals) x (the unit's events). With one unit that is
 * in proportion to the quantities. A key whose quantity of a unit is not above zero has no part of it.
 */
export function usageWeights(uses: readonly UnitUse[]): Map<string, DecimalText> {
  const units = new Map<string, { readonly byKey: Map<string, DecimalSum>; readonly events: DecimalSum }>();
  for (const { key, unit, quantity, events } of uses) {
    const known = units.get(unit) ?? { byKey: new Map<string, DecimalSum>(), events: new DecimalSum() };
    units.set(unit, known);
    known.events.add(events);
    const sum = known.byKey.get(key);
    if (sum === undefined) known.byKey.set(key, new DecimalSum().add(quantity));
    else sum.add(quantity);
  }
  const weights = new Map<string, bigint>();
  for (const { byKey, events } of units.values()) {
    const parts = Array.from(byKey, ([key, sum]) => [key, sum.toString()] as const).filter(
      ([, quantity]) => quantity !== '0' && !quantity.startsWith('-'),
    );
    const whole = parts.reduce((sum, [, quantity]) => sum.add(quantity), new DecimalSum()).toString();
    for (const [key, quantity] of parts) {
      const weight = shareOf(quantity, whole) * BigInt(events.toString());
      weights.set(key, (weights.get(key) ?? 0n) + weight);
    }
  }
  return new Map(Array.from(weights, ([key, weight]) => [key, weight.toString()]));
}

/** Amounts that were shared out, and what nobody took. */
export interface Allocation {
  readonly byKey: ReadonlyMap<string, readonly CurrencyAmount[]>;
  readonly unallocated: readonly CurrencyAmount[];
}

/**
 * Shares amounts out in proportion to weights, each currency by itself and to the last decimal (see `apportion`): the
 * parts and the rest add up exactly to the amounts. Where no weight is above zero, nobody takes anything. Of equal
 * remainders the key that comes first in the order of code points takes the last decimal.
 */
export function allocate(
  amounts: readonly CurrencyAmount[],
  weights: ReadonlyMap<string, DecimalText>,
): Allocation {
  const keys = [...weights.keys()].sort(byCodePoint);
  const byKey = new Map<string, CurrencyAmount[]>();
  const unallocated: CurrencyAmount[] = [];
  for (const { amount, currency } of addMoney(amounts)) {
    const parts = apportion(
      amount,
      keys.map((key) => weights.get(key) ?? '0'),
    );
    if (parts === null) {
      unallocated.push({ amount, currency });
      continue;
    }
    for (const [place, key] of keys.entries()) {
      const part = { amount: parts[place] ?? '0', currency };
      if (part.amount === '0') continue;
      const taken = byKey.get(key);
      if (taken === undefined) byKey.set(key, [part]);
      else taken.push(part);
    }
  }
  return { byKey, unallocated };
}
