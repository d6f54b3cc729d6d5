import { Decimal as Base } from 'decimal.js';

/** Exact decimals: more digits than any sum of accepted events has, and never an exponent in the text. */
export const Exact = Base.clone({ precision: 400, toExpNeg: -9e15, toExpPos: 9e15 });
export type Exact = Base;

/** Zero, for sums. */
export const ZERO: Exact = new Exact(0);
