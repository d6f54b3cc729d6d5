import { describe, expect, test } from '@jest/globals';
import { calcPrice, waitForUpdate, type ConditionalPrice } from '@pydantic/genai-prices';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { TokenPrices, type TokenPrice, type TokenUse } from '../../../src/pricing/token-price.js';
import { tokenSchedule } from '../../../src/pricing/token-schedule.js';
import { docCases } from '../../support/doc-cases.js';

const NOON = Date.UTC(2026, 9, 1, 12);
const MAX_COUNT = 2n ** 63n - 1n;

const sonnet: TokenUse = {
  provider: 'anthropic',
  model: 'claude-sonnet-4-5',
  inputTokens: null,
  cachedInputTokens: null,
  outputTokens: null,
  time: NOON,
};

/** The amount as a number of many digits; fails where there is no price. */
function amountOf(price: TokenPrice): Decimal {
  if ('unpriced' in price) throw new Error(price.unpriced);
  return new Exact(price.amount);
}

/** Enough for 2^63 tokens at any price. */
const Exact = Decimal.clone({ precision: 100, toExpNeg: -9e15, toExpPos: 9e15 });

/** The bundled list, as no update was ever begun. */
const list = (await waitForUpdate()) ?? [];

describe('docs/token-prices.md', () => {
  const prices = new TokenPrices();
  type Given = Omit<TokenUse, 'time'> & { time: string };
  test.each(docCases<Given, TokenPrice>('token-prices.md'))('$title', ({ given, expected }) => {
    expect(prices.price({ ...given, time: Date.parse(given.time) })).toEqual(expected);
  });
});

describe('exactness', () => {
  /** Prices copied by hand, in 10^-9 dollars per token: input, cached, output, up to a total input and above it. */
  const copied = [
    {
      provider: 'anthropic',
      model: 'claude-sonnet-4-5',
      upTo: 200_000n,
      low: [3000n, 300n, 15_000n],
      high: [6000n, 600n, 22_500n],
    },
    { provider: 'openai', model: 'gpt-5', upTo: MAX_COUNT * 2n, low: [1250n, 125n, 10_000n], high: [] },
    {
      provider: 'google',
      model: 'gemini-2.5-pro',
      upTo: 200_000n,
      low: [1250n, 125n, 10_000n],
      high: [2500n, 250n, 15_000n],
    },
  ] as const;
  const few = fc.bigInt({ min: 0n, max: 400_000n });
  const count = fc.option(fc.oneof(few, fc.bigInt({ min: 0n, max: MAX_COUNT })));

  test('amounts are those of whole numbers', () => {
    const prices = new TokenPrices();
    fc.assert(
      fc.property(fc.constantFrom(...copied), count, count, count, (entry, input, cached, output) => {
        fc.pre(input !== null || cached !== null || output !== null);
        const [hit, all] = [cached ?? 0n, input ?? 0n];
        const miss = all < hit ? 0n : all - hit;
        const [inputRate = 0n, cachedRate = 0n, outputRate = 0n] =
          hit + miss > entry.upTo ? entry.high : entry.low;
        const billionths = miss * inputRate + hit * cachedRate + (output ?? 0n) * outputRate;
        const price = prices.price({
          ...entry,
          inputTokens: input?.toString() ?? null,
          cachedInputTokens: cached?.toString() ?? null,
          outputTokens: output?.toString() ?? null,
          time: NOON,
        });
        expect(price).toEqual({
          amount: new Exact(billionths.toString()).div(1e9).toFixed(),
          currency: 'USD',
          pricedBy: `genai-prices:${entry.provider}/${entry.model}`,
        });
      }),
      { numRuns: 1000 },
    );
  });

  test('noise in the list is not passed on', () => {
    const price = new TokenPrices().price({
      ...sonnet,
      provider: 'huggingface_together',
      model: 'Qwen/Qwen3-VL-8B-Instruct',
      inputTokens: '1000000',
    });
    expect(price).toMatchObject({ amount: '0.18' });
  });

  test('within a tier more tokens never cost less, and cached ones never more than others', () => {
    const prices = new TokenPrices();
    const priced = (input: number, cached: number, output: number): Decimal =>
      amountOf(
        prices.price({
          ...sonnet,
          inputTokens: `${input}`,
          cachedInputTokens: `${cached}`,
          outputTokens: `${output}`,
        }),
      );
    const tier = fc.constantFrom({ from: 0, to: 200_000 }, { from: 200_001, to: 2_000_000 });
    const use = tier.chain(({ from, to }) =>
      fc.record({
        input: fc.integer({ min: from, max: to - 1 }),
        hit: fc.nat(to),
        output: fc.nat(1_000_000),
        more: fc.integer({ min: from, max: to }),
      }),
    );
    fc.assert(
      fc.property(use, ({ input, hit, output, more }) => {
        const cached = Math.min(input, hit);
        const cost = priced(input, cached, output);
        expect(priced(Math.max(input, more), cached, output).gte(cost)).toBe(true);
        expect(priced(input, cached, output + 1).gt(cost)).toBe(true);
        expect(priced(input, Math.min(input, cached + 1), output).lte(cost)).toBe(true);
      }),
    );
  });
});

