SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (width_bucket(at, $1::timestamptz[]) - 1)::text AS c0, (billable_unit_id)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT bucket AS at, billable_unit_id, quantity, events FROM tenant.usage_1h WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (width_bucket(at, $1::timestamptz[]) - 1), (billable_unit_id)
) AS answer

-- $1: ["2026-10-31T04:00:00.000Z","2026-11-01T04:00:00.000Z","2026-11-02T05:00:00.000Z"]
-- $2: "acme"
-- $3: "2026-10-31T04:00:00.000Z"
-- $4: "2026-11-03T05:00:00.000Z"
