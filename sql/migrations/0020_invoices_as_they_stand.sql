-- Invoices as they stand now, each at the time when it was issued: of its first event that is not CREATED; a draft, when it
-- was created. What the latest event says holds; a draft is never the state of what was issued, and what happened at one
-- instant happened in the usual order.
DROP VIEW tenant.invoices;
DROP VIEW invoices;
CREATE VIEW invoices AS
SELECT tenant_id, id, time, customer_id, subscription_id, state,
       CASE WHEN state NOT IN ('OPEN', 'PAYMENT_FAILED') THEN NULL
            WHEN due_at IS NULL OR due_at >= now() THEN 'NOT_DUE'
            WHEN due_at >= now() - interval '720 hours' THEN 'DAYS_1_30'
            WHEN due_at >= now() - interval '1440 hours' THEN 'DAYS_31_60'
            WHEN due_at >= now() - interval '2160 hours' THEN 'DAYS_61_90'
            ELSE 'DAYS_OVER_90' END AS age,
       due_at, amount, currency
FROM (
  SELECT tenant_id, invoice_id AS id,
         coalesce(min(time) FILTER (WHERE status <> 'CREATED'), min(time)) AS time,
         (array_agg(customer_id ORDER BY latest))[1] AS customer_id,
         (array_agg(subscription_id ORDER BY latest))[1] AS subscription_id,
         (array_agg(CASE status WHEN 'CREATED' THEN 'DRAFT' WHEN 'FINALIZED' THEN 'OPEN' ELSE status END ORDER BY latest))[1] AS state,
         (array_agg(due_at ORDER BY latest) FILTER (WHERE due_at IS NOT NULL))[1] AS due_at,
         (array_agg(amount ORDER BY latest))[1] AS amount,
         (array_agg(currency ORDER BY latest))[1] AS currency
  FROM (
    SELECT *, row_number() OVER (
             PARTITION BY tenant_id, invoice_id
             ORDER BY status <> 'CREATED' DESC, time DESC,
                      array_position(ARRAY['CREATED', 'FINALIZED', 'PAYMENT_FAILED', 'PAID', 'VOIDED'], status) DESC, seq DESC
           ) AS latest
    FROM invoice_events WHERE time <= now()
  ) AS placed
  GROUP BY tenant_id, invoice_id
) AS invoice;
SELECT create_tenant_view('invoices', 'customer_id');
