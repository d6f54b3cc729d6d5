import type { DecimalText } from '../decimal.js';
import { findModel } from './token-model.js';
import type { TokenCounts } from './token-rates.js';
import { tokenSchedule, type TokenSchedule } from './token-schedule.js';

/** Tokens that a model used up, as an event tells it. Counts are decimal integers from 0 to 2^63-1. */
export interface TokenUse {
  /** Who sold it, by the price list's id or another usual name; null leaves it to the model's name. */
  readonly provider: string | null;
  /** The model as its seller names it. */
  readonly model: string | null;
  /** All the input, what was read from a cache included. */
  readonly inputTokens: string | null;
  /** How much of the input was read from a cache. */
  readonly cachedInputTokens: string | null;
  readonly outputTokens: string | null;
  /** When, in epoch milliseconds: prices change by date, some by the time of day. */
  readonly time: number;
}

/** What tokens cost, or why that cannot be said. There is no partial price. */
export type TokenPrice =
  | {
      /** Exact, never rounded. */
      readonly amount: DecimalText;
      readonly currency: 'USD';
      /** The entry of the list that the price is from: `genai-prices:anthropic/claude-sonnet-4-5`. */
      readonly pricedBy: string;
    }
  | { /** The reason, for people. */ readonly unpriced: string };

/** A model's prices, or why it has none. */
type Found = { readonly name: string; readonly schedule: TokenSchedule } | { readonly unpriced: string };

/**
 * Prices tokens by the list that `@pydantic/genai-prices` carries with it; nothing is fetched. `docs/token-prices.md`
 * has the rules and the formula. Searching the list costs more than the reckoning, so what was found for a provider
 * and a model is kept, and so is that nothing was.
 */
export class TokenPrices {
  readonly #limit: number;
  /** By provider and model, in order of use, oldest first. */
  readonly #found = new Map<string, Found>();

  /** Keeps at most that many pairs of provider and model; the one unused for longest goes first. */
  constructor(limit = 1_000) {
    this.#limit = limit;
  }

  /** The price of tokens at the time of their use. Throws a SyntaxError for a count that is no integer. */
  price(use: TokenUse): TokenPrice {
    if (use.inputTokens === null && use.cachedInputTokens === null && use.outputTokens === null) {
      return { unpriced: 'no tokens are given' };
    }
    if (use.model === null) return { unpriced: 'no model is named' };
    const found = this.#find(use.provider, use.model);
    if ('unpriced' in found) return found;
    const charge = found.schedule(use.time).charge(countsOf(use));
    if ('lacking' in charge) return { unpriced: `${found.name} ${charge.lacking}` };
    return { amount: charge.amount, currency: 'USD', pricedBy: `genai-prices:${found.name}` };
  }

  #find(provider: string | null, model: string): Found {
    const key = JSON.stringify([provider, model]);
    const kept = this.#found.get(key);
    if (kept !== undefined) this.#found.delete(key);
    const found = kept ?? lookUp(provider, model);
    this.#found.set(key, found);
    if (this.#found.size > this.#limit) {
      const [oldest] = this.#found.keys();
      if (oldest !== undefined) this.#found.delete(oldest);
    }
    return found;
  }
}

function lookUp(provider: string | null, model: string): Found {
  const listed = findModel(provider, model);
  if (listed === null) {
    return { unpriced: `no price is known for the model ${model} of ${provider ?? 'a provider not named'}` };
  }
  return { name: listed.name, schedule: tokenSchedule(listed.prices) };
}

/** Each token in one count. Some report the input without what was cached: it does not become negative then. */
function countsOf({ inputTokens, cachedInputTokens, outputTokens }: TokenUse): TokenCounts {
  const input = BigInt(inputTokens ?? '0');
  const cached = BigInt(cachedInputTokens ?? '0');
  return { uncached: input > cached ? input - cached : 0n, cached, output: BigInt(outputTokens ?? '0') };
}
