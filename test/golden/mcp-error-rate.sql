SELECT 0::int AS part, c0, c1, c2, c3, c4, c5, c6 FROM (
SELECT (server_id)::text AS c0, (sum(calls))::text AS c1, (sum(errors))::text AS c2, (sum(errors) / nullif(sum(calls), 0))::text AS c3, (sum(duration) / nullif(sum(timed), 0))::text AS c4, (min(duration_min))::text AS c5, (max(duration_max))::text AS c6
FROM (SELECT server_id, calls, errors, duration, timed, duration_min, duration_max FROM tenant.mcp_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY (server_id)
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
