SELECT 0::int AS part, c0, c1, c2 FROM (
SELECT (CASE WHEN customer_id = ANY ($1::text[]) THEN customer_id END)::text AS c0, ((customer_id = ANY ($1::text[])) IS NOT TRUE)::text AS c1, (count(DISTINCT customer_id))::text AS c2
FROM (SELECT customer_id FROM tenant.usage_by_customer_1d WHERE tenant_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY (CASE WHEN customer_id = ANY ($1::text[]) THEN customer_id END), ((customer_id = ANY ($1::text[])) IS NOT TRUE)
) AS answer

-- $1: ["ada"]
-- $2: "acme"
-- $3: "2026-10-01T00:00:00.000Z"
-- $4: "2026-10-04T00:00:00.000Z"
