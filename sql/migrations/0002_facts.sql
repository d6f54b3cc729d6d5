-- One hypertable a kind of event. Every row carries the event's identity (source, event_id), when it happened
-- (time) and was recorded (recorded_at), and where it stands in the live feed (seq, xid).

CREATE SEQUENCE event_seq CACHE 1;

CREATE TABLE usage_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  customer_id text NOT NULL,
  billable_unit_id text NOT NULL,
  product_id text,
  subscription_id text,
  quantity numeric NOT NULL,
  revenue numeric,
  currency text,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CHECK ((revenue IS NULL) = (currency IS NULL))
);

CREATE TABLE mcp_calls (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  server_id text NOT NULL,
  tool text NOT NULL,
  session_id text NOT NULL,
  customer_id text,
  product_id text,
  subscription_id text,
  agent_name text,
  agent_version text,
  user_agent text,
  duration_ms double precision,
  -- null: succeeded; '': failed without a text
  error text,
  input_tokens bigint,
  output_tokens bigint,
  revenue numeric,
  currency text,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id(),
  CHECK ((revenue IS NULL) = (currency IS NULL))
);

CREATE TABLE storefront_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  step text NOT NULL CHECK (step IN ('VISIT', 'PRODUCT_VIEW', 'PRICING_VIEW', 'SIGNUP', 'SUBSCRIPTION', 'FIRST_API_CALL')),
  visitor_id text NOT NULL,
  product_id text,
  customer_id text,
  utm_source text,
  referrer text,
  country text,
  device text,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE cost_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  category text NOT NULL CHECK (category IN ('INFRASTRUCTURE', 'AI_MODEL', 'THIRD_PARTY', 'SUPPORT', 'OTHER')),
  amount numeric,
  currency text,
  provider text,
  model text,
  input_tokens bigint,
  cached_input_tokens bigint,
  output_tokens bigint,
  product_id text,
  customer_id text,
  subscription_id text,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

-- The status history of invoices; their present state is the view `invoices`.
CREATE TABLE invoice_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  status text NOT NULL CHECK (status IN ('CREATED', 'FINALIZED', 'PAID', 'PAYMENT_FAILED', 'VOIDED')),
  invoice_id text NOT NULL,
  customer_id text NOT NULL,
  amount numeric NOT NULL,
  currency text NOT NULL,
  subscription_id text,
  due_at timestamptz,
  reason text,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

CREATE TABLE subscription_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  change text NOT NULL CHECK (change IN ('CREATED', 'CHANGED', 'CANCELLED')),
  subscription_id text NOT NULL,
  customer_id text NOT NULL,
  product_id text,
  plan text,
  effective_at timestamptz,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

-- API, AUTH and SYSTEM events. The event log is this and, through the view `event_log`, every fact.
CREATE TABLE log_events (
  tenant_id text NOT NULL,
  time timestamptz NOT NULL,
  source text NOT NULL,
  event_id text NOT NULL,
  category text NOT NULL CHECK (category IN ('API', 'AUTH', 'SYSTEM')),
  type text NOT NULL,
  severity text NOT NULL CHECK (severity IN ('DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL')),
  message text NOT NULL,
  actor text,
  customer_id text,
  product_id text,
  status_code smallint,
  latency_ms double precision,
  attributes jsonb NOT NULL,
  recorded_at timestamptz NOT NULL DEFAULT now(),
  seq bigint NOT NULL DEFAULT nextval('event_seq'),
  xid xid8 NOT NULL DEFAULT pg_current_xact_id()
);

-- Rows are found by tenant and time; the feed finds them by seq, which grows with the heap, so BRIN is enough.
DO $$
DECLARE
  fact text;
BEGIN
  FOREACH fact IN ARRAY ARRAY['usage_events', 'mcp_calls', 'storefront_events', 'cost_events', 'invoice_events',
                              'subscription_events', 'log_events'] LOOP
    PERFORM create_hypertable(fact::regclass, by_range('time', interval '7 days'), create_default_indexes => false);
    EXECUTE format('CREATE INDEX %I ON %I (tenant_id, time DESC)', fact || '_tenant_time', fact);
    EXECUTE format('CREATE INDEX %I ON %I USING brin (seq) WITH (pages_per_range = 16)', fact || '_seq', fact);
    EXECUTE format('ALTER TABLE %I SET (timescaledb.enable_columnstore, timescaledb.segmentby = %L, '
                   'timescaledb.orderby = %L)', fact, 'tenant_id', 'time DESC');
  END LOOP;
END $$;
