SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT ("billableUnit")::text AS c0, (sum(quantity))::text AS c1, (sum(events))::text AS c2, (count(DISTINCT customer_id))::text AS c3
FROM (SELECT billable_unit_id AS "billableUnit", customer_id, sum(quantity) AS quantity, sum(events) AS events
FROM (SELECT billable_unit_id, customer_id, quantity, events FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND customer_id = $2 AND (bucket >= $3::timestamptz AND bucket < $4::timestamptz)) AS source
GROUP BY 1, 2) AS partial
GROUP BY ("billableUnit")
) AS answer

-- $1: "acme"
-- $2: "ada"
-- $3: "2026-10-01T00:00:00.000Z"
-- $4: "2026-10-04T00:00:00.000Z"
