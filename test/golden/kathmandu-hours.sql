SELECT 0::int AS part, c0, c1, c2 FROM (
SELECT (width_bucket(at, $1::timestamptz[]) - 1)::text AS c0, (sum(quantity))::text AS c1, (sum(events))::text AS c2
FROM (SELECT bucket AS at, quantity, events FROM tenant.usage_15m WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (width_bucket(at, $1::timestamptz[]) - 1)
) AS answer

-- $1: ["2026-10-02T05:15:00.000Z","2026-10-02T06:15:00.000Z","2026-10-02T07:15:00.000Z"]
-- $2: "acme"
-- $3: "2026-10-02T05:15:00.000Z"
-- $4: "2026-10-02T08:15:00.000Z"
