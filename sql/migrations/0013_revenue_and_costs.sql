-- What usage earns and what it costs: revenue by subscription, costs, and the two beside each other.

-- Usage by customer also keeps the subscription. Made anew and filled from the raw rows.
DROP VIEW tenant.first_buckets;
DROP VIEW tenant.usage_by_customer_1d;
DROP MATERIALIZED VIEW usage_by_customer_1d;
DROP VIEW tenant.usage_by_customer_1h;
DROP MATERIALIZED VIEW usage_by_customer_1h;
DROP VIEW tenant.usage_by_customer_15m;
DROP MATERIALIZED VIEW usage_by_customer_15m;

CREATE MATERIALIZED VIEW usage_by_customer_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(quantity) AS quantity, count(*) AS events, sum(revenue) AS revenue
FROM usage_events
GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_by_customer_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_by_customer_15m
GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
         time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_by_customer_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_by_customer_1h
GROUP BY tenant_id, customer_id, subscription_id, billable_unit_id, product_id, currency,
         time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX usage_by_customer_15m_tenant ON usage_by_customer_15m (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1h_tenant ON usage_by_customer_1h (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_tenant ON usage_by_customer_1d (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_customer ON usage_by_customer_1d (tenant_id, customer_id, bucket DESC);

INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'usage', tenant_id, time_bucket(interval '15 minutes', time) FROM usage_events;

-- An amount that the gateway found by a list of prices says by which; tokens without a price say why.
ALTER TABLE cost_events ADD COLUMN priced_by text;
ALTER TABLE cost_events ADD COLUMN unpriced text;
SELECT create_tenant_view('cost_events', 'customer_id');

CREATE MATERIALIZED VIEW costs_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(amount) AS amount, count(*) AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM cost_events
GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, time_bucket(interval '15 minutes',
         time)
WITH NO DATA;

CREATE MATERIALIZED VIEW costs_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(amount) AS amount, sum(events)::bigint AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM costs_15m
GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW costs_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(amount) AS amount, sum(events)::bigint AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM costs_1h
GROUP BY tenant_id, category, provider, model, product_id, currency, unpriced, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW costs_by_customer_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(amount) AS amount, count(*) AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM cost_events
GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW costs_by_customer_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(amount) AS amount, sum(events)::bigint AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM costs_by_customer_15m
GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
         time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW costs_by_customer_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(amount) AS amount, sum(events)::bigint AS events,
       sum(input_tokens) AS input_tokens,
       sum(cached_input_tokens) AS cached_input_tokens,
       sum(output_tokens) AS output_tokens
FROM costs_by_customer_1h
GROUP BY tenant_id, customer_id, subscription_id, category, provider, model, product_id, currency, unpriced,
         time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX costs_15m_tenant ON costs_15m (tenant_id, bucket DESC);
CREATE INDEX costs_1h_tenant ON costs_1h (tenant_id, bucket DESC);
CREATE INDEX costs_1d_tenant ON costs_1d (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_15m_tenant ON costs_by_customer_15m (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_1h_tenant ON costs_by_customer_1h (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_1d_tenant ON costs_by_customer_1d (tenant_id, bucket DESC);
CREATE INDEX costs_by_customer_1d_customer ON costs_by_customer_1d (tenant_id, customer_id, bucket DESC);

CREATE TRIGGER dirty_buckets AFTER INSERT ON cost_events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('cost');
INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'cost', tenant_id, time_bucket(interval '15 minutes', time) FROM cost_events;

-- Revenue is what usage events and tool calls say that they earned; both in one shape, from raw rows and rollups alike.
CREATE VIEW revenue_events AS
SELECT tenant_id, time, customer_id, subscription_id, product_id, billable_unit_id, NULL::text AS tool, currency,
       revenue
FROM usage_events WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, time, customer_id, subscription_id, product_id, NULL, tool, currency, revenue
FROM mcp_calls WHERE currency IS NOT NULL;

CREATE VIEW revenue_15m AS
SELECT tenant_id, bucket, product_id, billable_unit_id, NULL::text AS tool, currency, revenue
FROM usage_15m WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, product_id, NULL, tool, currency, revenue
FROM mcp_15m WHERE currency IS NOT NULL;

CREATE VIEW revenue_by_customer_15m AS
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, billable_unit_id, NULL::text AS tool, currency,
       revenue
FROM usage_by_customer_15m WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, NULL, tool, currency, revenue
FROM mcp_by_customer_15m WHERE currency IS NOT NULL;

CREATE VIEW revenue_1h AS
SELECT tenant_id, bucket, product_id, billable_unit_id, NULL::text AS tool, currency, revenue
FROM usage_1h WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, product_id, NULL, tool, currency, revenue
FROM mcp_1h WHERE currency IS NOT NULL;

CREATE VIEW revenue_by_customer_1h AS
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, billable_unit_id, NULL::text AS tool, currency,
       revenue
FROM usage_by_customer_1h WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, NULL, tool, currency, revenue
FROM mcp_by_customer_1h WHERE currency IS NOT NULL;

CREATE VIEW revenue_1d AS
SELECT tenant_id, bucket, product_id, billable_unit_id, NULL::text AS tool, currency, revenue
FROM usage_1d WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, product_id, NULL, tool, currency, revenue
FROM mcp_1d WHERE currency IS NOT NULL;

CREATE VIEW revenue_by_customer_1d AS
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, billable_unit_id, NULL::text AS tool, currency,
       revenue
FROM usage_by_customer_1d WHERE currency IS NOT NULL
UNION ALL
SELECT tenant_id, bucket, customer_id, subscription_id, product_id, NULL, tool, currency, revenue
FROM mcp_by_customer_1d WHERE currency IS NOT NULL;

-- Requests that the API answered, by customer: how many, and with which status.
CREATE MATERIALIZED VIEW requests_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, status_code,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS requests
FROM log_events
WHERE type = 'api.request'
GROUP BY tenant_id, customer_id, product_id, status_code, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW requests_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, status_code,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(requests)::bigint AS requests
FROM requests_15m
GROUP BY tenant_id, customer_id, product_id, status_code, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW requests_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, status_code,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(requests)::bigint AS requests
FROM requests_1h
GROUP BY tenant_id, customer_id, product_id, status_code, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX requests_15m_tenant ON requests_15m (tenant_id, bucket DESC);
CREATE INDEX requests_1h_tenant ON requests_1h (tenant_id, bucket DESC);
CREATE INDEX requests_1d_tenant ON requests_1d (tenant_id, bucket DESC);

CREATE VIEW request_events AS SELECT * FROM log_events WHERE type = 'api.request';

CREATE FUNCTION note_dirty_requests() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
  SELECT DISTINCT 'request', tenant_id, time_bucket(interval '15 minutes', time) FROM fresh WHERE type = 'api.request';
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION note_dirty_requests FROM PUBLIC;
CREATE TRIGGER dirty_buckets AFTER INSERT ON log_events REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_requests();
INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'request', tenant_id, time_bucket(interval '15 minutes', time) FROM request_events;

SELECT create_tenant_view(format('%s_%s', kind, width)::name, customer_column)
FROM (VALUES ('usage_by_customer', 'customer_id'), ('costs', NULL), ('costs_by_customer', 'customer_id'),
             ('revenue', NULL), ('revenue_by_customer', 'customer_id'), ('requests', 'customer_id'))
       AS kinds (kind, customer_column),
     (VALUES ('15m'), ('1h'), ('1d')) AS widths (width);
SELECT create_tenant_view('revenue_events', 'customer_id');
SELECT create_tenant_view('request_events', 'customer_id');

-- As before, and of the new datasets.
CREATE VIEW tenant.first_buckets WITH (security_barrier) AS
WITH reader AS MATERIALIZED (
  SELECT current_setting('app.tenant', true) AS tenant, nullif(current_setting('app.customer', true), '') AS customer
)
SELECT tenant AS tenant_id, customer AS customer_id, dataset, bucket
FROM (
  SELECT tenant, customer, 'usage' AS dataset, CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM usage_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT (SELECT bucket FROM usage_by_customer_15m
                    WHERE tenant_id = tenant AND customer_id = customer
                      AND bucket >= day AND bucket < day + interval '1 day'
                    ORDER BY bucket LIMIT 1)
            FROM (SELECT bucket AS day FROM usage_by_customer_1d
                  WHERE tenant_id = tenant AND customer_id = customer ORDER BY bucket LIMIT 1) AS first_day)
         END AS bucket
  FROM reader
  UNION ALL
  SELECT tenant, customer, 'mcp', CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM mcp_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT (SELECT bucket FROM mcp_by_customer_15m
                    WHERE tenant_id = tenant AND customer_id = customer
                      AND bucket >= day AND bucket < day + interval '1 day'
                    ORDER BY bucket LIMIT 1)
            FROM (SELECT bucket AS day FROM mcp_by_customer_1d
                  WHERE tenant_id = tenant AND customer_id = customer ORDER BY bucket LIMIT 1) AS first_day)
         END
  FROM reader
  UNION ALL
  SELECT tenant, customer, 'cost', CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM costs_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT (SELECT bucket FROM costs_by_customer_15m
                    WHERE tenant_id = tenant AND customer_id = customer
                      AND bucket >= day AND bucket < day + interval '1 day'
                    ORDER BY bucket LIMIT 1)
            FROM (SELECT bucket AS day FROM costs_by_customer_1d
                  WHERE tenant_id = tenant AND customer_id = customer ORDER BY bucket LIMIT 1) AS first_day)
         END
  FROM reader
  UNION ALL
  SELECT tenant, customer, 'request', CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM requests_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT (SELECT bucket FROM requests_15m
                    WHERE tenant_id = tenant AND customer_id = customer
                      AND bucket >= day AND bucket < day + interval '1 day'
                    ORDER BY bucket LIMIT 1)
            FROM (SELECT bucket AS day FROM requests_1d
                  WHERE tenant_id = tenant AND customer_id = customer ORDER BY bucket LIMIT 1) AS first_day)
         END
  FROM reader
) AS firsts
WHERE bucket IS NOT NULL;
GRANT SELECT ON tenant.first_buckets TO gaugeway_reader;
