import { mcp } from '../catalogue/mcp.js';
import { revenue } from '../catalogue/revenue.js';
import { usage } from '../catalogue/usage.js';
import type { TenantScope } from '../db/tenant-scope.js';
import type { DimensionFilter } from '../planner/query.js';
import type { Window } from '../planner/window.js';
import type { AnalyticsAnswer, AnalyticsReader, AnalyticsRow } from './analytics-reader.js';
import { tenantSource, type AnalyticsRequest, type AnalyticsSource } from './analytics-source.js';

type Options = Pick<AnalyticsRequest, 'compared' | 'perBucket'>;

/** Figures of all products within a window: whoever compares them picks the rows of some. */
export class ProductFigures {
  readonly usage: AnalyticsSource;
  readonly revenue: AnalyticsSource;
  private readonly mcp: AnalyticsSource;

  constructor(
    reader: AnalyticsReader,
    readonly scope: TenantScope,
    readonly window: Window,
    filters: readonly DimensionFilter[],
  ) {
    this.usage = tenantSource(reader, scope, usage, window, filters);
    this.mcp = tenantSource(reader, scope, mcp, window, filters);
    this.revenue = tenantSource(reader, scope, revenue, window, filters);
  }

  /** Usage events by product. */
  events(options: Options = {}): Promise<AnalyticsAnswer> {
    return this.usage.read({ dimensions: ['product'], measures: ['events'], ...options });
  }

  /** Tool calls by product, of which how many failed. */
  calls(): Promise<AnalyticsAnswer> {
    return this.mcp.read({ dimensions: ['product'], measures: ['invocations', 'errors'] });
  }

  /** Revenue by product and currency. */
  earned(options: Options = {}): Promise<AnalyticsAnswer> {
    return this.revenue.read({ dimensions: ['product', 'currency'], measures: ['revenue'], ...options });
  }

  /** Who used which product, by events or calls. */
  async customers(): Promise<readonly AnalyticsRow[]> {
    const dimensions = ['product', 'customer'];
    const answers = await Promise.all([
      this.usage.read({ dimensions, measures: ['events'] }),
      this.mcp.read({ dimensions, measures: ['invocations'] }),
    ]);
    return answers.flatMap(({ rows }) => rows);
  }
}
