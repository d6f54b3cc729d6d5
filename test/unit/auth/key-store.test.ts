import { expect, test } from '@jest/globals';
import { hashSecret, parseApiKey } from '../../../src/auth/api-key.js';
import { createKey, findKey, keyStatus, listKeys, revokeKey } from '../../../src/auth/key-store.js';
import { fakeDb, keyRow } from './fake-db.js';

test.each([
  ['active', null, null],
  ['active', 1001, null],
  ['expired', 1000, null],
  ['expired', 1, null],
  ['revoked', null, 1],
  ['revoked', 1, 1],
  ['revoked', null, 5000],
] as const)('a key is %s that expires at %s and was revoked at %s', (status, expiresAt, revokedAt) => {
  expect(keyStatus({ expiresAt, revokedAt }, 1000)).toBe(status);
});

test('createKey sends one statement that binds everything and never the secret', async () => {
  const db = fakeDb(({ values }) => [keyRow({ id: values[0] })]);
  const { text, key } = await createKey(db, {
    tenantId: "ac'me",
    name: 'x',
    scopes: ['events:write'],
    customerId: 'globex',
    expiresAt: Date.UTC(2027, 0, 1),
  });
  const parts = parseApiKey(text);
  expect(key.id).toBe(parts?.id);
  expect(db.sent).toHaveLength(1);
  expect(db.sent[0]?.values).toEqual([
    parts?.id,
    "ac'me",
    'x',
    hashSecret(parts?.secret ?? ''),
    ['events:write'],
    'globex',
    '2027-01-01T00:00:00.000Z',
  ]);
  expect(db.sent[0]?.text).not.toContain("ac'me");
  expect(JSON.stringify(db.sent)).not.toContain(parts?.secret);
});

test('a row becomes a key; scopes that no longer exist grant nothing', async () => {
  const db = fakeDb(() => [keyRow({ scopes: ['events:read', 'gone'], customer_id: 'c', revoked_ms: 5 })]);
  expect(await listKeys(db, 'acme')).toEqual([
    {
      id: '0123456789ab',
      tenantId: 'acme',
      name: 'dashboard',
      scopes: ['events:read'],
      customerId: 'c',
      createdAt: Date.UTC(2026, 0, 2, 3, 4, 5),
      expiresAt: null,
      revokedAt: 5,
    },
  ]);
  expect(db.sent[0]?.values).toEqual(['acme']);
});

test('only findKey reads the hash; unknown ids are null', async () => {
  const db = fakeDb();
  await listKeys(db);
  expect(await revokeKey(db, 'x')).toBeNull();
  expect(await findKey(db, 'x')).toBeNull();
  expect(db.sent.map(({ text }) => text.includes('secret_hash'))).toEqual([false, false, true]);
});
