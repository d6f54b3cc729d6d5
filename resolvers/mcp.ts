import { Arg, Ctx, FieldResolver, Float, ID, Int, Query, Resolver, Root } from 'type-graphql';
import { Customer } from '../schema/directory.js';
import {
  DurationSummary,
  McpAnalytics,
  McpByAgent,
  McpByAgentVersion,
  McpByServer,
  McpByTool,
  McpFilter,
  McpPoint,
  McpServer,
  McpSession,
  McpSessionConnection,
  McpStats,
  type McpOrigin,
} from '../schema/mcp.js';
import { BigIntScalar } from '../schema/scalars/big-int.js';
import { Change, Money } from '../schema/usage.js';
import { ResultMeta, WindowInput } from '../schema/window.js';
import { mcp as mcpDataset } from '../src/catalogue/mcp.js';
import type { RequestContext } from '../src/context.js';
import type { DecimalText } from '../src/decimal.js';
import { tenantSource, type AnalyticsSource } from '../src/loaders/analytics-source.js';
import { rankGroups } from '../src/loaders/groups.js';
import { addUp, countIn } from '../src/loaders/usage-groups.js';
import type { DimensionFilter } from '../src/planner/query.js';
import { firstRows, givenFilters, MOST_ROWS, TENANT, WINDOW } from './arguments.js';
import { attributedOf, byCalls, byRevenue, callSeries, callsChange, rowsOf } from './mcp-rows.js';
import { sessionDurations, sessionPage } from './mcp-sessions.js';
import { resultMeta } from './meta.js';
import { count, enter, storable } from './root.js';
import { boundsOf } from './series.js';
import { nodeOf } from './usage-rows.js';

function filtersOf(filter: McpFilter | null | undefined): DimensionFilter[] {
  return givenFilters({
    server: storable('filter.serverIds', filter?.serverIds),
    tool: storable('filter.tools', filter?.tools),
    agent: storable('filter.agents', filter?.agents),
    customer: storable('filter.customerIds', filter?.customerIds),
    product: storable('filter.productIds', filter?.productIds),
  });
}

const all = (source: AnalyticsSource): McpOrigin => ({ source, within: [], top: null });

/** Tool calls of a tenant. */
@Resolver(() => McpAnalytics)
export class McpResolver {
  @Query(() => McpAnalytics, { description: 'Tool calls of MCP servers within a window.' })
  mcp(
    @Ctx() context: RequestContext,
    @Arg('window', () => WindowInput, WINDOW) window?: WindowInput | null,
    @Arg('filter', () => McpFilter, { nullable: true, description: 'Which calls are meant.' })
    filter?: McpFilter | null,
    @Arg('tenantId', () => ID, TENANT) tenantId?: string | null,
  ): McpAnalytics {
    const scope = enter(context, 'analytics:read', tenantId);
    const { loaders } = context;
    const asked = loaders.window(window);
    return { source: tenantSource(loaders.analytics, scope, mcpDataset, asked, filtersOf(filter)) };
  }

  @FieldResolver(() => ResultMeta, {
    description: 'What the window became, and how fresh and how cheap the answer is.',
  })
  meta(@Root() { source }: McpAnalytics, @Ctx() { loaders }: RequestContext): Promise<ResultMeta> {
    return resultMeta(loaders, source.scope, mcpDataset, source.window);
  }

  @FieldResolver(() => McpStats, { description: 'Figures of all calls together.' })
  totals(@Root() { source }: McpAnalytics): McpStats {
    return { origin: all(source) };
  }

