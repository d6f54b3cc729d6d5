import DataLoader from 'dataloader';
import { mcp } from '../catalogue/mcp.js';
import { request } from '../catalogue/request.js';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import { assessChurnRisk, churnSlots, type ChurnFacts, type ChurnRisk } from '../insight/churn-risk.js';
import type { AnalyticsQuery, DimensionFilter } from '../planner/query.js';
import type { AnalyticsReader, AnalyticsRow } from './analytics-reader.js';
import { readChurnBilling } from './churn-billing.js';
import type { SharedReads } from './shared-reads.js';

const DAY = 86_400_000;

/** The first status of HTTP that tells of a failure. */
const FAILED_STATUS = 400;

type Attempts = ChurnFacts['attempts'];

/** Assesses churn risk for one operation; what is asked of several customers as of one instant is read together. */
export class Churn {
  private readonly loaders = new Map<string, DataLoader<string, ChurnRisk>>();

  constructor(
    private readonly analytics: AnalyticsReader,
    private readonly reads: SharedReads,
  ) {}

  /** The risk of one customer as of an instant, epoch milliseconds. */
  of(scope: TenantScope, asOf: number, customer: string): Promise<ChurnRisk> {
    const key = JSON.stringify([scope.tenantId, scope.customerId, asOf]);
    let loader = this.loaders.get(key);
    if (loader === undefined) {
      loader = new DataLoader(async (customers) => {
        const riskOf = await this.assess(scope, asOf, [...customers].sort());
        return customers.map(riskOf);
      });
      this.loaders.set(key, loader);
    }
    return loader.load(customer);
  }

  /** The risk of any customer as of an instant, all of them read at once. */
  all(scope: TenantScope, asOf: number): Promise<(customer: string) => ChurnRisk> {
    return this.assess(scope, asOf, null);
  }

  private async assess(
    scope: TenantScope,
    asOf: number,
    customers: readonly string[] | null,
  ): Promise<(customer: string) => ChurnRisk> {
    const slots = churnSlots(asOf);
    const [first = asOf] = slots;
    const filters = customers === null ? [] : [{ dimension: 'customer', values: customers }];
    const [active, older, attempts, billing] = await Promise.all([
      this.activity(scope, filters, { from: first, to: asOf }, slots.slice(0, -1)),
      this.activity(scope, filters, { from: 0, to: first }, null),
      this.attempts(scope, filters, asOf),
      readChurnBilling(this.reads, scope, asOf, customers),
    ]);
    return (customer) => {
      const activity = new Array<number>(slots.length - 1).fill(0);
      for (const row of active.get(customer) ?? []) addSlots(activity, row);
      const start = slots[activity.findIndex((count) => count > 0)] ?? null;
      return assessChurnRisk({
        asOf,
        activity,
        // Any instant of the slot in which it lies tells enough.
        firstActivity: older.has(customer) ? first - 1 : start,
        attempts: attempts(customer),
        ...billing(customer),
      });
    };
  }

  /** Usage events and tool calls by customer. */
  private async activity(
    scope: TenantScope,
    filters: readonly DimensionFilter[],
    range: AnalyticsQuery['range'],
    buckets: AnalyticsQuery['buckets'],
  ): Promise<Map<string, AnalyticsRow[]>> {
    // Where the slots begin before all time.
    if (range.from >= range.to) return new Map();
    const query = { dimensions: ['customer'], filters, range, buckets, packed: buckets !== null };
    const answers = await Promise.all([
      this.analytics.read(scope, { ...query, dataset: usage, measures: ['events'] }),
      this.analytics.read(scope, { ...query, dataset: mcp, measures: ['invocations'] }),
    ]);
    return byCustomer(answers.flatMap(({ rows }) => rows));
  }

  /** Requests and tool calls of the last seven days, and of the four weeks before. */
  private async attempts(
    scope: TenantScope,
    filters: readonly DimensionFilter[],
    asOf: number,
  ): Promise<(customer: string) => Attempts> {
    const week = asOf - 7 * DAY;
    const [recent, before] = await Promise.all([
      this.attemptsWithin(scope, filters, { from: week, to: asOf }),
      this.attemptsWithin(scope, filters, { from: week - 28 * DAY, to: week }),
    ]);
    return (customer) => ({ recent: recent(customer), before: before(customer) });
  }

  private async attemptsWithin(
    scope: TenantScope,
    filters: readonly DimensionFilter[],
    range: AnalyticsQuery['range'],
  ): Promise<(customer: string) => Attempts['recent']> {
    const query = { filters, range, buckets: null };
    const [requests, calls] = await Promise.all([
      this.analytics.read(scope, {
        ...query,
        dataset: request,
        dimensions: ['customer', 'statusCode'],
        measures: ['requests'],
      }),
      this.analytics.read(scope, {
        ...query,
        dataset: mcp,
        dimensions: ['customer'],
        measures: ['invocations', 'errors'],
      }),
    ]);
    const [asked, called] = [byCustomer(requests.rows), byCustomer(calls.rows)];
    return (customer) => {
      const sum = { count: 0, errors: 0 };
      for (const row of asked.get(customer) ?? []) {
        const count = Number(row['requests'] ?? 0);
        sum.count += count;
        if (Number(row['statusCode'] ?? 0) >= FAILED_STATUS) sum.errors += count;
      }
      for (const row of called.get(customer) ?? []) {
        sum.count += Number(row['invocations'] ?? 0);
        sum.errors += Number(row['errors'] ?? 0);
      }
      return sum;
    };
  }
}

/** Adds the counts of a row's slots. */
function addSlots(activity: number[], { slot, events, invocations }: AnalyticsRow): void {
  const slots = slot?.split(',') ?? [];
  const counts = (events ?? invocations)?.split(',') ?? [];
  slots.forEach((text, place) => {
    const at = Number(text);
    activity[at] = (activity[at] ?? 0) + Number(counts[place] ?? 0);
  });
}

function byCustomer(rows: readonly AnalyticsRow[]): Map<string, AnalyticsRow[]> {
  const groups = new Map<string, AnalyticsRow[]>();
  for (const row of rows) {
    const { customer } = row;
    if (customer == null) continue;
    const present = groups.get(customer);
    if (present === undefined) groups.set(customer, [row]);
    else present.push(row);
  }
  return groups;
}
