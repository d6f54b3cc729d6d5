import { fixed, type Fixed } from './fixed.js';

/** What a model used up. Null where the event does not tell. */
export interface TokenUse {
  readonly provider: string | null;
  readonly model: string | null;
  readonly inputTokens: string | null;
  readonly cachedInputTokens: string | null;
  readonly outputTokens: string | null;
}

/** What is counted. */
export const TOKENS = ['inputTokens', 'cachedInputTokens', 'outputTokens'] as const;

/** US dollars per million tokens: input, cached input, output. */
type Rates = readonly [string, string, string];

interface Listed {
  readonly rates: Rates;
  /** From more input than this on, others. */
  readonly above?: { readonly tokens: bigint; readonly rates: Rates };
}

/** What the price list says of the models that the oracle's events name, by hand. */
const LIST: Readonly<Record<string, Listed>> = {
  'claude-sonnet-4-5': {
    rates: ['3', '0.3', '15'],
    above: { tokens: 200_000n, rates: ['6', '0.6', '22.5'] },
  },
  'claude-haiku-4-5': { rates: ['1', '0.1', '5'] },
  'gpt-5': { rates: ['1.25', '0.125', '10'] },
};

const perToken = (rate: string): Fixed => fixed(`${rate}e-6`);

/** The price of tokens in US dollars, or why they have none. */
export function pricedTokens(use: TokenUse): { readonly amount: Fixed } | { readonly unpriced: string } {
  const { model, provider } = use;
  if (model === null) return { unpriced: 'no model is named' };
  const [input, cached, output] = [use.inputTokens, use.cachedInputTokens, use.outputTokens].map((count) =>
    BigInt(count ?? '0'),
  ) as [bigint, bigint, bigint];
  const uncached = input > cached ? input - cached : 0n;
  if (model === 'sonar') {
    return { unpriced: 'perplexity/sonar costs a fee per request too, and requests are not counted' };
  }
  if (model === 'text-embedding-3-small') {
    // It has one price, for what it reads, from a cache or not.
    if (output > 0n) return { unpriced: 'openai/text-embedding-3-small has no price for output tokens' };
    return { amount: (uncached + cached) * perToken('0.02') };
  }
  const listed = LIST[model];
  if (listed === undefined) {
    return { unpriced: `no price is known for the model ${model} of ${provider ?? 'a provider not named'}` };
  }
  const { rates, above } = listed;
  const isAbove = above !== undefined && uncached + cached > above.tokens;
  const [forInput, forCached, forOutput] = isAbove ? above.rates : rates;
  return {
    amount: uncached * perToken(forInput) + cached * perToken(forCached) + output * perToken(forOutput),
  };
}
