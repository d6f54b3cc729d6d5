import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { SignJWT, exportJWK, exportSPKI, generateKeyPair, type CryptoKey, type JWK } from 'jose';
import { createJwtVerifier } from '../../../src/auth/jwt.js';

const rsa = await generateKeyPair('RS256', { extractable: true });
const ec = await generateKeyPair('ES256', { extractable: true });
const stranger = await generateKeyPair('RS256');

let server: Server;
let url: string;
let keys: JWK[];
let status: number;
let reads: number;

beforeAll(async () => {
  server = createServer((_request, response) => {
    reads++;
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks.json`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

beforeEach(async () => {
  keys = [
    { ...(await exportJWK(rsa.publicKey)), kid: 'rsa' },
    { ...(await exportJWK(ec.publicKey)), kid: 'ec' },
  ];
  status = 200;
  reads = 0;
});

const claims = { tenant: 'acme', scope: 'analytics:read', sub: 'ann' };
const unsigned = (alg: string, kid: string) =>
  new SignJWT(claims).setProtectedHeader({ alg, kid }).setExpirationTime('10m');
const refusal = expect.objectContaining({ code: 'UNAUTHENTICATED', message: 'Token: not valid' });

test('tokens of any key of the set are taken, and the set is read once', async () => {
  const verify = createJwtVerifier({ JWKS_URL: url });
  const tokens = await Promise.all([
    unsigned('RS256', 'rsa').sign(rsa.privateKey),
    unsigned('PS256', 'rsa').sign(await pssKey()),
    unsigned('ES256', 'ec').sign(ec.privateKey),
  ]);
  const principals = await Promise.all(tokens.map(verify));
  expect(principals.map(({ tenantId }) => tenantId)).toEqual(['acme', 'acme', 'acme']);
  expect(reads).toBe(1);
});

/** The RSA key once more, for another padding: a CryptoKey is bound to its algorithm. */
async function pssKey(): Promise<CryptoKey> {
  const jwk = await exportJWK(rsa.privateKey);
  return crypto.subtle.importKey('jwk', jwk, { name: 'RSA-PSS', hash: 'SHA-256' }, false, ['sign']);
}

describe('refused is', () => {
  test('a token of a stranger under a known key id, or an unknown one', async () => {
    const verify = createJwtVerifier({ JWKS_URL: url });
    await expect(verify(await unsigned('RS256', 'rsa').sign(stranger.privateKey))).rejects.toEqual(refusal);
    await expect(verify(await unsigned('RS256', 'other').sign(stranger.privateKey))).rejects.toEqual(refusal);
    expect(reads).toBe(1);
  });

  test('HS256 with the public key as its secret, in each of its spellings', async () => {
    const verify = createJwtVerifier({ JWKS_URL: url });
    const pem = await exportSPKI(rsa.publicKey);
    for (const secret of [pem, pem.trim(), JSON.stringify(keys[0]), keys[0]?.n ?? '']) {
      const forged = await unsigned('HS256', 'rsa').sign(new TextEncoder().encode(secret));
      await expect(verify(forged)).rejects.toEqual(refusal);
    }
  });

  test('HS256 even where the set holds that very secret', async () => {
    const secret = new TextEncoder().encode('a secret of at least 32 characters');
    keys.push({ kty: 'oct', kid: 'oct', k: Buffer.from(secret).toString('base64url') });
    const verify = createJwtVerifier({ JWKS_URL: url });
    await expect(verify(await unsigned('HS256', 'oct').sign(secret))).rejects.toEqual(refusal);
  });

  test('a key that the token itself brings', async () => {
    const jwk = await exportJWK(stranger.publicKey);
    const header = { alg: 'RS256', kid: 'mine', jwk, jku: 'http://127.0.0.1:1/' };
    const forged = await new SignJWT(claims)
      .setProtectedHeader(header)
      .setExpirationTime('10m')
      .sign(stranger.privateKey);
    await expect(createJwtVerifier({ JWKS_URL: url })(forged)).rejects.toEqual(refusal);
  });
});

test('a token that names no key is taken if only one key fits it', async () => {
  const bare = new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).setExpirationTime('10m');
  const token = await bare.sign(rsa.privateKey);
  expect(await createJwtVerifier({ JWKS_URL: url })(token)).toMatchObject({ subject: 'jwt:ann' });
  keys.push({ ...(await exportJWK(stranger.publicKey)), kid: 'second' });
  await expect(createJwtVerifier({ JWKS_URL: url })(token)).rejects.toEqual(refusal);
});

test.each<[string, () => void]>([
  ['answers 500', () => (status = 500)],
  ['answers something else', () => (keys = 'nothing' as unknown as JWK[])],
])('a key set that %s is UNAVAILABLE, not the fault of the token', async (_, fail) => {
  fail();
  const token = await unsigned('RS256', 'rsa').sign(rsa.privateKey);
  const verify = createJwtVerifier({ JWKS_URL: url });
  await expect(verify(token)).rejects.toEqual(expect.objectContaining({ code: 'UNAVAILABLE', status: 503 }));
});

test('a key set that cannot be reached is UNAVAILABLE, and its address stays out of the message', async () => {
  const token = await unsigned('RS256', 'rsa').sign(rsa.privateKey);
  const verify = createJwtVerifier({ JWKS_URL: 'http://127.0.0.1:1/jwks.json' });
  const message = "Token: the issuer's keys cannot be read; try again";
  await expect(verify(token)).rejects.toEqual(expect.objectContaining({ code: 'UNAVAILABLE', message }));
});
