-- Usage by 15 minutes, hour and day, without and with customers. Materialized only: what is missing in them is in
-- dirty_buckets, and the planner adds it from the raw rows.

CREATE MATERIALIZED VIEW usage_by_customer_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(quantity) AS quantity, count(*) AS events, sum(revenue) AS revenue
FROM usage_events
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_by_customer_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_by_customer_15m
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, currency, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_by_customer_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_by_customer_1h
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, currency, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, billable_unit_id, product_id, currency,
       time_bucket(interval '15 minutes', time) AS bucket,
       sum(quantity) AS quantity, count(*) AS events, sum(revenue) AS revenue
FROM usage_events
GROUP BY tenant_id, billable_unit_id, product_id, currency, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 hour', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_15m
GROUP BY tenant_id, billable_unit_id, product_id, currency, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, billable_unit_id, product_id, currency,
       time_bucket(interval '1 day', bucket) AS bucket,
       sum(quantity) AS quantity, sum(events)::bigint AS events, sum(revenue) AS revenue
FROM usage_1h
GROUP BY tenant_id, billable_unit_id, product_id, currency, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX usage_by_customer_15m_tenant ON usage_by_customer_15m (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1h_tenant ON usage_by_customer_1h (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_tenant ON usage_by_customer_1d (tenant_id, bucket DESC);
CREATE INDEX usage_by_customer_1d_customer ON usage_by_customer_1d (tenant_id, customer_id, bucket DESC);
CREATE INDEX usage_15m_tenant ON usage_15m (tenant_id, bucket DESC);
CREATE INDEX usage_1h_tenant ON usage_1h (tenant_id, bucket DESC);
CREATE INDEX usage_1d_tenant ON usage_1d (tenant_id, bucket DESC);
