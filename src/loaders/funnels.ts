import { STOREFRONT_STEPS, storefront, type StorefrontStep } from '../catalogue/storefront.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { funnelOf, type FunnelFigures } from '../insight/funnel.js';
import type { FunnelOrder } from '../insight/funnel-attempts.js';
import { readJourneys } from '../insight/journeys.js';
import { identitiesOf } from '../insight/people.js';
import type { AnalyticsQuery, DimensionFilter } from '../planner/query.js';
import type { InstantRange } from '../planner/ranges.js';
import type { AnalyticsReader } from './analytics-reader.js';

/** A funnel to be computed; lengths and instants are milliseconds. */
export interface FunnelRequest {
  readonly steps: readonly StorefrontStep[];
  readonly order: FunnelOrder;
  readonly conversionWindow: number;
  /** When people enter. */
  readonly entries: InstantRange;
  /** Starts of the buckets of entry, ascending. */
  readonly buckets: readonly number[];
  /** Products that the steps may name; steps that name none always count. Null for all. */
  readonly products: readonly string[] | null;
  /** What the entry must have of `utmSource`, `country` or `device`. */
  readonly entryFilters: readonly DimensionFilter[];
  /** The dimension to break down by. */
  readonly breakdown: 'product' | 'utmSource' | 'country' | 'device' | null;
}

/** What a funnel's answer is made of. */
export interface FunnelAnswer extends FunnelFigures {
  /** What of the journeys can no longer be answered for: see `AnalyticsAnswer`. */
  readonly lost: readonly InstantRange[];
}

const DAY_MS = 86_400_000;
const MICROSECONDS = 1000;
/** Who is who is asked of all time. */
const BEGINNING = 0;

/** Funnels of one operation: equal ones are computed once. */
export class Funnels {
  readonly #answers = new Map<string, Promise<FunnelAnswer>>();

  /** `now`: when the operation began, epoch milliseconds. */
  constructor(
    private readonly analytics: AnalyticsReader,
    private readonly now: number,
  ) {}

  read(scope: TenantScope, request: FunnelRequest): Promise<FunnelAnswer> {
    const key = JSON.stringify([scope.tenantId, scope.customerId, request]);
    let answer = this.#answers.get(key);
    if (answer === undefined) this.#answers.set(key, (answer = this.#compute(scope, request)));
    return answer;
  }

  /** What is read for a funnel: whole days, which come from the coarsest rollup; its steps are cut exactly afterwards. */
  reads({ entries, conversionWindow }: Pick<FunnelRequest, 'entries' | 'conversionWindow'>): InstantRange {
    const to = Math.min(entries.to + conversionWindow, this.now + DAY_MS);
    const from = Math.floor(entries.from / DAY_MS) * DAY_MS;
    return { from, to: Math.max((Math.floor(to / DAY_MS) + 1) * DAY_MS, from + DAY_MS) };
  }

  async #compute(scope: TenantScope, request: FunnelRequest): Promise<FunnelAnswer> {
    const { steps, order, conversionWindow, entries, buckets, entryFilters, breakdown } = request;
    const traits = new Set(entryFilters.map(({ dimension }) => dimension));
    if (breakdown !== null) traits.add(breakdown);
    const [{ rows, lost }, identities] = await Promise.all([
      this.analytics.read(scope, this.#journeys(request, [...traits])),
      this.analytics.read(scope, this.#identities()),
    ]);
    const journeys = await readJourneys(rows, [...traits]);
    const figures = await funnelOf(journeys, await identitiesOf(await readJourneys(identities.rows, [], 'identities')), {
      steps: steps.map((step) => STOREFRONT_STEPS.indexOf(step)),
      order,
      conversionWindow: conversionWindow * MICROSECONDS,
      from: entries.from * MICROSECONDS,
      to: entries.to * MICROSECONDS,
      now: this.now * MICROSECONDS,
      buckets: buckets.map((start) => start * MICROSECONDS),
      entryFilters: entryFilters.map(({ dimension, values }) => ({ trait: dimension, values })),
      segment:
        breakdown === null ? null : { trait: breakdown, of: breakdown === 'product' ? 'steps' : 'entry' },
    });
    return { ...figures, lost };
  }

  #journeys(request: FunnelRequest, traits: readonly string[]): AnalyticsQuery {
    const { products } = request;
    return {
      dataset: storefront,
      measures: ['journeys'],
      dimensions: traits,
      filters: products === null ? [] : [{ dimension: 'product', values: [...products, null] }],
      range: this.reads(request),
      buckets: null,
      collected: true,
    };
  }

  /** What visitors were as customers, and since when. */
  #identities(): AnalyticsQuery {
    return {
      dataset: storefront,
      measures: ['identities'],
      dimensions: [],
      filters: [],
      present: ['customer'],
      range: { from: BEGINNING, to: (Math.floor(this.now / DAY_MS) + 2) * DAY_MS },
      buckets: null,
      collected: true,
    };
  }
}
