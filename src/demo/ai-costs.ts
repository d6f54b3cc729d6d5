import { crowdOf } from './crowd.js';
import { decimalText } from '../decimal.js';
import { within } from './plot.js';
import type { NonEmpty } from './random.js';
import type { Stage, Stream } from './stage.js';

interface ModelSpec {
  readonly weight: number;
  readonly provider: string;
  readonly model: string;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** For a bill that already says the amount: 10^-6 of a dollar per thousand tokens, in and out. */
  readonly billed?: { readonly input: number; readonly output: number };
}

const MODELS: NonEmpty<ModelSpec> = [
  {
    weight: 24,
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    inputTokens: 475_000,
    outputTokens: 60_000,
  },
  {
    weight: 16,
    provider: 'anthropic',
    model: 'claude-haiku-4-5',
    inputTokens: 650_000,
    outputTokens: 77_500,
  },
  { weight: 4, provider: 'anthropic', model: 'claude-opus-4-1', inputTokens: 100_000, outputTokens: 15_000 },
  { weight: 18, provider: 'openai', model: 'gpt-5', inputTokens: 425_000, outputTokens: 65_000 },
  { weight: 20, provider: 'openai', model: 'gpt-5-mini', inputTokens: 775_000, outputTokens: 105_000 },
  { weight: 6, provider: 'openai', model: 'gpt-4.1-mini', inputTokens: 700_000, outputTokens: 55_000 },
  {
    weight: 9,
    provider: 'aws',
    model: 'claude-sonnet-4-5',
    inputTokens: 375_000,
    outputTokens: 50_000,
    billed: { input: 3_000, output: 15_000 },
  },
  // No price list knows this one: it stays an unpriced quantity.
  {
    weight: 3,
    provider: 'self-hosted',
    model: 'in-house-rerank-2',
    inputTokens: 1_050_000,
    outputTokens: 5_000,
  },
];
/** How much larger prompts are while they explode. */
const EXPLOSION = 14;

/** Model tokens that the agents of customers used: priced by model and time, some already billed, some without a price. */
export function aiCostStream(stage: Stage): Stream {
  const { plot, tenant } = stage;
  const customers = stage.customers.filter(({ subscriptions }) =>
    subscriptions.some(({ product }) => product.kind === 'AGENTIC_API'),
  );
  const crowd = crowdOf(stage, 'aiCosts', customers, stage.volume('aiCosts'), 3);
  return {
    source: `//${tenant.id}.example/model-proxy`,
    expected: crowd.expected,
    play(slice, emit) {
      crowd.play(slice, (customer, at, random) => {
        const used = random.weighted(MODELS);
        const subscription = customer.subscriptions.find(({ product }) => product.kind === 'AGENTIC_API');
        const factor = customer.size * (within(plot.tokenSpike, at) ? EXPLOSION : 1);
        const inputTokens = Math.round(random.logNormal(used.inputTokens * factor, 0.7));
        const outputTokens = Math.round(random.logNormal(used.outputTokens * factor, 0.7));
        const cachedInputTokens = random.chance(0.6) ? Math.floor(inputTokens * random.next() * 0.8) : 0;
        emit(at, 'cost.incurred', {
          category: 'AI_MODEL',
          ...(used.billed === undefined
            ? {}
            : {
                // Millionths per thousand tokens: nine decimals.
                amount: decimalText(inputTokens * used.billed.input + outputTokens * used.billed.output, 9),
                currency: 'USD',
              }),
          provider: used.provider,
          model: used.model,
          inputTokens,
          ...(cachedInputTokens > 0 && used.billed === undefined ? { cachedInputTokens } : {}),
          outputTokens,
          ...(subscription === undefined
            ? {}
            : { productId: subscription.product.id, subscriptionId: subscription.id }),
          customerId: customer.id,
        });
      });
    },
  };
}
