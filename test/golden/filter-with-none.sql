SELECT 0::int AS part, c0, c1, c2 FROM (
SELECT (billable_unit_id)::text AS c0, (sum(quantity))::text AS c1, (sum(events))::text AS c2
FROM (SELECT billable_unit_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (product_id = ANY ($2::text[]) OR product_id IS NULL) AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (billable_unit_id)
) AS answer

-- $1: "acme"
-- $2: ["chat"]
-- $3: "2026-10-01T00:00:00.000Z"
-- $4: "2026-10-04T00:00:00.000Z"
