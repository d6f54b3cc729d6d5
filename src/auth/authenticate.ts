import type { Queryable } from '../db/database.js';
import { asUnavailable } from '../db/unavailable.js';
import { looksLikeApiKey, parseApiKey, secretMatches } from './api-key.js';
import type { Credentials } from './credentials.js';
import { createJwtVerifier, type JwtSettings } from './jwt.js';
import { findKey, keyStatus, type ApiKey } from './key-store.js';
import { LookupCache } from './lookup-cache.js';
import type { Principal } from './principal.js';
import { refused } from './refused.js';
import { ensureTenant } from './tenant-store.js';

export { credentialsFrom, type Credentials } from './credentials.js';

/** What authentication needs: whose tokens are taken, and where the keys and the tenants are. */
export interface AuthenticatorOptions {
  readonly config: JwtSettings;
  /** May write: the first token of a tenant makes it. */
  readonly db: Queryable;
}

/** Says who holds some credentials. One for a node; both transports use it. */
export interface Authenticator {
  /**
   * @throws GaugewayError UNAUTHENTICATED for none, unknown, expired or revoked ones; UNAVAILABLE if the keys of
   *   the tokens' issuer, or the database, cannot be read
   */
  readonly authenticate: (credentials: Credentials | null) => Promise<Principal>;
}

/** A revoked key is refused everywhere this long after its revocation. */
const KEY_TTL_MS = 2000;
const CACHED_KEYS = 10_000;
const REMEMBERED_TENANTS = 10_000;

/** Makes the one authenticator of a node, with its caches. It holds no timer and no connection. */
export function createAuthenticator({ config, db }: AuthenticatorOptions): Authenticator {
  const verifyJwt = createJwtVerifier(config);
  const keys = new LookupCache({
    load: async (id) => {
      const key = await findKey(db, id);
      // Made here once, and not for each of the sockets that hold one.
      return key === null ? null : { key, principal: principalOf(key) };
    },
    limit: CACHED_KEYS,
    ttlMs: KEY_TTL_MS,
  });
  // Tenants are never removed, so one that was seen needs no second look.
  const tenants = new LookupCache({
    load: async (tenantId) => {
      await ensureTenant(db, tenantId);
      return true;
    },
    limit: REMEMBERED_TENANTS,
    ttlMs: Infinity,
  });

  /** An unknown id and a wrong secret get one text; a state is told only to who has the secret. */
  async function fromApiKey(token: string): Promise<Principal> {
    const parts = parseApiKey(token);
    const known = parts === null ? null : await keys.get(parts.id);
    if (parts === null || known === null || !secretMatches(parts.secret, known.key.secretHash)) {
      throw refused('API key: not valid');
    }
    const status = keyStatus(known.key);
    if (status !== 'active') throw refused(`API key: ${status}`);
    return known.principal;
  }

  async function fromJwt(token: string): Promise<Principal> {
    const principal = await verifyJwt(token);
    await tenants.get(principal.tenantId);
    return principal;
  }

  return {
    async authenticate(credentials) {
      if (credentials === null) {
        throw refused(
          'No credentials: send `Authorization: Bearer <API key or JWT>` or `X-API-Key: <API key>`, ' +
            'over a WebSocket as fields of connectionParams',
        );
      }
      const { token } = credentials;
      try {
        return await (looksLikeApiKey(token) ? fromApiKey(token) : fromJwt(token));
      } catch (error) {
        throw asUnavailable(error, 'Credentials cannot be judged now');
      }
    },
  };
}

function principalOf(key: ApiKey): Principal {
  return {
    tenantId: key.tenantId,
    scopes: new Set(key.scopes),
    customerId: key.customerId,
    subject: `key:${key.id}`,
    expiresAt: key.expiresAt,
  };
}
