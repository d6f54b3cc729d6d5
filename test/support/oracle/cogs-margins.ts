import type { CogsEvent, ContractEvent, CostEvent, UseEvent } from './cogs-events.js';
import { cutShare, parts, together, walletOf, weight, type Wallet } from './cogs-money.js';
import { pricedTokens } from './cogs-prices.js';
import { fixed, sum, type Fixed } from './fixed.js';
import { compareKeys } from './usage-oracle.js';

export type Allocation = 'DIRECT_ONLY' | 'PROPORTIONAL_TO_USAGE' | 'PROPORTIONAL_TO_REVENUE' | 'EVEN';
export const ALLOCATIONS: readonly Allocation[] = [
  'DIRECT_ONLY',
  'PROPORTIONAL_TO_USAGE',
  'PROPORTIONAL_TO_REVENUE',
  'EVEN',
];
export type Named = 'customer' | 'product' | 'subscription';

/** What a question is about: what the window and the filter keep of costs and of usage, and all subscriptions' events. */
export interface CogsFacts {
  readonly costs: readonly CostEvent[];
  readonly uses: readonly UseEvent[];
  readonly contracts: readonly ContractEvent[];
}

/** A row: what it earned, what names it, and what was shared out to it. */
export interface OracleMargin {
  readonly key: string | null;
  readonly revenue: Wallet;
  readonly direct: Wallet;
  readonly allocated: Wallet;
}

const NOTHING: Wallet = new Map<string, Fixed>();
const prices = new WeakMap<CostEvent, Wallet>();

/** What a cost is; nothing where tokens have no price. */
export function costOf(event: CostEvent): Wallet {
  const known = prices.get(event);
  if (known !== undefined) return known;
  const priced = event.given === null ? pricedTokens(event) : walletOf(event.given);
  const wallet = 'size' in priced ? priced : 'amount' in priced ? new Map([['USD', priced.amount]]) : NOTHING;
  prices.set(event, wallet);
  return wallet;
}

export const revenueOf = ({ revenue }: UseEvent): Wallet => (revenue === null ? NOTHING : walletOf(revenue));
export const spent = (costs: readonly CostEvent[]): Wallet => together(costs.map(costOf));
export const earned = (uses: readonly UseEvent[]): Wallet => together(uses.map(revenueOf));

/** Whose a subscription is by the last that was told of it. */
function ownerOf(contracts: readonly ContractEvent[], subscription: string | null): string | null {
  const own = contracts.filter((event) => event.subscription === subscription);
  const last = (a: ContractEvent, b: ContractEvent): ContractEvent =>
    b.time * 1000 + b.micros >= a.time * 1000 + a.micros ? b : a;
  return own.length === 0 ? null : own.reduce(last).customer;
}

/** Whom an event names; what names a subscription and no customer is its customer's. */
const keyOf =
  (by: Named, { contracts }: CogsFacts) =>
  (event: CogsEvent): string | null =>
    by === 'customer' ? (event.customer ?? ownerOf(contracts, event.subscription)) : event[by];

function grouped<E extends CogsEvent>(events: readonly E[], key: (event: E) => string | null) {
  const groups = new Map<string | null, E[]>();
  for (const event of events) groups.set(key(event), [...(groups.get(key(event)) ?? []), event]);
  return groups;
}

/** How much each key takes of what is shared, and the events that say so. */
function takers(by: Named, allocation: Allocation, facts: CogsFacts) {
  const key = keyOf(by, facts);
  const named = facts.uses.filter((event) => key(event) !== null);
  const paid = named.filter(({ revenue }) => revenue !== null);
  const weights = new Map<string, bigint>();
  const add = (to: string | null, more: bigint): void => {
    if (to !== null) weights.set(to, (weights.get(to) ?? 0n) + more);
  };
  switch (allocation) {
    case 'DIRECT_ONLY':
      return { weights, evidence: [] };
    case 'PROPORTIONAL_TO_USAGE':
      for (const events of grouped(named, ({ unit }) => unit ?? '\0 tool calls').values()) {
        const quantities = [...grouped(events, key)].map(
          ([of, own]) => [of, sum(own.map(({ quantity }) => fixed(quantity)))] as const,
        );
        const positive = quantities.filter(([, quantity]) => quantity > 0n);
        const whole = sum(positive.map(([, quantity]) => quantity));
        for (const [of, quantity] of positive) add(of, cutShare(quantity, whole) * BigInt(events.length));
      }
      return { weights, evidence: named };
    case 'PROPORTIONAL_TO_REVENUE':
      for (const [of, own] of grouped(paid, key)) add(of, weight(earned(own), earned(paid)));
      return { weights, evidence: paid };
    case 'EVEN': {
      const evidence = [...named, ...facts.costs.filter((event) => costOf(event).size > 0)];
      for (const event of evidence) {
        const of = key(event);
        if (of !== null) weights.set(of, 1n);
      }
      return { weights, evidence };
    }
  }
}

/** All rows by whom costs and revenue name, most costs first, and what nobody bears. */
export function margins(by: Named, allocation: Allocation, facts: CogsFacts) {
  const key = keyOf(by, facts);
  const { weights, evidence } = takers(by, allocation, facts);
  const isOf = (subscription: string, customer: string): boolean => {
    const names = evidence
      .filter((event) => event.subscription === subscription)
      .flatMap((event) => event.customer ?? []);
    return names.length === 0
      ? ownerOf(facts.contracts, subscription) === customer
      : names.includes(customer);
  };
  const shared = facts.costs.filter((event) => key(event) === null);
  const allocated = new Map<string, Wallet>();
  const unallocated: Wallet[] = [];
  const pools = grouped(shared, ({ customer }) => (by === 'subscription' ? customer : null));
  for (const [customer, costs] of pools) {
    const sharing = new Map([...weights].filter(([of]) => customer === null || isOf(of, customer)));
    for (const [currency, amount] of spent(costs)) {
      const cut = parts(amount, sharing);
      if (cut === null) unallocated.push(new Map([[currency, amount]]));
      for (const [of, part] of cut ?? []) {
        if (part === 0n) continue;
        allocated.set(of, together([allocated.get(of) ?? NOTHING, new Map([[currency, part]])]));
      }
    }
  }
  const revenues = grouped(
    facts.uses.filter(({ revenue }) => revenue !== null),
    key,
  );
  const directs = grouped(
    facts.costs.filter((event) => costOf(event).size > 0 && key(event) !== null),
    key,
  );
  const keys = [...new Set([...revenues.keys(), ...directs.keys(), ...allocated.keys()])];
  const rows = keys.map((of): OracleMargin => ({
    key: of,
    revenue: earned(revenues.get(of) ?? []),
    direct: spent(directs.get(of) ?? []),
    allocated: (of === null ? undefined : allocated.get(of)) ?? NOTHING,
  }));
  return { rows: byCost(rows), unallocated: together(unallocated) };
}

const costs = ({ direct, allocated }: OracleMargin): Wallet => together([direct, allocated]);

function byCost(rows: readonly OracleMargin[]): OracleMargin[] {
  const all = together(rows.map(costs));
  return rows
    .map((row) => ({ row, size: weight(costs(row), all) }))
    .sort((a, b) => (a.size === b.size ? compareKeys(a.row.key, b.row.key) : a.size > b.size ? -1 : 1))
    .map(({ row }) => row);
}
