import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { newApiKey } from '../../../src/auth/api-key.js';
import { createAuthenticator, credentialsFrom } from '../../../src/auth/authenticate.js';
import { fakeDb, keyRow } from './fake-db.js';

const JWT_SECRET = 'a secret of at least 32 characters';
const start = Date.UTC(2026, 5, 1);

beforeEach(() => {
  jest.useFakeTimers({ now: start, doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate', 'setTimeout'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const refusal = (message: string) => expect.objectContaining({ code: 'UNAUTHENTICATED', message });

/** An authenticator over a database with one key, whose row the test may change. */
function harness(over: Record<string, unknown> = {}) {
  const key = newApiKey();
  const row = keyRow({ id: key.id, secret_hash: key.secretHash, ...over });
  const db = fakeDb(({ text, values }) =>
    text.includes('FROM api_keys') && values[0] === key.id ? [{ ...row }] : [],
  );
  const { authenticate } = createAuthenticator({ config: { JWT_SECRET }, db });
  return { key, row, db, authenticate, withKey: () => authenticate({ token: key.text }) };
}

describe('API keys', () => {
  test('a good key says who it is', async () => {
    const { key, authenticate } = harness({ customer_id: 'globex', expires_ms: start + 1 });
    expect(await authenticate(credentialsFrom({ 'x-api-key': key.text }))).toEqual({
      tenantId: 'acme',
      scopes: new Set(['analytics:read']),
      customerId: 'globex',
      subject: `key:${key.id}`,
      expiresAt: start + 1,
    });
  });

  test('an unknown id, a wrong secret and a broken key get the same text', async () => {
    const { key, authenticate, db } = harness();
    const same = refusal('API key: not valid');
    await expect(authenticate({ token: newApiKey().text })).rejects.toEqual(same);
    await expect(authenticate({ token: `gw_${key.id}_${newApiKey().secret}` })).rejects.toEqual(same);
    expect(db.sent).toHaveLength(2);
    await expect(authenticate({ token: 'gw_broken' })).rejects.toEqual(same);
    expect(db.sent).toHaveLength(2);
  });

  test.each([
    ['revoked', { revoked_ms: start - 1 }, 'API key: revoked'],
    ['expired', { expires_ms: start }, 'API key: expired'],
  ])('a %s key is refused; its state is told only to who has the secret', async (_, over, message) => {
    const { key, authenticate, withKey } = harness(over);
    await expect(withKey()).rejects.toEqual(refusal(message));
    await expect(authenticate({ token: `gw_${key.id}_${newApiKey().secret}` })).rejects.toEqual(
      refusal('API key: not valid'),
    );
  });

  test('a revocation is felt within two seconds', async () => {
    const { row, db, withKey } = harness();
    await withKey();
    row['revoked_ms'] = start;
    jest.advanceTimersByTime(1999);
    await withKey();
    expect(db.sent).toHaveLength(1);
    jest.advanceTimersByTime(1);
    await expect(withKey()).rejects.toEqual(refusal('API key: revoked'));
    expect(db.sent).toHaveLength(2);
  });

  test('a key that expires while it is remembered is refused at once', async () => {
    const { db, withKey } = harness({ expires_ms: start + 1000 });
    await withKey();
    jest.advanceTimersByTime(1000);
    await expect(withKey()).rejects.toEqual(refusal('API key: expired'));
    expect(db.sent).toHaveLength(1);
  });

  test('requests that overlap share one statement, right and wrong secrets alike', async () => {
    const { key, db, authenticate, withKey } = harness();
    const wrong = authenticate({ token: `gw_${key.id}_${newApiKey().secret}` });
    const right = Array.from({ length: 20 }, withKey);
    await expect(wrong).rejects.toEqual(refusal('API key: not valid'));
    expect(await Promise.all(right)).toHaveLength(20);
    expect(db.sent).toHaveLength(1);
  });
});

describe('tokens', () => {
  const token = (tenant: string, secret = JWT_SECRET) =>
    new SignJWT({ tenant, scope: 'events:read' })
      .setProtectedHeader({ alg: 'HS256' })
      .setExpirationTime(start / 1000 + 600)
      .sign(new TextEncoder().encode(secret));

  test('a tenant exists from its first use, with one statement', async () => {
    const { db, authenticate } = harness();
    const credentials = { token: await token('new') };
    await Promise.all([authenticate(credentials), authenticate(credentials)]);
    jest.advanceTimersByTime(60_000);
    expect(await authenticate(credentials)).toMatchObject({ tenantId: 'new', customerId: null });
    expect(db.sent.map(({ values }) => values)).toEqual([['new']]);
    expect(db.sent[0]?.text).toMatch(/INSERT INTO tenants .* ON CONFLICT DO NOTHING/);
  });

  test('a forged token makes no tenant', async () => {
    const { db, authenticate } = harness();
    const forged = await token('new', 'another secret of 32 characters..');
    await expect(authenticate({ token: forged })).rejects.toEqual(refusal('Token: not valid'));
    expect(db.sent).toEqual([]);
  });

  test('a tenant whose insert failed is tried again', async () => {
    let fails = true;
    const db = fakeDb(() => {
      if (fails) throw new Error('down');
      return [];
    });
    const { authenticate } = createAuthenticator({ config: { JWT_SECRET }, db });
    const credentials = { token: await token('new') };
    await expect(authenticate(credentials)).rejects.toThrow('down');
    fails = false;
    expect(await authenticate(credentials)).toMatchObject({ tenantId: 'new' });
  });
});

test('without credentials the answer says how to send some', async () => {
  const { authenticate, db } = harness();
  await expect(authenticate(credentialsFrom({}))).rejects.toMatchObject({
    code: 'UNAUTHENTICATED',
    status: 401,
    message: expect.stringMatching(/Authorization: Bearer .*X-API-Key.*connectionParams/),
  });
  expect(db.sent).toEqual([]);
});
