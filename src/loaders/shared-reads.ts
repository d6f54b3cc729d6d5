import type pg from 'pg';
import { withinScope, type ScopedOptions, type ScopedReads } from '../db/scoped-reads.js';
import { readAllInScope, type ReadOptions, type Statement, type TenantScope } from '../db/tenant-scope.js';
import { Turns } from '../turns.js';
import { KnownDirty } from './freshness.js';

/** Of a pool of ten; none of one tenant takes all of them. */
const SEARCHES = { running: 5, ofTenant: 4, waiting: 32, waitMs: 10_000 };

/** What makes a search of the log cheap. */
export const NARROWER = 'narrow it by `from` and `to`, `types` or `categories`';

/**
 * Reads of a node, of all of its operations. Identical statements in flight at the same time run once: same text, same
 * values, same scope, and nothing written through this node for the tenant in between, so that who has been told that
 * its event is accepted also reads it.
 */
export class SharedReads {
  private readonly inFlight = new Map<string, Promise<readonly (readonly pg.QueryResultRow[])[]>>();
  /** What is known of dirty ranges, for the next operation to start with. */
  readonly knownDirty = new KnownDirty();
  /** Turns of searches of the event log: they may look at all that a tenant has. */
  readonly searches = new Turns(SEARCHES, {
    ofTenant: `filter: at most ${SEARCHES.ofTenant} searches of a tenant's log run at once: ${NARROWER}`,
    busy: `filter: this node runs as many searches of logs as it can: come back in a moment, or ${NARROWER}`,
    field: 'filter',
  });
  private readonly writes = new Map<string, number>();

  constructor(private readonly pool: pg.Pool) {}

  /** The rows of a statement; others may hold the same ones. */
  async read<Row extends pg.QueryResultRow>(
    scope: TenantScope,
    statement: Statement,
    options?: ReadOptions,
  ): Promise<readonly Row[]> {
    const [rows = []] = await this.readAll<Row>(scope, [statement], options);
    return rows;
  }

  /** The rows of each of some statements, which run one after the other in one transaction and one round trip. */
  readAll<Row extends pg.QueryResultRow>(
    scope: TenantScope,
    statements: readonly Statement[],
    options: ReadOptions = {},
  ): Promise<readonly (readonly Row[])[]> {
    const { tenantId, customerId } = scope;
    const key = JSON.stringify([
      ...[tenantId, customerId, this.writes.get(tenantId) ?? 0, options],
      ...statements.flatMap(({ text, values, asArrays = false }) => [text, values, asArrays]),
    ]);
    const present = this.inFlight.get(key);
    if (present !== undefined) return present as Promise<readonly (readonly Row[])[]>;
    const started = readAllInScope<Row>(this.pool, scope, statements, options).finally(() =>
      this.inFlight.delete(key),
    );
    this.inFlight.set(key, started);
    return started;
  }

  /** Runs some work with the reads of one transaction of its own, which nobody shares. */
  within<T>(
    scope: TenantScope,
    options: ScopedOptions,
    work: (reads: ScopedReads) => Promise<T>,
  ): Promise<T> {
    return withinScope(this.pool, scope, options, work);
  }

  /**
   * To be called when events of a tenant are committed, before that is told to anybody, and by who knows of some that were:
   * what is read from then on is not shared with what began before.
   */
  written(tenantId: string): void {
    this.writes.set(tenantId, (this.writes.get(tenantId) ?? 0) + 1);
  }
}
