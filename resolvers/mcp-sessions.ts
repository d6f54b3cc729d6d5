import type { DurationSummary, McpSession, McpSessionConnection } from '../schema/mcp.js';
import { InputError } from '../src/errors.js';
import type { AnalyticsAnswer, AnalyticsRow } from '../src/loaders/analytics-reader.js';
import type { AnalyticsSource } from '../src/loaders/analytics-source.js';
import { inside } from '../src/loaders/groups.js';
import { shownMs } from '../src/reports/cells.js';
import { count, storable } from './root.js';

/** Sessions of one page at most. */
const MOST = 1000;

/** Upper ends of the histogram's buckets, milliseconds. */
const EDGES = [
  1_000, 5_000, 15_000, 30_000, 60_000, 120_000, 300_000, 600_000, 1_800_000, 3_600_000,
] as const;

/** How long the sessions lasted: each from its first to its last call within the window. */
export async function sessionDurations(source: AnalyticsSource): Promise<DurationSummary> {
  const { rows } = await source.read({
    dimensions: ['session'],
    measures: ['span'],
    distribution: { of: 'span', quantiles: [0.5, 0.95], edges: EDGES },
  });
  const [row] = rows;
  const number = (key: string): number | null => (row?.[key] == null ? null : Number(row[key]));
  const total = number('count') ?? 0;
  const upTo = [...EDGES.map((edge) => number(`below:${edge}`) ?? 0), total];
  return {
    count: String(total),
    meanMs: number('mean'),
    medianMs: number('quantile:0.5'),
    p95Ms: number('quantile:0.95'),
    histogram: upTo.map((below, place) => ({
      fromMs: EDGES[place - 1] ?? 0,
      toMs: EDGES[place] ?? null,
      count: String(below - (upTo[place - 1] ?? 0)),
    })),
  };
}

/** A page of sessions, the one that began last first. */
export async function sessionPage(
  source: AnalyticsSource,
  first: number,
  after: string | null,
): Promise<McpSessionConnection> {
  const rows = count('first', first, MOST);
  const behind = after === null ? null : decodeCursor(after);
  const answer = await source.read({
    dimensions: ['session', 'server', 'sessionId'],
    measures: ['firstCall', 'lastCall', 'span', 'invocations', 'errors'],
    page: { by: 'firstCall', key: 'session', rows: rows + 1, after: behind },
  });
  const calls = callsOf(source, answer.rows);
  const found = answer.rows.map((row) => ({ row, node: sessionOf(source, row, calls) }));
  found.sort(
    (a, b) => Number(b.row['firstCall']) - Number(a.row['firstCall']) || byCodePoints(a.node.key, b.node.key),
  );
  const edges = found
    .slice(0, rows)
    .map(({ row, node }) => ({ node, cursor: encodeCursor(row['firstCall'] ?? '0', node.key) }));
  return {
    source,
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: {
      hasNextPage: found.length > rows,
      hasPreviousPage: behind !== null,
      startCursor: edges[0]?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

const byCodePoints = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/** Epoch seconds, with microseconds, as whole milliseconds. */
const milliseconds = (seconds: string | null | undefined): number => shownMs(seconds ?? '0');

/**
 * Calls of the sessions of a page by tool, agent, customer and currency: one query for all, made when the first of them
 * is asked.
 */
function callsOf(source: AnalyticsSource, page: readonly AnalyticsRow[]): () => Promise<AnalyticsAnswer> {
  let answer: Promise<AnalyticsAnswer> | undefined;
  return () =>
    (answer ??= source.read({
      dimensions: ['session', 'tool', 'agent', 'agentVersion', 'customer', 'currency'],
      measures: ['invocations', 'revenue'],
      filters: [{ dimension: 'session', values: page.map((row) => row['session'] ?? '').sort() }],
    }));
}

function sessionOf(
  source: AnalyticsSource,
  row: AnalyticsRow,
  calls: () => Promise<AnalyticsAnswer>,
): McpSession {
  const key = row['session'] ?? '';
  const group = { dimension: 'session', key, others: false, fold: null };
  return {
    source,
    key,
    calls: async () => inside(await calls(), [group]),
    id: row['sessionId'] ?? '',
    server: { scope: source.scope, id: row['server'] ?? '' },
    startedAt: milliseconds(row['firstCall']),
    endedAt: milliseconds(row['lastCall']),
    durationMs: Number(row['span'] ?? 0),
    invocations: row['invocations'] ?? '0',
    errors: row['errors'] ?? '0',
  };
}

function encodeCursor(value: string, key: string): string {
  return Buffer.from(JSON.stringify([value, key])).toString('base64url');
}

/** Epoch seconds as PostgreSQL writes them: no instant that it can hold has more digits. */
const INSTANT = /^-?\d{1,13}(\.\d{1,6})?$/;

/** A cursor is a position, not a right: behind it the scope still decides what is seen. */
function decodeCursor(cursor: string): { value: string; key: string } {
  try {
    const [value, key] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (typeof value === 'string' && INSTANT.test(value) && typeof key === 'string') {
      return { value, key: storable('after', key) };
    }
  } catch {
    // told below
  }
  throw new InputError('after', 'expected a cursor that this list has given');
}
