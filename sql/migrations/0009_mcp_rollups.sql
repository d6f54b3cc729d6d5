-- Calls of MCP tools by 15 minutes, hour and day, and the histograms of their durations.
--
-- Percentiles do not add up, histograms do: a duration falls into one of logarithmic bins, bin i holding
-- (g^(i-1), g^i] with g = 1.02 / 0.98. What stands for it, 2 g^i / (g + 1), is within 2 % of every value in it
-- (Masson, Rim, Lee: DDSketch, VLDB 2019).

CREATE FUNCTION tenant.log_bin(value double precision) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE WHEN value > 0 THEN ceil(ln(value) / ln(1.02::float8 / 0.98::float8))::integer
            WHEN value = 0 THEN -100000 END;

-- The value of nearest rank: the least bin up to which at least this share of the weight lies; null without weight.
CREATE FUNCTION tenant.bin_percentile(quantile numeric, bins integer[], weights numeric[]) RETURNS double precision
LANGUAGE sql IMMUTABLE PARALLEL SAFE
BEGIN ATOMIC
  SELECT CASE WHEN bin = -100000 THEN 0
              ELSE 2 * pow(1.02::float8 / 0.98::float8, bin) / (1.02::float8 / 0.98::float8 + 1) END
  FROM (SELECT bin, sum(sum(weight)) OVER (ORDER BY bin) AS up_to, sum(sum(weight)) OVER () AS whole
        FROM unnest(bins, weights) AS histogram (bin, weight)
        WHERE bin IS NOT NULL
        GROUP BY bin) AS cumulated
  WHERE up_to >= quantile * whole AND whole > 0
  ORDER BY bin LIMIT 1;
END;

-- All that analytics may call besides what PostgreSQL has.
REVOKE EXECUTE ON FUNCTION tenant.log_bin, tenant.bin_percentile FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tenant.log_bin, tenant.bin_percentile TO gaugeway_reader;

CREATE MATERIALIZED VIEW mcp_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(*) AS calls, count(error) AS errors, count(duration_ms) AS timed,
       sum(duration_ms::numeric) AS duration, min(duration_ms) AS duration_min, max(duration_ms) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_calls
GROUP BY tenant_id, server_id, tool, agent_name, currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_15m
GROUP BY tenant_id, server_id, tool, agent_name, currency, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(calls)::bigint AS calls, sum(errors)::bigint AS errors, sum(timed)::bigint AS timed,
       sum(duration) AS duration, min(duration_min) AS duration_min, max(duration_max) AS duration_max,
       sum(revenue) AS revenue
FROM mcp_1h
GROUP BY tenant_id, server_id, tool, agent_name, currency, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, tenant.log_bin(duration_ms) AS duration_bin,
       time_bucket(interval '15 minutes', time) AS bucket,
       count(duration_ms) AS timed
FROM mcp_calls
GROUP BY tenant_id, server_id, tool, agent_name, tenant.log_bin(duration_ms), time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, duration_bin,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(timed)::bigint AS timed
FROM mcp_durations_15m
GROUP BY tenant_id, server_id, tool, agent_name, duration_bin, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW mcp_durations_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, server_id, tool, agent_name, duration_bin,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(timed)::bigint AS timed
FROM mcp_durations_1h
GROUP BY tenant_id, server_id, tool, agent_name, duration_bin, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX mcp_15m_tenant ON mcp_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_1h_tenant ON mcp_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_1d_tenant ON mcp_1d (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_15m_tenant ON mcp_durations_15m (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1h_tenant ON mcp_durations_1h (tenant_id, bucket DESC);
CREATE INDEX mcp_durations_1d_tenant ON mcp_durations_1d (tenant_id, bucket DESC);

SELECT create_tenant_view(relation, NULL)
FROM (VALUES ('mcp_15m'), ('mcp_1h'), ('mcp_1d'), ('mcp_durations_15m'), ('mcp_durations_1h'), ('mcp_durations_1d'))
  AS views (relation);

CREATE TRIGGER dirty_buckets AFTER INSERT ON mcp_calls REFERENCING NEW TABLE AS fresh
  FOR EACH STATEMENT EXECUTE FUNCTION note_dirty_buckets('mcp');
