/* eslint-disable */
import * as types from './graphql.js';



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
    "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay, progress: \"10s\") {\n    events {\n      id\n      source\n      time\n      category\n      type\n      severity\n      message\n      customer {\n        id\n        name\n      }\n      attributes\n    }\n    cursor\n    gap {\n      reason\n      from\n      to\n    }\n  }\n}": typeof types.LiveEventsDocument,
    "query ReportPage($query: ReportQuery!) {\n  report(query: $query) {\n    columns {\n      name\n      title\n      type\n    }\n    objects\n    total\n    nextOffset\n  }\n}": typeof types.ReportPageDocument,
    "query UsageDashboard($window: WindowInput!, $units: Int = 5, $customers: Int = 3) {\n  usage(window: $window) {\n    meta {\n      from\n      to\n      granularity\n      complete\n    }\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $units) {\n      billableUnit {\n        id\n        title\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      customers(first: $customers) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n}": typeof types.UsageDashboardDocument,
};
const documents: Documents = {
    "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay, progress: \"10s\") {\n    events {\n      id\n      source\n      time\n      category\n      type\n      severity\n      message\n      customer {\n        id\n        name\n      }\n      attributes\n    }\n    cursor\n    gap {\n      reason\n      from\n      to\n    }\n  }\n}": types.LiveEventsDocument,
    "query ReportPage($query: ReportQuery!) {\n  report(query: $query) {\n    columns {\n      name\n      title\n      type\n    }\n    objects\n    total\n    nextOffset\n  }\n}": types.ReportPageDocument,
    "query UsageDashboard($window: WindowInput!, $units: Int = 5, $customers: Int = 3) {\n  usage(window: $window) {\n    meta {\n      from\n      to\n      granularity\n      complete\n    }\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $units) {\n      billableUnit {\n        id\n        title\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      customers(first: $customers) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n}": types.UsageDashboardDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "subscription LiveEvents($filter: EventFilter, $after: String, $replay: Int) {\n  events(filter: $filter, after: $after, replay: $replay, progress: \"10s\") {\n    events {\n      id\n      source\n      time\n      category\n      type\n      severity\n      message\n      customer {\n        id\n        name\n      }\n      attributes\n    }\n    cursor\n    gap {\n      reason\n      from\n      to\n    }\n  }\n}"): typeof import('./graphql.js').LiveEventsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query ReportPage($query: ReportQuery!) {\n  report(query: $query) {\n    columns {\n      name\n      title\n      type\n    }\n    objects\n    total\n    nextOffset\n  }\n}"): typeof import('./graphql.js').ReportPageDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query UsageDashboard($window: WindowInput!, $units: Int = 5, $customers: Int = 3) {\n  usage(window: $window) {\n    meta {\n      from\n      to\n      granularity\n      complete\n    }\n    activeCustomers\n    revenue {\n      amount\n      currency\n    }\n    byBillableUnit(first: $units) {\n      billableUnit {\n        id\n        title\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      customers(first: $customers) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n}"): typeof import('./graphql.js').UsageDashboardDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
