import { describe, expect, test } from '@jest/globals';
import { SignJWT, UnsecuredJWT, generateKeyPair } from 'jose';
import { createJwtVerifier } from '../../../src/auth/jwt.js';

const JWT_SECRET = 'a secret of at least 32 characters';
const now = Math.floor(Date.now() / 1000);
const bytes = (text: string) => new TextEncoder().encode(text);

type Claims = Record<string, unknown>;

/** A good token, but for what the test changes; `undefined` takes a claim out. */
function token(over: Claims = {}, alg = 'HS256', secret = JWT_SECRET): Promise<string> {
  const payload = { tenant: 'acme', scope: 'events:read', sub: 'ann', exp: now + 600, ...over };
  return new SignJWT(payload).setProtectedHeader({ alg }).sign(bytes(secret));
}

const verify = createJwtVerifier({ JWT_SECRET });
const refusal = (message: string) => expect.objectContaining({ code: 'UNAUTHENTICATED', message });

describe('a good token', () => {
  test('says who it is; it ends when no clock within the tolerance takes it any more', async () => {
    expect(await verify(await token())).toEqual({
      tenantId: 'acme',
      scopes: new Set(['events:read']),
      customerId: null,
      subject: 'jwt:ann',
      expiresAt: (now + 605) * 1000,
    });
  });

  test.each<[string, Claims, object]>([
    ['several scopes', { scope: ' events:read  admin ' }, { scopes: new Set(['events:read', 'admin']) }],
    ['unknown words', { scope: 'openid admin:all events:write' }, { scopes: new Set(['events:write']) }],
    ['no scope', { scope: undefined }, { scopes: new Set() }],
    ['a customer', { customer: 'globex' }, { customerId: 'globex' }],
    ['no subject', { sub: undefined }, { subject: 'jwt:anonymous' }],
    ['an end within the tolerance', { exp: now - 2 }, { expiresAt: (now + 3) * 1000 }],
    ['a start within the tolerance', { nbf: now + 2 }, {}],
  ])('may have %s', async (_, over, expected) => {
    expect(await verify(await token(over))).toMatchObject(expected);
  });

  test('may be of a subject that is no identifier, which is no other', async () => {
    const long = 's'.repeat(200);
    const subs = [long, `${long}a`, `${long}b`, 'a\0', 'a\0b', ''];
    const subjects = await Promise.all(subs.map(async (sub) => (await verify(await token({ sub }))).subject));
    expect(subjects[0]).toBe(`jwt:${long}`);
    expect(new Set(subjects).size).toBe(subs.length);
    for (const subject of subjects.slice(1)) expect(subject).toMatch(/^jwt-sha256:[0-9a-f]{64}$/);
  });
});

describe('a genuine token is refused for', () => {
  const claim = (name: string) => `Token: the claim \`${name}\` is missing or not accepted here`;

  test.each<[string, Claims, string]>([
    ['having expired', { exp: now - 60 }, 'Token: expired'],
    ['having no end', { exp: undefined }, claim('exp')],
    ['an end that is no number', { exp: 'never' }, claim('exp')],
    ['not having begun', { nbf: now + 60 }, claim('nbf')],
    ['no tenant', { tenant: undefined }, claim('tenant')],
    ['an empty tenant', { tenant: '' }, claim('tenant')],
    ['a tenant that is no text', { tenant: ['acme'] }, claim('tenant')],
    ['a tenant with a NUL', { tenant: 'a\0' }, claim('tenant')],
    ['a scope that is no text', { scope: ['admin'] }, claim('scope')],
    ['a customer that is null', { customer: null }, claim('customer')],
    ['an empty customer', { customer: '' }, claim('customer')],
    ['a customer that is no text', { customer: 7 }, claim('customer')],
  ])('%s', async (_, over, message) => {
    await expect(verify(await token(over))).rejects.toEqual(refusal(message));
  });
});

describe('issuer and audience', () => {
  const strict = createJwtVerifier({
    JWT_SECRET,
    JWT_ISSUER: 'https://id.example',
    JWT_AUDIENCE: 'gaugeway',
  });
  const good = { iss: 'https://id.example', aud: ['other', 'gaugeway'] };

  test('are taken when they fit', async () => {
    expect(await strict(await token(good))).toMatchObject({ tenantId: 'acme' });
  });

  test.each<[string, Claims, string]>([
    ['another issuer', { ...good, iss: 'https://evil.example' }, 'iss'],
    ['no issuer', { aud: 'gaugeway' }, 'iss'],
    ['another audience', { ...good, aud: 'other' }, 'aud'],
    ['no audience', { iss: good.iss }, 'aud'],
  ])('%s is refused without saying what was expected', async (_, over, name) => {
    const message = `Token: the claim \`${name}\` is missing or not accepted here`;
    await expect(strict(await token(over))).rejects.toEqual(refusal(message));
  });
});

describe('a forged token is refused, and nothing of it is named', () => {
  const claims = { tenant: 'acme', scope: 'admin', exp: now + 600 };
  const swapPayload = (jwt: string, payload: object) =>
    jwt.replace(/\..*\./, `.${Buffer.from(JSON.stringify(payload)).toString('base64url')}.`);

  test.each<[string, () => Promise<string>]>([
    ['of another secret', () => token({}, 'HS256', 'another secret of 32 characters..')],
    ['without signature', async () => new UnsecuredJWT(claims).encode()],
    ['of HS512 with the right secret', () => token({}, 'HS512', JWT_SECRET.repeat(2))],
    ['that was expired anyway', () => token({ exp: 1 }, 'HS256', 'another secret of 32 characters..')],
    ['with another payload', async () => swapPayload(await token(), claims)],
    ['cut short', async () => (await token()).slice(0, -1)],
    ['with its signature taken off', async () => (await token()).replace(/[^.]+$/, '')],
    ['of five parts', async () => `${await token()}.a.b`],
    ['that is no token', async () => 'hello'],
    ['that is not ASCII', async () => 'é.é.é'],
    ['whose header is no JSON', async () => `bm9wZQ.${(await token()).split('.').slice(1).join('.')}`],
    [
      'of an RSA key',
      async () => {
        const { privateKey } = await generateKeyPair('RS256');
        return new SignJWT(claims).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
      },
    ],
  ])('%s', async (_, make) => {
    await expect(verify(await make())).rejects.toEqual(refusal('Token: not valid'));
  });
});

test('without a secret and a key set no token is taken', async () => {
  await expect(createJwtVerifier({})(await token())).rejects.toEqual(
    refusal('Token: this gateway takes API keys only'),
  );
});
