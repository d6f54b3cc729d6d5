import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/db/connect.js';
import type { Database } from '../../src/db/database.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { embeddedFolder, gaugeway, type Ended } from './support-tenants/scratch.js';

const KEY = /^gw_([0-9a-z]{12})_[0-9A-Za-z]{33}$/;

/** Makes, lists and revokes a key; returns its text once it is revoked. */
async function lifeOfAKey(
  keys: (...args: string[]) => Promise<Ended>,
  whileValid?: (text: string) => Promise<void>,
) {
  const created = await keys(
    'create',
    '--tenant',
    'acme',
    '--name',
    'a b',
    '--scopes',
    'analytics:read',
    '--expires',
    '1d',
  );
  expect(created).toMatchObject({ code: 0, err: expect.stringContaining('only time the key is shown') });
  const text = created.out.trim();
  const [, id = ''] = KEY.exec(text) ?? [];
  expect(id).not.toBe('');
  await whileValid?.(text);
  const listed = await keys('list', '--tenant', 'acme', '--json');
  const shown = (JSON.parse(listed.out) as { id: string }[]).find((key) => key.id === id);
  expect(shown).toMatchObject({ name: 'a b', tenant: 'acme', scopes: ['analytics:read'], status: 'active' });
  expect(listed.out).not.toContain(text.split('_')[2]);
  expect(await keys('revoke', text)).toMatchObject({
    code: 0,
    out: expect.stringContaining(`Revoked ${id}`),
  });
  expect((await keys('list')).out).toMatch(new RegExp(`${id}\\s+a b\\s+acme\\s+analytics:read\\s+revoked`));
  return text;
}

describe('gaugeway keys', () => {
  let db: Database;
  let node: TestNode;
  let env: Record<string, string>;
  let remove = async (): Promise<void> => undefined;

  beforeAll(async () => {
    if (onServer) {
      db = await openTestDatabase();
      env = { DATABASE_URL: db.url };
    } else {
      const scratch = await embeddedFolder();
      const { dataDir } = scratch;
      remove = scratch.remove;
      db = await openDatabase({
        url: undefined,
        readUrl: undefined,
        poolSize: 4,
        dataDir,
        onError: () => undefined,
      });
      env = { GAUGEWAY_DATA_DIR: dataDir, DATABASE_URL: '' };
    }
    node = await startTestNode(db);
  });
  afterAll(async () => {
    await node.stop();
    await remove();
  });

  test('create, list and revoke beside a running node, which takes the key at once and refuses it soon', async () => {
    const read = (text: string) => node.graphql(text, '{ viewer { tenantId subject } }');
    const text = await lifeOfAKey(
      // The whole program once.
      (...args) => (args[0] === 'create' ? gaugeway(['keys', ...args], env) : gaugeway(args, env, 'keys')),
      async (created) =>
        expect(await read(created)).toMatchObject({ status: 200, data: { viewer: { tenantId: 'acme' } } }),
    );
    // The list after the revocation took longer than a key is remembered; polled all the same, for a fast machine.
    const until = performance.now() + 2500;
    while ((await read(text)).status !== 401) expect(performance.now()).toBeLessThan(until);
  });

  test('says so where there is no such key', async () => {
    const { code, out, err } = await gaugeway(['revoke', 'nobody'], env, 'keys');
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err).toContain("there is no key with the id 'nobody'");
    expect(err).not.toMatch(/\n\s+at /);
  });
});

(onServer ? describe.skip : describe)('gaugeway keys without a node', () => {
  test('opens the folder, and leaves it so that the next command opens it again', async () => {
    const { dataDir, remove } = await embeddedFolder();
    const env = { GAUGEWAY_DATA_DIR: dataDir, DATABASE_URL: '' };
    const { out } = await gaugeway(['create', '--tenant', 'acme', '--name', 'first'], env, 'keys');
    const [, id = ''] = KEY.exec(out.trim()) ?? [];
    expect((await gaugeway(['list'], env, 'keys')).out).toMatch(new RegExp(`${id}\\s+first\\s+acme`));
    await remove();
  });
});
