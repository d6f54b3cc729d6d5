import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { exportJWK, generateKeyPair, SignJWT, type JWTPayload } from 'jose';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createKey, revokeKey } from '../../src/auth/key-store.js';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { SocketClient } from './support-tenants/socket.js';

const SECRET = 'a secret that has more than thirty-two characters';
const FORBIDDEN = { code: 4403, reason: 'Forbidden' };
const VIEWER = '{ viewer { tenantId subject scopes customerId expiresAt tenant { id name } } }';

const seconds = (): number => Math.floor(Date.now() / 1000);
const secret = new TextEncoder().encode(SECRET);
const claims = (more: JWTPayload = {}): JWTPayload => ({
  tenant: 'acme',
  scope: 'analytics:read events:read',
  sub: 'someone',
  exp: seconds() + 60,
  ...more,
});
const token = (payload: JWTPayload, key = secret, alg = 'HS256'): Promise<string> =>
  new SignJWT(payload).setProtectedHeader({ alg }).sign(key);

/** How long a key may be taken after its revocation. */
const REVOKED_MS = 2_000;

/** Asks until the answer is a refusal, which it must be to whatever is asked from an instant on, by the process's clock. */
async function untilRefused(node: TestNode, key: string, from: number): Promise<void> {
  for (;;) {
    const asked = performance.now();
    if ((await node.graphql(key, VIEWER)).status === 401) return;
    expect(asked).toBeLessThan(from);
  }
}

/** A socket that was answered before its credentials ended, which are given ever more time, and that answer. */
async function beforeItsEnd(
  make: (ms: number) => Promise<string>,
): Promise<{ text: string; socket: SocketClient; viewer: Record<string, unknown> }> {
  for (let ms = 1_500; ; ms *= 2) {
    const text = await make(ms);
    const socket = await open({ authorization: `Bearer ${text}` });
    const { type, payload } = await socket.start(VIEWER)();
    const viewer = type === 'next' ? payload.data?.['viewer'] : null;
    if (viewer != null) return { text, socket, viewer: viewer as Record<string, unknown> };
  }
}

let db: Database;
let node: TestNode;
/** How a socket closes whose key was revoked: begun first and awaited last, as it takes until the next ping. */
let bereft: Promise<unknown>;

beforeAll(async () => {
  db = await openTestDatabase();
  node = await startTestNode(db, { JWT_SECRET: SECRET });
  const key = await node.key('acme', ['events:read']);
  const socket = await open({ apiKey: key });
  socket.start('subscription { events { cursor } }');
  expect(await viewer(socket)).toMatchObject({ tenantId: 'acme' });
  await revokeKey(db.write, key.split('_')[1] ?? '');
  bereft = socket.closed;
});
afterAll(() => node.stop());

const open = (
  params: Record<string, unknown> | null,
  headers?: Record<string, string>,
): Promise<SocketClient> => SocketClient.open(node.socketUrl, params, headers);
const viewer = async (socket: SocketClient): Promise<unknown> =>
  (await socket.start(VIEWER)()).payload.data?.['viewer'];
const tenantRows = async (id: string): Promise<number> =>
  (await db.write.query('SELECT FROM tenants WHERE id = $1', [id])).rows.length;

