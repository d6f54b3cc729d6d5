-- An event's identity is 128 bits over (tenant, source, id), its content 128 bits as well. Identities are kept in
-- generations of 14 days so that old ones are dropped by the chunk, not row by row; a generation is dropped not before
-- 35 days after its end. A primary key cannot span generations, hence the protocol in claim_identities.

CREATE TABLE event_identities (
  generation timestamptz NOT NULL,
  identity uuid NOT NULL,
  content_hash uuid NOT NULL,
  PRIMARY KEY (identity, generation)
);
SELECT create_hypertable('event_identities', by_range('generation', interval '14 days'),
                         create_default_indexes => false);

-- A generation begins and ends with its chunk, whose ranges count from 1970; time_bucket by itself counts from 2000, and
-- a chunk would then end, and be dropped, up to 13 days too early.
CREATE FUNCTION identity_generation(at timestamptz) RETURNS timestamptz
  LANGUAGE sql IMMUTABLE PARALLEL SAFE
  RETURN time_bucket(interval '14 days', at, origin => timestamptz '1970-01-01 00:00:00+00');

-- Claims identities (distinct ones) for the caller's transaction and answers with those that were already taken,
-- each with the content hash of the event that has it. What is not answered is the caller's.
--
-- Within a generation the primary key decides between concurrent transactions. Across the change of generation,
-- each transaction holds its generation's advisory lock (shared) until it ends, and one in the next generation first
-- waits until nobody holds the previous one's: then all of its identities are committed and visible. A transaction
-- that meets the change itself fails with serialization_failure and is to be run again.
CREATE FUNCTION claim_identities(identities uuid[], content_hashes uuid[])
  RETURNS TABLE (identity uuid, content_hash uuid)
  LANGUAGE plpgsql
AS $$
#variable_conflict use_column
DECLARE
  lock_class constant int := 1196773191;
  this constant timestamptz := identity_generation(clock_timestamp());
  previous_key constant int := (extract(epoch FROM this - interval '14 days') / 86400)::int;
  claimed uuid[];
BEGIN
  PERFORM pg_advisory_xact_lock_shared(lock_class, (extract(epoch FROM this) / 86400)::int);
  IF identity_generation(clock_timestamp()) <> this THEN
    -- With the lock of the old generation in hand it must not wait until nobody holds it.
    RAISE EXCEPTION 'the generation of identities has just changed' USING ERRCODE = 'serialization_failure';
  END IF;
  -- In one statement: a session's lock outlives its transaction, so nothing may come between taking and giving it back.
  PERFORM pg_advisory_unlock(lock_class, previous_key) FROM pg_advisory_lock(lock_class, previous_key);

  WITH given AS (
    SELECT * FROM unnest(identities, content_hashes) AS given (identity, content_hash)
  ), fresh AS (
    -- in the order of the identities, so that two batches that share some never wait for each other in a circle
    INSERT INTO event_identities (generation, identity, content_hash)
    SELECT this, g.identity, g.content_hash
    FROM given g
    WHERE NOT EXISTS (SELECT FROM event_identities e WHERE e.identity = g.identity AND e.generation < this)
    ORDER BY g.identity
    ON CONFLICT DO NOTHING
    RETURNING event_identities.identity
  )
  SELECT array_agg(fresh.identity) INTO claimed FROM fresh;

  IF coalesce(cardinality(claimed), 0) < cardinality(identities) THEN
    -- A new statement, hence a new snapshot: it sees what was committed while the one above waited.
    RETURN QUERY
    SELECT e.identity, e.content_hash
    FROM event_identities e
    WHERE e.identity IN (SELECT unnest(identities) EXCEPT SELECT unnest(claimed));
  END IF;
END $$;
