import alert from './alert.graphql?raw';
import churnRisk from './churn-risk.graphql?raw';
import cogs from './cogs.graphql?raw';
import customers from './customers.graphql?raw';
import eventSearch from './event-search.graphql?raw';
import funnel from './funnel.graphql?raw';
import ingest from './ingest.graphql?raw';
import liveEvents from './live-events.graphql?raw';
import liveReport from './live-report.graphql?raw';
import mcp from './mcp.graphql?raw';
import products from './products.graphql?raw';
import report from './report.graphql?raw';
import revenue from './revenue.graphql?raw';
import savedReport from './saved-report.graphql?raw';
import usage from './usage.graphql?raw';
import viewer from './viewer.graphql?raw';

/**
 * The documents that a first visit finds, one a tab and in this order; the operation's name is the tab's title.
 * Each is a file of its own and begins with a comment that explains it. A new one is a file and a line here.
 */
export const examples: readonly string[] = [
  usage,
  revenue,
  customers,
  churnRisk,
  products,
  mcp,
  funnel,
  cogs,
  eventSearch,
  report,
  alert,
  savedReport,
  viewer,
  ingest,
  liveEvents,
  liveReport,
].map((document) => document.trimEnd());
