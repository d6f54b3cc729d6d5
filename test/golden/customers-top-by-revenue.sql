SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (CASE WHEN place <= $4::int THEN "customer" END)::text AS c0, (NOT place <= $4::int)::text AS c1, ("currency")::text AS c2, (sum(revenue))::text AS c3
FROM (SELECT *, dense_rank() OVER (ORDER BY coalesce(weight, 0) DESC, "customer" COLLATE "C" NULLS LAST) AS place FROM (SELECT *, sum(currency_share) OVER (PARTITION BY "customer" ) AS weight FROM (SELECT *, CASE WHEN row_number() OVER (PARTITION BY "customer", "currency" ) = 1 THEN div(sum(revenue) OVER (PARTITION BY "customer", "currency" ) * 1e40, nullif(abs(sum(revenue) OVER (PARTITION BY "currency" )), 0)) END AS currency_share FROM (SELECT customer_id AS "customer", currency AS "currency", sum(revenue) AS revenue
FROM (SELECT customer_id, currency, revenue FROM tenant.usage_by_customer_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1, 2) AS partial) AS shared) AS weighed) AS placed
GROUP BY (CASE WHEN place <= $4::int THEN "customer" END), (NOT place <= $4::int), ("currency")
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
-- $4: 2
