-- Revenue of usage that names the session of an agent which caused it (attributes.sessionId), beside the calls of these
-- sessions: what is dealt out to the tools that a session called.
CREATE MATERIALIZED VIEW usage_sessions_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, attributes ->> 'sessionId' AS session_id, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(revenue) AS revenue
FROM usage_events
GROUP BY tenant_id, customer_id, attributes ->> 'sessionId', currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_sessions_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, session_id, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(revenue) AS revenue
FROM usage_sessions_15m
GROUP BY tenant_id, customer_id, session_id, currency, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_sessions_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, session_id, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(revenue) AS revenue
FROM usage_sessions_1h
GROUP BY tenant_id, customer_id, session_id, currency, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX usage_sessions_15m_tenant ON usage_sessions_15m (tenant_id, bucket DESC);
CREATE INDEX usage_sessions_1h_tenant ON usage_sessions_1h (tenant_id, bucket DESC);
CREATE INDEX usage_sessions_1d_tenant ON usage_sessions_1d (tenant_id, bucket DESC);

CREATE VIEW session_revenue_events AS
SELECT tenant_id, time, customer_id, session_id, tool, NULL::text AS currency, 1::bigint AS calls,
       NULL::numeric AS revenue
FROM mcp_calls
UNION ALL
SELECT tenant_id, time, customer_id, attributes ->> 'sessionId', NULL, currency, 0, revenue
FROM usage_events WHERE attributes ->> 'sessionId' IS NOT NULL AND currency IS NOT NULL;

CREATE VIEW session_revenue_15m AS
SELECT tenant_id, bucket, customer_id, session_id, tool, NULL::text AS currency, calls, NULL::numeric AS revenue
FROM mcp_sessions_15m
UNION ALL
SELECT tenant_id, bucket, customer_id, session_id, NULL, currency, 0, revenue
FROM usage_sessions_15m WHERE session_id IS NOT NULL AND currency IS NOT NULL;

CREATE VIEW session_revenue_1h AS
SELECT tenant_id, bucket, customer_id, session_id, tool, NULL::text AS currency, calls, NULL::numeric AS revenue
FROM mcp_sessions_1h
UNION ALL
SELECT tenant_id, bucket, customer_id, session_id, NULL, currency, 0, revenue
FROM usage_sessions_1h WHERE session_id IS NOT NULL AND currency IS NOT NULL;

CREATE VIEW session_revenue_1d AS
SELECT tenant_id, bucket, customer_id, session_id, tool, NULL::text AS currency, calls, NULL::numeric AS revenue
FROM mcp_sessions_1d
UNION ALL
SELECT tenant_id, bucket, customer_id, session_id, NULL, currency, 0, revenue
FROM usage_sessions_1d WHERE session_id IS NOT NULL AND currency IS NOT NULL;

SELECT create_tenant_view(relation, 'customer_id')
FROM (VALUES ('session_revenue_events'), ('session_revenue_15m'), ('session_revenue_1h'), ('session_revenue_1d'))
  AS views (relation);
SELECT create_tenant_view(format('usage_sessions_%s', width)::name, 'customer_id')
FROM (VALUES ('15m'), ('1h'), ('1d')) AS widths (width);

INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'usage', tenant_id, time_bucket(interval '15 minutes', time) FROM usage_events;
