import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../../src/db/connect.js';
import type { Database } from '../../src/db/database.js';
import { openEmbedded, type Embedded } from '../../src/db/embedded/embedded.js';
import { startTestNode, type TestNode } from '../support/node.js';
import { embeddedFolder, isInstalled, run, type Ended } from './support-tenants/scratch.js';

let scratch: Awaited<ReturnType<typeof embeddedFolder>>;
let db: Database;
let node: TestNode;
let key: string;
let socketFolder: string;

beforeAll(async () => {
  scratch = await embeddedFolder();
  db = await openDatabase({
    url: undefined,
    readUrl: undefined,
    poolSize: 4,
    dataDir: scratch.dataDir,
    onError: (error) => {
      throw error;
    },
  });
  node = await startTestNode(db);
  key = await node.key('acme', ['analytics:read', 'events:write']);
  socketFolder = await readFile(join(scratch.dataDir, 'socket'), 'utf8');
});
afterAll(async () => {
  await node.stop();
  await scratch.remove();
});

const guest = async (user = 'postgres'): Promise<pg.Client> => {
  const client = new pg.Client({ host: socketFolder, user, database: 'postgres' });
  client.on('error', () => undefined);
  await client.connect();
  return client;
};

let sent = 0;
/** Takes an event in and reads the sum: through the owner's pool and the reader's. */
async function gatewayWorks(): Promise<void> {
  expect((await db.write.query('SHOW enable_seqscan')).rows).toEqual([{ enable_seqscan: 'on' }]);
  const id = `guest-${++sent}`;
  const event = {
    specversion: '1.0',
    id,
    source: 's',
    type: 'usage.recorded',
    data: { customerId: 'c1', billableUnit: 'u', quantity: 1 },
  };
  const response = await node.events(key, 'application/cloudevents+json', JSON.stringify(event));
  expect(await response.json()).toMatchObject({ accepted: 1 });
  const { data, errors } = await node.graphql(
    key,
    '{ usage(window: { period: "24h", granularity: HOUR }) { byBillableUnit { quantity events series { bucket } } } viewer { tenantId } }',
  );
  expect(errors).toBeUndefined();
  expect(data).toMatchObject({ usage: { byBillableUnit: [{ quantity: String(sent), events: sent }] } });
}

const hasPsql = isInstalled('psql');
if (!hasPsql) process.stderr.write('psql is not installed: its tests are skipped\n');

(hasPsql ? describe : describe.skip)('psql beside a running node', () => {
  const psql = (user: string, statements: readonly string[], input?: string): Promise<Ended> =>
    run(
      'psql',
      ['-X', '-At', '-h', socketFolder, '-U', user, 'postgres', ...statements.flatMap((sql) => ['-c', sql])],
      input === undefined ? {} : { input },
    );

  test('is the role that it names', async () => {
    await gatewayWorks();
    const { out, err } = await psql('gaugeway_reader', [
      'SELECT current_user, session_user',
      'SELECT count(*) FROM tenant.usage_events',
      `SET app.tenant = 'acme'`,
      'SELECT count(*) > 0 FROM tenant.usage_events',
      `SET app.customer = 'c2'`,
      'SELECT count(*) FROM tenant.usage_events',
      'RESET app.customer',
      'SELECT count(*) > 0 FROM tenant.usage_events',
      'RESET ROLE',
      'SELECT current_user, count(*) FROM tenant.usage_events',
      'RESET ALL',
      'SELECT count(*) FROM tenant.usage_events',
      'SELECT count(*) FROM public.usage_events',
    ]);
    expect(out.split('\n')).toEqual([
      ...['gaugeway_reader|gaugeway_reader', '0', 'SET', 't', 'SET', '0', 'RESET', 't'],
      ...['RESET', expect.stringMatching(/^gaugeway_reader\|[1-9]/), 'RESET', '0', ''],
    ]);
    expect(err).toContain('permission denied for table usage_events');
  });

  test.each(['nobody', 'none', 'post"gres', 'pg_monitor x'])('is refused as %s', async (user) => {
    expect(await psql(user, ['SELECT current_user'])).toMatchObject({
      code: 2,
      out: '',
      err: expect.stringContaining(`FATAL:  role "${user}" does not exist`),
    });
  });

  test('gets a clear refusal of COPY FROM STDIN, and the database survives', async () => {
    const { err } = await psql(
      'postgres',
      ['\\copy tenants (id, name) FROM STDIN', 'SELECT 1'],
      'a\tb\n\\.\n',
    );
    expect(err).toContain('takes no COPY FROM STDIN; use INSERT');
    await gatewayWorks();
    expect((await psql('postgres', ['\\copy (SELECT 2) TO STDOUT'])).out).toBe('2\n');
  });
});

