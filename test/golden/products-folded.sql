SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (CASE WHEN (product_id = ANY ($1::text[]) OR product_id IS NULL) THEN product_id END)::text AS c0, (((product_id = ANY ($1::text[]) OR product_id IS NULL)) IS NOT TRUE)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT product_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (CASE WHEN (product_id = ANY ($1::text[]) OR product_id IS NULL) THEN product_id END), (((product_id = ANY ($1::text[]) OR product_id IS NULL)) IS NOT TRUE)
) AS answer

-- $1: ["api"]
-- $2: "acme"
-- $3: "2026-10-01T00:00:00.000Z"
-- $4: "2026-10-04T00:00:00.000Z"
