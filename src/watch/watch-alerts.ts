import { Decimal } from 'decimal.js';
import type pg from 'pg';
import { datasets } from '../catalogue/catalogue.js';
import { entry } from '../catalogue/dataset.js';
import { compareDecimals, type DecimalText } from '../decimal.js';
import { AnalyticsReader } from '../loaders/analytics-reader.js';
import { rawSinceAt } from '../loaders/freshness.js';
import type { SharedReads } from '../loaders/shared-reads.js';
import { fire, readAlerts, rest, type Alert } from './alert-store.js';

/** Evaluates all alerts as of an instant, epoch milliseconds: those that are breached fire, once an episode. */
export async function watchAlerts(
  pool: pg.Pool,
  reads: SharedReads,
  now: number,
  factRetentionDays: number,
): Promise<void> {
  const alerts = await readAlerts(pool, null);
  // One reader for all: what the alerts of a tenant ask is one statement.
  const reader = new AnalyticsReader(reads, rawSinceAt(now, factRetentionDays));
  const observed = await Promise.all(alerts.map((alert) => valueOf(reader, alert, now)));
  for (const [place, alert] of alerts.entries()) {
    const value = observed[place] ?? null;
    if (value !== null && isBreached(alert, value)) {
      if (alert.firingSince === null) await fire(pool, alert, now, value);
    } else if (alert.firingSince !== null) await rest(pool, alert);
  }
}

/** The measure over the alert's window; null where it has no value, such as a rate of nothing. */
async function valueOf(
  reader: AnalyticsReader,
  { tenantId, dataset: key, measure, filters, windowMs }: Alert,
  now: number,
): Promise<DecimalText | null> {
  const dataset = entry(datasets, key);
  const { rows } = await reader.read(
    { tenantId, customerId: null },
    {
      dataset,
      measures: [measure],
      dimensions: [],
      filters,
      range: { from: now - windowMs, to: now },
      buckets: null,
    },
  );
  const value = rows[0]?.[measure];
  // Doubles may come with an exponent.
  if (value != null) return new Decimal(value).toFixed();
  return entry(dataset.measures, measure).merge.rule === 'sum' ? '0' : null;
}

function isBreached({ above, below }: Alert, value: DecimalText): boolean {
  if (above !== null) return compareDecimals(value, above) > 0;
  return below !== null && compareDecimals(value, below) < 0;
}
