SELECT 0::int AS part, c0, c1, c2, c3, c4 FROM (
SELECT (slot)::text AS c0, ("server")::text AS c1, (tenant.bin_percentile(0.5, array_agg(duration_bin), array_agg(timed::numeric)))::text AS c2, (tenant.bin_percentile(0.95, array_agg(duration_bin), array_agg(timed::numeric)))::text AS c3, (tenant.bin_percentile(0.99, array_agg(duration_bin), array_agg(timed::numeric)))::text AS c4
FROM (SELECT width_bucket(at, $1::timestamptz[]) - 1 AS slot, server_id AS "server", duration_bin, sum(timed) AS timed
FROM (SELECT bucket AS at, server_id, duration_bin, timed FROM tenant.mcp_durations_1d WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY 1, 2, 3) AS partial
GROUP BY (slot), ("server")
) AS answer

-- $1: ["2026-10-01T00:00:00.000Z","2026-10-02T00:00:00.000Z","2026-10-03T00:00:00.000Z"]
-- $2: "acme"
-- $3: "2026-10-01T00:00:00.000Z"
-- $4: "2026-10-04T00:00:00.000Z"
