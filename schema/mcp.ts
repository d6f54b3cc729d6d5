import { Field, Float, ID, InputType, ObjectType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { DecimalText } from '../src/decimal.js';
import type { AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { AnalyticsRequest, AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { GroupKey } from '../src/loaders/groups.js';
import { PageInfo } from './directory.js';
import { PointStatus } from './enums.js';
import { BigIntScalar } from './scalars/big-int.js';
import { DateTimeScalar } from './scalars/date-time.js';

@InputType({ description: 'Which tool calls are meant; what is left out does not narrow it.' })
export class McpFilter {
  @Field(() => [ID], { nullable: true, description: 'Only calls to these servers.' })
  serverIds?: string[] | null;

  @Field(() => [String], { nullable: true, description: 'Only calls of these tools.' })
  tools?: string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: 'Only calls by agents of these families, as `byAgent` names them.',
  })
  agents?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only calls for these customers.' })
  customerIds?: string[] | null;

  @Field(() => [ID], { nullable: true, description: 'Only calls through these products.' })
  productIds?: string[] | null;
}

/** Which calls figures are of: those of a group of a breakdown, or all. */
export interface McpOrigin {
  readonly source: AnalyticsSource;
  readonly within: readonly GroupKey[];
  /** How the groups were cut, so that what is asked of each is one query for all. */
  readonly top: NonNullable<AnalyticsRequest['top']> | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'A server that offers tools by the Model Context Protocol.',
})
export class McpServer {
  readonly scope!: TenantScope;

  @Field(() => ID, { description: 'The id in events.' })
  id!: string;
}

@ObjectType({ simpleResolvers: true, description: 'Figures of some tool calls.' })
export class McpStats {
  readonly origin!: McpOrigin;
}

@ObjectType({ simpleResolvers: true, description: 'One bucket of tool calls.' })
export class McpPoint {
  @Field(() => DateTimeScalar, { description: "The bucket's start." })
  bucket!: number;

  @Field(() => BigIntScalar, { description: 'Tool calls in the bucket.' })
  invocations!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Those that failed.' })
  errors!: DecimalText;

  @Field(() => BigIntScalar, {
    description:
      'Sessions with a call in the bucket; a session counts in each bucket in which it was active.',
  })
  activeSessions!: DecimalText;

  @Field(() => PointStatus, { description: 'What is known of the bucket.' })
  status!: PointStatus;
}

/** What the rows by tool, agent and server share. */
@ObjectType({ simpleResolvers: true, description: 'What the rows by tool, agent and server share.' })
abstract class McpRow {
  readonly origin!: McpOrigin;
  /** Tool calls of the row, where they are known already. */
  readonly invocations!: DecimalText | null;

  @Field(() => Boolean, {
    description: 'True for the row that holds everything that did not make the first rows.',
  })
  others!: boolean;

  @Field(() => McpStats, { description: "The row's figures." })
  stats!: McpStats;

  @Field(() => Float, {
    description: 'The part that the row has in all rows of what they are sorted by; 0 where that is 0.',
  })
  share!: number;
}

@ObjectType({ simpleResolvers: true, description: 'Calls of one tool, or of all others.' })
export class McpByTool extends McpRow {
  @Field(() => String, { nullable: true, description: "The tool's name; null for the others." })
  tool!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Calls by agents of one family, or of all others.' })
export class McpByAgent extends McpRow {
  @Field(() => String, {
    nullable: true,
    description:
      'The family (Claude, Claude Code, GPT, LangChain, ...), the name as given where none is known; null for calls that name no agent, and for the others.',
  })
  agent!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Calls by one version of an agent.' })
export class McpByAgentVersion extends McpRow {
  @Field(() => String, { nullable: true, description: 'The version; null where it is not known.' })
  version!: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'Calls to one server, or to all others.' })
export class McpByServer extends McpRow {
  @Field(() => McpServer, { nullable: true, description: 'The server; null for the others.' })
  server!: McpServer | null;
}

@ObjectType({ simpleResolvers: true, description: 'Sessions that lasted about as long.' })
export class DurationBucket {
  @Field(() => Float, { description: 'The shortest of these durations, in milliseconds.' })
  fromMs!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'The first duration that is longer; null for the last.',
  })
  toMs!: number | null;

  @Field(() => BigIntScalar, { description: 'Sessions.' })
  count!: DecimalText;
}

@ObjectType({
  simpleResolvers: true,
  description: 'How long sessions lasted, from the first to the last call.',
})
export class DurationSummary {
  @Field(() => BigIntScalar, { description: 'Sessions.' })
  count!: DecimalText;

  @Field(() => Float, { nullable: true, description: 'The mean; null without sessions.' })
  meanMs!: number | null;

  @Field(() => Float, { nullable: true, description: 'The median, exact, of nearest rank.' })
  medianMs!: number | null;

  @Field(() => Float, { nullable: true, description: 'The 95th percentile, exact, of nearest rank.' })
  p95Ms!: number | null;

  @Field(() => [DurationBucket], { description: 'How many sessions lasted how long.' })
  histogram!: readonly DurationBucket[];
}

@ObjectType({
  simpleResolvers: true,
  description: 'A session of an agent with a server, as far as its calls lie in the window.',
})
export class McpSession {
  readonly source!: AnalyticsSource;
  /** The server's and the session's id as one key. */
  readonly key!: string;
  /** Its calls by tool, agent, customer and currency; those of a page of sessions are one query. */
  readonly calls!: () => Promise<readonly AnalyticsRow[]>;

  @Field(() => ID, { description: 'The id that the server gave it.' })
  id!: string;

  @Field(() => McpServer, { description: 'Whose session it is.' })
  server!: McpServer;

  @Field(() => DateTimeScalar, { description: 'When its first call was made.' })
  startedAt!: number;

  @Field(() => DateTimeScalar, { description: 'When its last call was made.' })
  endedAt!: number;

  @Field(() => Float, { description: 'Milliseconds from the first to the last call.' })
  durationMs!: number;

  @Field(() => BigIntScalar, { description: 'Its tool calls.' })
  invocations!: DecimalText;

  @Field(() => BigIntScalar, { description: 'Those that failed.' })
  errors!: DecimalText;
}

@ObjectType({ simpleResolvers: true, description: 'A session in its list.' })
export class McpSessionEdge {
  @Field(() => McpSession, { description: 'The session.' })
  node!: McpSession;

  @Field(() => String, { description: 'Its position, for `after`.' })
  cursor!: string;
}

@ObjectType({ simpleResolvers: true, description: 'A page of sessions, the one that began last first.' })
export class McpSessionConnection {
  readonly source!: AnalyticsSource;

  @Field(() => [McpSessionEdge], { description: 'The sessions with their cursors.' })
  edges!: readonly McpSessionEdge[];

  @Field(() => [McpSession], { description: 'The sessions.' })
  nodes!: readonly McpSession[];

  @Field(() => PageInfo, { description: 'Where the page lies in the list.' })
  pageInfo!: PageInfo;
}

@ObjectType({ simpleResolvers: true, description: 'Tool calls of MCP servers within a window.' })
export class McpAnalytics {
  readonly source!: AnalyticsSource;
}
