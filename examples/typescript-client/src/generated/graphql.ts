/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** What the cells of a column are, if they are not null. */
export type ColumnType =
  /** true or false. */
  | 'BOOLEAN'
  /** An instant, ISO-8601 in UTC with milliseconds. */
  | 'DATETIME'
  /** An exact decimal, as a string. */
  | 'DECIMAL'
  /** A double. */
  | 'FLOAT'
  /** A whole number, as a string past 2^53. */
  | 'INTEGER'
  /** Text. */
  | 'STRING';

/** What a window is compared with. */
export type Comparison =
  /** The range of equal calendar length before it. */
  | 'PREVIOUS_PERIOD'
  /** The same dates a year before. */
  | 'PREVIOUS_YEAR';

/** What can be reported on; `catalogue` tells the measures and dimensions of each. */
export type Dataset =
  /** What serving customers cost. Not for credentials of one customer. */
  | 'COGS'
  /** The event log. */
  | 'EVENTS'
  /** Invoices as they stand now, each at the time when it was issued. */
  | 'INVOICES'
  /** Events of the log whose latency is known. */
  | 'LATENCIES'
  /** Tool calls of MCP servers. */
  | 'MCP'
  /** What usage events and tool calls earned. */
  | 'REVENUE'
  /** Steps of visitors in the storefront. */
  | 'STOREFRONT'
  /** Metered consumption. */
  | 'USAGE';

/** The part of the platform that an event comes from. */
export type EventCategory =
  /** Requests to the API. */
  | 'API'
  /** Logins, logouts and API keys. */
  | 'AUTH'
  /** Invoices and subscriptions. */
  | 'BILLING'
  /** Deployments, alerts and changes of reference data. */
  | 'SYSTEM'
  /** Usage, MCP calls, storefront steps and costs. */
  | 'USAGE';

/** Which events are meant: all that is given must hold, what is left out does not narrow it, and an empty list has nothing. */
export type EventFilter = {
  /** Only by this actor, letter by letter. */
  actor?: string | null | undefined;
  /** What the attributes must contain: objects these members, arrays these items in any order, all else equal. At most 50 values, 8 levels deep. */
  attributes?: Record<string, unknown> | null | undefined;
  /** Only these categories. */
  categories?: Array<EventCategory> | null | undefined;
  /** Only of this customer. */
  customerId?: string | number | null | undefined;
  /** The first instant of the range. Lists begin 30 days before its end where it is left out, and 366 days at most. */
  from?: string | null | undefined;
  /** At least this grave. */
  minSeverity?: Severity | null | undefined;
  /** Only of this product. */
  productId?: string | number | null | undefined;
  /** Words and "quoted phrases", each of which must be found in the message, the type, the actor or a value of the attributes; `-word` and `-"phrase"` must not be. Letter by letter, in any case, also inside of longer words; nothing is a wildcard. At most 12 of them in 500 characters. */
  search?: string | null | undefined;
  /** Only with an HTTP status in one of these ranges; at most 20. */
  statusCodes?: Array<IntRange> | null | undefined;
  /** The first instant behind the range; open where it is left out. */
  to?: string | null | undefined;
  /** Exact types, or prefixes ending in `.*`; at most 50. */
  types?: Array<string> | null | undefined;
};

/** How a value is compared with others; texts by their code points, numbers by their size. */
export type FilterOperator =
  /** Has one of the texts in it, in the same case. */
  | 'CONTAINS'
  /** Equals the value. */
  | 'EQ'
  /** Has a value; with the value `false`, has none. */
  | 'EXISTS'
  /** Is greater than the value. */
  | 'GT'
  /** Is the value or greater. */
  | 'GTE'
  /** Equals one of the values. */
  | 'IN'
  /** Is less than the value. */
  | 'LT'
  /** Is the value or less. */
  | 'LTE'
  /** Is not the value, or there is none. */
  | 'NEQ'
  /** Is none of the values, or there is none. */
  | 'NOT_IN'
  /** Begins with one of the texts, in the same case. */
  | 'STARTS_WITH';

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

/** Whole numbers, both ends included; an end that is left out is open. */
export type IntRange = {
  /** The smallest. */
  from?: number | null | undefined;
  /** The largest. */
  to?: number | null | undefined;
};

/** Keeps what compares so with the values. */
export type ReportFilter = {
  /** A dimension's name; in `having` the name of a measure's column. */
  field: string;
  /** How it compares. */
  op: FilterOperator;
  /** What it is compared with. */
  values?: Array<string>;
};

/** Orders rows by a column. */
export type ReportOrder = {
  /** Which way. */
  direction?: SortDirection | null | undefined;
  /** The column's name. */
  field: string;
};

