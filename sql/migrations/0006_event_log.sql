-- Present state, derived from history: the latest event of an invoice or a subscription.

CREATE INDEX invoice_events_invoice ON invoice_events (tenant_id, invoice_id, time DESC);
CREATE INDEX subscription_events_subscription ON subscription_events (tenant_id, subscription_id, time DESC);

CREATE VIEW invoices AS
SELECT DISTINCT ON (tenant_id, invoice_id)
  tenant_id, invoice_id AS id, customer_id, status, amount, currency, subscription_id, due_at, reason, time AS status_since
FROM invoice_events
ORDER BY tenant_id, invoice_id, time DESC, seq DESC;

CREATE VIEW subscriptions AS
SELECT DISTINCT ON (tenant_id, subscription_id)
  tenant_id, subscription_id AS id, customer_id, product_id, plan, change, effective_at, time AS changed_at
FROM subscription_events
ORDER BY tenant_id, subscription_id, time DESC, seq DESC;

-- Every accepted event in one shape, a view for each table and all of them together. Facts are not stored twice:
-- their category, severity and message are derived.

CREATE VIEW log_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id AS id, source, type, time, recorded_at, category, severity, message, actor,
       customer_id, product_id, status_code, latency_ms, attributes
FROM log_events;

CREATE VIEW usage_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source, 'usage.recorded', time, recorded_at, 'USAGE', 'INFO',
       format('%s %s by %s', quantity, billable_unit_id, customer_id), NULL::text,
       customer_id, product_id, NULL::smallint, NULL::double precision,
       jsonb_strip_nulls(jsonb_build_object('billableUnit', billable_unit_id, 'quantity', quantity::text,
         'revenue', revenue::text, 'currency', currency, 'subscriptionId', subscription_id)) || attributes
FROM usage_events;

CREATE VIEW mcp_calls_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source, 'mcp.tool.called', time, recorded_at, 'USAGE',
       CASE WHEN error IS NULL THEN 'INFO' ELSE 'ERROR' END,
       CASE WHEN error IS NULL THEN format('%s on %s', tool, server_id)
            ELSE format('%s on %s failed%s', tool, server_id, CASE error WHEN '' THEN '' ELSE ': ' || error END) END,
       agent_name, customer_id, product_id, NULL::smallint, duration_ms,
       jsonb_strip_nulls(jsonb_build_object('serverId', server_id, 'tool', tool, 'sessionId', session_id,
         'agentName', agent_name, 'agentVersion', agent_version, 'userAgent', user_agent, 'error', error,
         'inputTokens', input_tokens, 'outputTokens', output_tokens, 'revenue', revenue::text, 'currency', currency,
         'subscriptionId', subscription_id)) || attributes
FROM mcp_calls;

CREATE VIEW storefront_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source,
       'storefront.' || CASE step WHEN 'VISIT' THEN 'visited' WHEN 'PRODUCT_VIEW' THEN 'product_viewed'
         WHEN 'PRICING_VIEW' THEN 'pricing_viewed' WHEN 'SIGNUP' THEN 'signed_up'
         WHEN 'SUBSCRIPTION' THEN 'subscribed' ELSE 'first_api_call' END,
       time, recorded_at, 'USAGE', 'INFO', format('%s: %s', visitor_id, lower(replace(step, '_', ' '))), visitor_id,
       customer_id, product_id, NULL::smallint, NULL::double precision,
       jsonb_strip_nulls(jsonb_build_object('visitorId', visitor_id, 'utmSource', utm_source, 'referrer', referrer,
         'country', country, 'device', device)) || attributes
FROM storefront_events;

CREATE VIEW cost_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source, 'cost.incurred', time, recorded_at, 'USAGE', 'INFO',
       concat_ws(' ', lower(category), 'cost', amount::text, currency, provider, model), NULL::text,
       customer_id, product_id, NULL::smallint, NULL::double precision,
       jsonb_strip_nulls(jsonb_build_object('category', category, 'amount', amount::text, 'currency', currency,
         'provider', provider, 'model', model, 'inputTokens', input_tokens, 'cachedInputTokens', cached_input_tokens,
         'outputTokens', output_tokens, 'subscriptionId', subscription_id)) || attributes
FROM cost_events;

CREATE VIEW invoice_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source, 'invoice.' || lower(status), time, recorded_at, 'BILLING',
       CASE status WHEN 'PAYMENT_FAILED' THEN 'ERROR' WHEN 'VOIDED' THEN 'WARNING' ELSE 'INFO' END,
       format('Invoice %s of %s: %s, %s %s', invoice_id, customer_id, lower(replace(status, '_', ' ')), amount, currency)
         || coalesce(' (' || reason || ')', ''),
       NULL::text, customer_id, NULL::text, NULL::smallint, NULL::double precision,
       jsonb_strip_nulls(jsonb_build_object('invoiceId', invoice_id, 'amount', amount::text, 'currency', currency,
         'subscriptionId', subscription_id, 'dueAt', due_at, 'reason', reason)) || attributes
FROM invoice_events;

CREATE VIEW subscription_events_log
  (tenant_id, seq, xid, id, source, type, time, recorded_at, category, severity, message, actor, customer_id, product_id, status_code, latency_ms, attributes) AS
SELECT tenant_id, seq, xid, event_id, source, 'subscription.' || lower(change), time, recorded_at, 'BILLING',
       CASE change WHEN 'CANCELLED' THEN 'WARNING' ELSE 'INFO' END,
       format('Subscription %s of %s %s', subscription_id, customer_id, lower(change)) || coalesce(': ' || plan, ''),
       NULL::text, customer_id, product_id, NULL::smallint, NULL::double precision,
       jsonb_strip_nulls(jsonb_build_object('subscriptionId', subscription_id, 'plan', plan,
         'effectiveAt', effective_at)) || attributes
FROM subscription_events;

CREATE VIEW event_log AS
SELECT * FROM log_events_log
UNION ALL
SELECT * FROM usage_events_log
UNION ALL
SELECT * FROM mcp_calls_log
UNION ALL
SELECT * FROM storefront_events_log
UNION ALL
SELECT * FROM cost_events_log
UNION ALL
SELECT * FROM invoice_events_log
UNION ALL
SELECT * FROM subscription_events_log;
