import type { Queryable } from '../db/database.js';
import { FACT_TABLES, LOG_TABLE } from '../db/relations.js';
import type { FeedPosition } from './cursor.js';
import { LOG_EVENT_COLUMNS, logEvent, type LogEvent, type LogEventRow } from './log-event.js';

/** A tick as the database has it. */
export interface Tick {
  readonly tick: bigint;
  /** PostgreSQL's text of the snapshot; opaque here. */
  readonly snapshot: string;
  readonly takenAt: number;
}

interface TickRow extends Record<string, unknown> {
  tick: string;
  snapshot: string;
  taken_at: number;
}

const TICK = 'tick, snapshot::text AS snapshot, (extract(epoch FROM taken_at) * 1000)::float8 AS taken_at';

const tickOf = (row: TickRow): Tick => ({
  tick: BigInt(row.tick),
  snapshot: row.snapshot,
  takenAt: row.taken_at,
});

/** Takes a tick if there is something new to see, one node at a time does, and tells the ticks as `ticksAround` does. */
export async function takeTurn(db: Queryable, tick: bigint, most: number): Promise<Tick[]> {
  const { rows } = await db.query<TickRow>(`SELECT ${TICK} FROM take_feed_turn($1, $2) ORDER BY tick`, [
    tick.toString(),
    most,
  ]);
  return rows.map(tickOf);
}

/** Takes a tick if there is something new to see. */
export async function takeTick(db: Queryable): Promise<void> {
  await db.query('SELECT take_feed_tick()');
}

/** The tick before a given one (if there is one), that one and those after it, ascending: a tick's events are those that its predecessor does not see. */
export async function ticksAround(db: Queryable, tick: bigint, most: number): Promise<Tick[]> {
  const { rows } = await db.query<TickRow>(
    `SELECT ${TICK} FROM feed_ticks
     WHERE tick >= (SELECT coalesce(max(tick), $1) FROM feed_ticks WHERE tick < $1) ORDER BY tick LIMIT $2`,
    [tick.toString(), most],
  );
  return rows.map(tickOf);
}

/** The newest tick. */
export async function newestTick(db: Queryable): Promise<Tick> {
  const { rows } = await db.query<TickRow>(`SELECT ${TICK} FROM feed_ticks ORDER BY tick DESC LIMIT 1`);
  const [row] = rows;
  if (row === undefined) throw new Error('the feed has no tick: its table was emptied');
  return tickOf(row);
}

/** The tables whose inserts are noted in feed_commits; each has a view `<table>_log`. */
const FEED_TABLES: readonly string[] = [...FACT_TABLES, LOG_TABLE];

interface CommitRow extends Record<string, unknown> {
  fact: string;
  until: string | null;
  xids: string[];
  first_seq: string;
  last_seq: string;
  first_time: string;
  last_time: string;
}

/**
 * Events of a tenant that became visible between two ticks, behind a seq, in recorded order; at most `most`. With
 * fewer, the tick is exhausted.
 */
export async function eventsOfTick(
  db: Queryable,
  tenantId: string,
  ticks: { previous: Tick; tick: Tick },
  afterSeq: bigint,
  most: number,
): Promise<LogEvent[]> {
  const events: LogEvent[] = [];
  for (let behind: bigint | null = afterSeq; behind !== null && events.length < most;) {
    const left = most - events.length;
    const commits = await commitsBehind(db, tenantId, ticks, behind, left);
    const from = behind;
    const perTable = await Promise.all(
      commits
        .filter(({ fact }) => FEED_TABLES.includes(fact))
        .map((commit) => eventsOfCommits(db, tenantId, commit, from, left)),
    );
    const found = perTable.flat().sort((a, b) => (a.seq < b.seq ? -1 : 1));
    events.push(...found.slice(0, left));
    // Fewer than were inserted: some are older than what is kept.
    const until = commits[0]?.until ?? null;
    behind = until === null ? null : BigInt(until);
  }
  return events;
}

/**
 * The inserts between two ticks that have the next events behind a seq, for each table: `until` a seq up to which there are
 * as many as are asked for, null where there are fewer.
 */
