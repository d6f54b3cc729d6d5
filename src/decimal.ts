import { Decimal as Base } from 'decimal.js';

/** Exact decimals: more digits than any sum of accepted events has, and never an exponent in the text. */
export const Exact = Base.clone({ precision: 400, toExpNeg: -9e15, toExpPos: 9e15 });
export type Exact = Base;

/** Zero, for sums. */
export const ZERO: Exact = new Exact(0);

/** 40 digits: more than a double has, at a tenth of what the 400 of `Exact` cost. */
const Rough = Base.clone({ precision: 40 });

/** A part by a whole as the nearest double; the whole is not 0. */
export function ratio(part: Exact, whole: Exact): number {
  return new Rough(part).div(whole).toNumber();
}
