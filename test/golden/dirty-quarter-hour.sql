SELECT 0::int AS part, c0, c1, c2, c3 FROM (
SELECT (width_bucket(at, $1::timestamptz[]) - 1)::text AS c0, (product_id)::text AS c1, (sum(quantity))::text AS c2, (sum(events))::text AS c3
FROM (SELECT bucket AS at, product_id, quantity, events FROM tenant.usage_1d WHERE tenant_id = $2 AND ((bucket >= $3::timestamptz AND bucket < $4::timestamptz) OR (bucket >= $5::timestamptz AND bucket < $6::timestamptz))
      UNION ALL
      SELECT bucket AS at, product_id, quantity, events FROM tenant.usage_1h WHERE tenant_id = $2 AND ((bucket >= $4::timestamptz AND bucket < $7::timestamptz) OR (bucket >= $8::timestamptz AND bucket < $5::timestamptz))
      UNION ALL
      SELECT bucket AS at, product_id, quantity, events FROM tenant.usage_15m WHERE tenant_id = $2 AND ((bucket >= $7::timestamptz AND bucket < $9::timestamptz) OR (bucket >= $10::timestamptz AND bucket < $8::timestamptz))
      UNION ALL
      SELECT time AS at, product_id, quantity, 1::bigint AS events FROM tenant.usage_events WHERE tenant_id = $2 AND (time >= $9::timestamptz AND time < $10::timestamptz)) AS source
GROUP BY (width_bucket(at, $1::timestamptz[]) - 1), (product_id)
) AS answer

-- $1: ["2026-09-14T00:00:00.000Z","2026-09-15T00:00:00.000Z","2026-09-16T00:00:00.000Z"]
-- $2: "acme"
-- $3: "2026-09-14T00:00:00.000Z"
-- $4: "2026-09-15T00:00:00.000Z"
-- $5: "2026-09-16T00:00:00.000Z"
-- $6: "2026-09-17T00:00:00.000Z"
-- $7: "2026-09-15T10:00:00.000Z"
-- $8: "2026-09-15T11:00:00.000Z"
-- $9: "2026-09-15T10:15:00.000Z"
-- $10: "2026-09-15T10:30:00.000Z"
