import type { Queryable } from '../db/database.js';
import { newApiKey } from './api-key.js';
import { scopesAmong, type Scope } from './principal.js';

/** An API key as it may be shown: everything but the secret. Times are epoch milliseconds. */
export interface ApiKey {
  readonly id: string;
  readonly tenantId: string;
  readonly name: string;
  readonly scopes: readonly Scope[];
  /** The one customer that the key is narrowed to, or null. */
  readonly customerId: string | null;
  readonly createdAt: number;
  readonly expiresAt: number | null;
  readonly revokedAt: number | null;
}

/** An API key with what authentication compares. */
export interface StoredApiKey extends ApiKey {
  readonly secretHash: Uint8Array;
}

/** What a new key is asked to be. */
export type ApiKeyRequest = Pick<ApiKey, 'tenantId' | 'name' | 'scopes' | 'customerId' | 'expiresAt'>;

export type ApiKeyStatus = 'active' | 'expired' | 'revoked';

/**
 * Whether a key may be used: the only place that judges it. A revoked key stays revoked whatever the clocks of
 * two nodes say; expiry is judged by this node's clock.
 */
export function keyStatus(key: Pick<ApiKey, 'expiresAt' | 'revokedAt'>, now = Date.now()): ApiKeyStatus {
  if (key.revokedAt !== null) return 'revoked';
  return key.expiresAt !== null && key.expiresAt <= now ? 'expired' : 'active';
}

interface KeyRow {
  id: string;
  tenant_id: string;
  name: string;
  scopes: string[];
  customer_id: string | null;
  created_ms: number;
  expires_ms: number | null;
  revoked_ms: number | null;
}

// Times leave as milliseconds, so that it does not matter how a pool parses timestamps.
const COLUMNS = `id, tenant_id, name, scopes, customer_id,
       (extract(epoch FROM created_at) * 1000)::float8 AS created_ms,
       (extract(epoch FROM expires_at) * 1000)::float8 AS expires_ms,
       (extract(epoch FROM revoked_at) * 1000)::float8 AS revoked_ms`;

const fromRow = (row: KeyRow): ApiKey => ({
  id: row.id,
  tenantId: row.tenant_id,
  name: row.name,
  scopes: scopesAmong(row.scopes),
  customerId: row.customer_id,
  createdAt: row.created_ms,
  expiresAt: row.expires_ms,
  revokedAt: row.revoked_ms,
});

/** Stores a new key, and its tenant if there is none yet. `text` is in this answer and nowhere else. */
export async function createKey(
  db: Queryable,
  request: ApiKeyRequest,
): Promise<{ text: string; key: ApiKey }> {
  const { id, text, secretHash } = newApiKey();
  const expires = request.expiresAt === null ? null : new Date(request.expiresAt).toISOString();
  const { rows } = await db.query<KeyRow>(
    `WITH tenant AS (INSERT INTO tenants (id, name) VALUES ($2, $2) ON CONFLICT DO NOTHING)
INSERT INTO api_keys (id, tenant_id, name, secret_hash, scopes, customer_id, expires_at)
VALUES ($1, $2, $3, $4, $5, $6, $7)
RETURNING ${COLUMNS}`,
    [id, request.tenantId, request.name, secretHash, request.scopes, request.customerId, expires],
  );
  const [row] = rows;
  if (row === undefined) throw new Error('The new API key was not returned by its insert');
  return { text, key: fromRow(row) };
}

/** The keys of a tenant, or of all tenants, revoked and expired ones included: oldest first. */
export async function listKeys(db: Queryable, tenantId: string | null = null): Promise<ApiKey[]> {
  const { rows } = await db.query<KeyRow>(
    `SELECT ${COLUMNS} FROM api_keys WHERE $1::text IS NULL OR tenant_id = $1 ORDER BY created_at, id`,
    [tenantId],
  );
  return rows.map(fromRow);
}

/** Revokes a key for good and answers with it; a second time changes nothing. Null: there is no such key. */
export async function revokeKey(db: Queryable, id: string): Promise<ApiKey | null> {
  const { rows } = await db.query<KeyRow>(
    `UPDATE api_keys SET revoked_at = coalesce(revoked_at, now()) WHERE id = $1 RETURNING ${COLUMNS}`,
    [id],
  );
  return rows[0] === undefined ? null : fromRow(rows[0]);
}

/** The key with this id in whatever state it is, or null. */
export async function findKey(db: Queryable, id: string): Promise<StoredApiKey | null> {
  const { rows } = await db.query<KeyRow & { secret_hash: Buffer }>(
    `SELECT ${COLUMNS}, secret_hash FROM api_keys WHERE id = $1`,
    [id],
  );
  return rows[0] === undefined ? null : { ...fromRow(rows[0]), secretHash: rows[0].secret_hash };
}
