SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (CASE WHEN place <= $4::int THEN "agent" END)::text AS c0, (NOT place <= $4::int)::text AS c1, (sum(calls))::text AS c2, (sum(revenue))::text AS c3
FROM (SELECT *, dense_rank() OVER (ORDER BY coalesce(weight, 0) DESC, "agent" COLLATE "C" NULLS LAST) AS place FROM (SELECT *, sum(calls) OVER (PARTITION BY "agent" ) AS weight FROM (SELECT resolved_agent AS "agent", sum(calls) AS calls, sum(revenue) AS revenue
FROM (SELECT resolved_agent, calls, revenue FROM tenant.mcp_1d WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)) AS source
GROUP BY 1) AS partial) AS weighed) AS placed
GROUP BY (CASE WHEN place <= $4::int THEN "agent" END), (NOT place <= $4::int)
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T00:00:00.000Z"
-- $3: "2026-10-04T00:00:00.000Z"
-- $4: 1
