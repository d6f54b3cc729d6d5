-- The schema of a migrated database, printed from its catalogs by `npm run schema`; a test fails where it drifts.
-- For reading and reviewing: what makes a database is sql/migrations. Policies are set at start, from the configuration.

-- Roles and schemas

CREATE ROLE gaugeway_reader NOLOGIN;
CREATE SCHEMA tenant;

-- Sequences that no column owns

CREATE SEQUENCE public.event_seq AS bigint START 1 INCREMENT 1 CACHE 1;

-- Functions

CREATE OR REPLACE FUNCTION public.claim_identities(identities uuid[], content_hashes uuid[])
 RETURNS TABLE(identity uuid, content_hash uuid)
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.create_log_view(name name, relation name, ending text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  narrowed constant text := 'nullif(current_setting(''app.customer'', true), '''')';
BEGIN
  EXECUTE format($view$
    CREATE OR REPLACE VIEW tenant.%1$I WITH (security_barrier) AS SELECT * FROM public.%2$I
    WHERE tenant_id = current_setting('app.tenant', true)
      AND CASE WHEN %3$s IS NULL THEN true
               ELSE customer_id = %3$s
                AND type NOT IN ('cost.incurred', 'usage.threshold_breached', 'usage.anomaly_detected') END
    %4$s$view$, name, relation, narrowed, ending);
  EXECUTE format('GRANT SELECT ON tenant.%I TO gaugeway_reader', name);
END $function$;

CREATE OR REPLACE FUNCTION public.create_tenant_view(relation name, customer_column text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
DECLARE
  narrowed constant text := 'nullif(current_setting(''app.customer'', true), '''')';
  condition text := CASE
    WHEN customer_column = '' THEN ''
    WHEN customer_column IS NULL THEN format(' AND %s IS NULL', narrowed)
    ELSE format(' AND CASE WHEN %1$s IS NULL THEN true ELSE %2$I = %1$s END', narrowed, customer_column)
  END;
BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW tenant.%1$I WITH (security_barrier) AS SELECT * FROM public.%1$I '
                 'WHERE tenant_id = current_setting(''app.tenant'', true)%2$s', relation, condition);
  EXECUTE format('GRANT SELECT ON tenant.%I TO gaugeway_reader', relation);
END $function$;

CREATE OR REPLACE FUNCTION public.extend_first_buckets(firsts text)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
BEGIN
  EXECUTE format($view$
    CREATE OR REPLACE VIEW tenant.first_buckets WITH (security_barrier) AS
    SELECT tenant_id, customer_id, dataset, bucket FROM (%s) AS known
    UNION ALL
    (WITH reader AS MATERIALIZED (
       SELECT current_setting('app.tenant', true) AS tenant,
              nullif(current_setting('app.customer', true), '') AS customer
     )
     SELECT tenant, customer, dataset, bucket FROM (%s) AS firsts WHERE bucket IS NOT NULL)$view$,
    rtrim(pg_get_viewdef('tenant.first_buckets'::regclass), ';'), firsts);
END $function$;

CREATE OR REPLACE FUNCTION public.feed_epoch()
 RETURNS text
 LANGUAGE sql
RETURN ((to_hex((SELECT pg_control_system.system_identifier FROM pg_control_system() pg_control_system(pg_control_version, catalog_version_no, system_identifier, pg_control_last_modified))) || '-'::text) || ltrim("left"(pg_walfile_name(pg_current_wal_insert_lsn()), 8), '0'::text));

CREATE OR REPLACE FUNCTION public.identity_generation(at timestamp with time zone)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN time_bucket('14 days'::interval, at, origin => '1970-01-01 00:00:00+00'::timestamp with time zone);

CREATE OR REPLACE FUNCTION public.note_dirty_buckets()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
  SELECT DISTINCT TG_ARGV[0], tenant_id, time_bucket(interval '15 minutes', time) FROM fresh;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.note_dirty_requests()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
  SELECT DISTINCT 'request', tenant_id, time_bucket(interval '15 minutes', time) FROM fresh WHERE type = 'api.request';
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.note_feed_commit()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO feed_commits (tenant_id, fact, first_seq, last_seq, first_time, last_time, events)
  SELECT tenant_id, TG_TABLE_NAME, min(seq), max(seq), min(time), max(time), count(*) FROM fresh GROUP BY tenant_id;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.note_price_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
BEGIN
  INSERT INTO price_versions (tenant_id, version) VALUES (coalesce(NEW.tenant_id, OLD.tenant_id), 1)
  ON CONFLICT (tenant_id) DO UPDATE SET version = price_versions.version + 1;
  RETURN NULL;
END $function$;

CREATE OR REPLACE FUNCTION public.take_feed_tick()
 RETURNS void
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION public.take_feed_turn(tenants text[], ticks bigint[], seqs bigint[], most integer)
 RETURNS TABLE(newest bigint, epoch text, tenant_id text, tick bigint, first_seq bigint, last_seq bigint, fact text, xid xid8, first_time timestamp with time zone, last_time timestamp with time zone, events bigint)
 LANGUAGE plpgsql
AS $function$
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
END $function$;

