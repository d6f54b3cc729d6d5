import 'reflect-metadata';
import { GraphQLList, GraphQLNonNull, type GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { JsonScalar } from '../schema/scalars/json.js';
import { AlertResolver } from './alerts.js';
import { CatalogueResolver } from './catalogue.js';
import { CogsResolver, CostRowResolver } from './cogs.js';
import {
  BillableUnitResolver,
  CustomerConnectionResolver,
  CustomerResolver,
  ProductConnectionResolver,
  ProductResolver,
} from './directory.js';
import { EventListResolver } from './event-list.js';
import { EventCountResolver, EventStatsResolver } from './event-stats.js';
import { EventsResolver } from './events.js';
import { FunnelResolver } from './funnel.js';
import { IngestResolver } from './ingest.js';
import { LiveReportResolver } from './live-reports.js';
import {
  McpByAgentResolver,
  McpByServerResolver,
  McpByToolResolver,
  McpResolver,
  McpServerResolver,
  McpSessionConnectionResolver,
  McpSessionResolver,
  McpStatsResolver,
} from './mcp.js';
import { ResultMetaResolver } from './meta.js';
import { PriceResolver } from './prices.js';
import { ProductAnalyticsResolver, ProductRowResolver } from './products.js';
import { ReportResolver } from './reports.js';
import { SavedReportResolver } from './saved-reports.js';
import { RevenueResolver, RevenueRowResolver } from './revenue.js';
import { CustomerSubscriptionResolver } from './subscription.js';
import {
  UsageByBillableUnitResolver,
  UsageByCustomerResolver,
  UsageByProductResolver,
  UsageResolver,
} from './usage.js';
import { ViewerResolver } from './viewer.js';

/** Required by TypeGraphQL as soon as there is a subscription; the feed is what subscriptions read. */
const unusedPubSub: PubSub = {
  publish: () => {
    throw new Error('nothing is published: subscriptions read the feed');
  },
  subscribe: () => {
    throw new Error('nothing is published: subscriptions read the feed');
  },
};

/** The schema with its resolvers; `schema/schema.graphql` is its print-out. */
export function buildGatewaySchema(): GraphQLSchema {
  const schema = buildSchemaSync({
    resolvers: [
      ViewerResolver,
      UsageResolver,
      UsageByBillableUnitResolver,
      UsageByCustomerResolver,
      UsageByProductResolver,
      ResultMetaResolver,
      BillableUnitResolver,
      CustomerResolver,
      CustomerConnectionResolver,
      ProductResolver,
      ProductConnectionResolver,
      FunnelResolver,
      McpResolver,
      McpStatsResolver,
      McpByToolResolver,
      McpByAgentResolver,
      McpByServerResolver,
      McpServerResolver,
      McpSessionConnectionResolver,
      McpSessionResolver,
      ProductAnalyticsResolver,
      ProductRowResolver,
      RevenueResolver,
      RevenueRowResolver,
      CogsResolver,
      CostRowResolver,
      CustomerSubscriptionResolver,
      PriceResolver,
      AlertResolver,
      IngestResolver,
      EventsResolver,
      EventListResolver,
      EventStatsResolver,
      EventCountResolver,
      ReportResolver,
      SavedReportResolver,
      LiveReportResolver,
      CatalogueResolver,
    ],
    pubSub: unusedPubSub,
    // Scalars and resolvers judge their input and say which field is at fault.
    validate: false,
  });
  letCellsBeNull(schema);
  return schema;
}

/** Cells may be null and rows not, which TypeGraphQL has no words for: its lists in lists are alike. */
function letCellsBeNull(schema: GraphQLSchema): void {
  const report = schema.getType('Report');
  const rows = report !== undefined && 'getFields' in report ? report.getFields()['rows'] : undefined;
  if (rows === undefined) throw new Error('the schema has no Report.rows');
  rows.type = new GraphQLNonNull(new GraphQLList(new GraphQLNonNull(new GraphQLList(JsonScalar))));
}
