SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (customer_id)::text AS c0, (billable_unit_id)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT customer_id, billable_unit_id, quantity, events FROM tenant.usage_by_customer_1h WHERE tenant_id = $1 AND (bucket >= $2::timestamptz AND bucket < $3::timestamptz)
      UNION ALL
      SELECT customer_id, billable_unit_id, quantity, events FROM tenant.usage_by_customer_15m WHERE tenant_id = $1 AND (bucket >= $4::timestamptz AND bucket < $2::timestamptz)
      UNION ALL
      SELECT customer_id, billable_unit_id, quantity, 1::bigint AS events FROM tenant.usage_events WHERE tenant_id = $1 AND ((time >= $5::timestamptz AND time < $4::timestamptz) OR (time >= $3::timestamptz AND time < $6::timestamptz))) AS source
GROUP BY (customer_id), (billable_unit_id)
) AS answer

-- $1: "acme"
-- $2: "2026-10-01T09:00:00.000Z"
-- $3: "2026-10-01T10:00:00.000Z"
-- $4: "2026-10-01T08:15:00.000Z"
-- $5: "2026-10-01T08:00:05.000Z"
-- $6: "2026-10-01T10:00:06.000Z"
