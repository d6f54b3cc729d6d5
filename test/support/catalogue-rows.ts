/**
 * Rows of two tenants over 52 hours: on the edges of quarter-hours and between them, with everything null that may be.
 * Each instant has three rows, and those of usage fall into one group of every rollup (420 is a multiple of all that
 * picks a group), so that the first and the last have to be told apart by their order.
 */
export const ROWS: Readonly<Record<string, string>> = {
  usage: `
    INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity,
                              revenue, currency, attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           'c' || i % 3, 'u' || i % 2, CASE WHEN i % 5 < 3 THEN 'p' || i % 5 END, ((i * 37) % 101 - 20)::numeric / 4,
           CASE WHEN i % 4 > 0 THEN (i % 13)::numeric / 8 END,
           CASE i % 4 WHEN 1 THEN 'USD' WHEN 2 THEN 'USD' WHEN 3 THEN 'EUR' END, '{}'
    FROM generate_series(0, 1259) AS i`,
  mcp: `
    INSERT INTO mcp_calls (tenant_id, time, source, event_id, server_id, tool, session_id, customer_id, product_id,
                           subscription_id, agent_name, agent_family, agent_version, duration_ms,
                           error, revenue, currency, attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           's' || i % 2, 't' || i % 3, 'session ' || (i % 420) / 9, CASE WHEN i % 5 < 3 THEN 'c' || i % 5 END,
           CASE WHEN i % 4 < 3 THEN 'p' || i % 4 END, CASE WHEN i % 5 < 2 THEN 'subscription' END,
           CASE WHEN i % 10 < 6 THEN 'a' || i % 10 END, CASE WHEN i % 8 < 2 THEN 'f' || i % 8 END,
           CASE WHEN i % 3 < 2 THEN i % 3 END, CASE WHEN i % 6 > 0 THEN (i * i % 977) / 10.0 END,
           CASE (i / 3) % 8 WHEN 0 THEN '' WHEN 1 THEN 'refused' END,
           CASE WHEN i % 4 > 0 THEN (i % 13)::numeric / 8 END,
           CASE i % 4 WHEN 1 THEN 'USD' WHEN 2 THEN 'USD' WHEN 3 THEN 'EUR' END, '{}'
    FROM generate_series(0, 1259) AS i`,
  cost: `
    INSERT INTO cost_events (tenant_id, time, source, event_id, category, amount, currency, provider, model, input_tokens,
                             cached_input_tokens, output_tokens, product_id, customer_id, subscription_id, unpriced,
                             attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           CASE i % 3 WHEN 0 THEN 'AI_MODEL' ELSE 'OTHER' END, CASE WHEN i % 4 > 0 THEN (i % 17)::numeric / 16 END,
           CASE i % 4 WHEN 1 THEN 'USD' WHEN 2 THEN 'USD' WHEN 3 THEN 'EUR' END, 'v' || i % 2,
           CASE WHEN i % 5 < 2 THEN 'm' || i % 5 END, CASE WHEN i % 2 = 0 THEN i END, CASE WHEN i % 6 = 0 THEN i / 2 END,
           CASE WHEN i % 2 = 0 THEN i * 3 END, CASE WHEN i % 5 < 3 THEN 'p' || i % 5 END,
           CASE WHEN i % 5 < 3 THEN 'c' || i % 5 END, CASE WHEN i % 3 = 0 THEN 'subscription' END,
           CASE WHEN i % 4 = 0 THEN 'unknown' END, '{}'
    FROM generate_series(0, 1259) AS i`,
  request: `
    INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, product_id,
                            status_code, latency_ms, attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           'API', 'api.request', CASE WHEN i % 3 = 0 THEN 'ERROR' ELSE 'INFO' END, 'GET /',
           CASE WHEN i % 5 < 3 THEN 'c' || i % 5 END, CASE WHEN i % 4 < 2 THEN 'p' || i % 4 END,
           CASE WHEN i % 3 = 0 THEN 500 ELSE 200 END, CASE WHEN i % 6 > 0 THEN (i * i % 977) / 10.0 END, '{}'::jsonb
    FROM generate_series(0, 1259) AS i`,
  log: `
    INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, attributes)
    VALUES ('globex', '2026-10-02T00:00Z', 'contract', 'no request', 'API', 'api.other', 'INFO', 'nothing', 'c0', '{}')`,
  // The rows of `storefront` are its, too.
  storefrontLog: 'SELECT',
  invoiceLog: `
    INSERT INTO invoice_events (tenant_id, time, source, event_id, status, invoice_id, customer_id, amount, currency, attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           (ARRAY['CREATED', 'FINALIZED', 'PAID', 'PAYMENT_FAILED', 'VOIDED'])[i % 5 + 1],
           'i' || i, 'c' || i % 3, i, 'USD', '{}'
    FROM generate_series(0, 1259) AS i`,
  subscriptionLog: `
    INSERT INTO subscription_events (tenant_id, time, source, event_id, change, subscription_id, customer_id, product_id,
                                     attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           (ARRAY['CREATED', 'CHANGED', 'CANCELLED'])[i % 3 + 1], 's' || i, 'c' || i % 3,
           CASE WHEN i % 4 < 2 THEN 'p' || i % 4 END, '{}'
    FROM generate_series(0, 1259) AS i`,
  storefront: `
    INSERT INTO storefront_events (tenant_id, time, source, event_id, step, visitor_id, product_id, customer_id,
                                   utm_source, country, device, attributes)
    SELECT CASE i % 7 WHEN 0 THEN 'globex' ELSE 'acme' END,
           timestamptz '2026-10-01T00:00Z' + (i % 420) * interval '450 seconds', 'contract', i::text,
           (ARRAY['VISIT', 'PRODUCT_VIEW', 'PRICING_VIEW', 'SIGNUP', 'SUBSCRIPTION', 'FIRST_API_CALL'])[1 + i % 6],
           'v' || i % 11, CASE WHEN i % 4 < 3 THEN 'p' || i % 4 END, CASE WHEN i % 5 < 3 THEN 'c' || i % 5 END,
           CASE WHEN i % 3 > 0 THEN 'u' || i % 3 END, CASE WHEN i % 2 = 0 THEN 'NL' END,
           CASE WHEN i % 8 > 0 THEN 'mobile' END, '{}'
    FROM generate_series(0, 1259) AS i`,
};
