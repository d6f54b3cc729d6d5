import 'reflect-metadata';
import type { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type PubSub } from 'type-graphql';
import { AlertResolver } from './alerts.js';
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
  return buildSchemaSync({
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
    ],
    pubSub: unusedPubSub,
    // Scalars and resolvers judge their input and say which field is at fault.
    validate: false,
  });
}
