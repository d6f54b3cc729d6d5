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
    "query Dashboard($window: WindowInput!) {\n  viewer {\n    tenant {\n      name\n    }\n  }\n  usage(window: $window) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n    }\n    events\n    activeCustomers\n    byBillableUnit(first: 6) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        status\n      }\n      customers(first: 6) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n  revenue(window: $window) {\n    total {\n      amount\n      currency\n    }\n    changes {\n      currency\n      ratio\n    }\n    payingCustomers\n  }\n  mcp(window: $window) {\n    totals {\n      invocations\n      errorRate\n      sessions\n    }\n    byTool(first: 6) {\n      tool\n      others\n      share\n      stats {\n        invocations\n        errorRate\n        p95DurationMs\n      }\n    }\n  }\n}": typeof types.DashboardDocument,
};
const documents: Documents = {
    "query Dashboard($window: WindowInput!) {\n  viewer {\n    tenant {\n      name\n    }\n  }\n  usage(window: $window) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n    }\n    events\n    activeCustomers\n    byBillableUnit(first: 6) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        status\n      }\n      customers(first: 6) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n  revenue(window: $window) {\n    total {\n      amount\n      currency\n    }\n    changes {\n      currency\n      ratio\n    }\n    payingCustomers\n  }\n  mcp(window: $window) {\n    totals {\n      invocations\n      errorRate\n      sessions\n    }\n    byTool(first: 6) {\n      tool\n      others\n      share\n      stats {\n        invocations\n        errorRate\n        p95DurationMs\n      }\n    }\n  }\n}": types.DashboardDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(source: "query Dashboard($window: WindowInput!) {\n  viewer {\n    tenant {\n      name\n    }\n  }\n  usage(window: $window) {\n    meta {\n      from\n      to\n      timeZone\n      granularity\n    }\n    events\n    activeCustomers\n    byBillableUnit(first: 6) {\n      billableUnit {\n        id\n        title\n        precision\n      }\n      others\n      quantity\n      change {\n        ratio\n      }\n      series {\n        bucket\n        quantity\n        status\n      }\n      customers(first: 6) {\n        customer {\n          id\n          name\n        }\n        others\n        quantity\n        share\n      }\n    }\n  }\n  revenue(window: $window) {\n    total {\n      amount\n      currency\n    }\n    changes {\n      currency\n      ratio\n    }\n    payingCustomers\n  }\n  mcp(window: $window) {\n    totals {\n      invocations\n      errorRate\n      sessions\n    }\n    byTool(first: 6) {\n      tool\n      others\n      share\n      stats {\n        invocations\n        errorRate\n        p95DurationMs\n      }\n    }\n  }\n}"): typeof import('./graphql.js').DashboardDocument;


export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
