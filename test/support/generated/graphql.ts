/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';
/** How likely a customer is to leave, by its score. */
export type ChurnLevel =
  /** From 75. */
  | 'CRITICAL'
  /** From 50. */
  | 'HIGH'
  /** Below 25. */
  | 'LOW'
  /** From 25. */
  | 'MEDIUM';

/** A CloudEvents 1.0 event; its `data` follows the vocabulary of its type. */
export type CloudEventInput = {
  /** The type's fields. Required. */
  data?: Record<string, unknown> | null | undefined;
  /** A JSON media type, if given. */
  datacontenttype?: string | null | undefined;
  /** Where the data is described; kept among the attributes. */
  dataschema?: string | null | undefined;
  /** With `source` it identifies the event within its tenant. Required. */
  id?: string | number | null | undefined;
  /** Who sends the event, a URI reference. Required. */
  source?: string | null | undefined;
  /** "1.0", also if left out. */
  specversion?: string | null | undefined;
  /** What it is about; kept among the attributes. */
  subject?: string | null | undefined;
  /** Another tenant's id; only with a platform key. */
  tenantid?: string | null | undefined;
  /** When it happened, RFC 3339; now if left out. */
  time?: string | null | undefined;
  /** What happened, e.g. usage.recorded. Required. */
  type?: string | null | undefined;
};

/** What a window is compared with. */
export type Comparison =
  /** The range of equal calendar length before it. */
  | 'PREVIOUS_PERIOD'
  /** The same dates a year before. */
  | 'PREVIOUS_YEAR';

/** Which customers are meant; what is left out does not narrow it. */
export type CustomerFilter = {
  /** Only those that are as likely to leave now. Not for credentials of one customer. */
  churnLevels?: Array<ChurnLevel> | null | undefined;
  /** Only these. */
  ids?: Array<string | number> | null | undefined;
  /** Part of the name or the id, whatever the case. */
  search?: string | null | undefined;
};

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

/** What became of an event. */
export type IngestVerdict =
  /** Durable, and counted once. */
  | 'ACCEPTED'
  /** The identity of an event of the last 35 days with other content: the first stays. */
  | 'CONFLICT'
  /** The same tenant, source, id and content as an event of the last 35 days: not counted again. */
  | 'DUPLICATE'
  /** Not an event that can be counted; the reason names the field. */
  | 'REJECTED';

/** Whole numbers, both ends included; an end that is left out is open. */
export type IntRange = {
  /** The smallest. */
  from?: number | null | undefined;
  /** The largest. */
  to?: number | null | undefined;
};

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

/** How grave an event is, mildest first. */
export type Severity =
  | 'CRITICAL'
  | 'DEBUG'
  | 'ERROR'
  | 'INFO'
  | 'WARNING';

/** Which usage is meant; what is left out does not narrow it. */
export type UsageFilter = {
  /** Only these billable units. */
  billableUnitIds?: Array<string | number> | null | undefined;
  /** Only these customers. */
  customerIds?: Array<string | number> | null | undefined;
  /** Only these products. */
  productIds?: Array<string | number> | null | undefined;
};

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

export type CustomersPageQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  filter?: CustomerFilter | null | undefined;
  window?: WindowInput | null | undefined;
}>;


export type CustomersPageQuery = { customers: { totalCount: number, nodes: Array<{ id: string, name: string, usage: Array<{ quantity: string, events: number | string, billableUnit: { id: string, title: string } | null }>, revenue: Array<{ amount: string, currency: string }> }>, pageInfo: { startCursor: string | null, endCursor: string | null, hasNextPage: boolean, hasPreviousPage: boolean } } };

export type IngestMutationVariables = Exact<{
  events: Array<CloudEventInput> | CloudEventInput;
}>;


export type IngestMutation = { ingest: { accepted: number, duplicates: number, conflicts: number, rejected: number, events: Array<{ index: number, id: string | null, verdict: IngestVerdict, reason: string | null }> } };

export type LiveEventsSubscriptionVariables = Exact<{
  filter?: EventFilter | null | undefined;
  after?: string | null | undefined;
  replay?: number | null | undefined;
}>;


export type LiveEventsSubscription = { events: { cursor: string, events: Array<{ id: string, source: string, type: string, category: EventCategory, severity: Severity, message: string, time: string, recordedAt: string, attributes: Record<string, unknown> }>, gap: { from: string | null, to: string | null, reason: string } | null } };

export type ProductsQueryVariables = Exact<{
  first?: number | null | undefined;
  after?: string | null | undefined;
  window?: WindowInput | null | undefined;
}>;


