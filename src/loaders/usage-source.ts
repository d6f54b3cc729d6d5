import DataLoader from 'dataloader';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { AnalyticsQuery, DimensionFilter, Fold, Top } from '../planner/query.js';
import type { InstantRange } from '../planner/ranges.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsReader, AnalyticsRow } from './analytics-reader.js';

export type UsageDimension = 'customer' | 'billableUnit' | 'product' | 'currency';

/** What is asked of usage within a window: by which dimensions, per bucket or in total, of which of its two ranges. */
export interface UsageRequest {
  readonly dimensions: readonly UsageDimension[];
  readonly measures: readonly ('quantity' | 'events' | 'revenue' | 'customers')[];
  readonly perBucket?: boolean;
  /** The range that the window is compared with, instead of its own. */
  readonly compared?: boolean;
  readonly folds?: readonly Fold[];
  readonly top?: Top | null;
}

/** Usage of a whole tenant or of one customer or product, to whoever resolves it the same. */
export interface UsageSource {
  readonly scope: TenantScope;
  readonly window: Window;
  rows(request: UsageRequest): Promise<readonly AnalyticsRow[]>;
  /** What of the request's range is past retention. */
  lost(request: UsageRequest): Promise<readonly InstantRange[]>;
}

interface EntityAnswer {
  readonly rows: readonly AnalyticsRow[];
  readonly lost: readonly InstantRange[];
}

function query(window: Window, request: UsageRequest, filters: readonly DimensionFilter[]): AnalyticsQuery {
  const range = request.compared === true ? window.comparison : window;
  return {
    dataset: usage,
    measures: request.measures,
    dimensions: request.dimensions,
    filters,
    range: { from: range?.from ?? window.from, to: range?.to ?? window.from },
    buckets: request.perBucket === true ? window.buckets : null,
    folds: request.folds ?? [],
    top: request.top ?? null,
  };
}

/** Usage of everything that the filters keep. */
export function tenantUsage(
  reader: AnalyticsReader,
  scope: TenantScope,
  window: Window,
  filters: readonly DimensionFilter[],
): UsageSource {
  return {
    scope,
    window,
    rows: (request) => reader.read(scope, query(window, request, filters)),
    lost: (request) => reader.lost(scope, query(window, request, filters)),
  };
}

/** Usage of single customers or products, merged: what is asked of many of them in one operation is one query. */
export class EntityUsage {
  private readonly loaders = new Map<string, DataLoader<string, EntityAnswer>>();

  constructor(private readonly reader: AnalyticsReader) {}

  of(scope: TenantScope, entity: 'customer' | 'product', id: string, window: Window): UsageSource {
    const answer = (request: UsageRequest) => this.loader(scope, entity, window, request).load(id);
    return {
      scope,
      window,
      rows: async (request) => (await answer(request)).rows,
      lost: async (request) => (await answer(request)).lost,
    };
  }

  private loader(
    scope: TenantScope,
    entity: 'customer' | 'product',
    window: Window,
    request: UsageRequest,
  ): DataLoader<string, EntityAnswer> {
    const { from, to, timeZone, granularity, comparison } = window;
    const { tenantId, customerId } = scope;
    const key = JSON.stringify([
      ...[tenantId, customerId, entity, from, to, timeZone, granularity, comparison],
      request,
    ]);
    const present = this.loaders.get(key);
    if (present !== undefined) return present;
    const loader = new DataLoader<string, EntityAnswer>(async (ids) => {
      const dimensions = [...new Set([entity, ...request.dimensions])];
      const top = request.top == null ? null : { ...request.top, within: [entity, ...request.top.within] };
      const filters = [{ dimension: entity, values: [...ids].sort() }];
      const asked = query(window, { ...request, dimensions, top }, filters);
      const [rows, lost] = await Promise.all([
        this.reader.read(scope, asked),
        this.reader.lost(scope, asked),
      ]);
      const byId = new Map<string, AnalyticsRow[]>(ids.map((id) => [id, []]));
      for (const row of rows) byId.get(row[entity] ?? '')?.push(row);
      return ids.map((id) => ({ rows: byId.get(id) ?? [], lost }));
    });
    this.loaders.set(key, loader);
    return loader;
  }
}
