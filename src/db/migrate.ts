import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { runner } from 'node-pg-migrate';
import { packageRoot } from '../package-root.js';
import type { Database, Queryable } from './database.js';
import { checkDatabase } from './preflight.js';

const TABLE = 'schema_migrations';

const folder = (): string => join(packageRoot(), 'sql', 'migrations');

/** Checks the database and brings it to the newest schema, each migration in a transaction of its own. Returns the names of those that ran. */
export async function migrate(db: Database): Promise<string[]> {
  await checkDatabase(db.write);
  const client = await db.write.connect();
  try {
    const ran = await runner({
      dbClient: client,
      dir: folder(),
      direction: 'up',
      migrationsTable: TABLE,
      checkOrder: true,
      singleTransaction: false,
      // Several nodes start at once: one migrates, the others wait for it.
      advisoryLockMode: 'wait',
      log: () => undefined,
      // What the base image of a hypertable warns about concerns nobody who migrates.
      logger: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    return ran.map(({ name }) => name);
  } finally {
    client.release();
  }
}

const quiet = (): void => undefined;

/** Names of migrations that this build has and the database has not. */
export async function pendingMigrations(db: Queryable): Promise<string[]> {
  const { rows: present } = await db.query(`SELECT to_regclass($1) IS NOT NULL AS present`, [TABLE]);
  const { rows } = present[0]?.['present']
    ? await db.query<{ name: string }>(`SELECT name FROM ${TABLE}`)
    : { rows: [] };
  const done = new Set(rows.map(({ name }) => name));
  const files = await readdir(folder());
  return files
    .filter((file) => file.endsWith('.sql'))
    .map((file) => file.replace(/\.sql$/, ''))
    .filter((name) => !done.has(name))
    .sort();
}
