-- Journeys of visitors through the storefront, for the funnel. Any steps, order and conversion window are computed from
-- them, so that its cost follows the visitors, not the events.
--
-- A step is eight bytes: the time in microseconds since 1970, times eight, plus the step's number.
CREATE FUNCTION tenant.journey_step(at timestamptz, step text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN int8send((extract(epoch FROM at) * 1000000)::bigint * 8 +
  CASE step WHEN 'VISIT' THEN 0 WHEN 'PRODUCT_VIEW' THEN 1 WHEN 'PRICING_VIEW' THEN 2 WHEN 'SIGNUP' THEN 3
            WHEN 'SUBSCRIPTION' THEN 4 ELSE 5 END);

-- Who took steps, in 16 bytes: the first half of the SHA-256 of v or c and the id in UTF-8. (convert_to would say the
-- same and is not immutable.)
CREATE FUNCTION tenant.person_key(kind text, id text) RETURNS bytea LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN substring(sha256(decode(replace(kind || id, '\', '\\'), 'escape')) FROM 1 FOR 16);

-- A journey: four bytes with twice the number of its steps, plus one under a customer; the key of the visitor, then
-- that of the customer, if any; the steps, in no order.
CREATE FUNCTION tenant.journey_record(visitor text, customer text, events bigint, steps bytea) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN int4send((events * 2 + (customer IS NOT NULL)::int)::int) || tenant.person_key('v', visitor)
  || coalesce(tenant.person_key('c', customer), ''::bytea) || steps;

-- That a visitor acted as a customer, and since when (epoch seconds): a journey of one step, whichever it was. Null under
-- no customer.
CREATE FUNCTION tenant.identity_record(visitor text, customer text, first_at numeric) RETURNS bytea
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN customer IS NOT NULL THEN
  tenant.journey_record(visitor, customer, 1, int8send((first_at * 1000000)::bigint * 8)) END;

REVOKE EXECUTE ON FUNCTION tenant.journey_step, tenant.person_key, tenant.journey_record, tenant.identity_record
  FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant.journey_step, tenant.person_key, tenant.journey_record, tenant.identity_record
  TO gaugeway_reader;

-- By visitor, and the customer that the visitor acted as, in an hour or a day; touches also by what else the events say.
CREATE MATERIALIZED VIEW storefront_journeys_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, visitor_id, customer_id,
       time_bucket(interval '1 hour', time) AS bucket,
       count(*) AS events, min(extract(epoch FROM time)) AS first_at,
       string_agg(tenant.journey_step(time, step), ''::bytea) AS steps,
       tenant.journey_record(visitor_id, customer_id, count(*),
                             string_agg(tenant.journey_step(time, step), ''::bytea)) AS journeys,
       tenant.identity_record(visitor_id, customer_id, min(extract(epoch FROM time))) AS identities
FROM storefront_events
GROUP BY tenant_id, visitor_id, customer_id, time_bucket(interval '1 hour', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW storefront_journeys_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, visitor_id, customer_id,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(events)::bigint AS events, min(first_at) AS first_at,
       tenant.journey_record(visitor_id, customer_id, sum(events)::bigint,
                             string_agg(steps, ''::bytea)) AS journeys,
       tenant.identity_record(visitor_id, customer_id, min(first_at)) AS identities
FROM storefront_journeys_1h
GROUP BY tenant_id, visitor_id, customer_id, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW storefront_touches_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, visitor_id, customer_id, product_id, utm_source, country, device,
       time_bucket(interval '1 hour', time) AS bucket,
       count(*) AS events, min(extract(epoch FROM time)) AS first_at,
       string_agg(tenant.journey_step(time, step), ''::bytea) AS steps,
       tenant.journey_record(visitor_id, customer_id, count(*),
                             string_agg(tenant.journey_step(time, step), ''::bytea)) AS journeys
FROM storefront_events
GROUP BY tenant_id, visitor_id, customer_id, product_id, utm_source, country, device, time_bucket(interval '1 hour', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW storefront_touches_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, visitor_id, customer_id, product_id, utm_source, country, device,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(events)::bigint AS events, min(first_at) AS first_at,
       tenant.journey_record(visitor_id, customer_id, sum(events)::bigint,
                             string_agg(steps, ''::bytea)) AS journeys
FROM storefront_touches_1h
GROUP BY tenant_id, visitor_id, customer_id, product_id, utm_source, country, device, time_bucket(interval '1 day', bucket)
WITH NO DATA;

-- All journeys of a day as one value, and those of equal touches: there is no row for each visitor to be read.
CREATE MATERIALIZED VIEW storefront_days_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(events)::bigint AS events, min(first_at) AS first_at, string_agg(journeys, ''::bytea) AS journeys
FROM storefront_journeys_1d
GROUP BY tenant_id, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW storefront_touched_days_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, utm_source, country, device,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(events)::bigint AS events, min(first_at) AS first_at, string_agg(journeys, ''::bytea) AS journeys
FROM storefront_touches_1d
GROUP BY tenant_id, product_id, utm_source, country, device, time_bucket(interval '1 day', bucket)
WITH NO DATA;

-- Who is who, which is asked of all time: one step of each visitor as a customer, however many they took.
CREATE MATERIALIZED VIEW storefront_identities_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(events)::bigint AS events, min(first_at) AS first_at, string_agg(identities, ''::bytea) AS identities
FROM storefront_journeys_1d
WHERE customer_id IS NOT NULL
GROUP BY tenant_id, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX storefront_journeys_1h_tenant ON storefront_journeys_1h (tenant_id, bucket DESC);
CREATE INDEX storefront_journeys_1d_tenant ON storefront_journeys_1d (tenant_id, bucket DESC);
CREATE INDEX storefront_touches_1h_tenant ON storefront_touches_1h (tenant_id, bucket DESC);
CREATE INDEX storefront_touches_1d_tenant ON storefront_touches_1d (tenant_id, bucket DESC);
CREATE INDEX storefront_days_1d_tenant ON storefront_days_1d (tenant_id, bucket DESC);
CREATE INDEX storefront_touched_days_1d_tenant ON storefront_touched_days_1d (tenant_id, bucket DESC);
CREATE INDEX storefront_identities_1d_tenant ON storefront_identities_1d (tenant_id, bucket DESC);
CREATE INDEX storefront_journeys_1h_customers ON storefront_journeys_1h (tenant_id, bucket)
  WHERE customer_id IS NOT NULL;

SELECT create_tenant_view(format('storefront_%s_%s', kind, width)::name, 'customer_id')
FROM (VALUES ('journeys'), ('touches')) AS kinds (kind), (VALUES ('1h'), ('1d')) AS widths (width);
SELECT create_tenant_view('storefront_days_1d', NULL), create_tenant_view('storefront_touched_days_1d', NULL),
       create_tenant_view('storefront_identities_1d', NULL);

CREATE TRIGGER dirty_buckets AFTER INSERT ON storefront_events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('storefront');
INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'storefront', tenant_id, time_bucket(interval '15 minutes', time) FROM storefront_events;

-- Adds datasets to the view of first buckets: a query over `reader` for tenant, customer, dataset and bucket.
CREATE FUNCTION extend_first_buckets(firsts text) RETURNS void LANGUAGE plpgsql AS $$
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
END $$;
REVOKE EXECUTE ON FUNCTION extend_first_buckets FROM PUBLIC;

SELECT extend_first_buckets($firsts$
  SELECT tenant, customer, 'storefront' AS dataset,
         (SELECT to_timestamp(min(first_at)) FROM storefront_journeys_1h
          WHERE tenant_id = tenant AND (customer IS NULL OR customer_id = customer) AND bucket =
                (SELECT bucket FROM storefront_journeys_1h
                 WHERE tenant_id = tenant AND (customer IS NULL OR customer_id = customer)
                 ORDER BY bucket LIMIT 1)) AS bucket
  FROM reader$firsts$);
