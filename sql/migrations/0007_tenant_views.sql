-- What analytics may read. The role gaugeway_reader has rights on the views of the schema `tenant` and on nothing
-- else, and each view shows only the rows of the tenant (and, if the credential is narrowed, of the customer) that
-- the transaction has set: a filter that is forgotten cannot leak, and without the setting there are no rows.

DO $$
BEGIN
  CREATE ROLE gaugeway_reader NOLOGIN;
EXCEPTION
  -- Roles belong to the whole server: another database of it may have made it already, or be making it now.
  WHEN duplicate_object OR unique_violation THEN NULL;
END $$;
GRANT gaugeway_reader TO CURRENT_USER;

CREATE SCHEMA tenant;
GRANT USAGE ON SCHEMA tenant TO gaugeway_reader;

-- customer_column: the column that a narrowed credential is held to; '' for reference data that every customer of
-- the tenant may see; null where rows mix customers, so that a narrowed credential sees none.
CREATE FUNCTION create_tenant_view(relation name, customer_column text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE
  narrowed constant text := 'nullif(current_setting(''app.customer'', true), '''')';
  condition text := CASE
    WHEN customer_column = '' THEN ''
    WHEN customer_column IS NULL THEN format(' AND %s IS NULL', narrowed)
    ELSE format(' AND (%1$s IS NULL OR %2$I = %1$s)', narrowed, customer_column)
  END;
BEGIN
  EXECUTE format('CREATE VIEW tenant.%1$I WITH (security_barrier) AS SELECT * FROM public.%1$I '
                 'WHERE tenant_id = current_setting(''app.tenant'', true)%2$s', relation, condition);
  EXECUTE format('GRANT SELECT ON tenant.%I TO gaugeway_reader', relation);
END $$;

SELECT create_tenant_view(relation, customer_column)
FROM (VALUES
  ('customers', 'id'),
  ('products', ''),
  ('billable_units', ''),
  ('mcp_servers', ''),
  ('price_books', NULL),
  ('prices', NULL),
  ('usage_events', 'customer_id'),
  ('mcp_calls', 'customer_id'),
  ('storefront_events', 'customer_id'),
  ('cost_events', 'customer_id'),
  ('invoice_events', 'customer_id'),
  ('subscription_events', 'customer_id'),
  ('log_events', 'customer_id'),
  ('event_log', 'customer_id'),
  ('invoices', 'customer_id'),
  ('subscriptions', 'customer_id'),
  ('dirty_buckets', ''),
  ('usage_by_customer_15m', 'customer_id'),
  ('usage_by_customer_1h', 'customer_id'),
  ('usage_by_customer_1d', 'customer_id'),
  ('usage_15m', NULL),
  ('usage_1h', NULL),
  ('usage_1d', NULL)
) AS views (relation, customer_column);

CREATE VIEW tenant.tenants WITH (security_barrier) AS
SELECT id, name, created_at FROM public.tenants WHERE id = current_setting('app.tenant', true);
GRANT SELECT ON tenant.tenants TO gaugeway_reader;

-- Whoever may use a schema may call its functions, unless they are told otherwise: none of ours is for the reader.
REVOKE EXECUTE ON FUNCTION identity_generation, claim_identities, note_dirty_buckets, note_feed_commit, take_feed_tick,
                           create_tenant_view FROM PUBLIC;
