import type { Queryable } from '../db/database.js';

/** Makes a tenant that a valid credential names; one that is there already is left as it is. */
export async function ensureTenant(db: Queryable, tenantId: string): Promise<void> {
  await db.query('INSERT INTO tenants (id, name) VALUES ($1, $1) ON CONFLICT DO NOTHING', [tenantId]);
}
