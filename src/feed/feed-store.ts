import type { Queryable } from '../db/database.js';
import { FACT_TABLES, LOG_TABLE } from '../db/relations.js';
import type { FeedPosition } from './cursor.js';
import { LOG_EVENT_COLUMNS, logEvent, type LogEventRow } from './log-event.js';
import { isAfter, type PlacedEvent } from './ring.js';

/** What one insert statement added to a tenant's feed, and the tick that made it visible. */
export interface FeedEntry {
  readonly tick: bigint;
  readonly fact: string;
  readonly xid: string;
  readonly firstSeq: bigint;
  readonly lastSeq: bigint;
  /** Of its events, ISO-8601 in UTC to the microsecond: texts that compare as instants do. */
  readonly firstTime: string;
  readonly lastTime: string;
  readonly events: number;
}

/** A node's turn as the database tells it. */
export interface FeedTurn {
  /** The newest tick. */
  readonly newest: bigint;
  /** The database's history: its system identifier and timeline. */
  readonly epoch: string;
  /** What is new for each tenant that was asked for, in order; none where nothing is. */
  readonly entries: ReadonlyMap<string, readonly FeedEntry[]>;
}

/** Events of a tenant in recorded order, and the position up to which they are all there. */
export interface FeedPage {
  readonly placed: readonly PlacedEvent[];
  readonly end: FeedPosition;
}

/** What was read behind a position. */
export interface FeedRead extends FeedPage {
  /** Set where entries behind the position may have been forgotten: up to this tick, and up to when they were recorded. */
  readonly floor: { readonly tick: bigint; readonly at: number | null } | null;
}

/** A position as far back as any: what a tick holds is behind it. */
export const BEHIND_ALL: bigint = 9_223_372_036_854_775_807n;

/** The position behind a whole tick. */
export const endOf = (tick: bigint): FeedPosition => ({ tick, seq: BEHIND_ALL });

/** Entries that are looked at at once. Of a tenant with more at one turn the rest is read in pages. */
export const ENTRIES = 200;
/** A page of one tick takes events from so many times as many places in the order of recording: others have some of them. */
const SPARSE = 4n;

/** The tables whose inserts are noted; each has a view `<table>_log`. */
const FEED_TABLES: readonly string[] = [...FACT_TABLES, LOG_TABLE];

interface EntryRow extends Record<string, unknown> {
  tenant_id: string | null;
  tick: string;
  fact: string;
  xid: string;
  first_seq: string;
  last_seq: string;
  first_time: string;
  last_time: string;
  events: string;
}

const instant = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') AS ${column}`;
const ENTRY = `tenant_id, tick, fact, xid::text AS xid, first_seq, last_seq, ${instant('first_time')},
       ${instant('last_time')}, events`;

const entryOf = (row: EntryRow): FeedEntry => ({
  tick: BigInt(row.tick),
  fact: row.fact,
  xid: row.xid,
  firstSeq: BigInt(row.first_seq),
  lastSeq: BigInt(row.last_seq),
  firstTime: row.first_time,
  lastTime: row.last_time,
  events: Number(row.events),
});

/** Takes a tick if there is something new to see, one node at a time does, and tells what is new behind positions of tenants. */
export async function takeTurn(
  db: Queryable,
  positions: ReadonlyMap<string, FeedPosition>,
): Promise<FeedTurn> {
  const places = [...positions.values()];
  const { rows } = await db.query<EntryRow & { newest: string; epoch: string }>(
    `SELECT newest, epoch, ${ENTRY} FROM take_feed_turn($1, $2, $3, $4)`,
    [
      [...positions.keys()],
      places.map(({ tick }) => tick.toString()),
      places.map(({ seq }) => seq.toString()),
      ENTRIES,
    ],
  );
  const [first] = rows;
  if (first === undefined) throw new Error('the feed has no tick: its table was emptied');
  const entries = new Map<string, FeedEntry[]>();
  for (const row of rows) {
    if (row.tenant_id === null) continue;
    const known = entries.get(row.tenant_id);
    if (known === undefined) entries.set(row.tenant_id, [entryOf(row)]);
    else known.push(entryOf(row));
  }
  return { newest: BigInt(first.newest), epoch: first.epoch, entries };
}

/**
 * Events of a tenant behind a position up to the end of a tick, about so many at most.
 * @param entries what is behind the position, if that is known: the first `ENTRIES` of it, or all
 */
