SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (CASE WHEN place <= $4::int THEN "billableUnit" END)::text AS c0, (NOT place <= $4::int)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT *, dense_rank() OVER (ORDER BY coalesce(weight, 0) DESC, "billableUnit" COLLATE "C" NULLS LAST) AS place FROM (SELECT *, sum(quantity) OVER (PARTITION BY "billableUnit" ) AS weight FROM (SELECT billable_unit_id AS "billableUnit", sum(quantity) AS quantity, sum(events) AS events
FROM (SELECT billable_unit_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1) AS partial) AS weighed) AS placed
GROUP BY (CASE WHEN place <= $4::int THEN "billableUnit" END), (NOT place <= $4::int)
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
-- $4: 2
