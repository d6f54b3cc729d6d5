import type { NonEmpty } from './random.js';
import type { Profile } from './rhythm.js';
import type { Story } from './stories.js';

/** What is metered. A typical quantity is log-normal around `median`, in whole units. */
export interface UnitSpec {
  readonly id: string;
  readonly title: string;
  /** Decimals of a quantity, at most 6. */
  readonly precision: number;
  /** List price of one unit in 10^-9 of the currency, a multiple of 100 so that discounts stay exact. */
  readonly price: number;
  readonly median: number;
  readonly spread: number;
  readonly weight: number;
}

/** A route of an API and how long it typically takes. */
export interface EndpointSpec {
  readonly method: string;
  readonly path: string;
  readonly medianMs: number;
  readonly weight: number;
}

/** What is sold. Products without units earn by tool call. */
export interface ProductSpec {
  readonly id: string;
  readonly name: string;
  readonly kind: 'STANDARD_API' | 'AGENTIC_API' | 'MCP_SERVER';
  readonly units: readonly UnitSpec[];
  readonly endpoints: NonEmpty<EndpointSpec>;
  /** How likely a customer chooses it first, and how likely it is added. */
  readonly weight: number;
}

/** A tool of an MCP server; durations are log-normal. */
export interface ToolSpec {
  readonly name: string;
  readonly weight: number;
  readonly medianMs: number;
  readonly spread: number;
  readonly errorRate: number;
  readonly errors: NonEmpty<string>;
  /** Price of a call in 10^-9 of the currency, a multiple of 100; 0 for a free one. */
  readonly price: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** An MCP server. */
export interface ServerSpec {
  readonly id: string;
  readonly name: string;
  readonly weight: number;
  readonly tools: NonEmpty<ToolSpec>;
}

/** Where customers sit: hours ahead of UTC in winter. The demo knows no daylight saving. */
export const ZONES = {
  'los-angeles': -8,
  chicago: -6,
  'new-york': -5,
  'sao-paulo': -3,
  london: 0,
  berlin: 1,
  helsinki: 2,
  bangalore: 5.5,
  singapore: 8,
  tokyo: 9,
  sydney: 10,
} as const;

/** A customer of a tenant; the first of the list is the largest. */
export interface CustomerSpec {
  readonly name: string;
  readonly zone: keyof typeof ZONES;
  readonly story?: Story;
  /** The fraction of the window at which it comes in through the storefront; the others were there before. */
  readonly joins?: number;
  readonly profile?: Profile;
  /** Default: the tenant's. */
  readonly currency?: 'USD' | 'EUR';
}

/** What goes wrong and when, as fractions of the window. */
export interface Drama {
  /** An hour in which a bad deploy makes calls fail and crawl. */
  readonly incident?: number;
  /** Five hours of runaway infrastructure. */
  readonly costSpike?: number;
  /** Five hours in which an agent's prompts explode. */
  readonly tokenSpike?: number;
  /** Three hours in which one customer, by its place in the list, is twelve times as busy. */
  readonly usageSpike?: { readonly at: number; readonly customer: number };
  /** Someone guesses passwords. */
  readonly intrusion?: number;
}

/** A company that sells by usage: what it sells, to whom, and how much goes on there. */
export interface TenantSpec {
  readonly id: string;
  readonly name: string;
  readonly currency: 'USD' | 'EUR';
  /** Its share of the demo's events. */
  readonly share: number;
  /** How much busier the last day is than the first: the logarithm of it. */
  readonly growth: number;
  readonly products: NonEmpty<ProductSpec>;
  readonly servers: NonEmpty<ServerSpec>;
  readonly services: NonEmpty<string>;
  readonly countries: NonEmpty<{ readonly country: string; readonly weight: number }>;
  readonly customers: NonEmpty<CustomerSpec>;
  /** Running costs that no customer caused, in cents a day. */
  readonly sharedCostCents: number;
  readonly drama: Drama;
}