export async function eventsBehind(
  db: Queryable,
  tenantId: string,
  position: FeedPosition,
  until: bigint,
  most: number,
  entries: readonly FeedEntry[],
): Promise<FeedPage> {
  const isWhole = entries.length < ENTRIES;
  const page = wholeTicks(entries, isWhole, position, most);
  if (page.length === 0 && entries.length > 0) return partOfTick(db, tenantId, position, entries, most);
  const placed = await eventsOf(db, tenantId, page, position, null);
  const last = page.at(-1);
  const isAll = isWhole && page.length === entries.length;
  return { placed, end: endOf(isAll || last === undefined ? until : last.tick) };
}

/** As `eventsBehind`, where what is behind the position has yet to be found out. */
export async function readBehind(
  db: Queryable,
  tenantId: string,
  position: FeedPosition,
  until: bigint,
  most: number,
): Promise<FeedRead> {
  const { rows } = await db.query<EntryRow & { floor: string; floor_at: number | null }>(
    `SELECT floor.tick AS floor, (extract(epoch FROM floor.at) * 1000)::float8 AS floor_at,
            behind.*
     FROM feed_floor AS floor LEFT JOIN LATERAL (
       SELECT ${ENTRY} FROM feed_entries
       WHERE tenant_id = $1 AND (tick, last_seq) > ($2, $3) AND tick <= $4
       ORDER BY feed_entries.tick, feed_entries.last_seq LIMIT $5) AS behind ON true
     ORDER BY behind.tick, behind.last_seq`,
    [tenantId, position.tick.toString(), position.seq.toString(), until.toString(), ENTRIES],
  );
  const [first] = rows;
  if (first === undefined) throw new Error('the feed has no floor: its table was emptied');
  const floor = { tick: BigInt(first.floor), at: first.floor_at };
  const isLost = isAfter(endOf(floor.tick), position);
  const found = rows.filter(({ tenant_id }) => tenant_id !== null).map(entryOf);
  return {
    ...(await eventsBehind(db, tenantId, position, until, most, found)),
    floor: isLost ? floor : null,
  };
}

/** Entries of the first ticks that have no more events than are wanted together, each tick with all of its entries. */
function wholeTicks(
  entries: readonly FeedEntry[],
  isWhole: boolean,
  position: FeedPosition,
  most: number,
): readonly FeedEntry[] {
  let [events, until] = [0, 0];
  for (const [place, entry] of entries.entries()) {
    // Of the position's own tick some may have been read; no more than there are places behind it are left.
    const left =
      entry.tick === position.tick ? Number(entry.lastSeq - position.seq) : Number.MAX_SAFE_INTEGER;
    events += Math.min(entry.events, left);
    if (events > most) break;
    const next = entries[place + 1];
    if (next === undefined ? isWhole : next.tick !== entry.tick) until = place + 1;
  }
  return entries.slice(0, until);
}

/** The next events of one tick that has more than are wanted: those from a stretch of places in the order of recording. */
async function partOfTick(
  db: Queryable,
  tenantId: string,
  position: FeedPosition,
  [first]: readonly FeedEntry[],
  most: number,
): Promise<FeedPage> {
  if (first === undefined) throw new Error('there are no entries');
  const { tick } = first;
  const behind = tick === position.tick ? position.seq : await placeBeforeTick(db, tenantId, tick);
  const reach = behind + SPARSE * BigInt(most);
  const { rows } = await db.query<EntryRow>(
    `SELECT ${ENTRY} FROM feed_entries WHERE tenant_id = $1 AND tick = $2 AND last_seq > $3 AND first_seq <= $4`,
    [tenantId, tick.toString(), behind.toString(), reach.toString()],
  );
  const stretch = { behind, reach, most };
  const placed = await eventsOf(db, tenantId, rows.map(entryOf), { tick, seq: behind }, stretch);
  const last = placed.length < most ? undefined : placed.at(-1);
  return { placed: placed.slice(0, most), end: { tick, seq: last === undefined ? reach : last.event.seq } };
}

async function placeBeforeTick(db: Queryable, tenantId: string, tick: bigint): Promise<bigint> {
  const { rows } = await db.query<{ seq: string }>(
    'SELECT min(first_seq) - 1 AS seq FROM feed_entries WHERE tenant_id = $1 AND tick = $2',
    [tenantId, tick.toString()],
  );
  return BigInt(rows[0]?.seq ?? -1);
}

/** Of a tick's events those behind a seq and up to another, and the first of them alone. */
interface Stretch {
  readonly behind: bigint;
  readonly reach: bigint;
  readonly most: number;
}