describe('against the list', () => {
  test("every model costs what the list's own reckoning says, or lacks a price", () => {
    const prices = new TokenPrices(5_000);
    const seen = { priced: 0, unpriced: 0 };
    for (const provider of list) {
      for (const { id } of provider.models) {
        for (const input of [1_000, 900_000]) {
          const options = { providerId: provider.id, timestamp: new Date(NOON) };
          const usage = { input_tokens: input, cache_read_tokens: 400, output_tokens: 70 };
          const theirs = calcPrice(usage, id, options);
          const ours = prices.price({
            ...sonnet,
            provider: provider.id,
            model: id,
            inputTokens: `${input}`,
            cachedInputTokens: '400',
            outputTokens: '70',
          });
          if ('amount' in ours) {
            expect(Number(ours.amount)).toBeCloseTo(theirs?.total_price ?? NaN, 12);
            seen.priced += 1;
          } else if (theirs !== null) {
            const { input_mtok, output_mtok, requests_kcount } = theirs.model_price;
            const lacks =
              input_mtok === undefined || output_mtok === undefined || requests_kcount !== undefined;
            expect({ id, lacks }).toEqual({ id, lacks: true });
            seen.unpriced += 1;
          }
        }
      }
    }
    expect(seen.priced).toBeGreaterThan(2_000);
    expect(seen.unpriced).toBeGreaterThan(100);
  });

  test('at any time the same price holds', () => {
    const timed = list.flatMap((provider) =>
      provider.models
        .filter(({ prices }) => Array.isArray(prices))
        .map(({ id: model }) => ({ provider: provider.id, model }))
        .filter(({ model }) => calcPrice({}, model, { providerId: provider.id }) !== null),
    );
    expect(timed.length).toBeGreaterThan(10);
    const prices = new TokenPrices();
    const instant = fc.integer({ min: Date.UTC(2025, 0), max: Date.UTC(2027, 5) });
    const halfHour = instant.chain((at) =>
      fc.constantFrom(at - (at % 1_800_000), at - (at % 1_800_000) - 1, at),
    );
    fc.assert(
      fc.property(fc.constantFrom(...timed), halfHour, ({ provider, model }, time) => {
        const ours = prices.price({ ...sonnet, provider, model, inputTokens: '1000000', time });
        const theirs = calcPrice({ input_tokens: 1e6 }, model, {
          providerId: provider,
          timestamp: new Date(time),
        });
        if ('amount' in ours) expect(Number(ours.amount)).toBeCloseTo(theirs?.total_price ?? NaN, 12);
        else expect(theirs?.model_price.input_mtok).toBeUndefined();
      }),
      { numRuns: 2000 },
    );
  });
});

