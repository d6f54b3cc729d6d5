-- The quarter-hour of a tenant's first event of a dataset, as far as its rollups know, or that of the one customer that
-- a credential is narrowed to. Found through indexes: the tenant's views of the rollups hide their order.
CREATE VIEW tenant.first_buckets WITH (security_barrier) AS
WITH reader AS MATERIALIZED (
  SELECT current_setting('app.tenant', true) AS tenant, nullif(current_setting('app.customer', true), '') AS customer
)
SELECT tenant AS tenant_id, customer AS customer_id, dataset, bucket
FROM (
  SELECT tenant, customer, 'usage' AS dataset, CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM usage_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT (SELECT bucket FROM usage_by_customer_15m
                    WHERE tenant_id = tenant AND customer_id = customer
                      AND bucket >= day AND bucket < day + interval '1 day'
                    ORDER BY bucket LIMIT 1)
            FROM (SELECT bucket AS day FROM usage_by_customer_1d
                  WHERE tenant_id = tenant AND customer_id = customer ORDER BY bucket LIMIT 1) AS first_day)
         END AS bucket
  FROM reader
  UNION ALL
  SELECT tenant, customer, 'mcp', CASE WHEN customer IS NULL THEN
           (SELECT bucket FROM mcp_15m WHERE tenant_id = tenant ORDER BY bucket LIMIT 1)
         ELSE
           (SELECT time FROM mcp_calls WHERE tenant_id = tenant AND customer_id = customer ORDER BY time LIMIT 1)
         END
  FROM reader
) AS firsts
WHERE bucket IS NOT NULL;
GRANT SELECT ON tenant.first_buckets TO gaugeway_reader;
