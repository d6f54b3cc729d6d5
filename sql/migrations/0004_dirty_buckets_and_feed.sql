-- Two logs that every insert into a fact writes in its own transaction, whoever makes it, the gateway or plain SQL.

-- Dirty buckets: which 15-minute buckets of a tenant hold rows that the rollups may not have yet. A rollup's bucket
-- is right if and only if no dirty bucket lies in it; a reader takes the dirty ones from the raw rows. A refresher
-- materializes them and then deletes the entries that it had seen before it began. Entries are never updated and
-- not unique: a unique one could be deleted while a transaction that relied on it was still open.
CREATE TABLE dirty_buckets (
  dataset text NOT NULL,
  tenant_id text NOT NULL,
  bucket timestamptz NOT NULL,
  entry bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY
);
CREATE INDEX dirty_buckets_lookup ON dirty_buckets (dataset, tenant_id, bucket);

CREATE FUNCTION note_dirty_buckets() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
  SELECT DISTINCT TG_ARGV[0], tenant_id, time_bucket(interval '15 minutes', time) FROM fresh;
  RETURN NULL;
END $$;

-- Feed commits: one row an insert statement and tenant, where the live feed finds what became visible between two
-- ticks without an index on every fact.
CREATE TABLE feed_commits (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  tenant_id text NOT NULL,
  fact text NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  first_time timestamptz NOT NULL,
  last_time timestamptz NOT NULL,
  events bigint NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX feed_commits_xid ON feed_commits (xid);

CREATE FUNCTION note_feed_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO feed_commits (tenant_id, fact, first_seq, last_seq, first_time, last_time, events)
  SELECT tenant_id, TG_TABLE_NAME, min(seq), max(seq), min(time), max(time), count(*) FROM fresh GROUP BY tenant_id;
  RETURN NULL;
END $$;

-- Ticks: a commit belongs to the first tick in whose snapshot it is visible.
CREATE TABLE feed_ticks (
  tick bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  snapshot pg_snapshot NOT NULL,
  taken_at timestamptz NOT NULL DEFAULT clock_timestamp()
);
INSERT INTO feed_ticks (snapshot) VALUES (pg_current_snapshot());

-- Takes a tick if there is something new to see and no other node is at it. The lock comes in a statement of its own:
-- the snapshot of the one after it then sees the tick before, and ticks are ordered as their snapshots are.
CREATE FUNCTION take_feed_tick() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT pg_try_advisory_xact_lock(1196773193) THEN
    RETURN;
  END IF;
  INSERT INTO feed_ticks (snapshot)
  SELECT pg_current_snapshot()
  FROM (SELECT snapshot FROM feed_ticks ORDER BY tick DESC LIMIT 1) AS last
  WHERE EXISTS (
    SELECT FROM feed_commits c
    WHERE c.xid >= pg_snapshot_xmin(last.snapshot) AND NOT pg_visible_in_snapshot(c.xid, last.snapshot)
  );
END $$;

-- What signs the cursors of the feed, for all nodes alike.
CREATE TABLE node_secrets (
  name text PRIMARY KEY,
  secret bytea NOT NULL
);
INSERT INTO node_secrets (name, secret)
VALUES ('cursor', decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'));

CREATE TRIGGER dirty_buckets AFTER INSERT ON usage_events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('usage');

DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['usage_events', 'mcp_calls', 'storefront_events', 'cost_events', 'invoice_events',
                              'subscription_events', 'log_events'] LOOP
    EXECUTE format('CREATE TRIGGER feed_commit AFTER INSERT ON %I REFERENCING NEW TABLE AS fresh '
                   'FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit()', fact);
  END LOOP;
END $$;
