import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openDatabase } from '../../src/db/connect.js';
import type { Database } from '../../src/db/database.js';
import { onServer, openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { embeddedFolder, gaugeway, type Ended } from './support-tenants/scratch.js';

const KEY = /^gw_([0-9a-z]{12})_[0-9A-Za-z]{33}$/;

let node: TestNode;
let env: Record<string, string>;
/** What `keys create` said before there was a node. */
let first: Ended | null = null;
let remove = async (): Promise<void> => undefined;

async function openScratch(): Promise<Database> {
  const scratch = await embeddedFolder();
  const { dataDir } = scratch;
  remove = scratch.remove;
  env = { GAUGEWAY_DATA_DIR: dataDir, DATABASE_URL: '' };
  first = await gaugeway(['create', '--tenant', 'acme', '--name', 'first'], env, 'keys');
  return openDatabase({
    url: undefined,
    readUrl: undefined,
    poolSize: 4,
    dataDir,
    onError: () => undefined,
  });
}

beforeAll(async () => {
  const db = onServer ? await openTestDatabase() : await openScratch();
  if (onServer) env = { DATABASE_URL: db.url };
  node = await startTestNode(db);
});
afterAll(async () => {
  await node.stop();
  await remove();
});

const viewer = (key: string) => node.graphql(key, '{ viewer { tenantId subject } }');

test('a key that was made before there was a node is taken by the node', async () => {
  if (first === null) return; // a server needs no node to be reached
  expect(first.code).toBe(0);
  expect(await viewer(first.out.trim())).toMatchObject({ data: { viewer: { tenantId: 'acme' } } });
});

test('beside a running node a key is made, revoked and listed; the node takes it at once and refuses it soon', async () => {
  // The whole program once.
  const options = ['--name', 'a b', '--scopes', 'analytics:read', '--expires', '1d'];
  const created = await gaugeway(['keys', 'create', '--tenant', 'acme', ...options], env);
  expect(created).toMatchObject({ code: 0, err: expect.stringContaining('only time the key is shown') });
  const text = created.out.trim();
  const [, id = 'no id'] = KEY.exec(text) ?? [];
  expect(await viewer(text)).toMatchObject({
    status: 200,
    data: { viewer: { tenantId: 'acme', subject: `key:${id}` } },
  });

  const revoked = await gaugeway(['revoke', text], env, 'keys');
  expect(revoked).toMatchObject({ code: 0, out: expect.stringContaining(`Revoked ${id}`) });
  // Whatever is asked two seconds behind the revocation is refused.
  const until = performance.now() + 2_000;
  for (;;) {
    const asked = performance.now();
    if ((await viewer(text)).status === 401) break;
    expect(asked).toBeLessThan(until);
  }

  const { out } = await gaugeway(['list', '--tenant', 'acme', '--json'], env, 'keys');
  const shown = (JSON.parse(out) as { id: string }[]).find((key) => key.id === id);
  expect(shown).toMatchObject({
    name: 'a b',
    tenant: 'acme',
    scopes: ['analytics:read'],
    status: 'revoked',
  });
  expect(out).not.toContain(text.split('_')[2]);
});