/** The events of entries that lie behind a position, in order. Fewer than were noted: some are older than what is kept. */
async function eventsOf(
  db: Queryable,
  tenantId: string,
  entries: readonly FeedEntry[],
  position: FeedPosition,
  stretch: Stretch | null,
): Promise<PlacedEvent[]> {
  const byFact = new Map<string, FeedEntry[]>();
  for (const entry of entries) {
    if (!FEED_TABLES.includes(entry.fact)) continue;
    const known = byFact.get(entry.fact);
    if (known === undefined) byFact.set(entry.fact, [entry]);
    else known.push(entry);
  }
  const perFact = await Promise.all(
    Array.from(byFact, ([fact, of]) => eventsOfFact(db, tenantId, fact, of, stretch)),
  );
  const placed = perFact.flat().filter(({ tick, event }) => isAfter({ tick, seq: event.seq }, position));
  return placed.sort((a, b) => (inOrder(b, a) ? 1 : -1)).slice(0, stretch?.most);
}

const inOrder = (a: PlacedEvent, b: PlacedEvent): boolean =>
  a.tick < b.tick || (a.tick === b.tick && a.event.seq < b.event.seq);

async function eventsOfFact(
  db: Queryable,
  tenantId: string,
  fact: string,
  entries: readonly FeedEntry[],
  stretch: Stretch | null,
): Promise<PlacedEvent[]> {
  // All of a transaction becomes visible at once.
  const ticks = new Map(entries.map(({ xid, tick }) => [xid, tick]));
  const span = spanOf(entries);
  const { rows } = await db.query<LogEventRow & { xid: string }>(
    `SELECT xid::text AS xid, ${LOG_EVENT_COLUMNS}
     FROM ${fact}_log
     WHERE tenant_id = $1 AND time BETWEEN $2 AND $3 AND seq BETWEEN $4 AND $5 AND xid = ANY ($6::xid8[])
     ORDER BY seq LIMIT $7`,
    [
      tenantId,
      span.firstTime,
      span.lastTime,
      greatest(span.firstSeq, (stretch?.behind ?? -1n) + 1n).toString(),
      least(span.lastSeq, stretch?.reach ?? BEHIND_ALL).toString(),
      [...ticks.keys()],
      stretch?.most ?? null,
    ],
  );
  return rows.map((row) => ({ tick: ticks.get(row.xid) ?? 0n, event: logEvent(row) }));
}

const least = <T extends bigint | string>(a: T, b: T): T => (b < a ? b : a);
const greatest = <T extends bigint | string>(a: T, b: T): T => (b > a ? b : a);

/** What entries have together. */
function spanOf(
  entries: readonly FeedEntry[],
): Pick<FeedEntry, 'firstSeq' | 'lastSeq' | 'firstTime' | 'lastTime'> {
  return entries.reduce((span, entry) => ({
    ...entry,
    firstSeq: least(span.firstSeq, entry.firstSeq),
    lastSeq: greatest(span.lastSeq, entry.lastSeq),
    firstTime: least(span.firstTime, entry.firstTime),
    lastTime: greatest(span.lastTime, entry.lastTime),
  }));
}

/**
 * A position that a tenant's last events up to a tick lie behind, as far as so many of them can be told by whole inserts, and
 * at least those of the last insert. Null where there are none.
 */
export async function placeBefore(
  db: Queryable,
  tenantId: string,
  until: bigint,
  events: number,
): Promise<FeedPosition | null> {
  const { rows } = await db.query<{ tick: string; seq: string }>(
    `WITH latest AS (
       SELECT tick, first_seq, sum(events) OVER (ORDER BY tick DESC, last_seq DESC) - events AS newer
       FROM (SELECT * FROM feed_entries WHERE tenant_id = $1 AND tick <= $3 ORDER BY tick DESC, last_seq DESC LIMIT $2) AS last
     )
     SELECT tick, min(first_seq) - 1 AS seq FROM latest WHERE newer < $2 GROUP BY tick ORDER BY tick LIMIT 1`,
    [tenantId, events, until.toString()],
  );
  const [row] = rows;
  return row === undefined ? null : { tick: BigInt(row.tick), seq: BigInt(row.seq) };
}

/** What cursors are signed with, for all nodes alike. */
export async function cursorSecret(db: Queryable): Promise<Buffer> {
  const { rows } = await db.query<{ secret: Buffer }>(
    "SELECT secret FROM node_secrets WHERE name = 'cursor'",
  );
  const [row] = rows;
  if (row === undefined) throw new Error('the feed has no secret');
  return row.secret;
}