async function commitsBehind(
  db: Queryable,
  tenantId: string,
  { previous, tick }: { previous: Tick; tick: Tick },
  afterSeq: bigint,
  most: number,
): Promise<CommitRow[]> {
  const { rows } = await db.query<CommitRow>(
    `WITH inserts AS (
       SELECT fact, xid, first_seq, last_seq, first_time, last_time,
              sum(events) FILTER (WHERE first_seq > $4) OVER (ORDER BY last_seq) AS total
       FROM feed_commits
       WHERE tenant_id = $1 AND last_seq > $4
         AND xid >= pg_snapshot_xmin($2::pg_snapshot) AND xid < pg_snapshot_xmax($3::pg_snapshot)
         AND pg_visible_in_snapshot(xid, $3::pg_snapshot) AND NOT pg_visible_in_snapshot(xid, $2::pg_snapshot)
     ), bound AS (SELECT min(last_seq) FILTER (WHERE total >= $5) AS until FROM inserts)
     SELECT fact, until, array_agg(DISTINCT xid::text) AS xids, min(first_seq) AS first_seq,
            least(max(last_seq), until) AS last_seq, min(first_time) AS first_time, max(last_time) AS last_time
     FROM inserts, bound
     WHERE first_seq <= until OR until IS NULL
     GROUP BY fact, until`,
    [tenantId, previous.snapshot, tick.snapshot, afterSeq.toString(), most],
  );
  return rows;
}

async function eventsOfCommits(
  db: Queryable,
  tenantId: string,
  commit: CommitRow,
  afterSeq: bigint,
  most: number,
): Promise<LogEvent[]> {
  const { rows } = await db.query<LogEventRow>(
    `SELECT ${LOG_EVENT_COLUMNS}
     FROM ${commit.fact}_log
     WHERE tenant_id = $1 AND time BETWEEN $2 AND $3 AND seq > $4 AND seq BETWEEN $5 AND $6 AND xid = ANY ($7::xid8[])
     ORDER BY seq LIMIT $8`,
    [
      tenantId,
      commit.first_time,
      commit.last_time,
      afterSeq.toString(),
      commit.first_seq,
      commit.last_seq,
      commit.xids,
      most,
    ],
  );
  return rows.map(logEvent);
}

/**
 * A position that a tenant's last events up to a tick lie behind, as far as so many of them can be told by whole inserts, and
 * at least those of the last insert: inside the first tick that can have them, behind the events that are older. Null where
 * there are none.
 */
export async function placeBefore(
  db: Queryable,
  tenantId: string,
  until: bigint,
  events: number,
): Promise<FeedPosition | null> {
  const { rows } = await db.query<{ tick: string; seq: string }>(
    `WITH latest AS (
       SELECT recorded_at, first_seq, sum(events) OVER (ORDER BY last_seq DESC) - events AS newer
       FROM feed_commits WHERE tenant_id = $1 ORDER BY last_seq DESC LIMIT $2
     ), first AS (SELECT min(recorded_at) AS at, min(first_seq) AS seq FROM latest WHERE newer < $2)
     SELECT (SELECT min(tick) FROM feed_ticks
             WHERE tick > (SELECT coalesce(max(tick), 0) FROM feed_ticks WHERE tick < $3 AND taken_at < first.at)) AS tick,
            first.seq - 1 AS seq
     FROM first WHERE first.seq IS NOT NULL`,
    [tenantId, events, until.toString()],
  );
  const [row] = rows;
  return row === undefined ? null : { tick: BigInt(row.tick), seq: BigInt(row.seq) };
}

/** What cursors are signed with, and the database's history: a cursor of another one is told as a gap. */
export async function feedIdentity(db: Queryable): Promise<{ secret: Buffer; epoch: string }> {
  const { rows } = await db.query<{ secret: Buffer; epoch: string }>(
    `SELECT (SELECT secret FROM node_secrets WHERE name = 'cursor') AS secret,
            to_hex((SELECT system_identifier FROM pg_control_system())) || '-' ||
            (SELECT timeline_id FROM pg_control_checkpoint()) AS epoch`,
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the feed has no identity');
  return row;
}

/** A position as far back as any: what a tick holds is behind it. */
export const BEHIND_ALL: bigint = 9_223_372_036_854_775_807n;

/** The position behind a whole tick. */
export const endOf = ({ tick }: Tick): FeedPosition => ({ tick, seq: BEHIND_ALL });
