import type { Fixed } from './fixed.js';
import { SERVER_NAMES, type OracleCall } from './mcp-calls.js';
import {
  agentOf,
  countOf,
  durations,
  listed,
  revenueWeights,
  series,
  sessionsOf,
  stats,
  versionOf,
} from './mcp-oracle.js';
import { near } from './near.js';
import { change, groups, share, within, type Key, type OracleGroup } from './usage-oracle.js';
import type { OracleWindow } from './usage-window.js';

/** What a question is about, as raw calls. */
export interface McpView {
  readonly window: OracleWindow;
  /** What the window and the filter keep, and the same of the range that the window is compared with. */
  readonly events: readonly OracleCall[];
  readonly previous: readonly OracleCall[] | null;
  /** When the first call of all happened, whatever the window and the filter keep. */
  readonly first: number | null;
  readonly now: number;
}

/** What a case asks besides the window. */
export interface McpQuestion {
  /** Rows of breakdowns. */
  readonly first: number;
  /** Sessions of a page. */
  readonly page: number;
  readonly filter: Readonly<
    Record<'serverIds' | 'tools' | 'agents' | 'customerIds' | 'productIds', readonly string[] | null>
  >;
}

/** A view of some calls, kept to a filter. */
export function viewOf(
  calls: readonly OracleCall[],
  window: OracleWindow,
  now: number,
  { serverIds, tools, agents, customerIds, productIds }: McpQuestion['filter'],
): McpView {
  const isAmong = (ids: readonly string[] | null, id: string | null): boolean =>
    ids === null || (id !== null && ids.includes(id));
  const kept = calls.filter(
    (call) =>
      isAmong(serverIds, call.server) &&
      isAmong(tools, call.tool) &&
      isAmong(agents, call.agent.family) &&
      isAmong(customerIds, call.customer) &&
      isAmong(productIds, call.product),
  );
  const { from, to, compared } = window;
  return {
    window,
    events: within(kept, from, to),
    previous: compared === null ? null : within(kept, compared.from, compared.to),
    first: calls.length === 0 ? null : Math.min(...calls.map(({ time }) => time)),
    now,
  };
}

/** A part of a question with the answer to it. */
export interface McpShape {
  readonly name: string;
  readonly fields: string;
  readonly expected: (view: McpView, question: McpQuestion) => object;
}

const STATS = `stats { invocations errors errorRate sessions agents revenue { amount currency } meanDurationMs
  p50DurationMs p95DurationMs p99DurationMs }`;
const SERIES = 'series { bucket invocations errors activeSessions status }';
const ROW = `others share change { previous absolute ratio } ${STATS} ${SERIES}`;

type Group = OracleGroup<OracleCall>;
type RowOf = (group: Group) => object;

/** The rows of a breakdown; `label` is what tells them apart. */
function rows(
  view: McpView,
  key: Key<OracleCall>,
  first: number,
  label: RowOf,
  weight: { weigh: (calls: readonly OracleCall[]) => Fixed; whole: Fixed } = {
    weigh: countOf,
    whole: countOf(view.events),
  },
): object[] {
  return groups(view, key, weight.weigh, first).map((group) => ({
    ...label(group),
    others: group.others,
    // Shares of a currency are cut to 40 digits.
    share: near(share(weight.weigh(group.events), weight.whole), 1e-12, 1e-25),
    change: change(group, countOf),
    stats: stats(group.events),
    series: series(group.events, view.window.buckets, view),
  }));
}

const toolOf: Key<OracleCall> = ({ tool }) => tool;
const serverOf: Key<OracleCall> = ({ server }) => server;

const byTool: McpShape = {
  name: 'tools',
  fields: `byTool(first: $first) { tool ${ROW} }`,
  expected: (view, { first }) => ({ byTool: rows(view, toolOf, first, ({ key }) => ({ tool: key })) }),
};

const versions = ({ events }: Group): object[] =>
  groups({ events, previous: null }, versionOf, countOf).map((group) => ({
    version: group.key,
    others: false,
    share: share(countOf(group.events), countOf(events)),
    stats: stats(group.events),
  }));

const byAgent: McpShape = {
  name: 'agents and their versions',
  fields: `byAgent(first: $first) { agent ${ROW} versions { version others share ${STATS} } }`,
  expected: (view, { first }) => ({
    byAgent: rows(view, agentOf, first, (group) => ({ agent: group.key, versions: versions(group) })),
  }),
};

const byServer: McpShape = {
  name: 'servers',
  fields: `byServer(first: $first) { server { id name } ${ROW} }`,
  expected: (view, { first }) => ({
    byServer: rows(view, serverOf, first, ({ key }) => ({
      server: key === null ? null : { id: key, name: SERVER_NAMES[key] ?? key },
    })),
  }),
};

const revenueByTool: McpShape = {
  name: 'revenue of tools',
  fields: `revenueByTool(first: $first) { tool ${ROW} }`,
  expected: (view, { first }) => ({
    revenueByTool: rows(view, toolOf, first, ({ key }) => ({ tool: key }), revenueWeights(view.events)),
  }),
};

const totals: McpShape = {
  name: 'totals',
  fields: `totals { ${STATS.slice('stats { '.length)} ${SERIES}`,
  expected: (view) => ({
    totals: stats(view.events),
    series: series(view.events, view.window.buckets, view),
  }),
};

/** The list of sessions; the test walks its pages. */
export const SESSIONS: McpShape = {
  name: 'sessions',
  fields: `sessionDurations { count meanMs medianMs p95Ms histogram { fromMs toMs count } }
    sessions(first: $page, after: $after) { totalCount
      nodes { id server { id name } agent agentVersion customer { id } startedAt endedAt durationMs invocations errors
        tools revenue { amount currency } } edges { cursor node { id } }
      pageInfo { hasNextPage hasPreviousPage startCursor endCursor } }`,
  expected: ({ events }) => ({
    sessionDurations: durations(events),
    sessions: sessionsOf(events).map(listed),
  }),
};

const PARTS = [totals, byTool, byAgent, byServer, revenueByTool];

/** Every shape of question: each part alone, and a page that asks for all of them. */
export const MCP_SHAPES: readonly McpShape[] = [
  ...PARTS,
  SESSIONS,
  {
    name: 'dashboard',
    fields: PARTS.map(({ fields }) => fields).join(' '),
    expected: (view, question) =>
      PARTS.reduce((answer, part) => ({ ...answer, ...part.expected(view, question) }), {}),
  },
];

const VARIABLES = { $first: 'Int!', $page: 'Int!', $after: 'String' };

/** The operation that asks for a shape, with the variables that it uses. */
export function queryOf({ fields }: McpShape): string {
  const used = Object.entries(VARIABLES).filter(([name]) => fields.includes(name));
  const variables = ['$window: WindowInput', '$filter: McpFilter', ...used.map((one) => one.join(': '))];
  return `query (${variables.join(', ')}) {
    mcp(window: $window, filter: $filter) { meta { from to granularity timeZone } ${fields} } }`;
}
