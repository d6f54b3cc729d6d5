import { randomBytes } from 'node:crypto';
import { cpSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase, type DatabaseOptions } from '../../src/db/connect.js';
import type { Database } from '../../src/db/database.js';
import { migrate } from '../../src/db/migrate.js';
import { templateFolder } from './template.js';

const SERVER = process.env['DATABASE_URL'];

/** Whether the tests run against a real server: many backends, background workers, its own clock. */
export const onServer = SERVER !== undefined && SERVER !== '';

const raise = (error: Error): never => {
  throw error;
};

/**
 * A migrated database for one test file: a copy of the embedded template, or a database of its own on the server that
 * DATABASE_URL names. `close` throws if a connection is still checked out.
 */
export async function openTestDatabase(poolSize = 4, connectMs?: number): Promise<Database> {
  const size = { poolSize, ...(connectMs === undefined ? {} : { connectMs }) };
  return onServer ? openOnServer(SERVER as string, size) : openEmbeddedCopy(size);
}

type Size = Pick<DatabaseOptions, 'poolSize' | 'connectMs'>;

async function openEmbeddedCopy(size: Size): Promise<Database> {
  const dataDir = await mkdtemp(join(tmpdir(), 'gaugeway-test-'));
  // So many small files are copied three times as fast as by `cp`, which hands each call to a thread.
  cpSync(await templateFolder(), dataDir, { recursive: true });
  const db = await openDatabase({ url: undefined, readUrl: undefined, ...size, dataDir, onError: raise });
  return checked(db, () => rm(dataDir, { recursive: true, force: true }));
}

async function openOnServer(server: string, size: Size): Promise<Database> {
  const name = `gaugeway_test_${randomBytes(6).toString('hex')}`;
  await administer(server, `CREATE DATABASE ${name}`);
  const url = new URL(server);
  url.pathname = `/${name}`;
  const db = await openDatabase({
    url: url.href,
    readUrl: undefined,
    ...size,
    dataDir: '',
    onError: () => undefined,
  });
  await migrate(db);
  return checked(db, () => administer(server, `DROP DATABASE ${name} WITH (FORCE)`));
}

async function administer(server: string, sql: string): Promise<void> {
  const client = new pg.Client(server);
  await client.connect();
  await client.query(sql).finally(() => client.end());
}

/** The database with a `close` that tells of leaked connections and clears up behind it. */
function checked(db: Database, clear: () => Promise<void>): Database {
  return {
    ...db,
    close: async () => {
      const leaked = [db.write, db.read].reduce((sum, pool) => sum + pool.totalCount - pool.idleCount, 0);
      await db.close();
      await clear();
      if (leaked > 0) throw new Error(`${leaked} connections were still checked out`);
    },
  };
}
