SELECT 0::int AS part, c0, c1, c2 FROM (
SELECT ("product")::text AS c0, (count(DISTINCT customer_id))::text AS c1, (sum(events))::text AS c2
FROM (SELECT product_id AS "product", customer_id, sum(events) AS events
FROM (SELECT product_id, customer_id, events FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1, 2) AS partial
GROUP BY ("product")
) AS answer
UNION ALL
SELECT 1::int AS part, c0, NULL::text AS c1, NULL::text AS c2 FROM (
SELECT (count(DISTINCT customer_id))::text AS c0
FROM (SELECT customer_id
FROM (SELECT customer_id FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1) AS partial
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