/** Any measures by any dimensions that the catalogue allows. */
export type ReportQuery = {
  /** What is reported on. */
  dataset: Dataset;
  /** Names of dimensions, each a column: a row for each combination of their values. With a measure of money, currency is added if it is not among them. */
  dimensions?: Array<string>;
  /** With timeDimension: whether what has a row in one bucket has one in every bucket. */
  fill?: boolean | null | undefined;
  /** Which events are meant, by their dimensions: those that pass all. */
  filters?: Array<ReportFilter>;
  /** Which rows are meant, by their measures' columns: those that pass all. */
  having?: Array<ReportFilter>;
  /** Rows at most, up to 10,000; with `others`, groups of the dimensions before the others. */
  limit?: number | null | undefined;
  /** Names of measures, each a column. */
  measures: Array<string>;
  /** Whether dimensions whose values are ids have a column beside them with the present names, such as customer__name. */
  names?: boolean | null | undefined;
  /** Rows that are passed over. */
  offset?: number | null | undefined;
  /** By which columns rows are ordered: by bucket and then largest first by the first measure if left out, and always by the dimensions after that. */
  orderBy?: Array<ReportOrder>;
  /** Whether the groups beyond `limit` are folded into one (of each currency), whose `others` is true and whose dimensions are null. Groups are ranked over the whole window by the first measure in orderBy, else by the first measure. */
  others?: boolean | null | undefined;
  /** Whether there is a row for each bucket of the window, told by the column `bucket`. */
  timeDimension?: boolean | null | undefined;
  /** The range of time; the last 30 days if left out. With compareTo, measures have further columns. */
  window?: WindowInput | null | undefined;
};

/** How grave an event is, mildest first. */
export type Severity =
  | 'CRITICAL'
  | 'DEBUG'
  | 'ERROR'
  | 'INFO'
  | 'WARNING';

/** Which way rows are ordered; those without a value come last either way. */
export type SortDirection =
  /** Least first. */
  | 'ASC'
  /** Greatest first. */
  | 'DESC';

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

export type LiveEventsSubscriptionVariables = Exact<{
  filter?: EventFilter | null | undefined;
  after?: string | null | undefined;
  replay?: number | null | undefined;
}>;


export type LiveEventsSubscription = { events: { cursor: string, events: Array<{ id: string, source: string, time: string, category: EventCategory, type: string, severity: Severity, message: string, attributes: Record<string, unknown>, customer: { id: string, name: string } | null }>, gap: { reason: string, from: string | null, to: string | null } | null } };

export type ReportPageQueryVariables = Exact<{
  query: ReportQuery;
}>;


export type ReportPageQuery = { report: { objects: Array<Record<string, unknown>>, total: number, nextOffset: number | null, columns: Array<{ name: string, title: string, type: ColumnType }> } };

export type UsageDashboardQueryVariables = Exact<{
  window: WindowInput;
  units?: number | null | undefined;
  customers?: number | null | undefined;
}>;


export type UsageDashboardQuery = { usage: { activeCustomers: number, meta: { from: string, to: string, granularity: Granularity, complete: boolean }, revenue: Array<{ amount: string, currency: string }>, byBillableUnit: Array<{ others: boolean, quantity: string, billableUnit: { id: string, title: string } | null, change: { ratio: number | null } | null, customers: Array<{ others: boolean, quantity: string, share: number, customer: { id: string, name: string } | null }> }> } };

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

export const LiveEventsDocument = new TypedDocumentString(`
    subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {
  events(filter: $filter, after: $after, replay: $replay, progress: "10s") {
    events {
      id
      source
      time
      category
      type
      severity
      message
      customer {
        id
        name
      }
      attributes
    }
    cursor
    gap {
      reason
      from
      to
    }
  }
}
    `) as unknown as TypedDocumentString<LiveEventsSubscription, LiveEventsSubscriptionVariables>;
export const ReportPageDocument = new TypedDocumentString(`
    query ReportPage($query: ReportQuery!) {
  report(query: $query) {
    columns {
      name
      title
      type
    }
    objects
    total
    nextOffset
  }
}
    `) as unknown as TypedDocumentString<ReportPageQuery, ReportPageQueryVariables>;
export const UsageDashboardDocument = new TypedDocumentString(`
    query UsageDashboard($window: WindowInput!, $units: Int = 5, $customers: Int = 3) {
  usage(window: $window) {
    meta {
      from
      to
      granularity
      complete
    }
    activeCustomers
    revenue {
      amount
      currency
    }
    byBillableUnit(first: $units) {
      billableUnit {
        id
        title
      }
      others
      quantity
      change {
        ratio
      }
      customers(first: $customers) {
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
}
    `) as unknown as TypedDocumentString<UsageDashboardQuery, UsageDashboardQueryVariables>;