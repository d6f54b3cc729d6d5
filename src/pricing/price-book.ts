import type { PriceTerms } from './price-terms.js';

/** What a billable unit costs from an instant on: everywhere, or for one product, one customer, or both. */
export interface Price {
  readonly id: string;
  readonly billableUnitId: string;
  /** Null where the price holds for every product, and for usage of none. */
  readonly productId: string | null;
  /** Null where the price holds for every customer. */
  readonly customerId: string | null;
  /** Epoch milliseconds. The price holds until a later one for the same unit, product and customer. */
  readonly effectiveFrom: number;
  /** ISO 4217 code. */
  readonly currency: string;
  readonly terms: PriceTerms;
}

/** What is to be priced: usage of a unit at an instant, in epoch milliseconds. */
export interface PricedUsage {
  readonly billableUnitId: string;
  readonly productId: string | null;
  readonly customerId: string | null;
  readonly time: number;
}

/** The prices for the same unit, product and customer, earliest first. */
type History = Price[];
/** Null is the key of what holds for any. */
type ByProduct = Map<string | null, History>;
type ByCustomer = Map<string | null, ByProduct>;

/** The prices of one tenant, indexed once and then asked for every event. */
export class PriceBook {
  readonly #units = new Map<string, ByCustomer>();

  constructor(prices: readonly Price[]) {
    const ascending = [...prices].sort((a, b) => a.effectiveFrom - b.effectiveFrom);
    for (const price of ascending) {
      const customers = entry(this.#units, price.billableUnitId, (): ByCustomer => new Map());
      const products = entry(customers, price.customerId, (): ByProduct => new Map());
      entry(products, price.productId, (): History => []).push(price);
    }
  }

  /**
   * The price that applies, null if there is none. The narrowest one that is in effect wins: for the customer and the
   * product, for the customer, for the product, for the unit alone. Of those for the same, it is the one with the
   * latest `effectiveFrom` up to `time`; of two that begin together, the one given last.
   */
  priceAt({ billableUnitId, productId, customerId, time }: PricedUsage): Price | null {
    const customers = this.#units.get(billableUnitId);
    if (customers === undefined) return null;
    const own = customerId === null ? null : narrowest(customers.get(customerId), productId, time);
    return own ?? narrowest(customers.get(null), productId, time);
  }
}

/** The start of the billing period that an instant lies in, both in epoch milliseconds: a calendar month of UTC. */
export function periodOf(time: number): number {
  const date = new Date(time);
  date.setUTCDate(1);
  return date.setUTCHours(0, 0, 0, 0);
}

/** The price for the product or else for any. */
function narrowest(products: ByProduct | undefined, productId: string | null, time: number): Price | null {
  if (products === undefined) return null;
  const own = productId === null ? null : inEffect(products.get(productId), time);
  return own ?? inEffect(products.get(null), time);
}

function inEffect(history: History | undefined, time: number): Price | null {
  if (history === undefined) return null;
  // Most events are of now: the newest price is theirs.
  const latest = history.at(-1);
  if (latest !== undefined && latest.effectiveFrom <= time) return latest;
  let [begun, end] = [0, history.length];
  while (begun < end) {
    const middle = (begun + end) >>> 1;
    const price = history[middle];
    if (price !== undefined && price.effectiveFrom <= time) begun = middle + 1;
    else end = middle;
  }
  return history[begun - 1] ?? null;
}

function entry<Key, Value>(map: Map<Key, Value>, key: Key, create: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = create();
    map.set(key, value);
  }
  return value;
}
