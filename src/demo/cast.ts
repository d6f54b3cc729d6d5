import type { AgentSpec } from './agents.js';
import { subscriptionsOf, planAt, type Subscription } from './contracts.js';
import type { Plan } from './plans.js';
import { within, type Plot } from './plot.js';
import type { NonEmpty, Random } from './random.js';
import { activityOf, rhythm, type Activity } from './rhythm.js';
import { activityIn, type Story } from './stories.js';
import { agentsOf, billingDay, NETWORKS, paysBy, peopleOf, slug } from './traits.js';
import { ZONES, type CustomerSpec, type TenantSpec } from './tenant-spec.js';
import { fractionOf, HOUR, workdayBefore, type Window } from './window.js';

/** A customer, ready to act. */
export interface Customer {
  readonly id: string;
  readonly name: string;
  readonly currency: string;
  readonly story: Story;
  /** How large its single quantities are; about 1 for a middling one. */
  readonly size: number;
  /** When it signs up and when it subscribes through the storefront; null for those of before. */
  readonly joins: { readonly signsUpAt: number; readonly subscribesAt: number } | null;
  readonly subscriptions: NonEmpty<Subscription>;
  readonly payer: 'card' | 'transfer';
  /** Day of the month on which it is billed, 1 to 28. */
  readonly billingDay: number;
  readonly agents: NonEmpty<AgentSpec>;
  /** Who logs in, by e-mail address. */
  readonly people: NonEmpty<string>;
  /** The first three bytes of its addresses. */
  readonly network: string;
  readonly apiKey: string;
  readonly activity: Activity;
}

/** Casts a tenant's customers. Sizes follow a power law by their place in the list. */
export function castOf(window: Window, tenant: TenantSpec, plot: Plot, random: Random): Customer[] {
  return tenant.customers.map((spec, rank) => {
    const id = slug(spec.name);
    return customerOf({ window, tenant, plot, spec, rank, id, random: random.fork(`cast/${id}`) });
  });
}

/** The plan of a customer's main subscription at an instant. */
export function mainPlan(customer: Customer, at: number): Plan {
  return planAt(customer.subscriptions[0], at);
}

interface Casting {
  window: Window;
  tenant: TenantSpec;
  plot: Plot;
  spec: CustomerSpec;
  rank: number;
  id: string;
  random: Random;
}

function customerOf({ window, tenant, plot, spec, rank, id, random }: Casting): Customer {
  const story = spec.story ?? 'steady';
  const subscribesAt =
    spec.joins === undefined ? null : workdayBefore(window, spec.joins, 14) + random.below(HOUR);
  const joins =
    subscribesAt === null
      ? null
      : { signsUpAt: Math.max(window.from, subscribesAt - 3 * HOUR), subscribesAt };
  const place = rank / tenant.customers.length;
  const plan: Plan = place < 0.15 ? 'enterprise' : place < 0.5 ? 'growth' : 'starter';
  const weight = (rank + 1) ** -0.85;
  return {
    id,
    name: spec.name,
    currency: spec.currency ?? tenant.currency,
    story,
    size: 0.55 + 1.6 * weight,
    joins,
    subscriptions: subscriptionsOf({
      window,
      products: tenant.products,
      customerId: id,
      story,
      plan,
      subscribesAt,
      random,
    }),
    payer: paysBy(story, plan, random),
    billingDay: billingDay(window, story, subscribesAt, plan, random),
    agents: agentsOf(random),
    people: peopleOf(id, plan, random),
    network: random.pick(NETWORKS),
    apiKey: `key-${id}`,
    activity: activityOf(window, (at) => {
      const fraction = fractionOf(window, at);
      const joined = subscribesAt === null ? null : fractionOf(window, subscribesAt + HOUR);
      const growth = Math.exp(tenant.growth * (fraction - 0.5));
      const spike = rank === plot.usageSpike.customer && within(plot.usageSpike, at) ? 12 : 1;
      const busy = rhythm(spec.profile ?? 'office', ZONES[spec.zone] * 60, at);
      return weight * growth * spike * busy * activityIn(story, fraction, joined, at);
    }),
  };
}
