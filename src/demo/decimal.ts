import { decimalText } from '../decimal.js';

/** Decimals of a unit price: 10^-9 of a currency unit. */
export const PRICE_SCALE = 9;

/** A unit price of at most 9 decimals, such as `0.0042`, in 10^-9 of a currency unit. */
export function unitPrice(text: string): number {
  const [whole = '', fraction = ''] = text.split('.');
  return Number(whole + fraction.padEnd(PRICE_SCALE, '0'));
}

/** Decimals in which revenue is added up until it is invoiced; a quantity may have up to 6 of them. */
export const LEDGER_SCALE = 15;
const LEDGER_FACTORS = Array.from(
  { length: 7 },
  (_, precision) => 10n ** BigInt(LEDGER_SCALE - PRICE_SCALE - precision),
);

/** The exact price of a quantity: its text, and the same in 10^-15 of the currency for the ledger. */
export function priced(quantity: number, precision: number, price: number): { text: string; ledger: bigint } {
  const scale = precision + PRICE_SCALE;
  const short = quantity * price;
  const product = Number.isSafeInteger(short) ? short : BigInt(quantity) * BigInt(price);
  return { text: decimalText(product, scale), ledger: BigInt(product) * (LEDGER_FACTORS[precision] ?? 1n) };
}
