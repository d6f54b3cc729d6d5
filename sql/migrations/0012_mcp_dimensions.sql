-- Calls of MCP tools by more of what is asked of them: the family and the version of the agent, customers, products,
-- subscriptions, and sessions. The rollups are made anew and filled from the raw rows.

-- The family that the agent's name and user agent were resolved to when the call came in; null in older rows, whose
-- agents are what they called themselves. agent_version is then the version that was found with it.
ALTER TABLE mcp_calls ADD COLUMN agent_family text;
SELECT create_tenant_view('mcp_calls', 'customer_id');

DROP VIEW tenant.first_buckets;
DROP VIEW tenant.mcp_1d;
DROP MATERIALIZED VIEW mcp_1d;
DROP VIEW tenant.mcp_1h;
DROP MATERIALIZED VIEW mcp_1h;
DROP VIEW tenant.mcp_15m;
DROP MATERIALIZED VIEW mcp_15m;
DROP VIEW tenant.mcp_durations_1d;
DROP MATERIALIZED VIEW mcp_durations_1d;
DROP VIEW tenant.mcp_durations_1h;
DROP MATERIALIZED VIEW mcp_durations_1h;
DROP VIEW tenant.mcp_durations_15m;
DROP MATERIALIZED VIEW mcp_durations_15m;

CREATE MATERIALIZED VIEW mcp_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, server_id, tool, coalesce(agent_family, agent_name) AS resolved_agent, agent_version,
       currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS calls, count(error) AS errors, count(duration_ms) AS timed,
       sum(duration_ms::numeric) AS duration, min(duration_ms) AS duration_min, max(duration_ms) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_calls
GROUP BY tenant_id, product_id, server_id, tool, coalesce(agent_family, agent_name), agent_version, currency,
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_15m
GROUP BY tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency,
         time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_1h
GROUP BY tenant_id, product_id, server_id, tool, resolved_agent, agent_version, currency,
         time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_by_customer_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, subscription_id, server_id, tool, coalesce(agent_family,
       agent_name) AS resolved_agent, agent_version, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS calls, count(error) AS errors, count(duration_ms) AS timed,
       sum(duration_ms::numeric) AS duration, min(duration_ms) AS duration_min, max(duration_ms) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_calls
GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, coalesce(agent_family, agent_name),
         agent_version, currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_by_customer_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_by_customer_15m
GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency,
         time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_by_customer_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_by_customer_1h
GROUP BY tenant_id, customer_id, product_id, subscription_id, server_id, tool, resolved_agent, agent_version, currency,
         time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, coalesce(agent_family, agent_name) AS resolved_agent, agent_version,
       tenant.log_bin(duration_ms) AS duration_bin,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS calls, count(duration_ms) AS timed
FROM mcp_calls
GROUP BY tenant_id, server_id, tool, coalesce(agent_family, agent_name), agent_version, tenant.log_bin(duration_ms),
         time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(timed)::bigint AS timed
FROM mcp_durations_15m
GROUP BY tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(timed)::bigint AS timed
FROM mcp_durations_1h
GROUP BY tenant_id, server_id, tool, resolved_agent, agent_version, duration_bin, time_bucket(interval '1 day', bucket)
WITH NO DATA;

-- A session is its server's: ids of several servers may be equal. session_key tells the server's length first, so that
-- no two pairs make the same key.
CREATE MATERIALIZED VIEW mcp_sessions_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, server_id, session_id,
       length(server_id) || ':' || server_id || session_id AS session_key, tool, coalesce(agent_family,
       agent_name) AS resolved_agent, agent_version, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS calls, count(error) AS errors,
       sum(revenue) AS revenue, min(extract(epoch FROM time)) AS first_at, max(extract(epoch FROM time)) AS last_at
FROM mcp_calls
GROUP BY tenant_id, customer_id, product_id, server_id, session_id,
         length(server_id) || ':' || server_id || session_id, tool, coalesce(agent_family, agent_name),
         agent_version, currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_sessions_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version,
       currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors,
       sum(revenue) AS revenue, min(first_at) AS first_at, max(last_at) AS last_at
FROM mcp_sessions_15m
GROUP BY tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version,
         currency, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_sessions_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version,
       currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors,
       sum(revenue) AS revenue, min(first_at) AS first_at, max(last_at) AS last_at
FROM mcp_sessions_1h
GROUP BY tenant_id, customer_id, product_id, server_id, session_id, session_key, tool, resolved_agent, agent_version,
         currency, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX mcp_15m_tenant ON mcp_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_1h_tenant ON mcp_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_1d_tenant ON mcp_1d (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_15m_tenant ON mcp_by_customer_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_1h_tenant ON mcp_by_customer_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_1d_tenant ON mcp_by_customer_1d (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_15m_tenant ON mcp_durations_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1h_tenant ON mcp_durations_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1d_tenant ON mcp_durations_1d (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_15m_tenant ON mcp_sessions_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_1h_tenant ON mcp_sessions_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_sessions_1d_tenant ON mcp_sessions_1d (tenant_id, bucket DESC);
CREATE INDEX mcp_by_customer_1d_customer ON mcp_by_customer_1d (tenant_id, customer_id, bucket DESC);

SELECT create_tenant_view(format('%s_%s', kind, width)::name, customer_column)
FROM (VALUES ('mcp', NULL), ('mcp_by_customer', 'customer_id'), ('mcp_durations', NULL),
             ('mcp_sessions', 'customer_id')) AS kinds (kind, customer_column),
     (VALUES ('15m'), ('1h'), ('1d')) AS widths (width);

-- As before, but a narrowed customer's first call is found in the rollups, too.
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
) AS firsts
WHERE bucket IS NOT NULL;
GRANT SELECT ON tenant.first_buckets TO gaugeway_reader;

INSERT INTO dirty_buckets (dataset, tenant_id, bucket)
SELECT DISTINCT 'mcp', tenant_id, time_bucket(interval '15 minutes', time) FROM mcp_calls;
