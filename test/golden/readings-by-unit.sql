SELECT 0::int AS part, c0, c1, c2, c3, c4 FROM (
SELECT (billable_unit_id)::text AS c0, ((min(reading_first))[3])::text AS c1, ((max(reading_last))[3])::text AS c2, (min(quantity_min))::text AS c3, (max(quantity_max))::text AS c4
FROM (SELECT billable_unit_id, reading_first, reading_last, quantity_min, quantity_max FROM tenant.usage_readings_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY (billable_unit_id)
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
