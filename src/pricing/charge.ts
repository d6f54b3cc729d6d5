import {
  ceilDivision,
  compareDecimals,
  DecimalSum,
  difference,
  product,
  type DecimalText,
} from '../decimal.js';
import type { PriceTerms, PriceTiers } from './price-terms.js';

/**
 * What the whole quantity of a billing period costs, exactly: nothing is rounded. In units of the price's currency.
 * The formulas, with examples, are in docs/pricing.md.
 *
 * A quantity below zero, to which corrections can bring a period, is credited at the amount of the first tier, without
 * flat fees; of packages, none was started. Nothing costs nothing.
 */
export function charge(terms: PriceTerms, quantity: DecimalText): DecimalText {
  switch (terms.model) {
    case 'FLAT':
      return product(terms.amount, quantity);
    case 'PACKAGE':
      return compareDecimals(quantity, '0') <= 0
        ? '0'
        : product(terms.amount, ceilDivision(quantity, terms.size).toString());
    case 'GRADUATED':
    case 'VOLUME':
      if (compareDecimals(quantity, '0') <= 0) return product(terms.tiers[0].amount, quantity);
      return terms.model === 'GRADUATED' ? graduated(terms.tiers, quantity) : volume(terms.tiers, quantity);
  }
}

/**
 * What a quantity adds to the charge of a period that came to `before` without it: charge(before + quantity) −
 * charge(before). Over the events of a period these add up to its charge, whatever their order. Negative where the
 * quantity is, and where it takes the whole of a VOLUME price into a cheaper tier.
 *
 * @param before what the price has been charged for in the period so far; not read where it needs no cumulation.
 */
export function marginalCharge(terms: PriceTerms, before: DecimalText, quantity: DecimalText): DecimalText {
  if (!needsCumulation(terms)) return charge(terms, quantity);
  const after = new DecimalSum().add(before).add(quantity).toString();
  return difference(charge(terms, after), charge(terms, before));
}

/** Whether the charge of a quantity depends on what else the period has; it does not where it is linear. */
export function needsCumulation(terms: PriceTerms): boolean {
  switch (terms.model) {
    case 'FLAT':
      return false;
    case 'PACKAGE':
      return true;
    case 'GRADUATED':
    case 'VOLUME':
      return terms.tiers.length > 1 || terms.tiers[0].flat !== '0';
  }
}

/** Each part of a positive quantity at the amount of the tier that it lies in, and the flat fees of all of them. */
function graduated(tiers: PriceTiers, quantity: DecimalText): DecimalText {
  const sum = new DecimalSum();
  let from: DecimalText = '0';
  for (const { upTo, amount, flat } of tiers) {
    const endsHere = upTo === null || compareDecimals(quantity, upTo) <= 0;
    sum.add(product(amount, difference(endsHere ? quantity : upTo, from))).add(flat);
    if (endsHere) break;
    from = upTo;
  }
  return sum.toString();
}

/** The whole of a positive quantity at the amount of the tier that its end lies in, and the flat fee of that one. */
function volume(tiers: PriceTiers, quantity: DecimalText): DecimalText {
  let entered = tiers[0];
  for (const tier of tiers) {
    entered = tier;
    if (tier.upTo === null || compareDecimals(quantity, tier.upTo) <= 0) break;
  }
  return new DecimalSum().add(product(entered.amount, quantity)).add(entered.flat).toString();
}
