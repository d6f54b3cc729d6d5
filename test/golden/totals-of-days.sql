SELECT 0::int AS part, c0, c1 FROM (
SELECT (sum(quantity))::text AS c0, (sum(events))::text AS c1
FROM (SELECT quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
