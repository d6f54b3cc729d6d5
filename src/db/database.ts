import type pg from 'pg';

/** What a statement can be sent to: a pool, or the one client of a transaction. */
export interface Queryable {
  query<Row extends pg.QueryResultRow = pg.QueryResultRow>(
    text: string,
    values?: unknown[],
  ): Promise<pg.QueryResult<Row>>;
}

/**
 * The database of a node, embedded or a server: the same pools either way.
 *
 * `write` connects as the owner of the tables (migrations, ingestion, jobs). `read` serves analytics; what goes
 * through it runs as the role `gaugeway_reader` inside a tenant's scope (see `tenant-scope.ts`).
 */
export interface Database {
  readonly kind: 'embedded' | 'server';
  /** True for an embedded database that another process has open: that one migrates it and runs its jobs. */
  readonly shared: boolean;
  /** Where it listens, for `psql` and other processes of this machine. Holds the password, if there is one. */
  readonly url: string;
  readonly write: pg.Pool;
  readonly read: pg.Pool;
  close(): Promise<void>;
}