describe('what a guest leaves behind', () => {
  test.each([
    ['RESET ALL'],
    ['DISCARD ALL'],
    ['SET search_path = pg_catalog'],
    ['SET ROLE gaugeway_reader'],
    ['SET SESSION AUTHORIZATION gaugeway_reader'],
    ['CREATE TEMP TABLE api_keys (LIKE public.api_keys); CREATE TEMP TABLE tenants (x int)'],
    ['CREATE TEMP TABLE usage_events (x int)'],
    ['SET default_transaction_read_only = on'],
    ['SET session_replication_role = replica'],
    [`SET TimeZone = 'Asia/Kathmandu'`],
    [`SET DateStyle = 'German'`],
    [`SET bytea_output = 'escape'`],
    ['SET statement_timeout = 1; SET lock_timeout = 1; SET work_mem = 64'],
    ['SELECT pg_advisory_lock(1196773193), pg_advisory_lock(1196773192)'],
    [`SELECT set_config('search_path', 'nowhere', false), set_config('app.tenant', 'globex', false)`],
    ['LISTEN anything; NOTIFY anything'],
    ['DECLARE c CURSOR WITH HOLD FOR SELECT 1'],
  ])('is nothing to the gateway: %s', async (sql) => {
    const client = await guest();
    await client.query(sql);
    await gatewayWorks();
    // Nor in a transaction, nor when the client breaks off.
    await client.query(sql).catch(() => undefined);
    await client.query('BEGIN').then(() => client.query(sql).catch(() => undefined));
    await client.end();
    await gatewayWorks();
  });

  test('is its own as long as it is there, and nobody else’s', async () => {
    const [one, two] = [await guest(), await guest('gaugeway_reader')];
    const show = async (client: pg.Client): Promise<unknown> =>
      (await client.query(`SELECT current_setting('work_mem') AS mem, current_user AS role`)).rows[0];
    await one.query(`SET work_mem = '7MB'`);
    await one.query('SET ROLE gaugeway_reader');
    await two.query(`SET work_mem = '9MB'`);
    expect(await show(one)).toEqual({ mem: '7MB', role: 'gaugeway_reader' });
    expect(await show(two)).toEqual({ mem: '9MB', role: 'gaugeway_reader' });
    expect((await db.write.query('SHOW work_mem')).rows).toEqual([{ work_mem: '4MB' }]);
    await one.query('RESET ALL');
    expect(await show(one)).toMatchObject({ mem: '4MB' });
    await one.query({ name: 'mine', text: 'SELECT 1 AS one' });
    await gatewayWorks();
    expect((await one.query({ name: 'mine', text: 'SELECT 1 AS one' })).rows).toEqual([{ one: 1 }]);
    await two.query('SELECT 2');
    await expect(one.query({ name: 'mine', text: 'SELECT 1 AS one' })).rejects.toThrow('does not exist');
    await Promise.all([one.end(), two.end()]);
  });
});

test('the files of the database are for its user alone', async () => {
  const mode = async (path: string): Promise<number> => (await stat(path)).mode & 0o777;
  expect(await mode(join(scratch.dataDir, 'db'))).toBe(0o700);
  expect(await mode(socketFolder)).toBe(0o700);
});

describe('a transaction that its client leaves idle', () => {
  const IDLE_MS = 300;
  let own: Awaited<ReturnType<typeof embeddedFolder>>;
  let embedded: Embedded;

  beforeAll(async () => {
    own = await embeddedFolder();
    embedded = await openEmbedded(own.dataDir, IDLE_MS);
  });
  afterAll(async () => {
    await embedded.close();
    await own.remove();
  });

  test('is rolled back, and its connection ended, so that the others go on', async () => {
    const host = await readFile(join(own.dataDir, 'socket'), 'utf8');
    const idle = new pg.Client({ host, user: 'postgres', database: 'postgres' });
    const gateway = new pg.Client(embedded.url);
    await Promise.all([idle.connect(), gateway.connect()]);
    const errors: Error[] = [];
    idle.on('error', (error) => errors.push(error));
    const ended = new Promise<void>((resolve) => idle.once('end', resolve));
    await idle.query('BEGIN');
    await idle.query(`INSERT INTO tenants (id, name) VALUES ('idle', 'idle')`);
    await idle.query('SET ROLE gaugeway_reader');
    const { rows } = await gateway.query(
      `SELECT count(*)::int AS rows, current_user AS role FROM tenants WHERE id = 'idle'`,
    );
    expect(rows).toEqual([{ rows: 0, role: 'postgres' }]);
    await ended;
    expect(errors[0]).toMatchObject({ code: '25P03' });
    await gateway.end();
  });

  test('does not keep the database from being closed', async () => {
    const host = await readFile(join(own.dataDir, 'socket'), 'utf8');
    const idle = new pg.Client({ host, user: 'postgres', database: 'postgres' });
    idle.on('error', () => undefined);
    await idle.connect();
    await idle.query('BEGIN');
    await embedded.close();
    await expect(idle.query('SELECT 1')).rejects.toThrow();
  });
});
