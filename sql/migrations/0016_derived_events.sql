-- What the gateway itself finds in the figures enters the event log as USAGE events: breaches of thresholds and
-- anomalies.
ALTER TABLE log_events DROP CONSTRAINT log_events_category_check;
ALTER TABLE log_events ADD CONSTRAINT log_events_category_check
  CHECK (category IN ('API', 'AUTH', 'SYSTEM', 'USAGE'));

-- A measure of a dataset over the last so many seconds, held against a bound. firing_since: the episode that is going
-- on; an event is written when one begins.
CREATE TABLE alerts (
  tenant_id text NOT NULL REFERENCES tenants,
  id text NOT NULL DEFAULT gen_random_uuid()::text,
  name text NOT NULL,
  dataset text NOT NULL,
  measure text NOT NULL,
  -- [{dimension, values}]
  filters jsonb NOT NULL,
  window_ms bigint NOT NULL CHECK (window_ms > 0),
  above numeric,
  below numeric,
  severity text NOT NULL CHECK (severity IN ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')),
  revision bigint NOT NULL DEFAULT 1,
  firing_since timestamptz,
  PRIMARY KEY (tenant_id, id),
  CHECK ((above IS NULL) <> (below IS NULL))
);

-- Anomalies of usage events by billable unit: the episodes that are going on, and up to which hour each tenant's usage
-- has been judged.
CREATE TABLE anomaly_episodes (
  tenant_id text NOT NULL,
  billable_unit_id text NOT NULL,
  since timestamptz NOT NULL,
  quiet integer NOT NULL,
  PRIMARY KEY (tenant_id, billable_unit_id)
);
CREATE TABLE anomaly_progress (
  tenant_id text PRIMARY KEY,
  judged_to timestamptz NOT NULL
);
