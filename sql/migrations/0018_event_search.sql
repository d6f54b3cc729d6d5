-- The event log as it is searched, newest or oldest first, and as it is counted.

-- The values of attributes that a search looks into, at any depth: strings, and numbers of up to 15 characters. What lies
-- between two of them is in no term of a search.
CREATE FUNCTION tenant.attribute_texts(attributes jsonb) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT string_agg(value #>> '{}', chr(31))
  FROM jsonb_path_query(attributes, 'strict $.**') AS found (value)
  WHERE jsonb_typeof(value) = 'string' OR (jsonb_typeof(value) = 'number' AND length(value #>> '{}') <= 15);
END;
REVOKE EXECUTE ON FUNCTION tenant.attribute_texts FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant.attribute_texts TO gaugeway_reader;

-- Events of one instant stand in the order in which they were recorded, as the log lists them: a page of an import of a
-- million is not sorted out of all of them.
DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['usage_events', 'mcp_calls', 'storefront_events', 'cost_events', 'invoice_events',
                              'subscription_events', 'log_events'] LOOP
    EXECUTE format('DROP INDEX %I', fact || '_tenant_time');
    EXECUTE format('CREATE INDEX %I ON %I (tenant_id, time DESC, seq DESC)', fact || '_tenant_time', fact);
  END LOOP;
END $$;

-- The reader's view of events with their types. Of its own events, a customer of the tenant is not shown what they cost, nor
-- what the gateway found in its figures; `isVisibleTo` says the same of the live stream.
CREATE FUNCTION create_log_view(name name, relation name, ending text) RETURNS void LANGUAGE plpgsql AS $$
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
END $$;
REVOKE EXECUTE ON FUNCTION create_log_view FROM PUBLIC;

-- The events of one table in the order of a page. A view that is a barrier is planned by itself and learns of no order
-- from outside; with one of its own it is read along the index, and no further than the page goes.
SELECT create_log_view(format('%s_%s', fact, first)::name, format('%s_log', fact)::name,
                       format('ORDER BY time %1$s, seq %1$s', direction))
FROM unnest(ARRAY['usage_events', 'mcp_calls', 'storefront_events', 'cost_events', 'invoice_events',
                  'subscription_events', 'log_events']) AS facts (fact),
     (VALUES ('newest', 'DESC'), ('oldest', 'ASC')) AS orders (first, direction);
SELECT create_log_view('event_log', 'event_log', ''), create_log_view('log_events', 'log_events', '');

-- Counts of what is rolled up nowhere else, entries of log_events by all that they are asked for.
DO $$
DECLARE
  kind record;
  level record;
BEGIN
  FOR kind IN SELECT * FROM (VALUES
      ('log', 'log_events', 'category, type, severity, status_code, customer_id, product_id'),
      ('storefront_log', 'storefront_events', 'step, customer_id, product_id'),
      ('invoice_log', 'invoice_events', 'status, customer_id'),
      ('subscription_log', 'subscription_events', 'change, customer_id, product_id')) AS kinds (name, fact, keys) LOOP
    FOR level IN SELECT * FROM (VALUES
        ('15m', '15 minutes', kind.fact, 'time', 'count(*)'),
        ('1h', '1 hour', kind.name || '_15m', 'bucket', 'sum(events)::bigint'),
        ('1d', '1 day', kind.name || '_1h', 'bucket', 'sum(events)::bigint'))
          AS levels (width, span, source, at, events) LOOP
      EXECUTE format($view$
        CREATE MATERIALIZED VIEW %1$s_%3$s
          WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
        SELECT tenant_id, %2$s, time_bucket(interval '%4$s', %6$s) AS bucket, %7$s AS events
        FROM %5$s
        GROUP BY tenant_id, %2$s, time_bucket(interval '%4$s', %6$s)
        WITH NO DATA$view$,
        kind.name, kind.keys, level.width, level.span, level.source, level.at, level.events);
      EXECUTE format('CREATE INDEX %1$s_%2$s_tenant ON %1$s_%2$s (tenant_id, bucket DESC)', kind.name, level.width);
    END LOOP;
  END LOOP;
END $$;
CREATE INDEX log_1d_customer ON log_1d (tenant_id, customer_id, bucket DESC);

-- Histograms of the latencies of log_events.
CREATE MATERIALIZED VIEW log_latencies_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, type, severity, status_code, product_id, tenant.log_bin(latency_ms) AS latency_bin,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(latency_ms) AS timed, sum(latency_ms::numeric) AS latency
FROM log_events
GROUP BY tenant_id, category, type, severity, status_code, product_id, tenant.log_bin(latency_ms),
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW log_latencies_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, type, severity, status_code, product_id, latency_bin,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(timed)::bigint AS timed, sum(latency) AS latency
FROM log_latencies_15m
GROUP BY tenant_id, category, type, severity, status_code, product_id, latency_bin,
         time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW log_latencies_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, type, severity, status_code, product_id, latency_bin,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(timed)::bigint AS timed, sum(latency) AS latency
FROM log_latencies_1h
GROUP BY tenant_id, category, type, severity, status_code, product_id, latency_bin,
         time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX log_latencies_15m_tenant ON log_latencies_15m (tenant_id, bucket DESC);
CREATE INDEX log_latencies_1h_tenant ON log_latencies_1h (tenant_id, bucket DESC);
CREATE INDEX log_latencies_1d_tenant ON log_latencies_1d (tenant_id, bucket DESC);

-- Those of tool calls, by whether they failed.
CREATE MATERIALIZED VIEW mcp_latencies_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, CASE WHEN error IS NULL THEN 'INFO' ELSE 'ERROR' END AS severity,
       tenant.log_bin(duration_ms) AS duration_bin,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(duration_ms) AS timed, sum(duration_ms::numeric) AS duration
FROM mcp_calls
GROUP BY tenant_id, product_id, CASE WHEN error IS NULL THEN 'INFO' ELSE 'ERROR' END, tenant.log_bin(duration_ms),
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_latencies_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, severity, duration_bin,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(timed)::bigint AS timed, sum(duration) AS duration
FROM mcp_latencies_15m
GROUP BY tenant_id, product_id, severity, duration_bin, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_latencies_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, severity, duration_bin,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(timed)::bigint AS timed, sum(duration) AS duration
FROM mcp_latencies_1h
GROUP BY tenant_id, product_id, severity, duration_bin, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX mcp_latencies_15m_tenant ON mcp_latencies_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_latencies_1h_tenant ON mcp_latencies_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_latencies_1d_tenant ON mcp_latencies_1d (tenant_id, bucket DESC);

-- All events in one shape, from the rollups of the tables that they are in: what is counted for other ends is not
-- counted twice. With customers and, from fewer rows, without.
DO $$
DECLARE
  width text;
  shape record;
BEGIN
  FOREACH width IN ARRAY ARRAY['15m', '1h', '1d'] LOOP
    FOR shape IN SELECT * FROM (VALUES ('', ''), ('_by_customer', 'customer_id, ')) AS shapes (suffix, customer) LOOP
      EXECUTE format($view$
        CREATE VIEW events%2$s_%1$s AS
        SELECT tenant_id, bucket, category, type, severity, status_code, status_code / 100 || 'xx' AS status_class,
               %3$sproduct_id, events, CASE WHEN severity IN ('ERROR', 'CRITICAL') THEN events ELSE 0 END AS errors
        FROM log_%1$s
        UNION ALL
        SELECT tenant_id, bucket, 'USAGE', 'usage.recorded', 'INFO', NULL::smallint, NULL::text,
               %3$sproduct_id, events, 0::bigint
        FROM usage%2$s_%1$s
        UNION ALL
        SELECT tenant_id, bucket, 'USAGE', 'mcp.tool.called', 'INFO', NULL, NULL, %3$sproduct_id, calls - errors, 0
        FROM mcp%2$s_%1$s WHERE calls > errors
        UNION ALL
        SELECT tenant_id, bucket, 'USAGE', 'mcp.tool.called', 'ERROR', NULL, NULL, %3$sproduct_id, errors, errors
        FROM mcp%2$s_%1$s WHERE errors > 0
        UNION ALL
        SELECT tenant_id, bucket, 'USAGE', 'cost.incurred', 'INFO', NULL, NULL, %3$sproduct_id, events, 0
        FROM costs%2$s_%1$s
        UNION ALL
        SELECT tenant_id, bucket, 'USAGE', 'storefront.' || CASE step WHEN 'VISIT' THEN 'visited'
                 WHEN 'PRODUCT_VIEW' THEN 'product_viewed' WHEN 'PRICING_VIEW' THEN 'pricing_viewed'
                 WHEN 'SIGNUP' THEN 'signed_up' WHEN 'SUBSCRIPTION' THEN 'subscribed' ELSE 'first_api_call' END,
               'INFO', NULL, NULL, %3$sproduct_id, events, 0
        FROM storefront_log_%1$s
        UNION ALL
        SELECT tenant_id, bucket, 'BILLING', 'invoice.' || lower(status),
               CASE status WHEN 'PAYMENT_FAILED' THEN 'ERROR' WHEN 'VOIDED' THEN 'WARNING' ELSE 'INFO' END, NULL, NULL,
               %3$sNULL, events, CASE status WHEN 'PAYMENT_FAILED' THEN events ELSE 0 END
        FROM invoice_log_%1$s
        UNION ALL
        SELECT tenant_id, bucket, 'BILLING', 'subscription.' || lower(change),
               CASE change WHEN 'CANCELLED' THEN 'WARNING' ELSE 'INFO' END, NULL, NULL, %3$sproduct_id, events, 0
        FROM subscription_log_%1$s$view$, width, shape.suffix, shape.customer);
    END LOOP;
    EXECUTE format($view$
      CREATE VIEW event_latencies_%1$s AS
      SELECT tenant_id, bucket, category, type, severity, status_code, status_code / 100 || 'xx' AS status_class,
             product_id, latency_bin, timed, latency
      FROM log_latencies_%1$s WHERE timed > 0
      UNION ALL
      SELECT tenant_id, bucket, 'USAGE', 'mcp.tool.called', severity, NULL::smallint, NULL::text,
             product_id, duration_bin, timed, duration
      FROM mcp_latencies_%1$s WHERE timed > 0$view$, width);
  END LOOP;
END $$;

-- Events that took a time which is known.
CREATE VIEW timed_events AS
SELECT * FROM log_events_log WHERE latency_ms IS NOT NULL
UNION ALL
SELECT * FROM mcp_calls_log WHERE latency_ms IS NOT NULL;

SELECT create_tenant_view(format('%s_%s', kind, width)::name, customer_column)
FROM (VALUES ('log_latencies', NULL), ('mcp_latencies', NULL),
             ('storefront_log', 'customer_id'), ('invoice_log', 'customer_id'), ('subscription_log', 'customer_id'),
             ('events', NULL), ('event_latencies', NULL))
       AS kinds (kind, customer_column),
     (VALUES ('15m'), ('1h'), ('1d')) AS widths (width);
SELECT create_log_view(format('%s_%s', kind, width)::name, format('%s_%s', kind, width)::name, '')
FROM (VALUES ('log'), ('events_by_customer')) AS kinds (kind), (VALUES ('15m'), ('1h'), ('1d')) AS widths (width);
SELECT create_tenant_view('timed_events', 'customer_id');

-- Each dataset with tables of its own also has dirty buckets of its own.
DO $$
DECLARE
  fact record;
BEGIN
  FOR fact IN SELECT * FROM (VALUES ('log_events', 'log'), ('storefront_events', 'storefrontLog'),
                                    ('invoice_events', 'invoiceLog'), ('subscription_events', 'subscriptionLog'))
                              AS facts (relation, dataset) LOOP
    EXECUTE format('CREATE TRIGGER dirty_log AFTER INSERT ON %I REFERENCING NEW TABLE AS fresh '
                   'FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets(%L)', fact.relation, fact.dataset);
    EXECUTE format('INSERT INTO dirty_buckets (dataset, tenant_id, bucket) '
                   'SELECT DISTINCT %L, tenant_id, time_bucket(interval ''15 minutes'', time) FROM %I',
                   fact.dataset, fact.relation);
  END LOOP;
END $$;
INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'mcp', tenant_id, time_bucket(interval '15 minutes', time) FROM mcp_calls;

SELECT extend_first_buckets(string_agg(format($first$
         SELECT tenant, customer, %2$L AS dataset, CASE WHEN customer IS NULL THEN
                  (SELECT bucket FROM %1$s_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
                ELSE
                  (SELECT (SELECT bucket FROM %1$s_15m
                           WHERE tenant_id = tenant AND customer_id = customer AND %3$s
                             AND bucket >= day AND bucket < day + interval '1 day'
                           ORDER BY bucket LIMIT 1)
                   FROM (SELECT bucket AS day FROM %1$s_1d
                         WHERE tenant_id = tenant AND customer_id = customer AND %3$s
                         ORDER BY bucket LIMIT 1) AS first_day)
                END AS bucket
         FROM reader$first$, rollup, dataset, shown), ' UNION ALL '))
FROM (VALUES ('log', 'log', 'type NOT IN (''usage.threshold_breached'', ''usage.anomaly_detected'')'),
             ('storefront_log', 'storefrontLog', 'true'), ('invoice_log', 'invoiceLog', 'true'),
             ('subscription_log', 'subscriptionLog', 'true')) AS kinds (rollup, dataset, shown);

-- When the first cost was, a customer of the tenant is not told either.
DO $$ BEGIN
  EXECUTE format('CREATE OR REPLACE VIEW tenant.first_buckets WITH (security_barrier) AS '
                 'SELECT tenant_id, customer_id, dataset, bucket FROM (%s) AS known '
                 'WHERE customer_id IS NULL OR dataset <> ''cost''',
                 rtrim(pg_get_viewdef('tenant.first_buckets'::regclass), ';'));
END $$;
