import type { ModelPrice, TieredPrices } from '@pydantic/genai-prices';
import { decimalText, type DecimalText } from '../decimal.js';

/** How many tokens of each kind are to be paid: none of them is in two counts. */
export interface TokenCounts {
  /** Input that was not read from a cache. */
  readonly uncached: bigint;
  /** Input that was read from a cache. */
  readonly cached: bigint;
  readonly output: bigint;
}

/** What tokens cost in US dollars, or what the list lacks to say so, as the rest of a sentence about the model. */
export type TokenCharge = { readonly amount: DecimalText } | { readonly lacking: string };

/** Units of a token by the total input: the last tier that the total is above counts for every token. */
interface Rate {
  readonly base: bigint;
  readonly tiers: readonly { readonly above: bigint; readonly units: bigint }[];
}

/** No list price has more significant digits; what a double shows behind them is noise, as in 0.18000000000000002. */
const PRICE_DIGITS = 12;

/** A list price is for a million tokens. */
const MILLION_SCALE = 6;

/** The prices of a model at one time, exact. */
export class TokenRates {
  readonly #scale: number;
  readonly #input: Rate | null;
  readonly #cached: Rate | null;
  readonly #output: Rate | null;
  readonly #chargesRequests: boolean;

  /** From prices in US dollars per million tokens. */
  constructor(prices: ModelPrice) {
    const {
      input_mtok: input,
      cache_read_mtok: cached,
      output_mtok: output,
      requests_kcount: request,
    } = prices;
    const all = [input, cached, output].flatMap(pricesOf);
    const scale = Math.max(0, ...all.map((price) => exactly(price).scale));
    this.#scale = scale + MILLION_SCALE;
    this.#input = rateOf(input, scale);
    this.#cached = rateOf(cached, scale) ?? this.#input;
    this.#output = rateOf(output, scale);
    this.#chargesRequests = request !== undefined && request !== 0;
  }

  /** What the tokens cost together: nothing is left out, and nothing rounded. */
  charge({ uncached, cached, output }: TokenCounts): TokenCharge {
    if (this.#chargesRequests) {
      return { lacking: 'costs a fee per request too, and requests are not counted' };
    }
    if (uncached > 0n && this.#input === null) return { lacking: 'has no price for input tokens' };
    if (cached > 0n && this.#cached === null) return { lacking: 'has no price for cached input tokens' };
    if (output > 0n && this.#output === null) return { lacking: 'has no price for output tokens' };
    const total = uncached + cached;
    const units =
      uncached * unitsAt(this.#input, total) +
      cached * unitsAt(this.#cached, total) +
      output * unitsAt(this.#output, total);
    return { amount: decimalText(units, this.#scale) };
  }
}

function unitsAt(rate: Rate | null, totalInput: bigint): bigint {
  if (rate === null) return 0n;
  return rate.tiers.findLast(({ above }) => totalInput > above)?.units ?? rate.base;
}

function rateOf(price: number | TieredPrices | undefined, scale: number): Rate | null {
  if (price === undefined) return null;
  const units = (value: number): bigint => {
    const exact = exactly(value);
    return exact.digits * 10n ** BigInt(scale - exact.scale);
  };
  if (typeof price === 'number') return { base: units(price), tiers: [] };
  const tiers = price.tiers.map((tier) => ({ above: BigInt(tier.start), units: units(tier.price) }));
  return { base: units(price.base), tiers: tiers.sort((a, b) => (a.above < b.above ? -1 : 1)) };
}

function pricesOf(price: number | TieredPrices | undefined): number[] {
  if (price === undefined) return [];
  return typeof price === 'number' ? [price] : [price.base, ...price.tiers.map((tier) => tier.price)];
}

/** The decimal `digits * 10^-scale` that a price was written as. */
function exactly(price: number): { digits: bigint; scale: number } {
  const [digits = '', exponent = ''] = price.toExponential(PRICE_DIGITS - 1).split('e');
  return { digits: BigInt(digits.replace('.', '')), scale: PRICE_DIGITS - 1 - Number(exponent) };
}
