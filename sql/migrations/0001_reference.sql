-- Tenants, their credentials, and what facts refer to. Facts carry no foreign keys: ingestion creates the rows
-- that a fact names, and a fact must never be refused because a name arrives later. described_at is the time of the
-- newest upsert event that told of the row, null while only facts have named it.

CREATE TABLE tenants (
  id text PRIMARY KEY,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE api_keys (
  id text PRIMARY KEY,
  tenant_id text NOT NULL REFERENCES tenants,
  name text NOT NULL,
  secret_hash bytea NOT NULL UNIQUE,
  scopes text[] NOT NULL,
  customer_id text CHECK (customer_id <> ''),
  created_at timestamptz NOT NULL DEFAULT now(),
  expires_at timestamptz,
  revoked_at timestamptz
);
CREATE INDEX api_keys_tenant ON api_keys (tenant_id, created_at);

CREATE TABLE customers (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}',
  described_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX customers_by_name ON customers (tenant_id, name, id);

CREATE TABLE products (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  kind text,
  created_at timestamptz NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}',
  described_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);
CREATE INDEX products_by_name ON products (tenant_id, name, id);

CREATE TABLE billable_units (
  tenant_id text NOT NULL,
  id text NOT NULL,
  title text NOT NULL,
  precision smallint,
  created_at timestamptz NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}',
  described_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE mcp_servers (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  attributes jsonb NOT NULL DEFAULT '{}',
  described_at timestamptz,
  PRIMARY KEY (tenant_id, id)
);

-- Effective-dated prices. The narrowest match wins: customer over product over unit alone.
CREATE TABLE price_books (
  tenant_id text NOT NULL,
  id text NOT NULL,
  name text NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  PRIMARY KEY (tenant_id, id)
);

CREATE TABLE prices (
  tenant_id text NOT NULL,
  price_book_id text NOT NULL,
  billable_unit_id text NOT NULL,
  product_id text,
  customer_id text,
  effective_from timestamptz NOT NULL,
  model text NOT NULL CHECK (model IN ('FLAT', 'GRADUATED', 'VOLUME', 'PACKAGE')),
  -- FLAT {amount}; GRADUATED and VOLUME [{upTo, amount}]; PACKAGE {size, amount}
  terms jsonb NOT NULL,
  FOREIGN KEY (tenant_id, price_book_id) REFERENCES price_books (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, billable_unit_id, product_id, customer_id, effective_from)
);

-- What nodes have set up to match their configuration, so that a restart does not set it up again.
CREATE TABLE applied_settings (
  name text PRIMARY KEY,
  value text NOT NULL
);