export type ProductsQuery = { products: { totalCount: number, nodes: Array<{ id: string, name: string, kind: string | null, revenue: Array<{ amount: string, currency: string }> }>, pageInfo: { endCursor: string | null, hasNextPage: boolean } } };

export type UsageDashboardQueryVariables = Exact<{
  window?: WindowInput | null | undefined;
  filter?: UsageFilter | null | undefined;
  first?: number | null | undefined;
}>;


export type UsageDashboardQuery = { usage: { events: number | string, activeCustomers: number, meta: { from: string, to: string, timeZone: string, granularity: Granularity, sources: Array<string>, watermark: string | null, staleSeconds: number, complete: boolean }, revenue: Array<{ amount: string, currency: string }>, byBillableUnit: Array<{ others: boolean, quantity: string, events: number | string, share: number, billableUnit: { id: string, title: string, precision: number | null } | null, revenue: Array<{ amount: string, currency: string }>, change: { absolute: string, previous: string, ratio: number | null } | null, series: Array<{ bucket: string, quantity: string | null, events: number | string, status: PointStatus }>, customers: Array<{ others: boolean, quantity: string, events: number | string, share: number, customer: { id: string, name: string } | null }> }>, byCustomer: Array<{ others: boolean, events: number | string, share: number, customer: { id: string, name: string } | null }>, byProduct: Array<{ others: boolean, events: number | string, share: number, product: { id: string, name: string } | null }> } };

export type ViewerQueryVariables = Exact<{ [key: string]: never; }>;


export type ViewerQuery = { viewer: { subject: string, scopes: Array<string>, customerId: string | null, expiresAt: string | null, tenant: { id: string, name: string } } };


