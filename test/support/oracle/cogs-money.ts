import { fixed, ratioOf, sum, textOf, type Fixed } from './fixed.js';
import { compareKeys } from './usage-oracle.js';

/** Amounts by currency. */
export type Wallet = ReadonlyMap<string, Fixed>;

/** Adds wallets up. */
export function together(wallets: readonly Wallet[]): Wallet {
  const all = new Map<string, Fixed>();
  for (const wallet of wallets) {
    for (const [currency, amount] of wallet) all.set(currency, (all.get(currency) ?? 0n) + amount);
  }
  return all;
}

export const walletOf = (amount: { amount: string; currency: string }): Wallet =>
  new Map([[amount.currency, fixed(amount.amount)]]);

const inOrder = (wallet: Wallet): [string, Fixed][] => [...wallet].sort(([a], [b]) => (a < b ? -1 : 1));

/** A wallet as the API writes it. */
export const moneyText = (wallet: Wallet): { amount: string; currency: string }[] =>
  inOrder(wallet).map(([currency, amount]) => ({ amount: textOf(amount), currency }));

/** Margins as the API writes them. */
export function marginText(revenue: Wallet, cost: Wallet): object[] {
  return inOrder(together([revenue, cost])).map(([currency]) => {
    const [earned, spent] = [revenue.get(currency) ?? 0n, cost.get(currency) ?? 0n];
    return {
      currency,
      revenue: textOf(earned),
      cost: textOf(spent),
      margin: textOf(earned - spent),
      marginRate: earned === 0n ? null : ratioOf(earned - spent, earned),
    };
  });
}

const ONE = 10n ** 40n;
const size = (value: bigint): bigint => (value < 0n ? -value : value);

/** `10^40 part / whole`, cut; 0 where the whole is 0. */
export const cutShare = (part: bigint, whole: bigint): bigint => (whole === 0n ? 0n : (part * ONE) / whole);

/** What a wallet weighs among all: its shares of the totals, whatever their signs, added. */
export function weight(wallet: Wallet, all: Wallet): bigint {
  return sum([...wallet].map(([currency, amount]) => cutShare(amount, size(all.get(currency) ?? 0n))));
}

/** The mean of a wallet's shares of the totals that are not 0; null where all are. */
export function meanShare(wallet: Wallet, all: Wallet): number | null {
  const totals = [...all].filter(([, amount]) => amount !== 0n);
  if (totals.length === 0) return null;
  const shares = totals.map(([currency, whole]) => cutShare(wallet.get(currency) ?? 0n, whole));
  return ratioOf(sum(shares), BigInt(totals.length) * ONE);
}

/** Digits behind the point that an amount has. */
const placesOf = (amount: Fixed): number => (textOf(amount).split('.')[1] ?? '').length;

/**
 * An amount cut into parts by weights, by the book: whole units of the last decimal first, then one more for each of the
 * largest remainders, equal ones in the order of the keys. Null where nothing weighs.
 */
export function parts(amount: Fixed, weights: ReadonlyMap<string, bigint>): Map<string, Fixed> | null {
  const takers = [...weights].filter(([, own]) => own > 0n);
  const whole = sum(takers.map(([, own]) => own));
  if (whole === 0n) return null;
  const unit = 10n ** BigInt(50 - Math.max(6, placesOf(amount)));
  const units = size(amount) / unit;
  const cut = takers
    .map(([key, own]) => ({ key, units: (units * own) / whole, rest: (units * own) % whole }))
    .sort((a, b) => (a.rest === b.rest ? compareKeys(a.key, b.key) : a.rest > b.rest ? -1 : 1));
  const lacking = units - sum(cut.map((part) => part.units));
  const sign = amount < 0n ? -unit : unit;
  return new Map(cut.map((part, i) => [part.key, sign * (part.units + (BigInt(i) < lacking ? 1n : 0n))]));
}
