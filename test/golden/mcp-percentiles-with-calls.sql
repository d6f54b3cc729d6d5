SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT ("tool")::text AS c0, (sum(calls))::text AS c1, (tenant.bin_percentile(0.5, array_agg(duration_bin), array_agg(timed::numeric)))::text AS c2, (tenant.bin_percentile(0.95, array_agg(duration_bin), array_agg(timed::numeric)))::text AS c3
FROM (SELECT tool AS "tool", duration_bin, sum(calls) AS calls, sum(timed) AS timed
FROM (SELECT tool, duration_bin, calls, timed FROM tenant.mcp_durations_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1, 2) AS partial
GROUP BY ("tool")
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
