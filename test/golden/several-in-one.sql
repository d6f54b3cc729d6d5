SELECT 0::int AS part, c0, c1, NULL::text AS c2, NULL::text AS c3 FROM (
SELECT (sum(quantity))::text AS c0, (sum(events))::text AS c1
FROM (SELECT quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
) AS answer
UNION ALL
SELECT 1::int AS part, c0, c1, c2, c3 FROM (
SELECT (width_bucket(at, $4::timestamptz[]) - 1)::text AS c0, (product_id)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT bucket AS at, product_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY (width_bucket(at, $4::timestamptz[]) - 1), (product_id)
) AS answer
UNION ALL
SELECT 2::int AS part, c0, c1, NULL::text AS c2, NULL::text AS c3 FROM (
SELECT (sum(events))::text AS c0, (count(DISTINCT customer_id))::text AS c1
FROM (SELECT customer_id, sum(events) AS events
FROM (SELECT customer_id, events FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND customer_id = ANY ($5::text[]) AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1) AS partial
) AS answer
UNION ALL
SELECT 3::int AS part, c0, c1, NULL::text AS c2, NULL::text AS c3 FROM (
SELECT (billable_unit_id)::text AS c0, (sum(events))::text AS c1
FROM (SELECT billable_unit_id, events FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND customer_id = ANY ($5::text[]) AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY (billable_unit_id)
) AS answer
UNION ALL
SELECT 4::int AS part, c0, NULL::text AS c1, NULL::text AS c2, NULL::text AS c3 FROM (
SELECT ((max(reading_last))[3])::text AS c0
FROM (SELECT reading_last FROM tenant.usage_readings_1d WHERE tenant_id = $1 AND billable_unit_id = ANY ($6::text[]) AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
-- $4: ["2026-10-01T00:00:00.000Z","2026-10-02T00:00:00.000Z","2026-10-03T00:00:00.000Z"]
-- $5: ["eve"]
-- $6: ["seats"]
