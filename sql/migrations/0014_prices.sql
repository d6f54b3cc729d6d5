-- Prices of usage that does not say its own revenue. A price is effective from an instant on, for a unit, and for one
-- product, one customer or both where these are named; the narrowest one that is in effect wins.
DROP VIEW tenant.prices, tenant.price_books;
DROP TABLE prices, price_books;

CREATE TABLE prices (
  tenant_id text NOT NULL REFERENCES tenants,
  id text NOT NULL DEFAULT gen_random_uuid()::text,
  billable_unit_id text NOT NULL,
  product_id text,
  customer_id text,
  effective_from timestamptz NOT NULL,
  currency text NOT NULL CHECK (currency ~ '^[A-Z]{3}$'),
  model text NOT NULL CHECK (model IN ('FLAT', 'GRADUATED', 'VOLUME', 'PACKAGE')),
  -- FLAT {amount}; GRADUATED and VOLUME [{upTo, amount, flat}]; PACKAGE {size, amount}: decimals as texts.
  terms jsonb NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant_id, id),
  UNIQUE NULLS NOT DISTINCT (tenant_id, billable_unit_id, product_id, customer_id, effective_from)
);
SELECT create_tenant_view('prices', NULL);

-- Counts up with each change of a tenant's prices: nodes keep the prices that they have read for as long as it stays.
CREATE TABLE price_versions (
  tenant_id text PRIMARY KEY REFERENCES tenants,
  version bigint NOT NULL
);

CREATE FUNCTION note_price_version() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO price_versions (tenant_id, version) VALUES (coalesce(NEW.tenant_id, OLD.tenant_id), 1)
  ON CONFLICT (tenant_id) DO UPDATE SET version = price_versions.version + 1;
  RETURN NULL;
END $$;
REVOKE EXECUTE ON FUNCTION note_price_version FROM PUBLIC;
CREATE TRIGGER price_version AFTER INSERT OR UPDATE OR DELETE ON prices
  FOR EACH ROW EXECUTE FUNCTION note_price_version();

-- What a customer has used under a price within a month of UTC: what tiers and packages are reckoned from. An event is
-- charged what it adds to the charge of the whole, so that the charges of a month add up whatever the order.
CREATE TABLE rated_quantities (
  tenant_id text NOT NULL,
  price_id text NOT NULL,
  customer_id text NOT NULL,
  period timestamptz NOT NULL,
  quantity numeric NOT NULL,
  PRIMARY KEY (tenant_id, period, price_id, customer_id)
);

-- The price that an event's revenue is from; null where the event says its own, and where there is none.
ALTER TABLE usage_events ADD COLUMN price_id text;
SELECT create_tenant_view('usage_events', 'customer_id');
