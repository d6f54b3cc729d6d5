import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import pg from 'pg';
import type { Queryable } from '../../src/db/database.js';
import { checkDatabase, UnfitDatabaseError } from '../../src/db/preflight.js';
import { openTestDatabase } from '../support/database.js';
import { serverPrograms, startCluster, type Cluster } from './support-tenants/cluster.js';
import { gaugeway } from './support-tenants/scratch.js';

/** A database as it should be, as `checkDatabase` reads it. */
const FIT = {
  ...{ postgres: 15, available: '2.23.1', installed: '2.23.1', license: 'timescale', preloaded: true },
  ...{
    creates_roles: true,
    creates_here: true,
    reader_exists: true,
    reader_granted: true,
    reader_plain: true,
  },
};

function answering(facts: Record<string, unknown>): { db: Queryable; sent: string[] } {
  const sent: string[] = [];
  const db: Queryable = {
    query: async (text) => {
      sent.push(text);
      return { rows: [{ ...FIT, ...facts }] } as never;
    },
  };
  return { db, sent };
}

describe('what a database says of itself', () => {
  test.each([
    ['as it should be', {}],
    ['newer', { postgres: 18, installed: '3.0.0' }],
    ['the oldest that will do', { postgres: 15, installed: '2.20.0' }],
    ['a pre-release', { installed: '2.24.0-dev' }],
    ['without the role, and allowed to make it', { reader_exists: false, reader_granted: false }],
    ['not allowed to make the role, which is there', { creates_roles: false }],
  ])('is taken if it is %s', async (_, facts) => {
    const { db, sent } = answering(facts);
    await checkDatabase(db);
    expect(sent.filter((text) => text.startsWith('CREATE'))).toEqual([]);
  });

  test.each([
    [{ postgres: 14 }, 'PostgreSQL 14 is too old: expected 15 or newer'],
    [{ available: null, installed: null, preloaded: false, license: null }, 'PostgreSQL without TimescaleDB'],
    [{ preloaded: false, license: null }, 'shared_preload_libraries'],
    [{ installed: '2.19.3' }, 'TimescaleDB 2.19.3 is too old: expected 2.20 or newer'],
    [{ installed: '1.99.0' }, 'TimescaleDB 1.99.0 is too old'],
    [{ installed: null, available: '2.19.3' }, 'TimescaleDB 2.19.3 is too old'],
    [{ license: 'apache' }, 'timescaledb.license = apache'],
    [{ license: null }, 'timescaledb.license = unset'],
    [{ creates_here: false }, 'needs CREATE on the database and on the schema public'],
    [{ creates_roles: false, reader_exists: false, reader_granted: false }, 'give it CREATEROLE'],
    [{ reader_granted: false }, 'GRANT gaugeway_reader TO'],
    [{ reader_plain: false }, 'gaugeway_reader has rights of its own'],
  ])('is refused with a word on it, before anything is changed: %j', async (facts, message) => {
    const { db, sent } = answering(facts);
    const refusal = checkDatabase(db);
    await expect(refusal).rejects.toThrow(UnfitDatabaseError);
    await expect(refusal).rejects.toThrow(message);
    expect(sent.filter((text) => text.startsWith('CREATE'))).toEqual([]);
  });
});

test('the database of the tests is fit, and so it is the second time', async () => {
  const db = await openTestDatabase();
  await checkDatabase(db.write);
  await checkDatabase(db.write);
  await db.close();
});

const programs = serverPrograms();
if (programs === null)
  process.stderr.write('no PostgreSQL server is installed: the tests that start one are skipped\n');

(programs === null ? describe.skip : describe)('a server of its own', () => {
  let cluster: Cluster;
  let hasFiles: boolean;

  /** The refusal that a role gets, or null. */
  async function refusal(user?: string): Promise<string | null> {
    const client = new pg.Client(cluster.url(user));
    await client.connect();
    try {
      await checkDatabase(client);
      return null;
    } catch (error) {
      expect(error).toBeInstanceOf(UnfitDatabaseError);
      return (error as Error).message;
    } finally {
      await client.end();
    }
  }
  const administer = async (...statements: string[]): Promise<Record<string, unknown>[]> => {
    const client = new pg.Client(cluster.url());
    await client.connect();
    let rows: Record<string, unknown>[] = [];
    for (const sql of statements) ({ rows } = await client.query<Record<string, unknown>>(sql));
    await client.end();
    return rows;
  };

  beforeAll(async () => {
    cluster = await startCluster(programs ?? '');
    const found = await administer(`SELECT FROM pg_available_extensions WHERE name = 'timescaledb'`);
    hasFiles = found.length > 0;
  });
  afterAll(() => cluster.remove());

  const sought = (): string =>
    hasFiles ? 'add timescaledb to shared_preload_libraries' : 'without TimescaleDB';

  test('that does not load TimescaleDB is told what it lacks', async () => {
    expect(await refusal()).toContain(sought());
    const { code, err } = await gaugeway(['migrate'], { DATABASE_URL: cluster.url() });
    expect([code, err.trim().split('\n')]).toEqual([1, [expect.stringContaining(sought())]]);
  });

  test('that loads it under the Apache licence, or gives a role too few rights, too', async () => {
    if (!hasFiles)
      return process.stderr.write('TimescaleDB is not installed: licence and rights are not tested\n');
    const loaded = ['shared_preload_libraries=timescaledb', 'timescaledb.telemetry_level=off'];
    await cluster.restart(...loaded);
    await administer(
      'CREATE ROLE rightless LOGIN',
      'CREATE ROLE maker LOGIN',
      'GRANT CREATE ON SCHEMA public TO maker',
    );
    expect(await refusal('rightless')).toContain('needs CREATE on the database and on the schema public');
    expect(await refusal('maker')).toContain('needs CREATE on the database');
    await administer('GRANT CREATE ON DATABASE postgres TO maker');
    expect(await refusal('maker')).toContain('CREATE ROLE gaugeway_reader NOLOGIN; GRANT gaugeway_reader TO');
    await administer('CREATE ROLE gaugeway_reader NOLOGIN');
    expect(await refusal('maker')).toContain('is not a member of gaugeway_reader');
    await administer('GRANT gaugeway_reader TO maker', 'GRANT pg_read_all_data TO gaugeway_reader');
    expect(await refusal('maker')).toContain('gaugeway_reader has rights of its own');
    await administer('REVOKE pg_read_all_data FROM gaugeway_reader');
    expect(await refusal('maker')).toBeNull();
    expect(await administer(`SELECT FROM pg_extension WHERE extname = 'timescaledb'`)).toHaveLength(1);
    await cluster.restart(...loaded, 'timescaledb.license=apache');
    expect(await refusal('maker')).toContain('timescaledb.license = apache');
    // Taken out of the preloaded libraries after it was installed: any of its functions would end the connection.
    await cluster.restart();
    expect(await refusal('maker')).toContain(sought());
  });
});