export const CustomersPageDocument = {"__meta__":{"hash":"sha256:6a70f23fe51cec2dfec6d00f51dac8048e9ad7fa3ee6179216d92f15fe36c061"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"CustomersPage"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"CustomerFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WindowInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"billableUnit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}}]}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"events"}}]}},{"kind":"Field","name":{"kind":"Name","value":"revenue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"startCursor"}},{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}},{"kind":"Field","name":{"kind":"Name","value":"hasPreviousPage"}}]}}]}}]}}]} as unknown as DocumentNode<CustomersPageQuery, CustomersPageQueryVariables>;
export const IngestDocument = {"__meta__":{"hash":"sha256:d8e4b43729dc82f06aa9d06b08af288a31c561cc73d11c0fb8771008f1684183"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"mutation","name":{"kind":"Name","value":"Ingest"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"events"}},"type":{"kind":"NonNullType","type":{"kind":"ListType","type":{"kind":"NonNullType","type":{"kind":"NamedType","name":{"kind":"Name","value":"CloudEventInput"}}}}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"ingest"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"events"},"value":{"kind":"Variable","name":{"kind":"Name","value":"events"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"accepted"}},{"kind":"Field","name":{"kind":"Name","value":"duplicates"}},{"kind":"Field","name":{"kind":"Name","value":"conflicts"}},{"kind":"Field","name":{"kind":"Name","value":"rejected"}},{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"index"}},{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"verdict"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<IngestMutation, IngestMutationVariables>;
export const LiveEventsDocument = {"__meta__":{"hash":"sha256:72f35d8e9202e679f1729382fac73bfc89bcf92527f097c90288ffcc9fb06aeb"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"subscription","name":{"kind":"Name","value":"LiveEvents"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"EventFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"replay"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}},{"kind":"Argument","name":{"kind":"Name","value":"replay"},"value":{"kind":"Variable","name":{"kind":"Name","value":"replay"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"events"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"source"}},{"kind":"Field","name":{"kind":"Name","value":"type"}},{"kind":"Field","name":{"kind":"Name","value":"category"}},{"kind":"Field","name":{"kind":"Name","value":"severity"}},{"kind":"Field","name":{"kind":"Name","value":"message"}},{"kind":"Field","name":{"kind":"Name","value":"time"}},{"kind":"Field","name":{"kind":"Name","value":"recordedAt"}},{"kind":"Field","name":{"kind":"Name","value":"attributes"}}]}},{"kind":"Field","name":{"kind":"Name","value":"cursor"}},{"kind":"Field","name":{"kind":"Name","value":"gap"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"reason"}}]}}]}}]}}]} as unknown as DocumentNode<LiveEventsSubscription, LiveEventsSubscriptionVariables>;
export const ProductsDocument = {"__meta__":{"hash":"sha256:919770b3f25c45818aa990e9829ae21bdcae6332d7765a37b3d812346bc232b6"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Products"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"50"}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"after"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"String"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WindowInput"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"products"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}},{"kind":"Argument","name":{"kind":"Name","value":"after"},"value":{"kind":"Variable","name":{"kind":"Name","value":"after"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"totalCount"}},{"kind":"Field","name":{"kind":"Name","value":"nodes"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}},{"kind":"Field","name":{"kind":"Name","value":"kind"}},{"kind":"Field","name":{"kind":"Name","value":"revenue"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"pageInfo"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"endCursor"}},{"kind":"Field","name":{"kind":"Name","value":"hasNextPage"}}]}}]}}]}}]} as unknown as DocumentNode<ProductsQuery, ProductsQueryVariables>;
export const UsageDashboardDocument = {"__meta__":{"hash":"sha256:a1608005e793236105367ee298c2e6c3e064dfa8374b7f9a0720de508579fcc0"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"UsageDashboard"},"variableDefinitions":[{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"window"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"WindowInput"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"filter"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"UsageFilter"}}},{"kind":"VariableDefinition","variable":{"kind":"Variable","name":{"kind":"Name","value":"first"}},"type":{"kind":"NamedType","name":{"kind":"Name","value":"Int"}},"defaultValue":{"kind":"IntValue","value":"5"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"usage"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"window"},"value":{"kind":"Variable","name":{"kind":"Name","value":"window"}}},{"kind":"Argument","name":{"kind":"Name","value":"filter"},"value":{"kind":"Variable","name":{"kind":"Name","value":"filter"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"meta"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"from"}},{"kind":"Field","name":{"kind":"Name","value":"to"}},{"kind":"Field","name":{"kind":"Name","value":"timeZone"}},{"kind":"Field","name":{"kind":"Name","value":"granularity"}},{"kind":"Field","name":{"kind":"Name","value":"sources"}},{"kind":"Field","name":{"kind":"Name","value":"watermark"}},{"kind":"Field","name":{"kind":"Name","value":"staleSeconds"}},{"kind":"Field","name":{"kind":"Name","value":"complete"}}]}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"activeCustomers"}},{"kind":"Field","name":{"kind":"Name","value":"revenue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byBillableUnit"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"billableUnit"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"title"}},{"kind":"Field","name":{"kind":"Name","value":"precision"}}]}},{"kind":"Field","name":{"kind":"Name","value":"others"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"share"}},{"kind":"Field","name":{"kind":"Name","value":"revenue"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"amount"}},{"kind":"Field","name":{"kind":"Name","value":"currency"}}]}},{"kind":"Field","name":{"kind":"Name","value":"change"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"absolute"}},{"kind":"Field","name":{"kind":"Name","value":"previous"}},{"kind":"Field","name":{"kind":"Name","value":"ratio"}}]}},{"kind":"Field","name":{"kind":"Name","value":"series"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"bucket"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"status"}}]}},{"kind":"Field","name":{"kind":"Name","value":"customers"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"IntValue","value":"3"}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"others"}},{"kind":"Field","name":{"kind":"Name","value":"quantity"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}},{"kind":"Field","name":{"kind":"Name","value":"byCustomer"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"customer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"others"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}},{"kind":"Field","name":{"kind":"Name","value":"byProduct"},"arguments":[{"kind":"Argument","name":{"kind":"Name","value":"first"},"value":{"kind":"Variable","name":{"kind":"Name","value":"first"}}}],"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"product"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"others"}},{"kind":"Field","name":{"kind":"Name","value":"events"}},{"kind":"Field","name":{"kind":"Name","value":"share"}}]}}]}}]}}]} as unknown as DocumentNode<UsageDashboardQuery, UsageDashboardQueryVariables>;
export const ViewerDocument = {"__meta__":{"hash":"sha256:c8fec7e3cf0d1563af781ad9dfd1293a1a140d3a0bb6bae4647df8d6bf1470b8"},"kind":"Document","definitions":[{"kind":"OperationDefinition","operation":"query","name":{"kind":"Name","value":"Viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"viewer"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"tenant"},"selectionSet":{"kind":"SelectionSet","selections":[{"kind":"Field","name":{"kind":"Name","value":"id"}},{"kind":"Field","name":{"kind":"Name","value":"name"}}]}},{"kind":"Field","name":{"kind":"Name","value":"subject"}},{"kind":"Field","name":{"kind":"Name","value":"scopes"}},{"kind":"Field","name":{"kind":"Name","value":"customerId"}},{"kind":"Field","name":{"kind":"Name","value":"expiresAt"}}]}}]}}]} as unknown as DocumentNode<ViewerQuery, ViewerQueryVariables>;