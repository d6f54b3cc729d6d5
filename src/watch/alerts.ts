import type pg from 'pg';
import { deleteAlert, readAlerts, saveAlert, type Alert, type AlertRule } from './alert-store.js';

/** The alerts of tenants, to be looked at and changed. */
export interface Alerts {
  list(tenantId: string): Promise<readonly Alert[]>;
  /** @throws GaugewayError NOT_FOUND where the tenant has no alert with the id */
  save(tenantId: string, id: string | null, rule: AlertRule): Promise<Alert>;
  /** @throws GaugewayError NOT_FOUND where the tenant has no alert with the id */
  remove(tenantId: string, id: string): Promise<void>;
}

/** The alerts in a database. */
export function databaseAlerts(pool: pg.Pool): Alerts {
  return {
    list: (tenantId) => readAlerts(pool, tenantId),
    save: (tenantId, id, rule) => saveAlert(pool, tenantId, id, rule),
    remove: (tenantId, id) => deleteAlert(pool, tenantId, id),
  };
}
