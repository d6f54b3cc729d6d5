/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What a window is compared with. */
export type Comparison =
  /** The range of equal calendar length before it. */
  | 'PREVIOUS_PERIOD'
  /** The same dates a year before. */
  | 'PREVIOUS_YEAR';

/** Bucket sizes, by the window zone's calendar; weeks start on Monday. */
export type Granularity =
  /** The finest that stays within maxDataPoints (400 if not given). */
  | 'AUTO'
  | 'DAY'
  | 'HOUR'
  | 'MINUTE_15'
  | 'MONTH'
  | 'QUARTER'
  | 'WEEK'
  | 'YEAR';

/** status tells a missing bucket from a zero one: no data before the first event or past retention is MISSING, a quiet bucket is ZERO. */
export type PointStatus =
  /** The bucket is not over. */
  | 'INCOMPLETE'
  /** There is no data: before the first event, or past retention. */
  | 'MISSING'
  /** There are events, and the bucket is over. */
  | 'OK'
  /** The bucket is over and quiet. */
  | 'ZERO';

/** Half-open [from, to). Give `period` (24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month) or from/to. Default: 30d. */
export type WindowInput = {
  /** Fills `change` with the difference from another range. */
  compareTo?: Comparison | null | undefined;
  /** The first instant of the range. */
  from?: string | null | undefined;
  /** The size of the buckets of series. */
  granularity?: Granularity | null | undefined;
  /** With AUTO: the finest granularity that stays within this many points. */
  maxDataPoints?: number | null | undefined;
  /** A length that ends now, or a calendar period: 24h 7d 30d 12w 6M 1y today mtd qtd ytd previous_month. */
  period?: string | null | undefined;
  /** The zone whose calendar days, weeks and months count. */
  timeZone?: string | null | undefined;
  /** The first instant behind the range; now if only `from` is given. */
  to?: string | null | undefined;
};

export type DashboardQueryVariables = Exact<{
  window: WindowInput;
}>;


export type DashboardQuery = { viewer: { tenant: { name: string } }, usage: { events: number | string, activeCustomers: number, meta: { from: string, to: string, timeZone: string, granularity: Granularity }, byBillableUnit: Array<{ others: boolean, quantity: string, billableUnit: { id: string, title: string, precision: number | null } | null, change: { ratio: number | null } | null, series: Array<{ bucket: string, quantity: string | null, status: PointStatus }>, customers: Array<{ others: boolean, quantity: string, share: number, customer: { id: string, name: string } | null }> }> }, revenue: { payingCustomers: number, total: Array<{ amount: string, currency: string }>, changes: Array<{ currency: string, ratio: number | null }> | null }, mcp: { totals: { invocations: number | string, errorRate: number | null, sessions: number | string }, byTool: Array<{ tool: string | null, others: boolean, share: number, stats: { invocations: number | string, errorRate: number | null, p95DurationMs: number | null } }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const DashboardDocument = new TypedDocumentString(`
    query Dashboard($window: WindowInput!) {
  viewer {
    tenant {
      name
    }
  }
  usage(window: $window) {
    meta {
      from
      to
      timeZone
      granularity
    }
    events
    activeCustomers
    byBillableUnit(first: 6) {
      billableUnit {
        id
        title
        precision
      }
      others
      quantity
      change {
        ratio
      }
      series {
        bucket
        quantity
        status
      }
      customers(first: 6) {
        customer {
          id
          name
        }
        others
        quantity
        share
      }
    }
  }
  revenue(window: $window) {
    total {
      amount
      currency
    }
    changes {
      currency
      ratio
    }
    payingCustomers
  }
  mcp(window: $window) {
    totals {
      invocations
      errorRate
      sessions
    }
    byTool(first: 6) {
      tool
      others
      share
      stats {
        invocations
        errorRate
        p95DurationMs
      }
    }
  }
}
    `) as unknown as TypedDocumentString<DashboardQuery, DashboardQueryVariables>;