  @FieldResolver(() => [McpByTool], { description: 'By tool, most calls first.' })
  async byTool(
    @Root() { source }: McpAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<McpByTool[]> {
    const rows = await byCalls(all(source), 'tool', count('first', first, MOST_ROWS));
    return rows.map(({ key, ...row }) => ({ tool: key, ...row }));
  }

  @FieldResolver(() => [McpByAgent], { description: "By the agent's family, most calls first." })
  async byAgent(
    @Root() { source }: McpAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<McpByAgent[]> {
    const rows = await byCalls(all(source), 'agent', count('first', first, MOST_ROWS));
    return rows.map(({ key, ...row }) => ({ agent: key, ...row }));
  }

  @FieldResolver(() => [McpByServer], { description: 'By server, most calls first.' })
  async byServer(
    @Root() { source }: McpAnalytics,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<McpByServer[]> {
    const rows = await byCalls(all(source), 'server', count('first', first, MOST_ROWS));
    return rows.map(({ key, ...row }) => ({ server: nodeOf(source.scope, key), ...row }));
  }

  @FieldResolver(() => [McpByTool], {
    description: "By tool, most revenue first: a tool's shares of each currency decide.",
  })
  async revenueByTool(
    @Root() { source }: McpAnalytics,
    @Ctx() { loaders }: RequestContext,
    @Arg('first', () => Int, firstRows(20)) first: number,
  ): Promise<McpByTool[]> {
    const rows = await byRevenue(loaders, source, count('first', first, MOST_ROWS));
    return rows.map(({ key, ...row }) => ({ tool: key, ...row }));
  }

  @FieldResolver(() => McpSessionConnection, {
    description: 'Sessions with a call in the window, the one that began last first.',
  })
  sessions(
    @Root() { source }: McpAnalytics,
    @Arg('first', () => Int, {
      nullable: true,
      defaultValue: 50,
      description: 'Sessions of the page, at most 1000.',
    })
    first: number,
    @Arg('after', () => String, { nullable: true, description: 'The cursor behind which the page starts.' })
    after?: string | null,
  ): Promise<McpSessionConnection> {
    return sessionPage(source, first, after ?? null);
  }

  @FieldResolver(() => DurationSummary, { description: 'How long the sessions lasted.' })
  sessionDurations(@Root() { source }: McpAnalytics): Promise<DurationSummary> {
    return sessionDurations(source);
  }

  @FieldResolver(() => [McpPoint], { description: 'One point a bucket, also where nothing happened.' })
  series(@Root() { source }: McpAnalytics, @Ctx() { loaders }: RequestContext): Promise<McpPoint[]> {
    return callSeries(all(source), boundsOf(loaders, source.scope, mcpDataset));
  }
}

const COUNTS = ['invocations', 'errors'];
const PERCENTILES = ['p50Duration', 'p95Duration', 'p99Duration'];

/** One figure of an origin. */
async function figure(origin: McpOrigin, measure: string, among: readonly string[]): Promise<string | null> {
  const [row] = await rowsOf(origin, { measures: among });
  return row?.[measure] ?? null;
}

const number = (text: string | null): number | null => (text === null ? null : Number(text));

/** Figures, each read only where it is asked for; those of all rows of a breakdown come out of one query. */
@Resolver(() => McpStats)
export class McpStatsResolver {
  @FieldResolver(() => BigIntScalar, { description: 'Tool calls.' })
  async invocations(@Root() { origin }: McpStats): Promise<DecimalText> {
    return (await figure(origin, 'invocations', COUNTS)) ?? '0';
  }

  @FieldResolver(() => BigIntScalar, { description: 'Tool calls that failed.' })
  async errors(@Root() { origin }: McpStats): Promise<DecimalText> {
    return (await figure(origin, 'errors', COUNTS)) ?? '0';
  }

  @FieldResolver(() => Float, { nullable: true, description: 'errors / invocations; null without calls.' })
  async errorRate(@Root() { origin }: McpStats): Promise<number | null> {
    const [row] = await rowsOf(origin, { measures: COUNTS });
    const calls = Number(row?.['invocations'] ?? 0);
    return calls === 0 ? null : Number(row?.['errors'] ?? 0) / calls;
  }

  @FieldResolver(() => BigIntScalar, {
    description: 'Distinct sessions: one that spans buckets or calls several tools counts once.',
  })
  async sessions(@Root() { origin }: McpStats): Promise<DecimalText> {
    return (await figure(origin, 'sessions', ['sessions'])) ?? '0';
  }

  @FieldResolver(() => Int, { description: 'Distinct agent families.' })
  async agents(@Root() { origin }: McpStats): Promise<number> {
    return Number((await figure(origin, 'agents', ['agents'])) ?? 0);
  }

  @FieldResolver(() => [Money], { description: "The calls' own revenue, per currency." })
  async revenue(@Root() { origin }: McpStats): Promise<readonly Money[]> {
    return addUp(await rowsOf(origin, { measures: ['revenue'], by: 'currency' })).revenue;
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'Mean of the calls whose duration is known, in milliseconds; null without any.',
  })
  async meanDurationMs(@Root() { origin }: McpStats): Promise<number | null> {
    return number(await figure(origin, 'meanDuration', ['meanDuration']));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The median, within 2 %, in milliseconds; null where no duration is known.',
  })
  async p50DurationMs(@Root() { origin }: McpStats): Promise<number | null> {
    return number(await figure(origin, 'p50Duration', PERCENTILES));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The 95th percentile, within 2 %, in milliseconds; null where no duration is known.',
  })
  async p95DurationMs(@Root() { origin }: McpStats): Promise<number | null> {
    return number(await figure(origin, 'p95Duration', PERCENTILES));
  }

  @FieldResolver(() => Float, {
    nullable: true,
    description: 'The 99th percentile, within 2 %, in milliseconds; null where no duration is known.',
  })
  async p99DurationMs(@Root() { origin }: McpStats): Promise<number | null> {
    return number(await figure(origin, 'p99Duration', PERCENTILES));
  }
}

const CHANGE = {
  nullable: true,
  description: 'Difference of the calls; null unless the window says compareTo.',
} as const;
const SERIES = { description: 'One point a bucket, also where nothing happened.' } as const;

const seriesOf = ({ origin }: Pick<McpStats, 'origin'>, loaders: RequestContext['loaders']) =>
  callSeries(origin, boundsOf(loaders, origin.source.scope, mcpDataset));

