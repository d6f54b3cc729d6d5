import { STOREFRONT_STEPS, storefront, type StorefrontStep } from '../catalogue/storefront.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { funnelOf, type FunnelFigures, type FunnelQuestion } from '../insight/funnel.js';
import type { FunnelOrder } from '../insight/funnel-attempts.js';
import { readJourneys } from '../insight/journeys.js';
import { identitiesOf, type Identities } from '../insight/people.js';
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
  /** What is read to tell who is who: all time. */
  readonly identified: InstantRange;
  readonly #answers = new Map<string, Promise<FunnelAnswer>>();
  readonly #identities = new Map<string, Promise<Identities>>();
  /** The funnel that was asked for last. */
  #last: Promise<unknown> = Promise.resolve();

  /** `now`: when the operation began, epoch milliseconds. */
  constructor(
    private readonly analytics: AnalyticsReader,
    private readonly now: number,
  ) {
    this.identified = { from: BEGINNING, to: (Math.floor(now / DAY_MS) + 2) * DAY_MS };
  }

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

  /** Asks at once, so that all funnels are one statement, and follows people when the funnel before has: only one is in memory. */
  #compute(scope: TenantScope, request: FunnelRequest): Promise<FunnelAnswer> {
    const traits = new Set(request.entryFilters.map(({ dimension }) => dimension));
    if (request.breakdown !== null) traits.add(request.breakdown);
    const read = Promise.all([
      this.analytics.read(scope, this.#journeys(request, [...traits])),
      this.#whoIsWho(scope),
    ]);
    const answer = Promise.allSettled([this.#last, read]).then(async () => {
      const [{ rows, lost }, identities] = await read;
      const journeys = await readJourneys(rows, [...traits]);
      return { ...(await funnelOf(journeys, identities, this.#question(request))), lost };
    });
    this.#last = answer;
    return answer;
  }

  #question(request: FunnelRequest): FunnelQuestion {
    const { steps, order, conversionWindow, entries, buckets, entryFilters, breakdown } = request;
    return {
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
    };
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

  /** Who visitors are in a scope, told from all that they did as customers. */
  #whoIsWho(scope: TenantScope): Promise<Identities> {
    const key = JSON.stringify([scope.tenantId, scope.customerId]);
    let known = this.#identities.get(key);
    if (known === undefined) this.#identities.set(key, (known = this.#identify(scope)));
    return known;
  }

  async #identify(scope: TenantScope): Promise<Identities> {
    const { rows } = await this.analytics.read(scope, {
      dataset: storefront,
      measures: ['identities'],
      dimensions: [],
      filters: [],
      present: ['customer'],
      range: this.identified,
      buckets: null,
      collected: true,
    });
    return identitiesOf(await readJourneys(rows, [], 'identities'));
  }
}
