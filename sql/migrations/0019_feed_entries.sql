-- The feed as it is read: what every tick made visible, tenant by tenant, written with the tick. Whoever reads on asks for
-- the entries of its tenant behind a position, and for no snapshots, no ticks of others and no commits of other times.

-- Which history of which database this is. A failover makes another timeline, a logical restore another system. What
-- pg_control_checkpoint tells of the timeline is that of the last checkpoint; this is that of what is written now.
CREATE FUNCTION feed_epoch() RETURNS text LANGUAGE sql VOLATILE
RETURN to_hex((SELECT system_identifier FROM pg_control_system())) || '-'
  || ltrim(left(pg_walfile_name(pg_current_wal_insert_lsn()), 8), '0');

ALTER TABLE feed_ticks ADD COLUMN epoch text;
UPDATE feed_ticks SET epoch = feed_epoch();
ALTER TABLE feed_ticks ALTER COLUMN epoch SET NOT NULL, ALTER COLUMN epoch SET DEFAULT feed_epoch();

CREATE TABLE feed_entries (
  tenant_id text NOT NULL,
  tick bigint NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  fact text NOT NULL,
  xid xid8 NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  events bigint NOT NULL,
  taken_at timestamptz NOT NULL
);

-- What was recorded until now.
CREATE INDEX feed_ticks_taken ON feed_ticks (taken_at, tick);
INSERT INTO feed_entries
SELECT c.tenant_id, t.tick, c.first_seq, c.last_seq, c.fact, c.xid, c.first_time, c.last_time, c.events, t.taken_at
FROM feed_commits c, LATERAL (
  SELECT tick, taken_at FROM feed_ticks
  WHERE taken_at >= c.recorded_at AND pg_visible_in_snapshot(c.xid, snapshot)
  ORDER BY taken_at, tick LIMIT 1) t
ORDER BY t.tick;
DROP INDEX feed_ticks_taken;

CREATE INDEX feed_entries_order ON feed_entries (tenant_id, tick, last_seq);
CREATE INDEX feed_entries_age ON feed_entries USING brin (taken_at);

-- Up to this tick entries may have been forgotten; ticks of an earlier history are not told apart from them.
CREATE TABLE feed_floor (
  tick bigint NOT NULL,
  at timestamptz
);
INSERT INTO feed_floor (tick) SELECT coalesce(min(tick), 0) FROM feed_ticks;

-- Takes a tick if there is something new to see and no other node is at it. The lock comes in a statement of its own:
-- the snapshot of the ones after it then sees the tick before, and ticks are ordered as their snapshots are.
--
-- New is what the last tick did not see: transactions that ran then, and those that began later. They are looked up as
-- such: a scan from the oldest of them would read everything that was committed since, ten times a second for as long as
-- one long transaction lasts. Many transactions at once are several ticks, so that none is too large to be read in pages.
CREATE OR REPLACE FUNCTION take_feed_tick() RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  last feed_ticks;
BEGIN
  IF current_setting('transaction_isolation') <> 'read committed' THEN
    RAISE EXCEPTION 'a tick is taken in READ COMMITTED alone: each of its statements has to see what was committed before it';
  END IF;
  IF NOT pg_try_advisory_xact_lock(1196773193) THEN
    RETURN;
  END IF;
  SELECT * INTO last FROM feed_ticks ORDER BY tick DESC LIMIT 1;
  IF split_part(last.epoch, '-', 1) <> split_part(feed_epoch(), '-', 1) THEN
    -- Restored into another system, whose transactions are numbered anew: what was committed before is history.
    DELETE FROM feed_commits;
    INSERT INTO feed_ticks (snapshot) VALUES (pg_current_snapshot());
    RETURN;
  END IF;
  WITH fresh AS MATERIALIZED (
    SELECT *, (dense_rank() OVER (ORDER BY xid) - 1) / 500 AS part
    FROM (SELECT * FROM feed_commits WHERE xid >= pg_snapshot_xmax(last.snapshot)
          UNION ALL
          SELECT * FROM feed_commits WHERE xid IN (SELECT pg_snapshot_xip(last.snapshot))) AS unseen
  ), ticks AS (
    INSERT INTO feed_ticks (snapshot)
    SELECT pg_current_snapshot() FROM generate_series(0, (SELECT max(part) FROM fresh))
    RETURNING tick, taken_at
  ), parts AS (
    SELECT tick, taken_at, row_number() OVER (ORDER BY tick) - 1 AS part FROM ticks
  )
  INSERT INTO feed_entries
  SELECT tenant_id, tick, first_seq, last_seq, fact, xid, first_time, last_time, events, taken_at
  FROM fresh JOIN parts USING (part);
END $$;

-- A node's turn: takes a tick if there is something new, and tells the newest, its history, and what is new behind the
-- positions of some tenants, in order; at most so many entries of each.
CREATE FUNCTION take_feed_turn(tenants text[], ticks bigint[], seqs bigint[], most int)
RETURNS TABLE (newest bigint, epoch text, tenant_id text, tick bigint, first_seq bigint, last_seq bigint, fact text,
               xid xid8, first_time timestamptz, last_time timestamptz, events bigint)
LANGUAGE plpgsql AS $$
#variable_conflict use_column
BEGIN
  PERFORM take_feed_tick();
  RETURN QUERY
    SELECT last.tick, last.epoch, e.tenant_id, e.tick, e.first_seq, e.last_seq, e.fact, e.xid, e.first_time, e.last_time,
           e.events
    FROM (SELECT tick, feed_epoch() AS epoch FROM feed_ticks ORDER BY tick DESC LIMIT 1) AS last
    LEFT JOIN LATERAL (
      SELECT entry.*
      FROM unnest(tenants, ticks, seqs) AS asked (tenant_id, tick, seq), LATERAL (
        SELECT * FROM feed_entries f
        WHERE f.tenant_id = asked.tenant_id AND (f.tick, f.last_seq) > (asked.tick, asked.seq)
        ORDER BY f.tick, f.last_seq LIMIT most) AS entry
      WHERE asked.tick < last.tick OR asked.seq < 9223372036854775807
    ) AS e ON true
    ORDER BY e.tenant_id, e.tick, e.last_seq;
END $$;

REVOKE EXECUTE ON FUNCTION feed_epoch, take_feed_turn FROM PUBLIC;
