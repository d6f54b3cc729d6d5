import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { CONSOLE_CSP, LIVE_CSP } from '../../../src/server/csp.js';
import type { Readiness } from '../../../src/server/app.js';
import { openStage, type Stage } from './stage.js';

let folder: string;
let stage: Stage;
let ready: () => Promise<Readiness> = async () => ({ ok: true, checks: { database: 'ok' } });
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gaugeway-console-'));
  const consoleDir = join(folder, 'console');
  await mkdir(join(consoleDir, 'assets'), { recursive: true });
  for (const page of ['graphiql.html', 'live.html'])
    await writeFile(join(consoleDir, page), `<!doctype html><title>${page}`);
  await writeFile(join(consoleDir, 'assets', 'page-1a2b.js'), 'void 0;');
  await writeFile(join(folder, 'secret.txt'), 'secret');
  stage = await openStage({ consoleDir, ready: () => ready() });
});
afterAll(async () => {
  await stage.gateway.close();
  await rm(folder, { recursive: true });
});

test('health asks nobody; readiness asks the parts', async () => {
  expect((await stage.fetch('/healthz', { key: null })).status).toBe(200);
  expect((await stage.fetch('/readyz', { key: null })).status).toBe(200);
  ready = async () => ({ ok: false, checks: { database: 'unreachable' } });
  const unready = await stage.fetch('/readyz', { key: null });
  expect([unready.status, await unready.json()]).toEqual([
    503,
    { ok: false, checks: { database: 'unreachable' } },
  ]);
  ready = () => Promise.reject(new Error('SELECT secret'));
  const broken = await stage.fetch('/readyz', { key: null });
  expect([broken.status, await broken.json()]).toEqual([503, { ok: false, checks: { readiness: 'failed' } }]);
});

describe('the console', () => {
  test('the root leads to GraphiQL', async () => {
    const root = await stage.fetch('/', { key: null });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/graphiql']);
  });

  test.each([
    ['/graphiql', 'graphiql.html', CONSOLE_CSP],
    ['/live', 'live.html', LIVE_CSP],
  ])('%s, under its policy and asked for each time', async (path, file, policy) => {
    const page = await stage.fetch(path, { key: null });
    expect([page.status, await page.text()]).toEqual([200, `<!doctype html><title>${file}`]);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toBe(policy);
    expect(page.headers.get('cache-control')).toBe('no-cache');
  });

  test('the event log allows nothing inline', () => expect(LIVE_CSP).not.toContain('unsafe'));

  test('its files, kept for good', async () => {
    const asset = await stage.fetch('/console/assets/page-1a2b.js', { key: null });
    expect([asset.status, asset.headers.get('cache-control')]).toEqual([
      200,
      'public, max-age=31536000, immutable',
    ]);
    expect(asset.headers.get('content-security-policy')).toBe(CONSOLE_CSP);
    expect(asset.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  });

  test.each([
    '/console/../secret.txt',
    '/console/%2e%2e/secret.txt',
    '/console/..%2fsecret.txt',
    '/console/nosuch.js',
    '/console/%E0%A4%A',
  ])('nothing else: %s', async (path) => {
    const { port } = new URL(stage.url);
    // Not fetch, which would tidy the path.
    const [response] = (await once(request({ port, path, host: '127.0.0.1' }).end(), 'response')) as [
      IncomingMessage,
    ];
    expect(response.statusCode).toBe(404);
    const chunks = (await response.toArray()) as Buffer[];
    expect(JSON.parse(Buffer.concat(chunks).toString())).toMatchObject({ error: { code: 'NOT_FOUND' } });
  });
});

test.each([
  ['GET', '/nosuch'],
  ['GET', '/v1/events'],
  ['POST', '/graphiql'],
])('%s %s is 404, as JSON', async (method, path) => {
  const response = await stage.fetch(path, { method, key: null });
  expect([response.status, await response.json()]).toEqual([
    404,
    { error: expect.objectContaining({ code: 'NOT_FOUND' }) },
  ]);
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('referrer-policy')).toBe('no-referrer');
});