test('a span may go past midnight, and be told in another zone', () => {
  const prices: ConditionalPrice[] = [
    { prices: { input_mtok: 1 } },
    { constraint: { type: 'start_date', start_date: '2026-03-01' }, prices: { input_mtok: 2 } },
    {
      constraint: { type: 'time_of_date', start_time: '22:30:00Z', end_time: '01:00:00Z' },
      prices: { input_mtok: 3 },
    },
    {
      constraint: { type: 'time_of_date', start_time: '15:00:00+09:00', end_time: '06:30:00-05:30' },
      prices: { input_mtok: 4 },
    },
  ];
  const provider = {
    id: 'p',
    name: 'P',
    api_pattern: '',
    models: [{ id: 'm', match: { equals: 'm' }, prices }],
  };
  const ratesAt = tokenSchedule(prices);
  const seen = new Set<number>();
  const from = Date.UTC(2026, 1, 28);
  for (let half = 0; half < 4 * 48; half++) {
    for (const time of [from + half * 1_800_000 - 1, from + half * 1_800_000]) {
      const theirs = calcPrice({ input_tokens: 1e6 }, 'm', {
        provider,
        timestamp: new Date(time),
      })?.total_price;
      expect(ratesAt(time).charge({ uncached: 1_000_000n, cached: 0n, output: 0n })).toEqual({
        amount: `${theirs}`,
      });
      seen.add(theirs ?? NaN);
    }
  }
  expect([...seen].sort()).toEqual([1, 2, 3, 4]);
});

describe('providers', () => {
  const of = (provider: string, model: string): TokenPrice =>
    new TokenPrices().price({ ...sonnet, provider, model, inputTokens: '1' });

  test.each([
    ['OpenAI', 'gpt-5', 'openai/gpt-5'],
    ['azure.ai.openai', 'gpt-5', 'openai/gpt-5'],
    ['Amazon Bedrock', 'amazon.nova-pro-v1:0', 'aws/amazon.nova-pro-v1:0'],
    ['bedrock_converse', 'amazon.nova-pro-v1:0', 'aws/amazon.nova-pro-v1:0'],
    ['gcp.vertex_ai', 'gemini-2.5-pro', 'google/gemini-2.5-pro'],
    ['google', 'claude-haiku-4-5', 'anthropic/claude-haiku-4-5'],
    ['x_ai', 'grok-4-0709', 'x-ai/grok-4-0709'],
    ['mistral_ai', 'mistral-large-2411', 'mistral/mistral-large'],
    ['huggingface_fireworks-ai', 'openai/gpt-oss-20b', 'huggingface_fireworks-ai/openai/gpt-oss-20b'],
  ])('%s sells %s: %s', (provider, model, entry) => {
    expect(of(provider, model)).toMatchObject({ pricedBy: `genai-prices:${entry}` });
  });

  test.each(['self-hosted', 'anthropic-mirror', 'litellm', 'constructor', '__proto__', '', ' '])(
    '%j is none, whatever the model',
    (provider) => {
      expect(of(provider, 'claude-sonnet-4-5')).toEqual({
        unpriced: `no price is known for the model claude-sonnet-4-5 of ${provider}`,
      });
    },
  );
});

test('what is kept never answers for something else, however few are kept', () => {
  const [one, many] = [new TokenPrices(1), new TokenPrices()];
  const name = fc.constantFrom('anthropic', 'openai', 'claude-sonnet-4-5', 'gpt-5', 'gpt-5-mini', 'nonsense');
  fc.assert(
    fc.property(fc.option(name), fc.option(name), (provider, model) => {
      const use = { ...sonnet, provider, model, inputTokens: '1000' };
      const fresh = new TokenPrices().price(use);
      expect(one.price(use)).toEqual(fresh);
      expect(many.price(use)).toEqual(fresh);
    }),
  );
});