CREATE OR REPLACE FUNCTION tenant.attribute_texts(attributes jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
 SELECT string_agg((found.value #>> '{}'::text[]), chr(31)) AS string_agg
    FROM jsonb_path_query(attribute_texts.attributes, 'strict $.**'::jsonpath) found(value)
   WHERE ((jsonb_typeof(found.value) = 'string'::text) OR ((jsonb_typeof(found.value) = 'number'::text) AND (length((found.value #>> '{}'::text[])) <= 15)));
END;

CREATE OR REPLACE FUNCTION tenant.bin_percentile(quantile numeric, bins integer[], weights numeric[])
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
 SELECT
         CASE
             WHEN (cumulated.bin = '-100000'::integer) THEN (0)::double precision
             ELSE (((2)::double precision * pow(((1.02)::double precision / (0.98)::double precision), (cumulated.bin)::double precision)) / (((1.02)::double precision / (0.98)::double precision) + (1)::double precision))
         END AS "case"
    FROM ( SELECT histogram.bin,
             sum(sum(histogram.weight)) OVER (ORDER BY histogram.bin) AS up_to,
             sum(sum(histogram.weight)) OVER () AS whole
            FROM UNNEST(bin_percentile.bins, bin_percentile.weights) histogram(bin, weight)
           WHERE (histogram.bin IS NOT NULL)
           GROUP BY histogram.bin) cumulated
   WHERE ((cumulated.up_to >= (bin_percentile.quantile * cumulated.whole)) AND (cumulated.whole > (0)::numeric))
   ORDER BY cumulated.bin
  LIMIT 1;
END;

CREATE OR REPLACE FUNCTION tenant.identity_record(visitor text, customer text, first_at numeric)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (customer IS NOT NULL) THEN tenant.journey_record(visitor, customer, (1)::bigint, int8send((((first_at * (1000000)::numeric))::bigint * 8))) ELSE NULL::bytea END;

CREATE OR REPLACE FUNCTION tenant.journey_record(visitor text, customer text, events bigint, steps bytea)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN (((int4send((((events * 2) + ((customer IS NOT NULL))::integer))::integer) || tenant.person_key('v'::text, visitor)) || COALESCE(tenant.person_key('c'::text, customer), '\x'::bytea)) || steps);

CREATE OR REPLACE FUNCTION tenant.journey_step(at timestamp with time zone, step text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN int8send(((((EXTRACT(epoch FROM at) * (1000000)::numeric))::bigint * 8) + CASE step WHEN 'VISIT'::text THEN 0 WHEN 'PRODUCT_VIEW'::text THEN 1 WHEN 'PRICING_VIEW'::text THEN 2 WHEN 'SIGNUP'::text THEN 3 WHEN 'SUBSCRIPTION'::text THEN 4 ELSE 5 END));

CREATE OR REPLACE FUNCTION tenant.log_bin(value double precision)
 RETURNS integer
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN (value > (0)::double precision) THEN (ceil((ln(value) / ln(((1.02)::double precision / (0.98)::double precision)))))::integer WHEN (value = (0)::double precision) THEN '-100000'::integer ELSE NULL::integer END;

CREATE OR REPLACE FUNCTION tenant.person_key(kind text, id text)
 RETURNS bytea
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
RETURN SUBSTRING(sha256(decode(replace((kind || id), '\'::text, '\\'::text), 'escape'::text)) FROM 1 FOR 16);

-- Tables

CREATE TABLE public.alerts (
  tenant_id text NOT NULL,
  id text NOT NULL DEFAULT (gen_random_uuid())::text,
  name text NOT NULL,
  dataset text NOT NULL,
  measure text NOT NULL,
  filters jsonb NOT NULL,
  window_ms bigint NOT NULL,
  above numeric,
  below numeric,
  severity text NOT NULL,
  revision bigint NOT NULL DEFAULT 1,
  firing_since timestamp with time zone,
  CONSTRAINT alerts_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT alerts_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  CONSTRAINT alerts_check CHECK (((above IS NULL) <> (below IS NULL))),
  CONSTRAINT alerts_severity_check CHECK ((severity = ANY (ARRAY['DEBUG'::text, 'INFO'::text, 'WARNING'::text, 'ERROR'::text, 'CRITICAL'::text]))),
  CONSTRAINT alerts_window_ms_check CHECK ((window_ms > 0))
);

CREATE TABLE public.anomaly_episodes (
  tenant_id text NOT NULL,
  billable_unit_id text NOT NULL,
  since timestamp with time zone NOT NULL,
  quiet integer NOT NULL,
  CONSTRAINT anomaly_episodes_pkey PRIMARY KEY (tenant_id, billable_unit_id)
);

CREATE TABLE public.anomaly_progress (
  tenant_id text NOT NULL,
  judged_to timestamp with time zone NOT NULL,
  CONSTRAINT anomaly_progress_pkey PRIMARY KEY (tenant_id)
);

CREATE TABLE public.api_keys (
  id text NOT NULL,
  tenant_id text NOT NULL,
  name text NOT NULL,
  secret_hash bytea NOT NULL,
  scopes text[] NOT NULL,
  customer_id text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  expires_at timestamp with time zone,
  revoked_at timestamp with time zone,
  CONSTRAINT api_keys_pkey PRIMARY KEY (id),
  CONSTRAINT api_keys_secret_hash_key UNIQUE (secret_hash),
  CONSTRAINT api_keys_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  CONSTRAINT api_keys_customer_id_check CHECK ((customer_id <> ''::text))
);

CREATE TABLE public.applied_settings (
  name text NOT NULL,
  value text NOT NULL,
  CONSTRAINT applied_settings_pkey PRIMARY KEY (name)
);

CREATE TABLE public.billable_units (
  tenant_id text NOT NULL,
  id text NOT NULL,
  title text NOT NULL,
  "precision" smallint,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
  described_at timestamp with time zone,
  CONSTRAINT billable_units_pkey PRIMARY KEY (tenant_id, id)
);

CREATE TABLE public.cost_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  category text NOT NULL,
  amount numeric,
  currency text,
  provider text,
  model text,
  input_tokens bigint,
  cached_input_tokens bigint,
  output_tokens bigint,
  product_id text,
  customer_id text,
  subscription_id text,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  priced_by text,
  unpriced text,
  CONSTRAINT cost_events_category_check CHECK ((category = ANY (ARRAY['INFRASTRUCTURE'::text, 'AI_MODEL'::text, 'THIRD_PARTY'::text, 'SUPPORT'::text, 'OTHER'::text])))
);

CREATE TABLE public.customers (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
  described_at timestamp with time zone,
  CONSTRAINT customers_pkey PRIMARY KEY (tenant_id, id)
);

CREATE TABLE public.dirty_buckets (
  dataset text NOT NULL,
  tenant_id text NOT NULL,
  bucket timestamp with time zone NOT NULL,
  entry bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  CONSTRAINT dirty_buckets_pkey PRIMARY KEY (entry)
);

CREATE TABLE public.event_identities (
  generation timestamp with time zone NOT NULL,
  identity uuid NOT NULL,
  content_hash uuid NOT NULL,
  CONSTRAINT event_identities_pkey PRIMARY KEY (identity, generation)
);

CREATE TABLE public.feed_commits (
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  tenant_id text NOT NULL,
  fact text NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  first_time timestamp with time zone NOT NULL,
  last_time timestamp with time zone NOT NULL,
  events bigint NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now()
);

CREATE TABLE public.feed_entries (
  tenant_id text NOT NULL,
  tick bigint NOT NULL,
  first_seq bigint NOT NULL,
  last_seq bigint NOT NULL,
  fact text NOT NULL,
  xid xid8 NOT NULL,
  first_time timestamp with time zone NOT NULL,
  last_time timestamp with time zone NOT NULL,
  events bigint NOT NULL,
  taken_at timestamp with time zone NOT NULL
);

CREATE TABLE public.feed_floor (
  tick bigint NOT NULL,
  at timestamp with time zone
);

CREATE TABLE public.feed_ticks (
  tick bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
  snapshot pg_snapshot NOT NULL,
  taken_at timestamp with time zone NOT NULL DEFAULT clock_timestamp(),
  epoch text NOT NULL DEFAULT feed_epoch(),
  CONSTRAINT feed_ticks_pkey PRIMARY KEY (tick)
);

CREATE TABLE public.invoice_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  status text NOT NULL,
  invoice_id text NOT NULL,
  customer_id text NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  subscription_id text,
  due_at timestamp with time zone,
  reason text,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT invoice_events_status_check CHECK ((status = ANY (ARRAY['CREATED'::text, 'FINALIZED'::text, 'PAID'::text, 'PAYMENT_FAILED'::text, 'VOIDED'::text])))
);

CREATE TABLE public.log_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  category text NOT NULL,
  type text NOT NULL,
  severity text NOT NULL,
  message text NOT NULL,
  actor text,
  customer_id text,
  product_id text,
  status_code smallint,
  latency_ms double precision,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT log_events_category_check CHECK ((category = ANY (ARRAY['API'::text, 'AUTH'::text, 'SYSTEM'::text, 'USAGE'::text]))),
  CONSTRAINT log_events_severity_check CHECK ((severity = ANY (ARRAY['DEBUG'::text, 'INFO'::text, 'WARNING'::text, 'ERROR'::text, 'CRITICAL'::text])))
);

CREATE TABLE public.mcp_calls (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  server_id text NOT NULL,
  tool text NOT NULL,
  session_id text NOT NULL,
  customer_id text,
  product_id text,
  subscription_id text,
  agent_name text,
  agent_version text,
  user_agent text,
  duration_ms double precision,
  error text,
  input_tokens bigint,
  output_tokens bigint,
  revenue numeric,
  currency text,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  agent_family text,
  CONSTRAINT mcp_calls_check CHECK (((revenue IS NULL) = (currency IS NULL)))
);

CREATE TABLE public.mcp_servers (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
  described_at timestamp with time zone,
  CONSTRAINT mcp_servers_pkey PRIMARY KEY (tenant_id, id)
);

CREATE TABLE public.node_secrets (
  name text NOT NULL,
  secret bytea NOT NULL,
  CONSTRAINT node_secrets_pkey PRIMARY KEY (name)
);

CREATE TABLE public.price_versions (
  tenant_id text NOT NULL,
  version bigint NOT NULL,
  CONSTRAINT price_versions_pkey PRIMARY KEY (tenant_id),
  CONSTRAINT price_versions_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

CREATE TABLE public.prices (
  tenant_id text NOT NULL,
  id text NOT NULL DEFAULT (gen_random_uuid())::text,
  billable_unit_id text NOT NULL,
  product_id text,
  customer_id text,
  effective_from timestamp with time zone NOT NULL,
  currency text NOT NULL,
  model text NOT NULL,
  terms jsonb NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT prices_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT prices_tenant_id_billable_unit_id_product_id_customer_id_ef_key UNIQUE NULLS NOT DISTINCT (tenant_id, billable_unit_id, product_id, customer_id, effective_from),
  CONSTRAINT prices_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id),
  CONSTRAINT prices_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  CONSTRAINT prices_model_check CHECK ((model = ANY (ARRAY['FLAT'::text, 'GRADUATED'::text, 'VOLUME'::text, 'PACKAGE'::text])))
);

CREATE TABLE public.products (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  kind text,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}'::jsonb,
  described_at timestamp with time zone,
  CONSTRAINT products_pkey PRIMARY KEY (tenant_id, id)
);

CREATE TABLE public.rated_quantities (
  tenant_id text NOT NULL,
  price_id text NOT NULL,
  customer_id text NOT NULL,
  period timestamp with time zone NOT NULL,
  quantity numeric NOT NULL,
  CONSTRAINT rated_quantities_pkey PRIMARY KEY (tenant_id, period, price_id, customer_id)
);

CREATE TABLE public.saved_report_versions (
  tenant_id text NOT NULL,
  report_id text NOT NULL,
  version integer NOT NULL,
  customer_id text,
  name text NOT NULL,
  description text,
  shared boolean NOT NULL,
  query json NOT NULL,
  saved_by text NOT NULL,
  saved_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT saved_report_versions_pkey PRIMARY KEY (tenant_id, report_id, version),
  CONSTRAINT saved_report_versions_tenant_id_report_id_fkey FOREIGN KEY (tenant_id, report_id) REFERENCES saved_reports(tenant_id, id) ON DELETE CASCADE
);

CREATE TABLE public.saved_reports (
  tenant_id text NOT NULL,
  id text NOT NULL DEFAULT (gen_random_uuid())::text,
  customer_id text,
  owner text NOT NULL,
  name text NOT NULL,
  shared boolean NOT NULL,
  version integer NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT saved_reports_pkey PRIMARY KEY (tenant_id, id),
  CONSTRAINT saved_reports_tenant_id_customer_id_owner_name_key UNIQUE NULLS NOT DISTINCT (tenant_id, customer_id, owner, name),
  CONSTRAINT saved_reports_tenant_id_fkey FOREIGN KEY (tenant_id) REFERENCES tenants(id)
);

CREATE TABLE public.schema_migrations (
  id integer NOT NULL DEFAULT nextval('schema_migrations_id_seq'::regclass),
  name character varying(255) NOT NULL,
  run_on timestamp without time zone NOT NULL,
  CONSTRAINT schema_migrations_pkey PRIMARY KEY (id)
);

CREATE TABLE public.storefront_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  step text NOT NULL,
  visitor_id text NOT NULL,
  product_id text,
  customer_id text,
  utm_source text,
  referrer text,
  country text,
  device text,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT storefront_events_step_check CHECK ((step = ANY (ARRAY['VISIT'::text, 'PRODUCT_VIEW'::text, 'PRICING_VIEW'::text, 'SIGNUP'::text, 'SUBSCRIPTION'::text, 'FIRST_API_CALL'::text])))
);

CREATE TABLE public.subscription_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  change text NOT NULL,
  subscription_id text NOT NULL,
  customer_id text NOT NULL,
  product_id text,
  plan text,
  effective_at timestamp with time zone,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CONSTRAINT subscription_events_change_check CHECK ((change = ANY (ARRAY['CREATED'::text, 'CHANGED'::text, 'CANCELLED'::text])))
);

CREATE TABLE public.tenants (
  id text NOT NULL,
  name text NOT NULL,
  created_at timestamp with time zone NOT NULL DEFAULT now(),
  CONSTRAINT tenants_pkey PRIMARY KEY (id)
);

CREATE TABLE public.usage_events (
  tenant_id text NOT NULL,
  "time" timestamp with time zone NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  customer_id text NOT NULL,
  billable_unit_id text NOT NULL,
  product_id text,
  subscription_id text,
  quantity numeric NOT NULL,
  revenue numeric,
  currency text,
  attributes jsonb NOT NULL,
  recorded_at timestamp with time zone NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'::regclass),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  price_id text,
  CONSTRAINT usage_events_check CHECK (((revenue IS NULL) = (currency IS NULL)))
);

-- Hypertables

-- public.cost_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.event_identities: chunks of 14 days by generation
-- public.invoice_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.log_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.mcp_calls: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.storefront_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.subscription_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC
-- public.usage_events: chunks of 7 days by "time"; columnstore by tenant_id, ordered by "time" DESC

-- Continuous aggregates

CREATE MATERIALIZED VIEW public.costs_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    sum(amount) AS amount,
    count(*) AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM cost_events
  GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.costs_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('1 day'::interval, bucket) AS bucket,
    sum(amount) AS amount,
    (sum(events))::bigint AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM costs_1h
  GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.costs_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    sum(amount) AS amount,
    (sum(events))::bigint AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM costs_15m
  GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.costs_by_customer_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    sum(amount) AS amount,
    count(*) AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM cost_events
  GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.costs_by_customer_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('1 day'::interval, bucket) AS bucket,
    sum(amount) AS amount,
    (sum(events))::bigint AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM costs_by_customer_1h
  GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.costs_by_customer_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    sum(amount) AS amount,
    (sum(events))::bigint AS events,
    sum(input_tokens) AS input_tokens,
    sum(cached_input_tokens) AS cached_input_tokens,
    sum(output_tokens) AS output_tokens
   FROM costs_by_customer_15m
  GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.invoice_log_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    status,
    customer_id,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS events
   FROM invoice_events
  GROUP BY tenant_id, status, customer_id, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.invoice_log_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    status,
    customer_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM invoice_log_1h
  GROUP BY tenant_id, status, customer_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.invoice_log_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    status,
    customer_id,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM invoice_log_15m
  GROUP BY tenant_id, status, customer_id, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.log_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS events
   FROM log_events
  GROUP BY tenant_id, category, type, severity, status_code, customer_id, product_id, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.log_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM log_1h
  GROUP BY tenant_id, category, type, severity, status_code, customer_id, product_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.log_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM log_15m
  GROUP BY tenant_id, category, type, severity, status_code, customer_id, product_id, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.log_latencies_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    tenant.log_bin(latency_ms) AS latency_bin,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(latency_ms) AS timed,
    sum((latency_ms)::numeric) AS latency
   FROM log_events
  GROUP BY tenant_id, category, type, severity, status_code, product_id, (tenant.log_bin(latency_ms)), (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.log_latencies_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    latency_bin,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(timed))::bigint AS timed,
    sum(latency) AS latency
   FROM log_latencies_1h
  GROUP BY tenant_id, category, type, severity, status_code, product_id, latency_bin, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.log_latencies_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    latency_bin,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(timed))::bigint AS timed,
    sum(latency) AS latency
   FROM log_latencies_15m
  GROUP BY tenant_id, category, type, severity, status_code, product_id, latency_bin, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    COALESCE(agent_family, agent_name) AS resolved_agent,
    agent_version,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS calls,
    count(error) AS errors,
    count(duration_ms) AS timed,
    sum((duration_ms)::numeric) AS duration,
    min(duration_ms) AS duration_min,
    max(duration_ms) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_calls
  GROUP BY tenant_id, product_id, server_id, tool, COALESCE(agent_family, agent_name), agent_version, currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.mcp_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration,
    min(duration_min) AS duration_min,
    max(duration_max) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_1h
  GROUP BY tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration,
    min(duration_min) AS duration_min,
    max(duration_max) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_15m
  GROUP BY tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_by_customer_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    COALESCE(agent_family, agent_name) AS resolved_agent,
    agent_version,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS calls,
    count(error) AS errors,
    count(duration_ms) AS timed,
    sum((duration_ms)::numeric) AS duration,
    min(duration_ms) AS duration_min,
    max(duration_ms) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_calls
  GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, COALESCE(agent_family, agent_name), agent_version, currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.mcp_by_customer_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration,
    min(duration_min) AS duration_min,
    max(duration_max) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_by_customer_1h
  GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_by_customer_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration,
    min(duration_min) AS duration_min,
    max(duration_max) AS duration_max,
    sum(revenue) AS revenue
   FROM mcp_by_customer_15m
  GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_durations_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    server_id,
    tool,
    COALESCE(agent_family, agent_name) AS resolved_agent,
    agent_version,
    tenant.log_bin(duration_ms) AS duration_bin,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS calls,
    count(duration_ms) AS timed
   FROM mcp_calls
  GROUP BY tenant_id, server_id, tool, COALESCE(agent_family, agent_name), agent_version, (tenant.log_bin(duration_ms)), (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.mcp_durations_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    duration_bin,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(timed))::bigint AS timed
   FROM mcp_durations_1h
  GROUP BY tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_durations_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    duration_bin,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(timed))::bigint AS timed
   FROM mcp_durations_15m
  GROUP BY tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_latencies_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
        CASE
            WHEN (error IS NULL) THEN 'INFO'::text
            ELSE 'ERROR'::text
        END AS severity,
    tenant.log_bin(duration_ms) AS duration_bin,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(duration_ms) AS timed,
    sum((duration_ms)::numeric) AS duration
   FROM mcp_calls
  GROUP BY tenant_id, product_id,
        CASE
            WHEN (error IS NULL) THEN 'INFO'::text
            ELSE 'ERROR'::text
        END, (tenant.log_bin(duration_ms)), (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.mcp_latencies_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    severity,
    duration_bin,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration
   FROM mcp_latencies_1h
  GROUP BY tenant_id, product_id, severity, duration_bin, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_latencies_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    severity,
    duration_bin,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(timed))::bigint AS timed,
    sum(duration) AS duration
   FROM mcp_latencies_15m
  GROUP BY tenant_id, product_id, severity, duration_bin, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_sessions_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    (((length(server_id) || ':'::text) || server_id) || session_id) AS session_key,
    tool,
    COALESCE(agent_family, agent_name) AS resolved_agent,
    agent_version,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS calls,
    count(error) AS errors,
    sum(revenue) AS revenue,
    min(EXTRACT(epoch FROM "time")) AS first_at,
    max(EXTRACT(epoch FROM "time")) AS last_at
   FROM mcp_calls
  GROUP BY tenant_id, customer_id, product_id, server_id, session_id, (((length(server_id) || ':'::text) || server_id) || session_id), tool, COALESCE(agent_family, agent_name), agent_version, currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.mcp_sessions_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    session_key,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    sum(revenue) AS revenue,
    min(first_at) AS first_at,
    max(last_at) AS last_at
   FROM mcp_sessions_1h
  GROUP BY tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.mcp_sessions_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    session_key,
    tool,
    resolved_agent,
    agent_version,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(calls))::bigint AS calls,
    (sum(errors))::bigint AS errors,
    sum(revenue) AS revenue,
    min(first_at) AS first_at,
    max(last_at) AS last_at
   FROM mcp_sessions_15m
  GROUP BY tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version, currency, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.requests_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS requests
   FROM log_events
  WHERE (type = 'api.request'::text)
  GROUP BY tenant_id, customer_id, product_id, status_code, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.requests_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(requests))::bigint AS requests
   FROM requests_1h
  GROUP BY tenant_id, customer_id, product_id, status_code, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.requests_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(requests))::bigint AS requests
   FROM requests_15m
  GROUP BY tenant_id, customer_id, product_id, status_code, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_days_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events,
    min(first_at) AS first_at,
    string_agg(journeys, '\x'::bytea) AS journeys
   FROM storefront_journeys_1d
  GROUP BY tenant_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_identities_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events,
    min(first_at) AS first_at,
    string_agg(identities, '\x'::bytea) AS identities
   FROM storefront_journeys_1d
  WHERE (customer_id IS NOT NULL)
  GROUP BY tenant_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_journeys_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events,
    min(first_at) AS first_at,
    tenant.journey_record(visitor_id, customer_id, (sum(events))::bigint, string_agg(steps, '\x'::bytea)) AS journeys,
    tenant.identity_record(visitor_id, customer_id, min(first_at)) AS identities
   FROM storefront_journeys_1h
  GROUP BY tenant_id, visitor_id, customer_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_journeys_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    time_bucket('01:00:00'::interval, "time") AS bucket,
    count(*) AS events,
    min(EXTRACT(epoch FROM "time")) AS first_at,
    string_agg(tenant.journey_step("time", step), '\x'::bytea) AS steps,
    tenant.journey_record(visitor_id, customer_id, count(*), string_agg(tenant.journey_step("time", step), '\x'::bytea)) AS journeys,
    tenant.identity_record(visitor_id, customer_id, min(EXTRACT(epoch FROM "time"))) AS identities
   FROM storefront_events
  GROUP BY tenant_id, visitor_id, customer_id, (time_bucket('01:00:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.storefront_log_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS events
   FROM storefront_events
  GROUP BY tenant_id, step, customer_id, product_id, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.storefront_log_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM storefront_log_1h
  GROUP BY tenant_id, step, customer_id, product_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_log_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM storefront_log_15m
  GROUP BY tenant_id, step, customer_id, product_id, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_touched_days_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    product_id,
    utm_source,
    country,
    device,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events,
    min(first_at) AS first_at,
    string_agg(journeys, '\x'::bytea) AS journeys
   FROM storefront_touches_1d
  GROUP BY tenant_id, product_id, utm_source, country, device, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_touches_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    product_id,
    utm_source,
    country,
    device,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events,
    min(first_at) AS first_at,
    tenant.journey_record(visitor_id, customer_id, (sum(events))::bigint, string_agg(steps, '\x'::bytea)) AS journeys
   FROM storefront_touches_1h
  GROUP BY tenant_id, visitor_id, customer_id, product_id, utm_source, country, device, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.storefront_touches_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    product_id,
    utm_source,
    country,
    device,
    time_bucket('01:00:00'::interval, "time") AS bucket,
    count(*) AS events,
    min(EXTRACT(epoch FROM "time")) AS first_at,
    string_agg(tenant.journey_step("time", step), '\x'::bytea) AS steps,
    tenant.journey_record(visitor_id, customer_id, count(*), string_agg(tenant.journey_step("time", step), '\x'::bytea)) AS journeys
   FROM storefront_events
  GROUP BY tenant_id, visitor_id, customer_id, product_id, utm_source, country, device, (time_bucket('01:00:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.subscription_log_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    count(*) AS events
   FROM subscription_events
  GROUP BY tenant_id, change, customer_id, product_id, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.subscription_log_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM subscription_log_1h
  GROUP BY tenant_id, change, customer_id, product_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.subscription_log_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    (sum(events))::bigint AS events
   FROM subscription_log_15m
  GROUP BY tenant_id, change, customer_id, product_id, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    sum(quantity) AS quantity,
    count(*) AS events,
    sum(revenue) AS revenue
   FROM usage_events
  GROUP BY tenant_id, billable_unit_id, product_id, currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.usage_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    sum(quantity) AS quantity,
    (sum(events))::bigint AS events,
    sum(revenue) AS revenue
   FROM usage_1h
  GROUP BY tenant_id, billable_unit_id, product_id, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    sum(quantity) AS quantity,
    (sum(events))::bigint AS events,
    sum(revenue) AS revenue
   FROM usage_15m
  GROUP BY tenant_id, billable_unit_id, product_id, currency, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_by_customer_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    sum(quantity) AS quantity,
    count(*) AS events,
    sum(revenue) AS revenue
   FROM usage_events
  GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.usage_by_customer_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    sum(quantity) AS quantity,
    (sum(events))::bigint AS events,
    sum(revenue) AS revenue
   FROM usage_by_customer_1h
  GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_by_customer_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    sum(quantity) AS quantity,
    (sum(events))::bigint AS events,
    sum(revenue) AS revenue
   FROM usage_by_customer_15m
  GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_readings_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    min(quantity) AS quantity_min,
    max(quantity) AS quantity_max,
    min(ARRAY[EXTRACT(epoch FROM "time"), (seq)::numeric, quantity]) AS reading_first,
    max(ARRAY[EXTRACT(epoch FROM "time"), (seq)::numeric, quantity]) AS reading_last
   FROM usage_events
  GROUP BY tenant_id, customer_id, billable_unit_id, product_id, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.usage_readings_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    time_bucket('1 day'::interval, bucket) AS bucket,
    min(quantity_min) AS quantity_min,
    max(quantity_max) AS quantity_max,
    min(reading_first) AS reading_first,
    max(reading_last) AS reading_last
   FROM usage_readings_1h
  GROUP BY tenant_id, customer_id, billable_unit_id, product_id, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_readings_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    min(quantity_min) AS quantity_min,
    max(quantity_max) AS quantity_max,
    min(reading_first) AS reading_first,
    max(reading_last) AS reading_last
   FROM usage_readings_15m
  GROUP BY tenant_id, customer_id, billable_unit_id, product_id, (time_bucket('01:00:00'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_sessions_15m WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    (attributes ->> 'sessionId'::text) AS session_id,
    currency,
    time_bucket('00:15:00'::interval, "time") AS bucket,
    sum(revenue) AS revenue
   FROM usage_events
  GROUP BY tenant_id, customer_id, (attributes ->> 'sessionId'::text), currency, (time_bucket('00:15:00'::interval, "time"));

CREATE MATERIALIZED VIEW public.usage_sessions_1d WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    session_id,
    currency,
    time_bucket('1 day'::interval, bucket) AS bucket,
    sum(revenue) AS revenue
   FROM usage_sessions_1h
  GROUP BY tenant_id, customer_id, session_id, currency, (time_bucket('1 day'::interval, bucket));

CREATE MATERIALIZED VIEW public.usage_sessions_1h WITH (timescaledb.continuous, materialized_only = true) AS
 SELECT tenant_id,
    customer_id,
    session_id,
    currency,
    time_bucket('01:00:00'::interval, bucket) AS bucket,
    sum(revenue) AS revenue
   FROM usage_sessions_15m
  GROUP BY tenant_id, customer_id, session_id, currency, (time_bucket('01:00:00'::interval, bucket));

-- Views

CREATE VIEW public.cost_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    'cost.incurred'::text AS type,
    "time",
    recorded_at,
    'USAGE'::text AS category,
    'INFO'::text AS severity,
    concat_ws(' '::text, lower(category), 'cost', (amount)::text, currency, provider, model) AS message,
    NULL::text AS actor,
    customer_id,
    product_id,
    NULL::smallint AS status_code,
    NULL::double precision AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('category', category, 'amount', (amount)::text, 'currency', currency, 'provider', provider, 'model', model, 'inputTokens', input_tokens, 'cachedInputTokens', cached_input_tokens, 'outputTokens', output_tokens, 'subscriptionId', subscription_id)) || attributes) AS attributes
   FROM cost_events;

CREATE VIEW public.event_latencies_15m AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM log_latencies_15m
  WHERE (timed > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    duration_bin AS latency_bin,
    timed,
    duration AS latency
   FROM mcp_latencies_15m
  WHERE (timed > 0);

CREATE VIEW public.event_latencies_1d AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM log_latencies_1d
  WHERE (timed > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    duration_bin AS latency_bin,
    timed,
    duration AS latency
   FROM mcp_latencies_1d
  WHERE (timed > 0);

CREATE VIEW public.event_latencies_1h AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM log_latencies_1h
  WHERE (timed > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    duration_bin AS latency_bin,
    timed,
    duration AS latency
   FROM mcp_latencies_1h
  WHERE (timed > 0);

CREATE VIEW public.event_log AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM log_events_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM usage_events_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM mcp_calls_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM storefront_events_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM cost_events_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM invoice_events_log
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM subscription_events_log;

CREATE VIEW public.events_15m AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_15m
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    errors AS events,
    errors
   FROM mcp_15m
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM costs_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_15m;

CREATE VIEW public.events_1d AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_1d
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    errors AS events,
    errors
   FROM mcp_1d
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM costs_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_1d;

CREATE VIEW public.events_1h AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_1h
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    errors AS events,
    errors
   FROM mcp_1h
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM costs_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_1h;

CREATE VIEW public.events_by_customer_15m AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    customer_id,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_by_customer_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_by_customer_15m
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    errors AS events,
    errors
   FROM mcp_by_customer_15m
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM costs_by_customer_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_15m;

CREATE VIEW public.events_by_customer_1d AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    customer_id,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_by_customer_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_by_customer_1d
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    errors AS events,
    errors
   FROM mcp_by_customer_1d
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM costs_by_customer_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_1d;

CREATE VIEW public.events_by_customer_1h AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    ((status_code / 100) || 'xx'::text) AS status_class,
    customer_id,
    product_id,
    events,
        CASE
            WHEN (severity = ANY (ARRAY['ERROR'::text, 'CRITICAL'::text])) THEN events
            ELSE (0)::bigint
        END AS errors
   FROM log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'usage.recorded'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    (0)::bigint AS errors
   FROM usage_by_customer_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    (calls - errors) AS events,
    0 AS errors
   FROM mcp_by_customer_1h
  WHERE (calls > errors)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'mcp.tool.called'::text AS type,
    'ERROR'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    errors AS events,
    errors
   FROM mcp_by_customer_1h
  WHERE (errors > 0)
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    'cost.incurred'::text AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM costs_by_customer_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'USAGE'::text AS category,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    'INFO'::text AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM storefront_log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('invoice.'::text || lower(status)) AS type,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    NULL::text AS product_id,
    events,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN events
            ELSE (0)::bigint
        END AS errors
   FROM invoice_log_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    'BILLING'::text AS category,
    ('subscription.'::text || lower(change)) AS type,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    NULL::smallint AS status_code,
    NULL::text AS status_class,
    customer_id,
    product_id,
    events,
    0 AS errors
   FROM subscription_log_1h;

CREATE VIEW public.invoice_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    ('invoice.'::text || lower(status)) AS type,
    "time",
    recorded_at,
    'BILLING'::text AS category,
        CASE status
            WHEN 'PAYMENT_FAILED'::text THEN 'ERROR'::text
            WHEN 'VOIDED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    (format('Invoice %s of %s: %s, %s %s'::text, invoice_id, customer_id, lower(replace(status, '_'::text, ' '::text)), amount, currency) || COALESCE(((' ('::text || reason) || ')'::text), ''::text)) AS message,
    NULL::text AS actor,
    customer_id,
    NULL::text AS product_id,
    NULL::smallint AS status_code,
    NULL::double precision AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('invoiceId', invoice_id, 'amount', (amount)::text, 'currency', currency, 'subscriptionId', subscription_id, 'dueAt', due_at, 'reason', reason)) || attributes) AS attributes
   FROM invoice_events;

CREATE VIEW public.invoices AS
 SELECT tenant_id,
    id,
    "time",
    customer_id,
    subscription_id,
    state,
        CASE
            WHEN (state <> ALL (ARRAY['OPEN'::text, 'PAYMENT_FAILED'::text])) THEN NULL::text
            WHEN ((due_at IS NULL) OR (due_at >= now())) THEN 'NOT_DUE'::text
            WHEN (due_at >= (now() - '720:00:00'::interval)) THEN 'DAYS_1_30'::text
            WHEN (due_at >= (now() - '1440:00:00'::interval)) THEN 'DAYS_31_60'::text
            WHEN (due_at >= (now() - '2160:00:00'::interval)) THEN 'DAYS_61_90'::text
            ELSE 'DAYS_OVER_90'::text
        END AS age,
    due_at,
    amount,
    currency
   FROM ( SELECT tenant_id,
            invoice_id AS id,
            COALESCE(min("time") FILTER (WHERE (status <> 'CREATED'::text)), min("time")) AS "time",
            (array_agg(customer_id ORDER BY latest))[1] AS customer_id,
            (array_agg(subscription_id ORDER BY latest))[1] AS subscription_id,
            (array_agg(
                CASE status
                    WHEN 'CREATED'::text THEN 'DRAFT'::text
                    WHEN 'FINALIZED'::text THEN 'OPEN'::text
                    ELSE status
                END ORDER BY latest))[1] AS state,
            (array_agg(due_at ORDER BY latest) FILTER (WHERE (due_at IS NOT NULL)))[1] AS due_at,
            (array_agg(amount ORDER BY latest))[1] AS amount,
            (array_agg(currency ORDER BY latest))[1] AS currency
           FROM ( SELECT tenant_id,
                    "time",
                    source,
                    event_id,
                    status,
                    invoice_id,
                    customer_id,
                    amount,
                    currency,
                    subscription_id,
                    due_at,
                    reason,
                    attributes,
                    recorded_at,
                    seq,
                    xid,
                    row_number() OVER (PARTITION BY tenant_id, invoice_id ORDER BY (status <> 'CREATED'::text) DESC, "time" DESC, (array_position(ARRAY['CREATED'::text, 'FINALIZED'::text, 'PAYMENT_FAILED'::text, 'PAID'::text, 'VOIDED'::text], status)) DESC, seq DESC) AS latest
                   FROM invoice_events
                  WHERE ("time" <= now())) placed
          GROUP BY tenant_id, invoice_id) invoice;

CREATE VIEW public.log_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM log_events;

CREATE VIEW public.mcp_calls_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    'mcp.tool.called'::text AS type,
    "time",
    recorded_at,
    'USAGE'::text AS category,
        CASE
            WHEN (error IS NULL) THEN 'INFO'::text
            ELSE 'ERROR'::text
        END AS severity,
        CASE
            WHEN (error IS NULL) THEN format('%s on %s'::text, tool, server_id)
            ELSE format('%s on %s failed%s'::text, tool, server_id,
            CASE error
                WHEN ''::text THEN ''::text
                ELSE (': '::text || error)
            END)
        END AS message,
    agent_name AS actor,
    customer_id,
    product_id,
    NULL::smallint AS status_code,
    duration_ms AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('serverId', server_id, 'tool', tool, 'sessionId', session_id, 'agentName', agent_name, 'agentVersion', agent_version, 'userAgent', user_agent, 'error', error, 'inputTokens', input_tokens, 'outputTokens', output_tokens, 'revenue', (revenue)::text, 'currency', currency, 'subscriptionId', subscription_id)) || attributes) AS attributes
   FROM mcp_calls;

CREATE VIEW public.request_events AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    category,
    type,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes,
    recorded_at,
    seq,
    xid
   FROM log_events
  WHERE (type = 'api.request'::text);

CREATE VIEW public.revenue_15m AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_15m
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_15m
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_1d AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_1d
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_1d
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_1h AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_1h
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_1h
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_by_customer_15m AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_by_customer_15m
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_by_customer_15m
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_by_customer_1d AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_by_customer_1d
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_by_customer_1d
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_by_customer_1h AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_by_customer_1h
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_by_customer_1h
  WHERE (currency IS NOT NULL);

CREATE VIEW public.revenue_events AS
 SELECT tenant_id,
    "time",
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    NULL::text AS tool,
    currency,
    revenue
   FROM usage_events
  WHERE (currency IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    "time",
    customer_id,
    subscription_id,
    product_id,
    NULL::text AS billable_unit_id,
    tool,
    currency,
    revenue
   FROM mcp_calls
  WHERE (currency IS NOT NULL);

CREATE VIEW public.session_revenue_15m AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    NULL::text AS currency,
    calls,
    NULL::numeric AS revenue
   FROM mcp_sessions_15m
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    NULL::text AS tool,
    currency,
    0 AS calls,
    revenue
   FROM usage_sessions_15m
  WHERE ((session_id IS NOT NULL) AND (currency IS NOT NULL));

CREATE VIEW public.session_revenue_1d AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    NULL::text AS currency,
    calls,
    NULL::numeric AS revenue
   FROM mcp_sessions_1d
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    NULL::text AS tool,
    currency,
    0 AS calls,
    revenue
   FROM usage_sessions_1d
  WHERE ((session_id IS NOT NULL) AND (currency IS NOT NULL));

CREATE VIEW public.session_revenue_1h AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    NULL::text AS currency,
    calls,
    NULL::numeric AS revenue
   FROM mcp_sessions_1h
UNION ALL
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    NULL::text AS tool,
    currency,
    0 AS calls,
    revenue
   FROM usage_sessions_1h
  WHERE ((session_id IS NOT NULL) AND (currency IS NOT NULL));

CREATE VIEW public.session_revenue_events AS
 SELECT tenant_id,
    "time",
    customer_id,
    session_id,
    tool,
    NULL::text AS currency,
    (1)::bigint AS calls,
    NULL::numeric AS revenue
   FROM mcp_calls
UNION ALL
 SELECT tenant_id,
    "time",
    customer_id,
    (attributes ->> 'sessionId'::text) AS session_id,
    NULL::text AS tool,
    currency,
    0 AS calls,
    revenue
   FROM usage_events
  WHERE (((attributes ->> 'sessionId'::text) IS NOT NULL) AND (currency IS NOT NULL));

CREATE VIEW public.storefront_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    ('storefront.'::text ||
        CASE step
            WHEN 'VISIT'::text THEN 'visited'::text
            WHEN 'PRODUCT_VIEW'::text THEN 'product_viewed'::text
            WHEN 'PRICING_VIEW'::text THEN 'pricing_viewed'::text
            WHEN 'SIGNUP'::text THEN 'signed_up'::text
            WHEN 'SUBSCRIPTION'::text THEN 'subscribed'::text
            ELSE 'first_api_call'::text
        END) AS type,
    "time",
    recorded_at,
    'USAGE'::text AS category,
    'INFO'::text AS severity,
    format('%s: %s'::text, visitor_id, lower(replace(step, '_'::text, ' '::text))) AS message,
    visitor_id AS actor,
    customer_id,
    product_id,
    NULL::smallint AS status_code,
    NULL::double precision AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('visitorId', visitor_id, 'utmSource', utm_source, 'referrer', referrer, 'country', country, 'device', device)) || attributes) AS attributes
   FROM storefront_events;

CREATE VIEW public.subscription_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    ('subscription.'::text || lower(change)) AS type,
    "time",
    recorded_at,
    'BILLING'::text AS category,
        CASE change
            WHEN 'CANCELLED'::text THEN 'WARNING'::text
            ELSE 'INFO'::text
        END AS severity,
    (format('Subscription %s of %s %s'::text, subscription_id, customer_id, lower(change)) || COALESCE((': '::text || plan), ''::text)) AS message,
    NULL::text AS actor,
    customer_id,
    product_id,
    NULL::smallint AS status_code,
    NULL::double precision AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('subscriptionId', subscription_id, 'plan', plan, 'effectiveAt', effective_at)) || attributes) AS attributes
   FROM subscription_events;

CREATE VIEW public.subscriptions AS
 SELECT DISTINCT ON (tenant_id, subscription_id) tenant_id,
    subscription_id AS id,
    customer_id,
    product_id,
    plan,
    change,
    effective_at,
    "time" AS changed_at
   FROM subscription_events
  ORDER BY tenant_id, subscription_id, "time" DESC, seq DESC;

CREATE VIEW public.timed_events AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM log_events_log
  WHERE (latency_ms IS NOT NULL)
UNION ALL
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM mcp_calls_log
  WHERE (latency_ms IS NOT NULL);

CREATE VIEW public.usage_events_log AS
 SELECT tenant_id,
    seq,
    xid,
    event_id AS id,
    source,
    'usage.recorded'::text AS type,
    "time",
    recorded_at,
    'USAGE'::text AS category,
    'INFO'::text AS severity,
    format('%s %s by %s'::text, quantity, billable_unit_id, customer_id) AS message,
    NULL::text AS actor,
    customer_id,
    product_id,
    NULL::smallint AS status_code,
    NULL::double precision AS latency_ms,
    (jsonb_strip_nulls(jsonb_build_object('billableUnit', billable_unit_id, 'quantity', (quantity)::text, 'revenue', (revenue)::text, 'currency', currency, 'subscriptionId', subscription_id)) || attributes) AS attributes
   FROM usage_events;

CREATE VIEW tenant.billable_units WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    title,
    "precision",
    created_at,
    attributes,
    described_at
   FROM billable_units
  WHERE (tenant_id = current_setting('app.tenant'::text, true));

CREATE VIEW tenant.cost_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    category,
    amount,
    currency,
    provider,
    model,
    input_tokens,
    cached_input_tokens,
    output_tokens,
    product_id,
    customer_id,
    subscription_id,
    attributes,
    recorded_at,
    seq,
    xid,
    priced_by,
    unpriced
   FROM cost_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.cost_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM cost_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.cost_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM cost_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.costs_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.costs_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.costs_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.costs_by_customer_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_by_customer_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.costs_by_customer_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_by_customer_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.costs_by_customer_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    category,
    provider,
    model,
    product_id,
    currency,
    unpriced,
    bucket,
    amount,
    events,
    input_tokens,
    cached_input_tokens,
    output_tokens
   FROM costs_by_customer_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.customers WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    name,
    created_at,
    attributes,
    described_at
   FROM customers
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.dirty_buckets WITH (security_barrier=true) AS
 SELECT dataset,
    tenant_id,
    bucket,
    entry
   FROM dirty_buckets
  WHERE (tenant_id = current_setting('app.tenant'::text, true));

CREATE VIEW tenant.event_latencies_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM event_latencies_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.event_latencies_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM event_latencies_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.event_latencies_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    latency_bin,
    timed,
    latency
   FROM event_latencies_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.event_log WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM event_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.events_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    events,
    errors
   FROM events_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.events_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    events,
    errors
   FROM events_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.events_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    product_id,
    events,
    errors
   FROM events_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.events_by_customer_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    customer_id,
    product_id,
    events,
    errors
   FROM events_by_customer_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.events_by_customer_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    customer_id,
    product_id,
    events,
    errors
   FROM events_by_customer_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.events_by_customer_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    category,
    type,
    severity,
    status_code,
    status_class,
    customer_id,
    product_id,
    events,
    errors
   FROM events_by_customer_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.first_buckets WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    dataset,
    bucket
   FROM ( SELECT tenant_id,
            customer_id,
            dataset,
            bucket
           FROM ( SELECT tenant_id,
                    customer_id,
                    dataset,
                    bucket
                   FROM ( WITH reader AS MATERIALIZED (
                                 SELECT current_setting('app.tenant'::text, true) AS tenant,
                                    NULLIF(current_setting('app.customer'::text, true), ''::text) AS customer
                                )
                         SELECT tenant AS tenant_id,
                            customer AS customer_id,
                            dataset,
                            bucket
                           FROM ( SELECT tenant,
                                    customer,
                                    'usage'::text AS dataset,
CASE
 WHEN (customer IS NULL) THEN ( SELECT bucket
    FROM usage_15m
   WHERE (tenant_id = tenant)
   ORDER BY bucket
  LIMIT 1)
 ELSE ( SELECT ( SELECT bucket
      FROM usage_by_customer_15m
     WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
     ORDER BY bucket
    LIMIT 1) AS bucket
    FROM ( SELECT bucket AS day
      FROM usage_by_customer_1d
     WHERE ((tenant_id = tenant) AND (customer_id = customer))
     ORDER BY bucket
    LIMIT 1) first_day)
END AS bucket
                                   FROM reader
                                UNION ALL
                                 SELECT tenant,
                                    customer,
                                    'mcp'::text AS text,
CASE
 WHEN (customer IS NULL) THEN ( SELECT bucket
    FROM mcp_15m
   WHERE (tenant_id = tenant)
   ORDER BY bucket
  LIMIT 1)
 ELSE ( SELECT ( SELECT bucket
      FROM mcp_by_customer_15m
     WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
     ORDER BY bucket
    LIMIT 1) AS bucket
    FROM ( SELECT bucket AS day
      FROM mcp_by_customer_1d
     WHERE ((tenant_id = tenant) AND (customer_id = customer))
     ORDER BY bucket
    LIMIT 1) first_day)
END AS bucket
                                   FROM reader
                                UNION ALL
                                 SELECT tenant,
                                    customer,
                                    'cost'::text AS text,
CASE
 WHEN (customer IS NULL) THEN ( SELECT bucket
    FROM costs_15m
   WHERE (tenant_id = tenant)
   ORDER BY bucket
  LIMIT 1)
 ELSE ( SELECT ( SELECT bucket
      FROM costs_by_customer_15m
     WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
     ORDER BY bucket
    LIMIT 1) AS bucket
    FROM ( SELECT bucket AS day
      FROM costs_by_customer_1d
     WHERE ((tenant_id = tenant) AND (customer_id = customer))
     ORDER BY bucket
    LIMIT 1) first_day)
END AS bucket
                                   FROM reader
                                UNION ALL
                                 SELECT tenant,
                                    customer,
                                    'request'::text AS text,
CASE
 WHEN (customer IS NULL) THEN ( SELECT bucket
    FROM requests_15m
   WHERE (tenant_id = tenant)
   ORDER BY bucket
  LIMIT 1)
 ELSE ( SELECT ( SELECT bucket
      FROM requests_15m
     WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
     ORDER BY bucket
    LIMIT 1) AS bucket
    FROM ( SELECT bucket AS day
      FROM requests_1d
     WHERE ((tenant_id = tenant) AND (customer_id = customer))
     ORDER BY bucket
    LIMIT 1) first_day)
END AS bucket
                                   FROM reader) firsts
                          WHERE (bucket IS NOT NULL)) known_1_1
                UNION ALL
                ( WITH reader AS MATERIALIZED (
                         SELECT current_setting('app.tenant'::text, true) AS tenant,
                            NULLIF(current_setting('app.customer'::text, true), ''::text) AS customer
                        )
                 SELECT tenant AS tenant_id,
                    customer AS customer_id,
                    dataset,
                    bucket
                   FROM ( SELECT tenant,
                            customer,
                            'storefront'::text AS dataset,
                            ( SELECT to_timestamp((min(first_at))::double precision) AS to_timestamp
                                   FROM storefront_journeys_1h
                                  WHERE ((tenant_id = tenant) AND ((customer IS NULL) OR (customer_id = customer)) AND (bucket = ( SELECT storefront_journeys_1h_1.bucket
   FROM storefront_journeys_1h storefront_journeys_1h_1
  WHERE ((storefront_journeys_1h_1.tenant_id = tenant) AND ((customer IS NULL) OR (storefront_journeys_1h_1.customer_id = customer)))
  ORDER BY storefront_journeys_1h_1.bucket
 LIMIT 1)))) AS bucket
                           FROM reader) firsts
                  WHERE (bucket IS NOT NULL))) known_1
        UNION ALL
        ( WITH reader AS MATERIALIZED (
                 SELECT current_setting('app.tenant'::text, true) AS tenant,
                    NULLIF(current_setting('app.customer'::text, true), ''::text) AS customer
                )
         SELECT tenant AS tenant_id,
            customer AS customer_id,
            dataset,
            bucket
           FROM ( SELECT tenant,
                    customer,
                    'log'::text AS dataset,
                        CASE
                            WHEN (customer IS NULL) THEN ( SELECT bucket
                               FROM log_15m
                              WHERE (tenant_id = tenant)
                              ORDER BY bucket
                             LIMIT 1)
                            ELSE ( SELECT ( SELECT bucket
                                       FROM log_15m
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (type <> ALL (ARRAY['usage.threshold_breached'::text, 'usage.anomaly_detected'::text])) AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
                                      ORDER BY bucket
                                     LIMIT 1) AS bucket
                               FROM ( SELECT bucket AS day
                                       FROM log_1d
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND (type <> ALL (ARRAY['usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
                                      ORDER BY bucket
                                     LIMIT 1) first_day)
                        END AS bucket
                   FROM reader
                UNION ALL
                 SELECT tenant,
                    customer,
                    'storefrontLog'::text AS dataset,
                        CASE
                            WHEN (customer IS NULL) THEN ( SELECT bucket
                               FROM storefront_log_15m
                              WHERE (tenant_id = tenant)
                              ORDER BY bucket
                             LIMIT 1)
                            ELSE ( SELECT ( SELECT bucket
                                       FROM storefront_log_15m
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
                                      ORDER BY bucket
                                     LIMIT 1) AS bucket
                               FROM ( SELECT bucket AS day
                                       FROM storefront_log_1d
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true)
                                      ORDER BY bucket
                                     LIMIT 1) first_day)
                        END AS bucket
                   FROM reader
                UNION ALL
                 SELECT tenant,
                    customer,
                    'invoiceLog'::text AS dataset,
                        CASE
                            WHEN (customer IS NULL) THEN ( SELECT bucket
                               FROM invoice_log_15m
                              WHERE (tenant_id = tenant)
                              ORDER BY bucket
                             LIMIT 1)
                            ELSE ( SELECT ( SELECT bucket
                                       FROM invoice_log_15m
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
                                      ORDER BY bucket
                                     LIMIT 1) AS bucket
                               FROM ( SELECT bucket AS day
                                       FROM invoice_log_1d
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true)
                                      ORDER BY bucket
                                     LIMIT 1) first_day)
                        END AS bucket
                   FROM reader
                UNION ALL
                 SELECT tenant,
                    customer,
                    'subscriptionLog'::text AS dataset,
                        CASE
                            WHEN (customer IS NULL) THEN ( SELECT bucket
                               FROM subscription_log_15m
                              WHERE (tenant_id = tenant)
                              ORDER BY bucket
                             LIMIT 1)
                            ELSE ( SELECT ( SELECT bucket
                                       FROM subscription_log_15m
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true AND (bucket >= first_day.day) AND (bucket < (first_day.day + '1 day'::interval)))
                                      ORDER BY bucket
                                     LIMIT 1) AS bucket
                               FROM ( SELECT bucket AS day
                                       FROM subscription_log_1d
                                      WHERE ((tenant_id = tenant) AND (customer_id = customer) AND true)
                                      ORDER BY bucket
                                     LIMIT 1) first_day)
                        END AS bucket
                   FROM reader) firsts
          WHERE (bucket IS NOT NULL))) known
  WHERE ((customer_id IS NULL) OR (dataset <> 'cost'::text));

CREATE VIEW tenant.invoice_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    status,
    invoice_id,
    customer_id,
    amount,
    currency,
    subscription_id,
    due_at,
    reason,
    attributes,
    recorded_at,
    seq,
    xid
   FROM invoice_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.invoice_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM invoice_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.invoice_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM invoice_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.invoice_log_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    status,
    customer_id,
    bucket,
    events
   FROM invoice_log_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.invoice_log_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    status,
    customer_id,
    bucket,
    events
   FROM invoice_log_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.invoice_log_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    status,
    customer_id,
    bucket,
    events
   FROM invoice_log_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.invoices WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    "time",
    customer_id,
    subscription_id,
    state,
    age,
    due_at,
    amount,
    currency
   FROM invoices
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.log_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    bucket,
    events
   FROM log_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.log_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    bucket,
    events
   FROM log_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.log_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    customer_id,
    product_id,
    bucket,
    events
   FROM log_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.log_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    category,
    type,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes,
    recorded_at,
    seq,
    xid
   FROM log_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END);

CREATE VIEW tenant.log_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM log_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.log_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM log_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.log_latencies_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    latency_bin,
    bucket,
    timed,
    latency
   FROM log_latencies_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.log_latencies_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    latency_bin,
    bucket,
    timed,
    latency
   FROM log_latencies_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.log_latencies_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    category,
    type,
    severity,
    status_code,
    product_id,
    latency_bin,
    bucket,
    timed,
    latency
   FROM log_latencies_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_by_customer_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_by_customer_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_by_customer_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_by_customer_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_by_customer_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    subscription_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    timed,
    duration,
    duration_min,
    duration_max,
    revenue
   FROM mcp_by_customer_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_calls WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    server_id,
    tool,
    session_id,
    customer_id,
    product_id,
    subscription_id,
    agent_name,
    agent_version,
    user_agent,
    duration_ms,
    error,
    input_tokens,
    output_tokens,
    revenue,
    currency,
    attributes,
    recorded_at,
    seq,
    xid,
    agent_family
   FROM mcp_calls
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_calls_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM mcp_calls_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.mcp_calls_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM mcp_calls_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.mcp_durations_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    duration_bin,
    bucket,
    calls,
    timed
   FROM mcp_durations_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_durations_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    duration_bin,
    bucket,
    calls,
    timed
   FROM mcp_durations_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_durations_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    server_id,
    tool,
    resolved_agent,
    agent_version,
    duration_bin,
    bucket,
    calls,
    timed
   FROM mcp_durations_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_latencies_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    severity,
    duration_bin,
    bucket,
    timed,
    duration
   FROM mcp_latencies_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_latencies_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    severity,
    duration_bin,
    bucket,
    timed,
    duration
   FROM mcp_latencies_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_latencies_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    severity,
    duration_bin,
    bucket,
    timed,
    duration
   FROM mcp_latencies_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.mcp_servers WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    name,
    created_at,
    attributes,
    described_at
   FROM mcp_servers
  WHERE (tenant_id = current_setting('app.tenant'::text, true));

CREATE VIEW tenant.mcp_sessions_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    session_key,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    revenue,
    first_at,
    last_at
   FROM mcp_sessions_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_sessions_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    session_key,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    revenue,
    first_at,
    last_at
   FROM mcp_sessions_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.mcp_sessions_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    server_id,
    session_id,
    session_key,
    tool,
    resolved_agent,
    agent_version,
    currency,
    bucket,
    calls,
    errors,
    revenue,
    first_at,
    last_at
   FROM mcp_sessions_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.prices WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    billable_unit_id,
    product_id,
    customer_id,
    effective_from,
    currency,
    model,
    terms,
    created_at
   FROM prices
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.products WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    name,
    kind,
    created_at,
    attributes,
    described_at
   FROM products
  WHERE (tenant_id = current_setting('app.tenant'::text, true));

CREATE VIEW tenant.request_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    category,
    type,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes,
    recorded_at,
    seq,
    xid
   FROM request_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.requests_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    bucket,
    requests
   FROM requests_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.requests_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    bucket,
    requests
   FROM requests_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.requests_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    product_id,
    status_code,
    bucket,
    requests
   FROM requests_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.revenue_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.revenue_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.revenue_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.revenue_by_customer_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_by_customer_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.revenue_by_customer_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_by_customer_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.revenue_by_customer_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_by_customer_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.revenue_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    customer_id,
    subscription_id,
    product_id,
    billable_unit_id,
    tool,
    currency,
    revenue
   FROM revenue_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.saved_report_versions WITH (security_barrier=true) AS
 SELECT tenant_id,
    report_id,
    version,
    customer_id,
    name,
    description,
    shared,
    query,
    saved_by,
    saved_at
   FROM saved_report_versions
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.saved_reports WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    customer_id,
    owner,
    name,
    shared,
    version,
    created_at
   FROM saved_reports
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.session_revenue_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    currency,
    calls,
    revenue
   FROM session_revenue_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.session_revenue_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    currency,
    calls,
    revenue
   FROM session_revenue_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.session_revenue_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    customer_id,
    session_id,
    tool,
    currency,
    calls,
    revenue
   FROM session_revenue_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.session_revenue_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    customer_id,
    session_id,
    tool,
    currency,
    calls,
    revenue
   FROM session_revenue_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_days_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    events,
    first_at,
    journeys
   FROM storefront_days_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.storefront_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    step,
    visitor_id,
    product_id,
    customer_id,
    utm_source,
    referrer,
    country,
    device,
    attributes,
    recorded_at,
    seq,
    xid
   FROM storefront_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM storefront_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.storefront_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM storefront_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.storefront_identities_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    bucket,
    events,
    first_at,
    identities
   FROM storefront_identities_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.storefront_journeys_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    bucket,
    events,
    first_at,
    journeys,
    identities
   FROM storefront_journeys_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_journeys_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    bucket,
    events,
    first_at,
    steps,
    journeys,
    identities
   FROM storefront_journeys_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_log_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    bucket,
    events
   FROM storefront_log_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_log_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    bucket,
    events
   FROM storefront_log_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_log_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    step,
    customer_id,
    product_id,
    bucket,
    events
   FROM storefront_log_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_touched_days_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    product_id,
    utm_source,
    country,
    device,
    bucket,
    events,
    first_at,
    journeys
   FROM storefront_touched_days_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.storefront_touches_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    product_id,
    utm_source,
    country,
    device,
    bucket,
    events,
    first_at,
    journeys
   FROM storefront_touches_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.storefront_touches_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    visitor_id,
    customer_id,
    product_id,
    utm_source,
    country,
    device,
    bucket,
    events,
    first_at,
    steps,
    journeys
   FROM storefront_touches_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.subscription_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    change,
    subscription_id,
    customer_id,
    product_id,
    plan,
    effective_at,
    attributes,
    recorded_at,
    seq,
    xid
   FROM subscription_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.subscription_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM subscription_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.subscription_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM subscription_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.subscription_log_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    bucket,
    events
   FROM subscription_log_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.subscription_log_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    bucket,
    events
   FROM subscription_log_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.subscription_log_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    change,
    customer_id,
    product_id,
    bucket,
    events
   FROM subscription_log_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.subscriptions WITH (security_barrier=true) AS
 SELECT tenant_id,
    id,
    customer_id,
    product_id,
    plan,
    change,
    effective_at,
    changed_at
   FROM subscriptions
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.tenants WITH (security_barrier=true) AS
 SELECT id,
    name,
    created_at
   FROM tenants
  WHERE (id = current_setting('app.tenant'::text, true));

CREATE VIEW tenant.timed_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM timed_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.usage_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.usage_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL));

