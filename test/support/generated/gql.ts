/* eslint-disable */
import * as types from './graphql.js';
import type { TypedDocumentNode as DocumentNode } from '@graphql-typed-document-node/core';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
    "query CustomersPage($first: Int = 50, $after: String, $filter: CustomerFilter, $window: WindowInput) {\n  customers(first: $first, after: $after, filter: $filter) {\n    totalCount\n    nodes {\n      id\n      name\n      usage(window: $window) {\n        billableUnit {\n          id\n          title\n        }\n        quantity\n        events\n      }\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      startCursor\n      endCursor\n      hasNextPage\n      hasPreviousPage\n    }\n  }\n}": typeof types.CustomersPageDocument,
    "mutation Ingest($events: [CloudEventInput!]!) {\n  ingest(events: $events) {\n    accepted\n    duplicates\n    conflicts\n    rejected\n    events {\n      index\n      id\n      verdict\n      reason\n    }\n  }\n}": typeof types.IngestDocument,
    "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay) {\n    events {\n      id\n      source\n      type\n      category\n      severity\n      message\n      time\n      recordedAt\n      attributes\n    }\n    cursor\n    gap {\n      from\n      to\n      reason\n    }\n  }\n}": typeof types.LiveEventsDocument,
    "query Products($first: Int = 50, $after: String, $window: WindowInput) {\n  products(first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      name\n      kind\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}": typeof types.ProductsDocument,
    "query UsageDashboard($window: WindowInput, $filter: UsageFilter, $first: Int = 5) {\n  usage(window: $window, filter: $filter) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n      sources\n      watermark\n      staleSeconds\n      complete\n    }\n    events\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $first) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      events\n      share\n      revenue {\n        amount\n        currency\n      }\n      change {\n        absolute\n        previous\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        events\n        status\n      }\n      customers(first: 3) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        events\n        share\n      }\n    }\n    byCustomer(first: $first) {\n      customer {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n    byProduct(first: $first) {\n      product {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n  }\n}": typeof types.UsageDashboardDocument,
    "query Viewer {\n  viewer {\n    tenant {\n      id\n      name\n    }\n    subject\n    scopes\n    customerId\n    expiresAt\n  }\n}": typeof types.ViewerDocument,
};
const documents: Documents = {
    "query CustomersPage($first: Int = 50, $after: String, $filter: CustomerFilter, $window: WindowInput) {\n  customers(first: $first, after: $after, filter: $filter) {\n    totalCount\n    nodes {\n      id\n      name\n      usage(window: $window) {\n        billableUnit {\n          id\n          title\n        }\n        quantity\n        events\n      }\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      startCursor\n      endCursor\n      hasNextPage\n      hasPreviousPage\n    }\n  }\n}": types.CustomersPageDocument,
    "mutation Ingest($events: [CloudEventInput!]!) {\n  ingest(events: $events) {\n    accepted\n    duplicates\n    conflicts\n    rejected\n    events {\n      index\n      id\n      verdict\n      reason\n    }\n  }\n}": types.IngestDocument,
    "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay) {\n    events {\n      id\n      source\n      type\n      category\n      severity\n      message\n      time\n      recordedAt\n      attributes\n    }\n    cursor\n    gap {\n      from\n      to\n      reason\n    }\n  }\n}": types.LiveEventsDocument,
    "query Products($first: Int = 50, $after: String, $window: WindowInput) {\n  products(first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      name\n      kind\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}": types.ProductsDocument,
    "query UsageDashboard($window: WindowInput, $filter: UsageFilter, $first: Int = 5) {\n  usage(window: $window, filter: $filter) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n      sources\n      watermark\n      staleSeconds\n      complete\n    }\n    events\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $first) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      events\n      share\n      revenue {\n        amount\n        currency\n      }\n      change {\n        absolute\n        previous\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        events\n        status\n      }\n      customers(first: 3) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        events\n        share\n      }\n    }\n    byCustomer(first: $first) {\n      customer {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n    byProduct(first: $first) {\n      product {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n  }\n}": types.UsageDashboardDocument,
    "query Viewer {\n  viewer {\n    tenant {\n      id\n      name\n    }\n    subject\n    scopes\n    customerId\n    expiresAt\n  }\n}": types.ViewerDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 *
 *
 * @example
 * ```ts
 * const query = graphql(`query GetUser($id: ID!) { user(id: $id) { name } }`);
 * ```
 *
 * The query argument is unknown!
 * Please regenerate the types.
 */
export function graphql(source: string): unknown;

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query CustomersPage($first: Int = 50, $after: String, $filter: CustomerFilter, $window: WindowInput) {\n  customers(first: $first, after: $after, filter: $filter) {\n    totalCount\n    nodes {\n      id\n      name\n      usage(window: $window) {\n        billableUnit {\n          id\n          title\n        }\n        quantity\n        events\n      }\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      startCursor\n      endCursor\n      hasNextPage\n      hasPreviousPage\n    }\n  }\n}"): (typeof documents)["query CustomersPage($first: Int = 50, $after: String, $filter: CustomerFilter, $window: WindowInput) {\n  customers(first: $first, after: $after, filter: $filter) {\n    totalCount\n    nodes {\n      id\n      name\n      usage(window: $window) {\n        billableUnit {\n          id\n          title\n        }\n        quantity\n        events\n      }\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      startCursor\n      endCursor\n      hasNextPage\n      hasPreviousPage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "mutation Ingest($events: [CloudEventInput!]!) {\n  ingest(events: $events) {\n    accepted\n    duplicates\n    conflicts\n    rejected\n    events {\n      index\n      id\n      verdict\n      reason\n    }\n  }\n}"): (typeof documents)["mutation Ingest($events: [CloudEventInput!]!) {\n  ingest(events: $events) {\n    accepted\n    duplicates\n    conflicts\n    rejected\n    events {\n      index\n      id\n      verdict\n      reason\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay) {\n    events {\n      id\n      source\n      type\n      category\n      severity\n      message\n      time\n      recordedAt\n      attributes\n    }\n    cursor\n    gap {\n      from\n      to\n      reason\n    }\n  }\n}"): (typeof documents)["subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay) {\n    events {\n      id\n      source\n      type\n      category\n      severity\n      message\n      time\n      recordedAt\n      attributes\n    }\n    cursor\n    gap {\n      from\n      to\n      reason\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Products($first: Int = 50, $after: String, $window: WindowInput) {\n  products(first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      name\n      kind\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}"): (typeof documents)["query Products($first: Int = 50, $after: String, $window: WindowInput) {\n  products(first: $first, after: $after) {\n    totalCount\n    nodes {\n      id\n      name\n      kind\n      revenue(window: $window) {\n        amount\n        currency\n      }\n    }\n    pageInfo {\n      endCursor\n      hasNextPage\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query UsageDashboard($window: WindowInput, $filter: UsageFilter, $first: Int = 5) {\n  usage(window: $window, filter: $filter) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n      sources\n      watermark\n      staleSeconds\n      complete\n    }\n    events\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $first) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      events\n      share\n      revenue {\n        amount\n        currency\n      }\n      change {\n        absolute\n        previous\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        events\n        status\n      }\n      customers(first: 3) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        events\n        share\n      }\n    }\n    byCustomer(first: $first) {\n      customer {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n    byProduct(first: $first) {\n      product {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n  }\n}"): (typeof documents)["query UsageDashboard($window: WindowInput, $filter: UsageFilter, $first: Int = 5) {\n  usage(window: $window, filter: $filter) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n      sources\n      watermark\n      staleSeconds\n      complete\n    }\n    events\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $first) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      events\n      share\n      revenue {\n        amount\n        currency\n      }\n      change {\n        absolute\n        previous\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        events\n        status\n      }\n      customers(first: 3) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        events\n        share\n      }\n    }\n    byCustomer(first: $first) {\n      customer {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n    byProduct(first: $first) {\n      product {\n        id\n        name\n      }\n      others\n      events\n      share\n    }\n  }\n}"];
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Viewer {\n  viewer {\n    tenant {\n      id\n      name\n    }\n    subject\n    scopes\n    customerId\n    expiresAt\n  }\n}"): (typeof documents)["query Viewer {\n  viewer {\n    tenant {\n      id\n      name\n    }\n    subject\n    scopes\n    customerId\n    expiresAt\n  }\n}"];

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}

export type DocumentType<TDocumentNode extends DocumentNode<any, any>> = TDocumentNode extends DocumentNode<  infer TType,  any>  ? TType  : never;