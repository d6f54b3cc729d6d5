import type pg from 'pg';
import { enterScope, readable, type Statement, type TenantScope } from './tenant-scope.js';

/** A row as it comes: its columns in their order. */
export type RowCells = readonly unknown[];

/** Reads of one transaction inside a scope, one after the other. */
export interface ScopedReads {
  /** The rows of a statement. */
  rows<Row extends pg.QueryResultRow>(statement: Statement): Promise<Row[]>;
  /**
   * The rows of a statement in batches, however many there are: the next batch is on its way while one is looked at,
   * and nothing else is held. To be read to its end, or not at all any more, before anything else is read.
   */
  batches(statement: Statement, size: number): AsyncGenerator<readonly RowCells[], void>;
}

/** How a transaction is run. */
export interface ScopedOptions {
  /** What one statement, or one batch, may take. */
  readonly seconds: number;
  /** Breaks the connection off, and with it what is being read. Its reason is thrown. */
  readonly signal: AbortSignal;
}

/**
 * Runs some work with the reads of one transaction as `gaugeway_reader` inside the scope, as `readAllInScope` does. The
 * transaction is read committed: every statement sees what was committed before it began. It and its connection are
 * over when this returns, whatever happened.
 *
 * @throws GaugewayError UNAVAILABLE where the database cannot answer now
 */
export async function withinScope<T>(
  pool: pg.Pool,
  scope: TenantScope,
  { seconds, signal }: ScopedOptions,
  work: (reads: ScopedReads) => Promise<T>,
): Promise<T> {
  signal.throwIfAborted();
  const client = await pool.connect().catch((error: unknown) => {
    throw readable(error);
  });
  const breakOff = (): void => {
    // `end` would wait for what is being read.
    (client as unknown as { connection: Connection }).connection.stream.destroy();
  };
  signal.addEventListener('abort', breakOff, { once: true });
  try {
    signal.throwIfAborted();
    await Promise.all([
      client.query(enterScope(scope, seconds)),
      // A cursor is read to its end: what is least work in all is better than what has the first rows soonest.
      client.query("SELECT set_config('cursor_tuple_fraction', '1', true)"),
    ]);
    return await work(readsOf(client));
  } catch (error) {
    signal.throwIfAborted();
    throw readable(error, seconds);
  } finally {
    signal.removeEventListener('abort', breakOff);
    const isOver = await client.query('ROLLBACK').then(
      () => true,
      () => false,
    );
    client.release(!isOver);
  }
}

/** What `pg` keeps of its connection, and its types do not tell. */
interface Connection {
  readonly stream: { destroy(): void };
}

function readsOf(client: pg.PoolClient): ScopedReads {
  return {
    rows: async <Row extends pg.QueryResultRow>({ text, values }: Statement) =>
      (await client.query<Row>({ text, values: [...values] })).rows,
    async *batches({ text, values }, size) {
      const declared = client.query(`DECLARE batches NO SCROLL CURSOR FOR ${text}`, [...values]);
      const fetch = (): Promise<readonly RowCells[]> => {
        const fetched = client.query<unknown[]>({
          text: `FETCH FORWARD ${size} FROM batches`,
          rowMode: 'array',
        });
        const rows = fetched.then((result) => result.rows);
        rows.catch(() => undefined);
        return rows;
      };
      let next: Promise<readonly RowCells[]> | null = fetch();
      await declared;
      while (next !== null) {
        const rows: readonly RowCells[] = await next;
        next = rows.length < size ? null : fetch();
        if (rows.length > 0) yield rows;
      }
    },
  };
}
