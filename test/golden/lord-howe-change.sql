SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (width_bucket(at, $1::timestamptz[]) - 1)::text AS c0, (billable_unit_id)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT bucket AS at, billable_unit_id, quantity, events FROM tenant.usage_15m WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (width_bucket(at, $1::timestamptz[]) - 1), (billable_unit_id)
) AS answer

-- $1: ["2026-10-02T13:30:00.000Z","2026-10-03T13:30:00.000Z","2026-10-04T13:00:00.000Z"]
-- $2: "acme"
-- $3: "2026-10-02T13:30:00.000Z"
-- $4: "2026-10-05T13:00:00.000Z"
