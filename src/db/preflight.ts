import type { Queryable } from './database.js';

/** The database cannot carry Gaugeway; the message says why and what to do. */
export class UnfitDatabaseError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnfitDatabaseError';
  }
}

const LEAST_POSTGRES = 15;
const LEAST_TIMESCALE = [2, 20] as const;

interface Facts extends Record<string, unknown> {
  postgres: number;
  available: string | null;
  installed: string | null;
  /** Null until the library is loaded. */
  license: string | null;
  preloaded: boolean;
  creates_roles: boolean;
  creates_here: boolean;
  reader_exists: boolean;
  reader_granted: boolean;
  reader_plain: boolean;
}

/** Checks version, extension, licence and rights before anything is changed, and installs the extension if absent. */
export async function checkDatabase(db: Queryable): Promise<void> {
  const facts = await readFacts(db);
  if (facts.postgres < LEAST_POSTGRES) {
    throw new UnfitDatabaseError(
      `PostgreSQL ${facts.postgres} is too old: expected ${LEAST_POSTGRES} or newer.`,
    );
  }
  if (facts.available === null) {
    throw new UnfitDatabaseError(
      'This is PostgreSQL without TimescaleDB: expected a server with the extension timescaledb 2.20 or newer ' +
        '(see https://docs.timescale.com/self-hosted), or no DATABASE_URL for the embedded one.',
    );
  }
  if (!facts.preloaded) {
    throw new UnfitDatabaseError(
      'TimescaleDB is not loaded: have an administrator add timescaledb to shared_preload_libraries in postgresql.conf ' +
        'and restart the server.',
    );
  }
  requireVersion(facts.installed ?? facts.available);
  if (!facts.creates_here) {
    throw new UnfitDatabaseError(
      'The role of DATABASE_URL may not create objects: it needs CREATE on the database and on the schema public.',
    );
  }
  if (!facts.reader_exists && !facts.creates_roles) {
    throw new UnfitDatabaseError(
      'The role of DATABASE_URL may not create roles: give it CREATEROLE, or have an administrator run ' +
        '`CREATE ROLE gaugeway_reader NOLOGIN; GRANT gaugeway_reader TO <role>;`.',
    );
  }
  if (facts.reader_exists && !facts.reader_granted) {
    throw new UnfitDatabaseError(
      'The role of DATABASE_URL is not a member of gaugeway_reader: have an administrator run ' +
        '`GRANT gaugeway_reader TO <role>;`.',
    );
  }
  if (!facts.reader_plain) {
    throw new UnfitDatabaseError(
      'The role gaugeway_reader has rights of its own, which would show it more than one tenant: expected no SUPERUSER ' +
        'and no membership in other roles.',
    );
  }
  if (facts.installed === null) await install(db);
  const { license } = await readFacts(db);
  if (license !== 'timescale') {
    throw new UnfitDatabaseError(
      `TimescaleDB runs with timescaledb.license = ${license ?? 'unset'}: continuous aggregates and the columnstore need the ` +
        'community build with timescaledb.license = timescale, not the Apache-only one.',
    );
  }
}

async function readFacts(db: Queryable): Promise<Facts> {
  const { rows } = await db.query<Facts>(`
    SELECT current_setting('server_version_num')::int / 10000 AS postgres,
           (SELECT default_version FROM pg_available_extensions WHERE name = 'timescaledb') AS available,
           (SELECT extversion FROM pg_extension WHERE extname = 'timescaledb') AS installed,
           current_setting('timescaledb.license', true) AS license,
           -- the loader's own setting, and one of the library for where it was loaded without the loader
           coalesce(current_setting('timescaledb.disable_load', true),
                    current_setting('timescaledb.license', true)) IS NOT NULL AS preloaded,
           (SELECT rolsuper OR rolcreaterole FROM pg_roles WHERE rolname = current_user) AS creates_roles,
           has_database_privilege(current_database(), 'CREATE') AND has_schema_privilege('public', 'CREATE') AS creates_here,
           to_regrole('gaugeway_reader') IS NOT NULL AS reader_exists,
           CASE WHEN to_regrole('gaugeway_reader') IS NOT NULL
                THEN pg_has_role(current_user, to_regrole('gaugeway_reader'), 'MEMBER') ELSE false END AS reader_granted,
           NOT EXISTS (SELECT FROM pg_roles r WHERE r.rolname = 'gaugeway_reader'
                         AND (r.rolsuper OR EXISTS (SELECT FROM pg_auth_members m WHERE m.member = r.oid))) AS reader_plain`);
  const [facts] = rows;
  if (facts === undefined) throw new Error('no answer from the database');
  return facts;
}

async function install(db: Queryable): Promise<void> {
  try {
    await db.query('CREATE EXTENSION IF NOT EXISTS timescaledb');
  } catch (error) {
    throw new UnfitDatabaseError(
      `The extension timescaledb could not be created (${error instanceof Error ? error.message : 'unknown'}): ` +
        'have an administrator run `CREATE EXTENSION timescaledb;` in this database.',
    );
  }
}

function requireVersion(version: string): void {
  const [major = 0, minor = 0] = version.split('.').map((part) => Number.parseInt(part, 10));
  if (major > LEAST_TIMESCALE[0] || (major === LEAST_TIMESCALE[0] && minor >= LEAST_TIMESCALE[1])) return;
  throw new UnfitDatabaseError(
    `TimescaleDB ${version} is too old: expected ${LEAST_TIMESCALE.join('.')} or newer.`,
  );
}
