import { mkdtemp, rm } from 'node:fs/promises';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { openDatabase } from '../src/db/connect.js';
import type { Database } from '../src/db/database.js';
import { migrate } from '../src/db/migrate.js';

/** A migrated database that no gateway runs on: no policy and no refresher touches what the bench writes. */
export interface BenchDatabase {
  readonly db: Database;
  /** Whether it was there before, and so is filled. */
  readonly filled: boolean;
  /** Closes it, and drops it unless it was named. */
  close(): Promise<void>;
}

/**
 * Opens a new database of DATABASE_URL's server, or an embedded one in a scratch folder. One with a name is kept on the
 * server, and found again.
 */
export async function openBenchDatabase(kept: string | undefined): Promise<BenchDatabase> {
  const server = process.env['DATABASE_URL'];
  const scratch = await mkdtemp(join(tmpdir(), 'gaugeway-bench-'));
  const name = kept ?? `gaugeway_bench_${randomBytes(4).toString('hex')}`;
  const filled = server !== undefined && (await exists(server, name));
  const drop = async (): Promise<void> => {
    await rm(scratch, { recursive: true, force: true });
    if (server !== undefined && kept === undefined) {
      await administer(server, `DROP DATABASE ${name} WITH (FORCE)`);
    }
  };
  if (server !== undefined && !filled) await administer(server, `CREATE DATABASE ${name}`);
  try {
    const url = server === undefined ? undefined : new URL(server);
    if (url !== undefined) url.pathname = `/${name}`;
    const db = await openFor(url?.href, scratch);
    const close = async (): Promise<void> => {
      await db.close();
      await drop();
    };
    await migrate(db).catch(async (error: unknown) => {
      await close();
      throw error;
    });
    return { db, filled, close };
  } catch (error) {
    await drop();
    throw error;
  }
}

/** Opens a database for the bench's own use: a server's, or the embedded one of a folder. */
export function openFor(url: string | undefined, dataDir: string): Promise<Database> {
  return openDatabase({ url, readUrl: undefined, poolSize: 4, dataDir, onError: () => undefined });
}

async function exists(server: string, name: string): Promise<boolean> {
  const { rowCount } = await administer(server, 'SELECT FROM pg_database WHERE datname = $1', [name]);
  return rowCount === 1;
}

/** Runs a statement by itself, as one that makes or drops a database has to be. */
export async function administer(
  server: string,
  text: string,
  values: unknown[] = [],
): Promise<pg.QueryResult> {
  const client = new pg.Client(server);
  await client.connect();
  try {
    return await client.query(text, values);
  } finally {
    await client.end();
  }
}
