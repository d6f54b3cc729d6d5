/** What a customer pays for: a fee a month and a discount on every unit. */
export const PLANS = {
  starter: { feeCents: 1_900, pricePercent: 100 },
  growth: { feeCents: 14_900, pricePercent: 90 },
  enterprise: { feeCents: 90_000, pricePercent: 75 },
} as const;

/** The plans by name. */
export type Plan = keyof typeof PLANS;

/** The price of a unit under a plan, exact in 10^-9 of the currency. */
export function priceUnder(plan: Plan, listPrice: number): number {
  return (listPrice * PLANS[plan].pricePercent) / 100;
}
