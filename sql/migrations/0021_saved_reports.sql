-- Reports that are kept. customer_id: of the credentials of one customer that made it; null for all others. owner: the subject
-- that made it, before which stands the tenant of an admin from elsewhere.
CREATE TABLE saved_reports (
  tenant_id text NOT NULL REFERENCES tenants,
  id text NOT NULL DEFAULT gen_random_uuid()::text,
  customer_id text,
  owner text NOT NULL,
  name text NOT NULL,
  shared boolean NOT NULL,
  -- Counts up with each save; its row in saved_report_versions is the report as it is.
  version integer NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, customer_id, owner, name)
);
SELECT create_tenant_view('saved_reports', 'customer_id');

-- What each save made of a report. The query is json, not jsonb, and so has its fields in their order.
CREATE TABLE saved_report_versions (
  tenant_id text NOT NULL,
  report_id text NOT NULL,
  version integer NOT NULL,
  customer_id text,
  name text NOT NULL,
  description text,
  shared boolean NOT NULL,
  query json NOT NULL,
  saved_by text NOT NULL,
  saved_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, report_id, version),
  FOREIGN KEY (tenant_id, report_id) REFERENCES saved_reports ON DELETE CASCADE
);
SELECT create_tenant_view('saved_report_versions', 'customer_id');
