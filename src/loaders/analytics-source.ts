import DataLoader from 'dataloader';
import type { Dataset } from '../catalogue/dataset.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type {
  AnalyticsQuery,
  Attribution,
  DimensionFilter,
  Distribution,
  Fold,
  Page,
  Top,
} from '../planner/query.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsAnswer, AnalyticsReader, AnalyticsRow } from './analytics-reader.js';

/** What is asked of a dataset within a window: by which dimensions, per bucket or in total, of which of its two ranges. */
export interface AnalyticsRequest {
  readonly dimensions: readonly string[];
  readonly measures: readonly string[];
  readonly perBucket?: boolean;
  /** The range that the window is compared with, instead of its own. */
  readonly compared?: boolean;
  readonly folds?: readonly Fold[];
  readonly top?: Top | null;
  readonly page?: Page | null;
  readonly distribution?: Distribution | null;
  readonly attribution?: Attribution | null;
  /** Besides those of the source. */
  readonly filters?: readonly DimensionFilter[];
}

/** A dataset of a whole tenant or of one customer or product, to whoever resolves it the same. */
export interface AnalyticsSource {
  readonly scope: TenantScope;
  readonly dataset: Dataset;
  readonly window: Window;
  /** What it keeps of the dataset. */
  readonly filters: readonly DimensionFilter[];
  read(request: AnalyticsRequest): Promise<AnalyticsAnswer>;
}

function query(
  dataset: Dataset,
  window: Window,
  request: AnalyticsRequest,
  filters: readonly DimensionFilter[],
): AnalyticsQuery {
  const range = request.compared === true ? window.comparison : window;
  return {
    dataset,
    measures: request.measures,
    dimensions: request.dimensions,
    filters: request.filters === undefined ? filters : [...filters, ...request.filters],
    range: { from: range?.from ?? window.from, to: range?.to ?? window.from },
    buckets: request.perBucket === true ? window.buckets : null,
    folds: request.folds ?? [],
    top: request.top ?? null,
    page: request.page ?? null,
    distribution: request.distribution ?? null,
    attribution: request.attribution ?? null,
  };
}

/** What the filters keep of a dataset. */
export function tenantSource(
  reader: AnalyticsReader,
  scope: TenantScope,
  dataset: Dataset,
  window: Window,
  filters: readonly DimensionFilter[] = [],
): AnalyticsSource {
  return {
    scope,
    dataset,
    window,
    filters,
    read: (request) => reader.read(scope, query(dataset, window, request, filters)),
  };
}

/** Datasets of single customers or products, merged: what is asked of many of them in one operation is one query. */
export class EntitySources {
  private readonly loaders = new Map<string, DataLoader<string, AnalyticsAnswer>>();

  constructor(private readonly reader: AnalyticsReader) {}

  of(
    scope: TenantScope,
    dataset: Dataset,
    entity: 'customer' | 'product',
    id: string,
    window: Window,
  ): AnalyticsSource {
    const read = (request: AnalyticsRequest) => this.loader(scope, dataset, entity, window, request).load(id);
    return { scope, dataset, window, filters: [{ dimension: entity, values: [id] }], read };
  }

  private loader(
    scope: TenantScope,
    dataset: Dataset,
    entity: 'customer' | 'product',
    window: Window,
    request: AnalyticsRequest,
  ): DataLoader<string, AnalyticsAnswer> {
    const { from, to, timeZone, granularity, comparison } = window;
    const { tenantId, customerId } = scope;
    const key = JSON.stringify([
      ...[tenantId, customerId, dataset.key, entity, from, to, timeZone, granularity, comparison],
      request,
    ]);
    const present = this.loaders.get(key);
    if (present !== undefined) return present;
    const loader = new DataLoader<string, AnalyticsAnswer>(async (ids) => {
      const dimensions = [...new Set([entity, ...request.dimensions])];
      const top = request.top == null ? null : { ...request.top, within: [entity, ...request.top.within] };
      const filters = [{ dimension: entity, values: [...ids].sort() }];
      const asked = query(dataset, window, { ...request, dimensions, top }, filters);
      const { rows, lost } = await this.reader.read(scope, asked);
      const byId = new Map<string, AnalyticsRow[]>(ids.map((id) => [id, []]));
      for (const row of rows) byId.get(row[entity] ?? '')?.push(row);
      return ids.map((id) => ({ rows: byId.get(id) ?? [], lost, parts: new Map() }));
    });
    this.loaders.set(key, loader);
    return loader;
  }
}
