import type { Plan } from './plans.js';
import type { NonEmpty, Random } from './random.js';
import { CANCELS_AT, type Story } from './stories.js';
import type { ProductSpec } from './tenant-spec.js';
import { DAY, instantAt, workdayBefore, type Window } from './window.js';

/** A customer's subscription to a product, and all that becomes of it. */
export interface Subscription {
  readonly id: string;
  readonly product: ProductSpec;
  /** When it began, which may be long before the window. */
  readonly effectiveAt: number;
  /** The plan at first. */
  readonly plan: Plan;
  readonly change: { readonly at: number; readonly plan: Plan } | null;
  readonly cancellation: { readonly at: number; readonly effectiveAt: number } | null;
}

/** What the contracts of a customer are made from. */
export interface ContractTerms {
  window: Window;
  products: NonEmpty<ProductSpec>;
  customerId: string;
  story: Story;
  plan: Plan;
  /** When a newcomer subscribes; null for those of before. */
  subscribesAt: number | null;
  random: Random;
}

const UP: Record<Plan, Plan> = { starter: 'growth', growth: 'enterprise', enterprise: 'enterprise' };
const DOWN: Record<Plan, Plan> = { starter: 'starter', growth: 'starter', enterprise: 'growth' };
const ADDS: Record<Plan, number> = { starter: 0.45, growth: 1, enterprise: 1.6 };

/** A customer's subscriptions: the first to a metered product, more of them on the larger plans. */
export function subscriptionsOf(terms: ContractTerms): NonEmpty<Subscription> {
  const { window, products, customerId, plan, subscribesAt, random } = terms;
  const metered = products.filter((product) => product.units.length > 0);
  const main = random.weighted([products[0], ...metered.slice(1)]);
  const added = products.filter((product) => product !== main && random.chance(product.weight * ADDS[plan]));
  const effectiveAt = subscribesAt ?? window.from - random.between(20, 500) * DAY;
  const change = changeOf(terms);
  const cancellation = cancellationOf(terms);
  const subscribe = (product: ProductSpec): Subscription => ({
    id: `sub-${customerId}-${product.id}`,
    product,
    effectiveAt,
    plan,
    change,
    cancellation,
  });
  return [subscribe(main), ...added.map(subscribe)];
}

/** The plan of a subscription at an instant. */
export function planAt(subscription: Subscription, at: number): Plan {
  const { change, plan } = subscription;
  return change !== null && at >= change.at ? change.plan : plan;
}

/** Whether a subscription has ended at an instant. */
export function endedAt(subscription: Subscription, at: number): boolean {
  return subscription.cancellation !== null && at >= subscription.cancellation.effectiveAt;
}

function changeOf({ window, story, plan, subscribesAt, random }: ContractTerms): Subscription['change'] {
  const at = workdayBefore(window, 0.3 + 0.5 * random.next(), random.between(9, 17));
  const chosen = random.chance(story === 'growing' ? 0.8 : 0.15);
  const next = story === 'leaving' ? DOWN[plan] : UP[plan];
  if (next === plan || subscribesAt !== null) return null;
  return story === 'leaving' || (chosen && CANCELS_AT[story] === undefined) ? { at, plan: next } : null;
}

function cancellationOf({ window, story, random }: ContractTerms): Subscription['cancellation'] {
  const fraction = CANCELS_AT[story];
  if (fraction === undefined) return null;
  const at = instantAt(window, fraction) + random.below(DAY / 24);
  return { at, effectiveAt: story === 'leaving' ? window.to + 19 * DAY : at };
}