CREATE VIEW tenant.usage_by_customer_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_by_customer_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_by_customer_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_by_customer_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_by_customer_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    subscription_id,
    billable_unit_id,
    product_id,
    currency,
    bucket,
    quantity,
    events,
    revenue
   FROM usage_by_customer_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_events WITH (security_barrier=true) AS
 SELECT tenant_id,
    "time",
    source,
    event_id,
    customer_id,
    billable_unit_id,
    product_id,
    subscription_id,
    quantity,
    revenue,
    currency,
    attributes,
    recorded_at,
    seq,
    xid,
    price_id
   FROM usage_events
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_events_newest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM usage_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time" DESC, seq DESC;

CREATE VIEW tenant.usage_events_oldest WITH (security_barrier=true) AS
 SELECT tenant_id,
    seq,
    xid,
    id,
    source,
    type,
    "time",
    recorded_at,
    category,
    severity,
    message,
    actor,
    customer_id,
    product_id,
    status_code,
    latency_ms,
    attributes
   FROM usage_events_log
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE ((customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text)) AND (type <> ALL (ARRAY['cost.incurred'::text, 'usage.threshold_breached'::text, 'usage.anomaly_detected'::text])))
        END)
  ORDER BY "time", seq;

CREATE VIEW tenant.usage_readings_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    bucket,
    quantity_min,
    quantity_max,
    reading_first,
    reading_last
   FROM usage_readings_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_readings_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    bucket,
    quantity_min,
    quantity_max,
    reading_first,
    reading_last
   FROM usage_readings_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_readings_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    billable_unit_id,
    product_id,
    bucket,
    quantity_min,
    quantity_max,
    reading_first,
    reading_last
   FROM usage_readings_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_sessions_15m WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    session_id,
    currency,
    bucket,
    revenue
   FROM usage_sessions_15m
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_sessions_1d WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    session_id,
    currency,
    bucket,
    revenue
   FROM usage_sessions_1d
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

