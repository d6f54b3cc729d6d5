-- A replay looks for the last inserts of a tenant.
CREATE INDEX feed_commits_tenant ON feed_commits (tenant_id, last_seq);

-- A node's turn: takes a tick if there is something new, and tells the one before a tick, that one and those after it.
CREATE FUNCTION take_feed_turn(known bigint, most int) RETURNS SETOF feed_ticks LANGUAGE plpgsql AS $$
BEGIN
  PERFORM take_feed_tick();
  RETURN QUERY SELECT t.* FROM feed_ticks t
    WHERE t.tick >= (SELECT coalesce(max(b.tick), known) FROM feed_ticks b WHERE b.tick < known)
    ORDER BY t.tick LIMIT most;
END $$;
REVOKE EXECUTE ON FUNCTION take_feed_turn FROM PUBLIC;
