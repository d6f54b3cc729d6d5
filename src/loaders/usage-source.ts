import DataLoader from 'dataloader';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { AnalyticsQuery, DimensionFilter, Fold, Top } from '../planner/query.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsAnswer, AnalyticsReader, AnalyticsRow } from './analytics-reader.js';

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
  read(request: UsageRequest): Promise<AnalyticsAnswer>;
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
    read: (request) => reader.read(scope, query(window, request, filters)),
  };
}

/** Usage of single customers or products, merged: what is asked of many of them in one operation is one query. */
export class EntityUsage {
  private readonly loaders = new Map<string, DataLoader<string, AnalyticsAnswer>>();

  constructor(private readonly reader: AnalyticsReader) {}

  of(scope: TenantScope, entity: 'customer' | 'product', id: string, window: Window): UsageSource {
    return { scope, window, read: (request) => this.loader(scope, entity, window, request).load(id) };
  }

  private loader(
    scope: TenantScope,
    entity: 'customer' | 'product',
    window: Window,
    request: UsageRequest,
  ): DataLoader<string, AnalyticsAnswer> {
    const { from, to, timeZone, granularity, comparison } = window;
    const { tenantId, customerId } = scope;
    const key = JSON.stringify([
      ...[tenantId, customerId, entity, from, to, timeZone, granularity, comparison],
      request,
    ]);
    const present = this.loaders.get(key);
    if (present !== undefined) return present;
    const loader = new DataLoader<string, AnalyticsAnswer>(async (ids) => {
      const dimensions = [...new Set([entity, ...request.dimensions])];
      const top = request.top == null ? null : { ...request.top, within: [entity, ...request.top.within] };
      const filters = [{ dimension: entity, values: [...ids].sort() }];
      const asked = query(window, { ...request, dimensions, top }, filters);
      const { rows, lost } = await this.reader.read(scope, asked);
      const byId = new Map<string, AnalyticsRow[]>(ids.map((id) => [id, []]));
      for (const row of rows) byId.get(row[entity] ?? '')?.push(row);
      return ids.map((id) => ({ rows: byId.get(id) ?? [], lost, parts: new Map() }));
    });
    this.loaders.set(key, loader);
    return loader;
  }
}