CREATE VIEW tenant.usage_sessions_1h WITH (security_barrier=true) AS
 SELECT tenant_id,
    customer_id,
    session_id,
    currency,
    bucket,
    revenue
   FROM usage_sessions_1h
  WHERE ((tenant_id = current_setting('app.tenant'::text, true)) AND
        CASE
            WHEN (NULLIF(current_setting('app.customer'::text, true), ''::text) IS NULL) THEN true
            ELSE (customer_id = NULLIF(current_setting('app.customer'::text, true), ''::text))
        END);

-- Indexes that no constraint makes; those of a continuous aggregate lie on its materialization

CREATE INDEX api_keys_tenant ON public.api_keys USING btree (tenant_id, created_at);
CREATE INDEX cost_events_seq ON public.cost_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX cost_events_tenant_time ON public.cost_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX costs_15m_bucket_idx ON _timescaledb_internal.costs_15m USING btree (bucket DESC);
CREATE INDEX costs_15m_tenant ON _timescaledb_internal.costs_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX costs_1d_bucket_idx ON _timescaledb_internal.costs_1d USING btree (bucket DESC);
CREATE INDEX costs_1d_tenant ON _timescaledb_internal.costs_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX costs_1h_bucket_idx ON _timescaledb_internal.costs_1h USING btree (bucket DESC);
CREATE INDEX costs_1h_tenant ON _timescaledb_internal.costs_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_15m_bucket_idx ON _timescaledb_internal.costs_by_customer_15m USING btree (bucket DESC);
CREATE INDEX costs_by_customer_15m_tenant ON _timescaledb_internal.costs_by_customer_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_1d_bucket_idx ON _timescaledb_internal.costs_by_customer_1d USING btree (bucket DESC);
CREATE INDEX costs_by_customer_1d_customer ON _timescaledb_internal.costs_by_customer_1d USING btree (tenant_id, customer_id, bucket DESC);
CREATE INDEX costs_by_customer_1d_tenant ON _timescaledb_internal.costs_by_customer_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_1h_bucket_idx ON _timescaledb_internal.costs_by_customer_1h USING btree (bucket DESC);
CREATE INDEX costs_by_customer_1h_tenant ON _timescaledb_internal.costs_by_customer_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX customers_by_name ON public.customers USING btree (tenant_id, name, id);
CREATE INDEX dirty_buckets_lookup ON public.dirty_buckets USING btree (dataset, tenant_id, bucket);
CREATE INDEX feed_commits_xid ON public.feed_commits USING btree (xid);
CREATE INDEX feed_entries_age ON public.feed_entries USING brin (taken_at);
CREATE INDEX feed_entries_order ON public.feed_entries USING btree (tenant_id, tick, last_seq);
CREATE INDEX invoice_events_invoice ON public.invoice_events USING btree (tenant_id, invoice_id, "time" DESC);
CREATE INDEX invoice_events_seq ON public.invoice_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX invoice_events_tenant_time ON public.invoice_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX invoice_log_15m_bucket_idx ON _timescaledb_internal.invoice_log_15m USING btree (bucket DESC);
CREATE INDEX invoice_log_15m_tenant ON _timescaledb_internal.invoice_log_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX invoice_log_1d_bucket_idx ON _timescaledb_internal.invoice_log_1d USING btree (bucket DESC);
CREATE INDEX invoice_log_1d_tenant ON _timescaledb_internal.invoice_log_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX invoice_log_1h_bucket_idx ON _timescaledb_internal.invoice_log_1h USING btree (bucket DESC);
CREATE INDEX invoice_log_1h_tenant ON _timescaledb_internal.invoice_log_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX log_15m_bucket_idx ON _timescaledb_internal.log_15m USING btree (bucket DESC);
CREATE INDEX log_15m_tenant ON _timescaledb_internal.log_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX log_1d_bucket_idx ON _timescaledb_internal.log_1d USING btree (bucket DESC);
CREATE INDEX log_1d_customer ON _timescaledb_internal.log_1d USING btree (tenant_id, customer_id, bucket DESC);
CREATE INDEX log_1d_tenant ON _timescaledb_internal.log_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX log_1h_bucket_idx ON _timescaledb_internal.log_1h USING btree (bucket DESC);
CREATE INDEX log_1h_tenant ON _timescaledb_internal.log_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX log_events_seq ON public.log_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX log_events_tenant_time ON public.log_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX log_latencies_15m_bucket_idx ON _timescaledb_internal.log_latencies_15m USING btree (bucket DESC);
CREATE INDEX log_latencies_15m_tenant ON _timescaledb_internal.log_latencies_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX log_latencies_1d_bucket_idx ON _timescaledb_internal.log_latencies_1d USING btree (bucket DESC);
CREATE INDEX log_latencies_1d_tenant ON _timescaledb_internal.log_latencies_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX log_latencies_1h_bucket_idx ON _timescaledb_internal.log_latencies_1h USING btree (bucket DESC);
CREATE INDEX log_latencies_1h_tenant ON _timescaledb_internal.log_latencies_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_15m_bucket_idx ON _timescaledb_internal.mcp_15m USING btree (bucket DESC);
CREATE INDEX mcp_15m_tenant ON _timescaledb_internal.mcp_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_1d_bucket_idx ON _timescaledb_internal.mcp_1d USING btree (bucket DESC);
CREATE INDEX mcp_1d_tenant ON _timescaledb_internal.mcp_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_1h_bucket_idx ON _timescaledb_internal.mcp_1h USING btree (bucket DESC);
CREATE INDEX mcp_1h_tenant ON _timescaledb_internal.mcp_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_15m_bucket_idx ON _timescaledb_internal.mcp_by_customer_15m USING btree (bucket DESC);
CREATE INDEX mcp_by_customer_15m_tenant ON _timescaledb_internal.mcp_by_customer_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_1d_bucket_idx ON _timescaledb_internal.mcp_by_customer_1d USING btree (bucket DESC);
CREATE INDEX mcp_by_customer_1d_customer ON _timescaledb_internal.mcp_by_customer_1d USING btree (tenant_id, customer_id, bucket DESC);
CREATE INDEX mcp_by_customer_1d_tenant ON _timescaledb_internal.mcp_by_customer_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_1h_bucket_idx ON _timescaledb_internal.mcp_by_customer_1h USING btree (bucket DESC);
CREATE INDEX mcp_by_customer_1h_tenant ON _timescaledb_internal.mcp_by_customer_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_calls_seq ON public.mcp_calls USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX mcp_calls_tenant_time ON public.mcp_calls USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX mcp_durations_15m_bucket_idx ON _timescaledb_internal.mcp_durations_15m USING btree (bucket DESC);
CREATE INDEX mcp_durations_15m_tenant ON _timescaledb_internal.mcp_durations_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1d_bucket_idx ON _timescaledb_internal.mcp_durations_1d USING btree (bucket DESC);
CREATE INDEX mcp_durations_1d_tenant ON _timescaledb_internal.mcp_durations_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1h_bucket_idx ON _timescaledb_internal.mcp_durations_1h USING btree (bucket DESC);
CREATE INDEX mcp_durations_1h_tenant ON _timescaledb_internal.mcp_durations_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_latencies_15m_bucket_idx ON _timescaledb_internal.mcp_latencies_15m USING btree (bucket DESC);
CREATE INDEX mcp_latencies_15m_tenant ON _timescaledb_internal.mcp_latencies_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_latencies_1d_bucket_idx ON _timescaledb_internal.mcp_latencies_1d USING btree (bucket DESC);
CREATE INDEX mcp_latencies_1d_tenant ON _timescaledb_internal.mcp_latencies_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_latencies_1h_bucket_idx ON _timescaledb_internal.mcp_latencies_1h USING btree (bucket DESC);
CREATE INDEX mcp_latencies_1h_tenant ON _timescaledb_internal.mcp_latencies_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_15m_bucket_idx ON _timescaledb_internal.mcp_sessions_15m USING btree (bucket DESC);
CREATE INDEX mcp_sessions_15m_tenant ON _timescaledb_internal.mcp_sessions_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_1d_bucket_idx ON _timescaledb_internal.mcp_sessions_1d USING btree (bucket DESC);
CREATE INDEX mcp_sessions_1d_tenant ON _timescaledb_internal.mcp_sessions_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_1h_bucket_idx ON _timescaledb_internal.mcp_sessions_1h USING btree (bucket DESC);
CREATE INDEX mcp_sessions_1h_tenant ON _timescaledb_internal.mcp_sessions_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX products_by_name ON public.products USING btree (tenant_id, name, id);
CREATE INDEX requests_15m_bucket_idx ON _timescaledb_internal.requests_15m USING btree (bucket DESC);
CREATE INDEX requests_15m_tenant ON _timescaledb_internal.requests_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX requests_1d_bucket_idx ON _timescaledb_internal.requests_1d USING btree (bucket DESC);
CREATE INDEX requests_1d_tenant ON _timescaledb_internal.requests_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX requests_1h_bucket_idx ON _timescaledb_internal.requests_1h USING btree (bucket DESC);
CREATE INDEX requests_1h_tenant ON _timescaledb_internal.requests_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_days_1d_bucket_idx ON _timescaledb_internal.storefront_days_1d USING btree (bucket DESC);
CREATE INDEX storefront_days_1d_tenant ON _timescaledb_internal.storefront_days_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_events_seq ON public.storefront_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX storefront_events_tenant_time ON public.storefront_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX storefront_identities_1d_bucket_idx ON _timescaledb_internal.storefront_identities_1d USING btree (bucket DESC);
CREATE INDEX storefront_identities_1d_tenant ON _timescaledb_internal.storefront_identities_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_journeys_1d_bucket_idx ON _timescaledb_internal.storefront_journeys_1d USING btree (bucket DESC);
CREATE INDEX storefront_journeys_1d_tenant ON _timescaledb_internal.storefront_journeys_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_journeys_1h_bucket_idx ON _timescaledb_internal.storefront_journeys_1h USING btree (bucket DESC);
CREATE INDEX storefront_journeys_1h_customers ON _timescaledb_internal.storefront_journeys_1h USING btree (tenant_id, bucket) WHERE (customer_id IS NOT NULL);
CREATE INDEX storefront_journeys_1h_tenant ON _timescaledb_internal.storefront_journeys_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_log_15m_bucket_idx ON _timescaledb_internal.storefront_log_15m USING btree (bucket DESC);
CREATE INDEX storefront_log_15m_tenant ON _timescaledb_internal.storefront_log_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_log_1d_bucket_idx ON _timescaledb_internal.storefront_log_1d USING btree (bucket DESC);
CREATE INDEX storefront_log_1d_tenant ON _timescaledb_internal.storefront_log_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_log_1h_bucket_idx ON _timescaledb_internal.storefront_log_1h USING btree (bucket DESC);
CREATE INDEX storefront_log_1h_tenant ON _timescaledb_internal.storefront_log_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_touched_days_1d_bucket_idx ON _timescaledb_internal.storefront_touched_days_1d USING btree (bucket DESC);
CREATE INDEX storefront_touched_days_1d_tenant ON _timescaledb_internal.storefront_touched_days_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_touches_1d_bucket_idx ON _timescaledb_internal.storefront_touches_1d USING btree (bucket DESC);
CREATE INDEX storefront_touches_1d_tenant ON _timescaledb_internal.storefront_touches_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX storefront_touches_1h_bucket_idx ON _timescaledb_internal.storefront_touches_1h USING btree (bucket DESC);
CREATE INDEX storefront_touches_1h_tenant ON _timescaledb_internal.storefront_touches_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX subscription_events_seq ON public.subscription_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX subscription_events_subscription ON public.subscription_events USING btree (tenant_id, subscription_id, "time" DESC);
CREATE INDEX subscription_events_tenant_time ON public.subscription_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX subscription_log_15m_bucket_idx ON _timescaledb_internal.subscription_log_15m USING btree (bucket DESC);
CREATE INDEX subscription_log_15m_tenant ON _timescaledb_internal.subscription_log_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX subscription_log_1d_bucket_idx ON _timescaledb_internal.subscription_log_1d USING btree (bucket DESC);
CREATE INDEX subscription_log_1d_tenant ON _timescaledb_internal.subscription_log_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX subscription_log_1h_bucket_idx ON _timescaledb_internal.subscription_log_1h USING btree (bucket DESC);
CREATE INDEX subscription_log_1h_tenant ON _timescaledb_internal.subscription_log_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_15m_bucket_idx ON _timescaledb_internal.usage_15m USING btree (bucket DESC);
CREATE INDEX usage_15m_tenant ON _timescaledb_internal.usage_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_1d_bucket_idx ON _timescaledb_internal.usage_1d USING btree (bucket DESC);
CREATE INDEX usage_1d_tenant ON _timescaledb_internal.usage_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_1h_bucket_idx ON _timescaledb_internal.usage_1h USING btree (bucket DESC);
CREATE INDEX usage_1h_tenant ON _timescaledb_internal.usage_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_15m_bucket_idx ON _timescaledb_internal.usage_by_customer_15m USING btree (bucket DESC);
CREATE INDEX usage_by_customer_15m_tenant ON _timescaledb_internal.usage_by_customer_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_bucket_idx ON _timescaledb_internal.usage_by_customer_1d USING btree (bucket DESC);
CREATE INDEX usage_by_customer_1d_customer ON _timescaledb_internal.usage_by_customer_1d USING btree (tenant_id, customer_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_tenant ON _timescaledb_internal.usage_by_customer_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1h_bucket_idx ON _timescaledb_internal.usage_by_customer_1h USING btree (bucket DESC);
CREATE INDEX usage_by_customer_1h_tenant ON _timescaledb_internal.usage_by_customer_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_events_seq ON public.usage_events USING brin (seq) WITH (pages_per_range='16');
CREATE INDEX usage_events_tenant_time ON public.usage_events USING btree (tenant_id, "time" DESC, seq DESC);
CREATE INDEX usage_readings_15m_bucket_idx ON _timescaledb_internal.usage_readings_15m USING btree (bucket DESC);
CREATE INDEX usage_readings_15m_tenant ON _timescaledb_internal.usage_readings_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_readings_1d_bucket_idx ON _timescaledb_internal.usage_readings_1d USING btree (bucket DESC);
CREATE INDEX usage_readings_1d_tenant ON _timescaledb_internal.usage_readings_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_readings_1h_bucket_idx ON _timescaledb_internal.usage_readings_1h USING btree (bucket DESC);
CREATE INDEX usage_readings_1h_tenant ON _timescaledb_internal.usage_readings_1h USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_sessions_15m_bucket_idx ON _timescaledb_internal.usage_sessions_15m USING btree (bucket DESC);
CREATE INDEX usage_sessions_15m_tenant ON _timescaledb_internal.usage_sessions_15m USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_sessions_1d_bucket_idx ON _timescaledb_internal.usage_sessions_1d USING btree (bucket DESC);
CREATE INDEX usage_sessions_1d_tenant ON _timescaledb_internal.usage_sessions_1d USING btree (tenant_id, bucket DESC);
CREATE INDEX usage_sessions_1h_bucket_idx ON _timescaledb_internal.usage_sessions_1h USING btree (bucket DESC);
CREATE INDEX usage_sessions_1h_tenant ON _timescaledb_internal.usage_sessions_1h USING btree (tenant_id, bucket DESC);

-- Triggers

CREATE TRIGGER dirty_buckets AFTER INSERT ON public.cost_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('cost');
CREATE TRIGGER feed_commit AFTER INSERT ON public.cost_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER dirty_log AFTER INSERT ON public.invoice_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('invoiceLog');
CREATE TRIGGER feed_commit AFTER INSERT ON public.invoice_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER dirty_buckets AFTER INSERT ON public.log_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_requests();
CREATE TRIGGER dirty_log AFTER INSERT ON public.log_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('log');
CREATE TRIGGER feed_commit AFTER INSERT ON public.log_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER dirty_buckets AFTER INSERT ON public.mcp_calls REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('mcp');
CREATE TRIGGER feed_commit AFTER INSERT ON public.mcp_calls REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER price_version AFTER INSERT OR DELETE OR UPDATE ON public.prices FOR EACH ROW EXECUTE FUNCTION note_price_version();
CREATE TRIGGER dirty_buckets AFTER INSERT ON public.storefront_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('storefront');
CREATE TRIGGER dirty_log AFTER INSERT ON public.storefront_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('storefrontLog');
CREATE TRIGGER feed_commit AFTER INSERT ON public.storefront_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER dirty_log AFTER INSERT ON public.subscription_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('subscriptionLog');
CREATE TRIGGER feed_commit AFTER INSERT ON public.subscription_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();
CREATE TRIGGER dirty_buckets AFTER INSERT ON public.usage_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('usage');
CREATE TRIGGER feed_commit AFTER INSERT ON public.usage_events REFERENCING NEW TABLE AS fresh FOR EACH STATEMENT EXECUTE FUNCTION note_feed_commit();

-- Rights of gaugeway_reader, which are all it has

GRANT EXECUTE ON FUNCTION tenant.attribute_texts(jsonb) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.bin_percentile(numeric,integer[],numeric[]) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.identity_record(text,text,numeric) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.journey_record(text,text,bigint,bytea) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.journey_step(timestamp with time zone,text) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.log_bin(double precision) TO gaugeway_reader;
GRANT EXECUTE ON FUNCTION tenant.person_key(text,text) TO gaugeway_reader;
GRANT USAGE ON SCHEMA tenant TO gaugeway_reader;
GRANT SELECT ON tenant.billable_units TO gaugeway_reader;
GRANT SELECT ON tenant.cost_events TO gaugeway_reader;
GRANT SELECT ON tenant.cost_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.cost_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.costs_15m TO gaugeway_reader;
GRANT SELECT ON tenant.costs_1d TO gaugeway_reader;
GRANT SELECT ON tenant.costs_1h TO gaugeway_reader;
GRANT SELECT ON tenant.costs_by_customer_15m TO gaugeway_reader;
GRANT SELECT ON tenant.costs_by_customer_1d TO gaugeway_reader;
GRANT SELECT ON tenant.costs_by_customer_1h TO gaugeway_reader;
GRANT SELECT ON tenant.customers TO gaugeway_reader;
GRANT SELECT ON tenant.dirty_buckets TO gaugeway_reader;
GRANT SELECT ON tenant.event_latencies_15m TO gaugeway_reader;
GRANT SELECT ON tenant.event_latencies_1d TO gaugeway_reader;
GRANT SELECT ON tenant.event_latencies_1h TO gaugeway_reader;
GRANT SELECT ON tenant.event_log TO gaugeway_reader;
GRANT SELECT ON tenant.events_15m TO gaugeway_reader;
GRANT SELECT ON tenant.events_1d TO gaugeway_reader;
GRANT SELECT ON tenant.events_1h TO gaugeway_reader;
GRANT SELECT ON tenant.events_by_customer_15m TO gaugeway_reader;
GRANT SELECT ON tenant.events_by_customer_1d TO gaugeway_reader;
GRANT SELECT ON tenant.events_by_customer_1h TO gaugeway_reader;
GRANT SELECT ON tenant.first_buckets TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_events TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_log_15m TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_log_1d TO gaugeway_reader;
GRANT SELECT ON tenant.invoice_log_1h TO gaugeway_reader;
GRANT SELECT ON tenant.invoices TO gaugeway_reader;
GRANT SELECT ON tenant.log_15m TO gaugeway_reader;
GRANT SELECT ON tenant.log_1d TO gaugeway_reader;
GRANT SELECT ON tenant.log_1h TO gaugeway_reader;
GRANT SELECT ON tenant.log_events TO gaugeway_reader;
GRANT SELECT ON tenant.log_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.log_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.log_latencies_15m TO gaugeway_reader;
GRANT SELECT ON tenant.log_latencies_1d TO gaugeway_reader;
GRANT SELECT ON tenant.log_latencies_1h TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_15m TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_1d TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_1h TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_by_customer_15m TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_by_customer_1d TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_by_customer_1h TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_calls TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_calls_newest TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_calls_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_durations_15m TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_durations_1d TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_durations_1h TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_latencies_15m TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_latencies_1d TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_latencies_1h TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_servers TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_sessions_15m TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_sessions_1d TO gaugeway_reader;
GRANT SELECT ON tenant.mcp_sessions_1h TO gaugeway_reader;
GRANT SELECT ON tenant.prices TO gaugeway_reader;
GRANT SELECT ON tenant.products TO gaugeway_reader;
GRANT SELECT ON tenant.request_events TO gaugeway_reader;
GRANT SELECT ON tenant.requests_15m TO gaugeway_reader;
GRANT SELECT ON tenant.requests_1d TO gaugeway_reader;
GRANT SELECT ON tenant.requests_1h TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_15m TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_1d TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_1h TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_by_customer_15m TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_by_customer_1d TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_by_customer_1h TO gaugeway_reader;
GRANT SELECT ON tenant.revenue_events TO gaugeway_reader;
GRANT SELECT ON tenant.saved_report_versions TO gaugeway_reader;
GRANT SELECT ON tenant.saved_reports TO gaugeway_reader;
GRANT SELECT ON tenant.session_revenue_15m TO gaugeway_reader;
GRANT SELECT ON tenant.session_revenue_1d TO gaugeway_reader;
GRANT SELECT ON tenant.session_revenue_1h TO gaugeway_reader;
GRANT SELECT ON tenant.session_revenue_events TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_days_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_events TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_identities_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_journeys_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_journeys_1h TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_log_15m TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_log_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_log_1h TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_touched_days_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_touches_1d TO gaugeway_reader;
GRANT SELECT ON tenant.storefront_touches_1h TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_events TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_log_15m TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_log_1d TO gaugeway_reader;
GRANT SELECT ON tenant.subscription_log_1h TO gaugeway_reader;
GRANT SELECT ON tenant.subscriptions TO gaugeway_reader;
GRANT SELECT ON tenant.tenants TO gaugeway_reader;
GRANT SELECT ON tenant.timed_events TO gaugeway_reader;
GRANT SELECT ON tenant.usage_15m TO gaugeway_reader;
GRANT SELECT ON tenant.usage_1d TO gaugeway_reader;
GRANT SELECT ON tenant.usage_1h TO gaugeway_reader;
GRANT SELECT ON tenant.usage_by_customer_15m TO gaugeway_reader;
GRANT SELECT ON tenant.usage_by_customer_1d TO gaugeway_reader;
GRANT SELECT ON tenant.usage_by_customer_1h TO gaugeway_reader;
GRANT SELECT ON tenant.usage_events TO gaugeway_reader;
GRANT SELECT ON tenant.usage_events_newest TO gaugeway_reader;
GRANT SELECT ON tenant.usage_events_oldest TO gaugeway_reader;
GRANT SELECT ON tenant.usage_readings_15m TO gaugeway_reader;
GRANT SELECT ON tenant.usage_readings_1d TO gaugeway_reader;
GRANT SELECT ON tenant.usage_readings_1h TO gaugeway_reader;
GRANT SELECT ON tenant.usage_sessions_15m TO gaugeway_reader;
GRANT SELECT ON tenant.usage_sessions_1d TO gaugeway_reader;
GRANT SELECT ON tenant.usage_sessions_1h TO gaugeway_reader;
