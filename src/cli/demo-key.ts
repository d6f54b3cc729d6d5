import { chmod, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseApiKey } from '../auth/api-key.js';
import { createKey, findKey, keyStatus } from '../auth/key-store.js';
import { demoTenants } from '../demo/generate-demo.js';
import type { Queryable } from '../db/database.js';

/**
 * The demo's key, so that every start can print it. Only its hash is in the database, like any key's; the text lies
 * in the embedded database's folder, readable by its user alone. Null where the demo's tenants are not there.
 */
export async function demoKey(db: Queryable, dataDir: string): Promise<string | null> {
  const [tenant] = demoTenants;
  if (tenant === undefined) return null;
  const { rows } = await db.query('SELECT FROM tenants WHERE id = $1', [tenant.id]);
  if (rows.length === 0) return null;
  const file = join(dataDir, 'demo-key');
  const kept = (await readFile(file, 'utf8').catch(() => '')).trim();
  const id = parseApiKey(kept)?.id;
  const present = id === undefined ? null : await findKey(db, id);
  if (present !== null && keyStatus(present) === 'active') return kept;
  const { text } = await createKey(db, {
    tenantId: tenant.id,
    name: 'demo',
    scopes: ['analytics:read', 'events:read', 'events:write', 'reports:write', 'prices:write'],
    customerId: null,
    expiresAt: null,
  });
  await writeFile(file, `${text}\n`, { mode: 0o600 });
  await chmod(file, 0o600);
  return text;
}
