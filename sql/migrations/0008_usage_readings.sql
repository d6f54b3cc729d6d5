-- The smallest, largest, first and last quantity by 15 minutes, hour and day: for units that are read like a gauge. A
-- reading is the numeric array (epoch seconds, order of recording, quantity): its minimum is the earliest row, its
-- maximum the latest, and both add up over buckets and groups.

CREATE MATERIALIZED VIEW usage_readings_15m
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id,
       time_bucket(interval '15 minutes', time) AS bucket,
       min(quantity) AS quantity_min, max(quantity) AS quantity_max,
       min(ARRAY[extract(epoch FROM time), seq, quantity]) AS reading_first,
       max(ARRAY[extract(epoch FROM time), seq, quantity]) AS reading_last
FROM usage_events
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, time_bucket(interval '15 minutes', time)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_readings_1h
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id,
       time_bucket(interval '1 hour', bucket) AS bucket,
       min(quantity_min) AS quantity_min, max(quantity_max) AS quantity_max,
       min(reading_first) AS reading_first, max(reading_last) AS reading_last
FROM usage_readings_15m
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, time_bucket(interval '1 hour', bucket)
WITH NO DATA;

CREATE MATERIALIZED VIEW usage_readings_1d
  WITH (timescaledb.continuous, timescaledb.materialized_only = true, timescaledb.create_group_indexes = false) AS
SELECT tenant_id, customer_id, billable_unit_id, product_id,
       time_bucket(interval '1 day', bucket) AS bucket,
       min(quantity_min) AS quantity_min, max(quantity_max) AS quantity_max,
       min(reading_first) AS reading_first, max(reading_last) AS reading_last
FROM usage_readings_1h
GROUP BY tenant_id, customer_id, billable_unit_id, product_id, time_bucket(interval '1 day', bucket)
WITH NO DATA;

CREATE INDEX usage_readings_15m_tenant ON usage_readings_15m (tenant_id, bucket DESC);
CREATE INDEX usage_readings_1h_tenant ON usage_readings_1h (tenant_id, bucket DESC);
CREATE INDEX usage_readings_1d_tenant ON usage_readings_1d (tenant_id, bucket DESC);

SELECT create_tenant_view(relation, 'customer_id')
FROM (VALUES ('usage_readings_15m'), ('usage_readings_1h'), ('usage_readings_1d')) AS views (relation);