/** A tool's row. */
@Resolver(() => McpByTool)
export class McpByToolResolver {
  @FieldResolver(() => [Money], {
    description:
      'Revenue of usage events that name the session which caused them (attributes.sessionId), dealt out to the tools of the session by their calls. Besides the revenue of the calls themselves; of the filter only the customers count.',
  })
  attributedRevenue(
    @Root() { origin }: McpByTool,
    @Ctx() { loaders }: RequestContext,
  ): Promise<readonly Money[]> {
    return attributedOf(loaders, origin);
  }

  @FieldResolver(() => Change, CHANGE)
  change(@Root() { origin, invocations }: McpByTool): Promise<Change | null> {
    return callsChange(origin, invocations);
  }

  @FieldResolver(() => [McpPoint], SERIES)
  series(@Root() row: McpByTool, @Ctx() { loaders }: RequestContext): Promise<McpPoint[]> {
    return seriesOf(row, loaders);
  }
}

/** An agent's row. */
@Resolver(() => McpByAgent)
export class McpByAgentResolver {
  @FieldResolver(() => Change, CHANGE)
  change(@Root() { origin, invocations }: McpByAgent): Promise<Change | null> {
    return callsChange(origin, invocations);
  }

  @FieldResolver(() => [McpPoint], SERIES)
  series(@Root() row: McpByAgent, @Ctx() { loaders }: RequestContext): Promise<McpPoint[]> {
    return seriesOf(row, loaders);
  }

  @FieldResolver(() => [McpByAgentVersion], { description: 'Its versions, most calls first.' })
  async versions(@Root() { origin }: McpByAgent): Promise<McpByAgentVersion[]> {
    const rows = await byCalls(origin, 'agentVersion', null);
    return rows.map(({ key, ...row }) => ({ version: key, ...row }));
  }
}

/** A server's row. */
@Resolver(() => McpByServer)
export class McpByServerResolver {
  @FieldResolver(() => Change, CHANGE)
  change(@Root() { origin, invocations }: McpByServer): Promise<Change | null> {
    return callsChange(origin, invocations);
  }

  @FieldResolver(() => [McpPoint], SERIES)
  series(@Root() row: McpByServer, @Ctx() { loaders }: RequestContext): Promise<McpPoint[]> {
    return seriesOf(row, loaders);
  }
}

/** A server's name, looked up where it is asked for. */
@Resolver(() => McpServer)
export class McpServerResolver {
  @FieldResolver(() => String, { description: 'The name for people; the id if none was told.' })
  async name(@Root() { scope, id }: McpServer, @Ctx() { loaders }: RequestContext): Promise<string> {
    return (await loaders.directory.mcpServer(scope, id))?.name ?? id;
  }
}

@Resolver(() => McpSessionConnection)
export class McpSessionConnectionResolver {
  @FieldResolver(() => Int, { description: 'Sessions on all pages together.' })
  async totalCount(@Root() { source }: McpSessionConnection): Promise<number> {
    return Number((await figure(all(source), 'sessions', ['sessions'])) ?? 0);
  }
}

/** What the calls of a session say of it beyond its figures; that of several sessions is one query. */
@Resolver(() => McpSession)
export class McpSessionResolver {
  @FieldResolver(() => String, {
    nullable: true,
    description: 'The family of the agent that made most of its calls; null where none is known.',
  })
  async agent(@Root() session: McpSession): Promise<string | null> {
    return mostOf(await session.calls(), 'agent');
  }

  @FieldResolver(() => String, {
    nullable: true,
    description: "That agent's version; null where it is not known.",
  })
  async agentVersion(@Root() session: McpSession): Promise<string | null> {
    const rows = await session.calls();
    const agent = mostOf(rows, 'agent');
    return mostOf(
      rows.filter((row) => row['agent'] === agent),
      'agentVersion',
    );
  }

  @FieldResolver(() => Customer, {
    nullable: true,
    description: 'The customer of most of its calls; null where none is known.',
  })
  async customer(@Root() session: McpSession): Promise<Customer | null> {
    return nodeOf(session.source.scope, mostOf(await session.calls(), 'customer'));
  }

  @FieldResolver(() => [String], { description: 'The tools that it called, most calls first.' })
  async tools(@Root() session: McpSession): Promise<string[]> {
    return ranked(await session.calls(), 'tool').flatMap(({ key }) => key ?? []);
  }

  @FieldResolver(() => [Money], { description: "Its calls' own revenue, per currency." })
  async revenue(@Root() session: McpSession): Promise<readonly Money[]> {
    return addUp(await session.calls()).revenue;
  }
}

type Rows = Awaited<ReturnType<McpSession['calls']>>;

function ranked(rows: Rows, dimension: string) {
  return rankGroups(
    rows,
    dimension,
    (members) => ({ invocations: countIn(members, 'invocations') }),
    ({ invocations }) => invocations,
  );
}

/** The value that most calls have. */
const mostOf = (rows: Rows, dimension: string): string | null => ranked(rows, dimension)[0]?.key ?? null;
