import type { Queryable } from '../db/database.js';
import type { DecimalText } from '../decimal.js';
import { GaugewayError } from '../errors.js';
import type { DimensionFilter } from '../planner/query.js';

export type AlertSeverity = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL';

/** A measure over the last so many milliseconds, held against a bound: one of `above` and `below` is given. */
export interface AlertRule {
  readonly name: string;
  /** Keys of the catalogue. */
  readonly dataset: string;
  readonly measure: string;
  readonly filters: readonly DimensionFilter[];
  readonly windowMs: number;
  readonly above: DecimalText | null;
  readonly below: DecimalText | null;
  readonly severity: AlertSeverity;
}

/** An alert as it is kept. */
export interface Alert extends AlertRule {
  readonly tenantId: string;
  readonly id: string;
  /** Counts up with each change. */
  readonly revision: string;
  /** When the episode that is going on began, epoch milliseconds; null where the bound is kept. */
  readonly firingSince: number | null;
}

interface Row extends Record<string, unknown>, Omit<Alert, 'windowMs'> {
  readonly windowMs: string;
}

const COLUMNS = `tenant_id AS "tenantId", id, name, dataset, measure, filters, window_ms AS "windowMs",
  trim_scale(above)::text AS above, trim_scale(below)::text AS below, severity, revision::text,
  (extract(epoch FROM firing_since) * 1000)::float8 AS "firingSince"`;

const alertOf = (row: Row): Alert => ({ ...row, windowMs: Number(row.windowMs) });

/** The alerts of a tenant by name, or of all tenants. */
export async function readAlerts(db: Queryable, tenantId: string | null): Promise<Alert[]> {
  const { rows } = await db.query<Row>(
    `SELECT ${COLUMNS} FROM alerts WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY tenant_id, name, id`,
    [tenantId],
  );
  return rows.map(alertOf);
}

/**
 * Keeps a new alert, or changes the one with an id: its episode then begins anew.
 *
 * @throws GaugewayError NOT_FOUND where the tenant has no alert with the id
 */
export async function saveAlert(
  db: Queryable,
  tenantId: string,
  id: string | null,
  rule: AlertRule,
): Promise<Alert> {
  const { name, dataset, measure, filters, windowMs, above, below, severity } = rule;
  const values = [
    tenantId,
    name,
    dataset,
    measure,
    JSON.stringify(filters),
    windowMs,
    above,
    below,
    severity,
  ];
  const { rows } =
    id === null
      ? await db.query<Row>(
          `INSERT INTO alerts (tenant_id, name, dataset, measure, filters, window_ms, above, below, severity)
           VALUES ($1, $2, $3, $4, $5::jsonb, $6, $7, $8, $9) RETURNING ${COLUMNS}`,
          values,
        )
      : await db.query<Row>(
          `UPDATE alerts SET name = $2, dataset = $3, measure = $4, filters = $5::jsonb, window_ms = $6, above = $7,
                  below = $8, severity = $9, revision = revision + 1, firing_since = NULL
           WHERE tenant_id = $1 AND id = $10 RETURNING ${COLUMNS}`,
          [...values, id],
        );
  const [row] = rows;
  if (row === undefined) throw new GaugewayError('NOT_FOUND', 'input.id: there is no such alert', 'input.id');
  return alertOf(row);
}

/** @throws GaugewayError NOT_FOUND where the tenant has no alert with the id */
export async function deleteAlert(db: Queryable, tenantId: string, id: string): Promise<void> {
  const { rowCount } = await db.query('DELETE FROM alerts WHERE tenant_id = $1 AND id = $2', [tenantId, id]);
  if (rowCount === 0) throw new GaugewayError('NOT_FOUND', 'id: there is no such alert', 'id');
}

/**
 * Begins an episode of an alert and writes its event, in one statement: of several nodes that see the same breach, one
 * does. Nothing happens where an episode is going on, or the alert has been changed.
 */
export async function fire(db: Queryable, alert: Alert, at: number, observed: DecimalText): Promise<boolean> {
  const bound = alert.above === null ? `below ${alert.below ?? ''}` : `above ${alert.above}`;
  const { rowCount } = await db.query(
    `WITH fired AS (
       UPDATE alerts SET firing_since = $4::timestamptz
       WHERE tenant_id = $1 AND id = $2 AND revision = $3::bigint AND firing_since IS NULL
       RETURNING tenant_id, id
     )
     INSERT INTO log_events (tenant_id, time, source, event_id, category, type, severity, message, customer_id, attributes)
     SELECT tenant_id, $4::timestamptz, 'gaugeway', format('alert %s %s', id, $4::text), 'USAGE',
            'usage.threshold_breached', $5, $6, $7, $8::jsonb
     FROM fired`,
    [
      alert.tenantId,
      alert.id,
      alert.revision,
      new Date(at).toISOString(),
      alert.severity,
      `${alert.name}: ${alert.measure} of ${alert.dataset} is ${observed}, ${bound}`,
      onlyCustomer(alert.filters),
      JSON.stringify({
        alertId: alert.id,
        name: alert.name,
        dataset: alert.dataset,
        measure: alert.measure,
        filters: alert.filters,
        windowSeconds: alert.windowMs / 1000,
        observed,
        ...(alert.above === null ? { below: alert.below } : { above: alert.above }),
      }),
    ],
  );
  return rowCount === 1;
}

/** Ends an episode. */
export async function rest(db: Queryable, { tenantId, id, revision }: Alert): Promise<void> {
  await db.query(
    'UPDATE alerts SET firing_since = NULL WHERE tenant_id = $1 AND id = $2 AND revision = $3::bigint',
    [tenantId, id, revision],
  );
}

function onlyCustomer(filters: readonly DimensionFilter[]): string | null {
  const customers = filters.find(({ dimension }) => dimension === 'customer')?.values;
  return customers?.length === 1 ? (customers[0] ?? null) : null;
}