describe('a key', () => {
  test.each([
    ['Authorization', (key: string) => ({ authorization: `Bearer ${key}` })],
    ['X-API-Key', (key: string) => ({ 'x-api-key': key })],
  ])('is taken as %s, over HTTP and WebSocket', async (_, headers) => {
    const key = await node.key('acme', ['analytics:read'], 'c1');
    const response = await fetch(`${node.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers(key) },
      body: JSON.stringify({ query: VIEWER }),
    });
    const expected = { tenantId: 'acme', customerId: 'c1', scopes: ['analytics:read'], expiresAt: null };
    expect(await response.json()).toMatchObject({ data: { viewer: expected } });
    for (const socket of [
      await open(headers(key)),
      await open({ headers: headers(key) }),
      await open(null, headers(key)),
    ]) {
      expect(await viewer(socket)).toMatchObject(expected);
      await socket.close();
    }
  });

  test('makes its tenant', async () => {
    expect(await tenantRows('by-key')).toBe(0);
    await node.key('by-key', []);
    expect(await tenantRows('by-key')).toBe(1);
  });

  test('is refused within 2 s of its revocation, in every door', async () => {
    const key = await node.key('acme', ['analytics:read', 'events:write']);
    expect((await node.graphql(key, VIEWER)).status).toBe(200);
    await revokeKey(db.write, key.split('_')[1] ?? '');
    await untilRefused(node, key, performance.now() + REVOKED_MS);
    const { errors } = await node.graphql(key, VIEWER);
    expect(errors).toMatchObject([{ message: 'API key: revoked', extensions: { code: 'UNAUTHENTICATED' } }]);
    expect((await node.events(key, 'application/json', '{}')).status).toBe(401);
    expect(await (await open({ apiKey: key })).closed).toEqual(FORBIDDEN);
  });

  test('ends, and so do its sockets', async () => {
    let expiresAt = 0;
    const short = await beforeItsEnd(async (ms) => {
      expiresAt = Date.now() + ms;
      const request = { tenantId: 'acme', name: 'short', scopes: ['events:read' as const], customerId: null };
      return (await createKey(db.write, { ...request, expiresAt })).text;
    });
    expect(short.viewer).toMatchObject({ expiresAt: new Date(expiresAt).toISOString() });
    expect(await short.socket.closed).toEqual(FORBIDDEN);
    const { text: key } = short;
    await untilRefused(node, key, performance.now());
    expect((await node.graphql(key, VIEWER)).errors?.[0]?.message).toBe('API key: expired');
  });

  test('is one text: nothing near it is taken', async () => {
    const key = await node.key('acme', ['analytics:read']);
    const [, id = '', rest = ''] = key.split('_');
    const other = await node.key('acme', ['analytics:read']);
    const near = [
      `gw_${id}_${rest.slice(0, -1)}${rest.endsWith('x') ? 'y' : 'x'}`,
      `gw_${id}_${other.split('_')[2]}`,
      `gw_${id}_${rest.toUpperCase()}`,
      `gw_000000000000_${rest}`,
      `gw_${id}`,
      `gw_'OR'true--_${rest}`,
    ];
    for (const text of near) {
      const { status, errors } = await node.graphql(text, VIEWER);
      expect([text, status, errors?.[0]?.message]).toEqual([text, 401, 'API key: not valid']);
      expect(JSON.stringify(errors)).not.toContain(rest.slice(0, 10));
      expect(await (await open({ apiKey: text })).closed).toEqual(FORBIDDEN);
    }
  });
});

describe('a token', () => {
  test('says whose it is, and makes its tenant', async () => {
    expect(await tenantRows('by-token')).toBe(0);
    const exp = seconds() + 60;
    const jwt = await token(
      claims({ tenant: 'by-token', customer: 'c9', scope: 'analytics:read nonsense', exp }),
    );
    const expected = {
      tenantId: 'by-token',
      subject: 'jwt:someone',
      scopes: ['analytics:read'],
      customerId: 'c9',
      tenant: { id: 'by-token', name: 'by-token' },
    };
    expect(await node.graphql(jwt, VIEWER)).toMatchObject({ status: 200, data: { viewer: expected } });
    expect(await tenantRows('by-token')).toBe(1);
    const socket = await open({ authorization: `Bearer ${jwt}` });
    expect(await viewer(socket)).toMatchObject(expected);
    await socket.close();
  });

  test.each<[string, () => Promise<string>]>([
    ['signed with another secret', () => token(claims(), new TextEncoder().encode(`${SECRET}!`))],
    ['signed with another algorithm', () => token(claims(), secret, 'HS512')],
    ['not signed', async () => `${(await token(claims({ scope: 'admin' }))).split('.')[1]}`],
    [
      'of the algorithm none',
      async () =>
        `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await token(claims())).split('.')[1]}.`,
    ],
    [
      'changed after it was signed',
      async () => {
        const [head, , signature] = (await token(claims())).split('.');
        return `${head}.${Buffer.from(JSON.stringify(claims({ scope: 'admin' }))).toString('base64url')}.${signature}`;
      },
    ],
    ['expired', () => token(claims({ exp: seconds() - 60 }))],
    ['not valid yet', () => token(claims({ nbf: seconds() + 60 }))],
    ['without an end', () => token({ tenant: 'acme', scope: 'analytics:read' })],
    ['without a tenant', () => token({ scope: 'analytics:read', exp: seconds() + 60 })],
    ['with a tenant that is no text', () => token(claims({ tenant: ['acme'] }))],
    ['with an empty customer', () => token(claims({ customer: '' }))],
    ['with a customer of null', () => token(claims({ customer: null }))],
  ])('is refused if it is %s', async (_, make) => {
    const jwt = await make();
    const { status, errors } = await node.graphql(jwt, VIEWER);
    expect([status, errors]).toMatchObject([401, [{ extensions: { code: 'UNAUTHENTICATED' } }]]);
    expect(await (await open({ authorization: `Bearer ${jwt}` })).closed).toEqual(FORBIDDEN);
  });

  test('ends, and so do its sockets', async () => {
    const short = await beforeItsEnd((ms) =>
      // Five seconds are allowed for clocks that differ.
      token(claims({ exp: seconds() - 5 + Math.ceil(ms / 1000) })),
    );
    expect(short.viewer).toMatchObject({ tenantId: 'acme' });
    expect(await short.socket.closed).toEqual(FORBIDDEN);
    // Tokens end with full seconds.
    await untilRefused(node, short.text, performance.now() + 1_000);
  });

  test('of an admin reads other tenants, but not if it is narrowed', async () => {
    const query = '{ customers(tenantId: "other") { totalCount } }';
    expect((await node.graphql(await token(claims({ scope: 'admin' })), query)).errors).toBeUndefined();
    const narrowed = await token(claims({ scope: 'admin', customer: 'c1' }));
    expect((await node.graphql(narrowed, query)).errors).toMatchObject([
      { extensions: { code: 'FORBIDDEN' } },
    ]);
  });
});

describe('tokens of an issuer with a key set', () => {
  let issuer: Server;
  let guarded: TestNode;
  let isUp = true;
  const pair = generateKeyPair('ES256');

  beforeAll(async () => {
    const jwk = { ...(await exportJWK((await pair).publicKey)), kid: 'one', alg: 'ES256' };
    issuer = createServer((_, response) => {
      response.statusCode = isUp ? 200 : 500;
      response.setHeader('content-type', 'application/json').end(JSON.stringify({ keys: [jwk] }));
    }).listen(0, '127.0.0.1');
    await once(issuer, 'listening');
    const { port } = issuer.address() as AddressInfo;
    const env = {
      JWKS_URL: `http://127.0.0.1:${port}/keys`,
      JWT_ISSUER: 'https://id.test',
      JWT_AUDIENCE: 'gaugeway',
    };
    // On the same database, which the other node closes.
    guarded = await startTestNode({ ...db, close: async () => undefined }, env);
  });
  afterAll(async () => {
    await guarded.stop();
    issuer.closeAllConnections();
    issuer.close();
  });

  const signed = async (more: JWTPayload, kid = 'one'): Promise<string> =>
    new SignJWT(claims({ iss: 'https://id.test', aud: 'gaugeway', ...more }))
      .setProtectedHeader({ alg: 'ES256', kid })
      .sign((await pair).privateKey);

  test('are not judged while the key set cannot be read, and are then', async () => {
    isUp = false;
    const jwt = await signed({});
    const unavailable = await guarded.graphql(jwt, VIEWER);
    expect(unavailable).toMatchObject({ status: 503, errors: [{ extensions: { code: 'UNAVAILABLE' } }] });
    isUp = true;
    expect(await guarded.graphql(jwt, VIEWER)).toMatchObject({
      status: 200,
      data: { viewer: { tenantId: 'acme' } },
    });
    const socket = await SocketClient.open(guarded.socketUrl, { authorization: `Bearer ${jwt}` });
    expect(await viewer(socket)).toMatchObject({ subject: 'jwt:someone' });
    await socket.close();
  });

  test.each<[string, () => Promise<string>]>([
    ['of another issuer', () => signed({ iss: 'https://evil.test' })],
    ['for another audience', () => signed({ aud: 'elsewhere' })],
    ['with an unknown key', () => signed({}, 'two')],
    [
      'signed with the public key as a secret',
      async () =>
        token(
          claims({ iss: 'https://id.test', aud: 'gaugeway' }),
          new TextEncoder().encode(JSON.stringify(await exportJWK((await pair).publicKey))),
        ),
    ],
  ])('are refused if they are %s', async (_, make) => {
    const { status, errors } = await guarded.graphql(await make(), VIEWER);
    expect([status, errors]).toMatchObject([401, [{ extensions: { code: 'UNAUTHENTICATED' } }]]);
  });
});

test('a key loses its sockets when it is revoked', async () => {
  expect(await bereft).toEqual(FORBIDDEN);
});
