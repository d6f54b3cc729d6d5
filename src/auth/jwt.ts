import { createHash } from 'node:crypto';
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import type { Config } from '../config.js';
import { GaugewayError } from '../errors.js';
import { isIdentifier, scopesAmong, type Principal } from './principal.js';
import { refused } from './refused.js';

/** The settings that say whose tokens are taken. Without a secret and without a key set, none are. */
export type JwtSettings = Pick<Config, 'JWT_SECRET' | 'JWKS_URL' | 'JWT_ISSUER' | 'JWT_AUDIENCE'>;

/** Judges a token's signature, life and claims, and says who it is. */
export type JwtVerifier = (token: string) => Promise<Principal>;

/** How far the issuer's clock may be from ours. A token ends this much after its `exp`, for everyone. */
const CLOCK_TOLERANCE_SECONDS = 5;

// Pinned per kind of key: were HS256 taken with a key set, the public key would serve as a secret.
const SHARED_SECRET_ALGORITHMS = ['HS256'];
const KEY_SET_ALGORITHMS = [
  ...['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512'],
  ...['ES256', 'ES384', 'ES512', 'EdDSA', 'Ed25519'],
];

const identifier = z.string().refine(isIdentifier);
const claims = z.object({
  tenant: identifier,
  scope: z.string().default(''),
  // A malformed or null `customer` is refused, never passed over: that would widen the token to all customers.
  customer: identifier.optional(),
  sub: z.string().default('anonymous'),
  exp: z.number(),
});

/**
 * A verifier for HS256 with `JWT_SECRET`, or for the asymmetric algorithms with the keys at `JWKS_URL`.
 *
 * A token must have `exp` (a token without an end cannot be taken back) and `tenant`; `iss` and `aud` if they are
 * configured. `scope` holds words between spaces, unknown ones grant nothing; `customer` narrows to one customer.
 *
 * Its promise fails with UNAUTHENTICATED, and with UNAVAILABLE if the key set cannot be read. A claim is named
 * only once the signature holds, and what was expected of it never is.
 */
export function createJwtVerifier(settings: JwtSettings): JwtVerifier {
  const verify = signatureVerifier(settings);
  return async (token) => {
    const payload = await verify(token).catch((error: unknown) => {
      throw error instanceof errors.JOSEError ? refused(reason(error)) : error;
    });
    const result = claims.safeParse(payload);
    if (!result.success) throw refused(claimFault(String(result.error.issues[0]?.path[0])));
    const { tenant, scope, customer, sub, exp } = result.data;
    return {
      tenantId: tenant,
      scopes: new Set(scopesAmong(scope.split(/\s+/))),
      customerId: customer ?? null,
      subject: subjectOf(sub),
      expiresAt: (exp + CLOCK_TOLERANCE_SECONDS) * 1000,
    };
  };
}

/** Who has a `sub`: what cannot be an identifier is told by its digest, so that no two of them are one. */
const subjectOf = (sub: string): string =>
  isIdentifier(sub) ? `jwt:${sub}` : `jwt-sha256:${createHash('sha256').update(sub).digest('hex')}`;

function signatureVerifier({ JWT_SECRET, JWKS_URL, JWT_ISSUER, JWT_AUDIENCE }: JwtSettings) {
  const options: JWTVerifyOptions = {
    requiredClaims: ['exp'],
    clockTolerance: CLOCK_TOLERANCE_SECONDS,
    ...(JWT_ISSUER === undefined ? {} : { issuer: JWT_ISSUER }),
    ...(JWT_AUDIENCE === undefined ? {} : { audience: JWT_AUDIENCE }),
  };
  if (JWT_SECRET !== undefined) {
    const secret = new TextEncoder().encode(JWT_SECRET);
    const pinned = { ...options, algorithms: SHARED_SECRET_ALGORITHMS };
    return async (token: string): Promise<unknown> => (await jwtVerify(token, secret, pinned)).payload;
  }
  if (JWKS_URL !== undefined) {
    const keys = keySetOf(JWKS_URL);
    const pinned = { ...options, algorithms: KEY_SET_ALGORITHMS };
    return async (token: string): Promise<unknown> => (await jwtVerify(token, keys, pinned)).payload;
  }
  return async (): Promise<unknown> => {
    throw refused('Token: this gateway takes API keys only');
  };
}

/** The issuer's keys, kept for ten minutes; an unknown key id reads them anew, at most once in 30 seconds. */
function keySetOf(url: string): JWTVerifyGetKey {
  const keys = createRemoteJWKSet(new URL(url));
  return async (header, token) => {
    try {
      return await keys(header, token);
    } catch (error) {
      const isTokensFault =
        error instanceof errors.JWKSNoMatchingKey ||
        error instanceof errors.JWKSMultipleMatchingKeys ||
        error instanceof errors.JOSENotSupported;
      if (isTokensFault) throw error;
      const unavailable = new GaugewayError(
        'UNAVAILABLE',
        "Token: the issuer's keys cannot be read; try again",
      );
      unavailable.cause = error;
      throw unavailable;
    }
  };
}

function reason(error: errors.JOSEError): string {
  if (error instanceof errors.JWTExpired) return 'Token: expired';
  if (error instanceof errors.JWTClaimValidationFailed) return claimFault(error.claim);
  return 'Token: not valid';
}

function claimFault(claim: string): string {
  return `Token: the claim \`${claim}\` is missing or not accepted here`;
}
