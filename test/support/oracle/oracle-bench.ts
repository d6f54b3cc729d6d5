import { pino } from 'pino';
import { buildGatewaySchema } from '../../../resolvers/build-schema.js';
import { createAuthenticator } from '../../../src/auth/authenticate.js';
import { createKey } from '../../../src/auth/key-store.js';
import type { Scope } from '../../../src/auth/principal.js';
import type { Dataset } from '../../../src/catalogue/dataset.js';
import { readConfig } from '../../../src/config.js';
import type { Database } from '../../../src/db/database.js';
import { refreshDirty } from '../../../src/db/refresher.js';
import { NodeFeed } from '../../../src/feed/node-feed.js';
import { databasePrices } from '../../../src/ingest/prices/prices.js';
import { DatabaseIngestor } from '../../../src/ingest/store/database-ingestor.js';
import { createLoaders } from '../../../src/loaders/loaders.js';
import { SharedReads } from '../../../src/loaders/shared-reads.js';
import { packageRoot } from '../../../src/package-root.js';
import { createGateway } from '../../../src/server/gateway.js';
import { databaseSavedReports } from '../../../src/saved-reports/saved-reports.js';
import { databaseAlerts } from '../../../src/watch/alerts.js';
import { openTestDatabase } from '../database.js';

/** A question that has no answer after this long has hung. */
const PATIENCE_MS = 60_000;
const RETENTION_DAYS = 800;
const TENANT = 'acme';

export interface GraphqlAnswer {
  readonly data: unknown;
  readonly errors?: readonly unknown[];
  /** What the node logged last, where there are errors: callers are not told. */
  readonly faults?: readonly string[];
}

/**
 * A gateway on a database of its own whose clock stands still until it is set, and without a node's jobs: what a case
 * finds does not depend on how fast the machine is.
 */
export interface OracleBench {
  readonly db: Database;
  readonly reads: SharedReads;
  now: number;
  /** Sends CloudEvents of the tenant and counts the verdicts. */
  send(events: readonly Record<string, unknown>[], tenantId?: string): Promise<Record<string, number>>;
  /** Materializes what closed before an instant. */
  refresh(dataset: Dataset, closedBefore: number): Promise<void>;
  /** Turns all chunks of a hypertable columnar that lie before an instant. */
  compress(relation: string, before: number): Promise<void>;
  key(customerId?: string, scopes?: readonly Scope[], tenantId?: string): Promise<string>;
  /** Asks the node; throws with the variables where it does not answer. */
  ask(key: string, query: string, variables: Record<string, unknown>): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

export async function openOracleBench(now: number): Promise<OracleBench> {
  const db = await openTestDatabase();
  const faults: string[] = [];
  const log = pino({ level: 'error' }, { write: (line: string) => faults.push(line) });
  const config = readConfig({});
  const reads = new SharedReads(db.read);
  const feed = new NodeFeed(db.write, log);
  const ingestor = new DatabaseIngestor(db.write, {
    factRetentionDays: RETENTION_DAYS,
    clock: () => new Date(bench.now),
    onCommit: (tenants) => tenants.forEach((tenant) => reads.written(tenant)),
  });
  const gateway = await createGateway({
    log,
    schema: buildGatewaySchema(),
    authenticate: createAuthenticator({ config, db: db.write }).authenticate,
    contextFor: (principal) => ({
      principal,
      loaders: createLoaders(reads, bench.now, RETENTION_DAYS),
      ingestor,
      prices: databasePrices(db.write),
      alerts: databaseAlerts(db.write),
      savedReports: databaseSavedReports(db.write),
      feed,
    }),
    ingestor,
    ready: async () => ({ ok: true, checks: {} }),
    consoleDir: packageRoot(),
    introspection: false,
    maxBodyBytes: config.MAX_BODY_BYTES,
  });
  const { port } = await gateway.listen('127.0.0.1', 0);
  const bench: OracleBench = {
    db,
    reads,
    now,
    send: async (events, tenantId = TENANT) => {
      const verdicts = await ingestor.ingest(events, { tenantId, platform: false, customerId: null });
      const counts: Record<string, number> = {};
      for (const { verdict } of verdicts) counts[verdict] = (counts[verdict] ?? 0) + 1;
      return counts;
    },
    refresh: async (dataset, closedBefore) => {
      await refreshDirty(db.write, dataset, new Date(closedBefore));
    },
    compress: async (relation, before) => {
      await db.write.query(
        `SELECT compress_chunk(format('%I.%I', chunk_schema, chunk_name)::regclass, if_not_compressed => true)
         FROM timescaledb_information.chunks
         WHERE hypertable_schema = 'public' AND hypertable_name = $1 AND range_end <= $2::timestamptz`,
        [relation, new Date(before).toISOString()],
      );
    },
    key: async (customerId, scopes = ['analytics:read'], tenantId = TENANT) => {
      const wanted = {
        tenantId,
        name: 'oracle',
        scopes,
        expiresAt: null,
      };
      return (await createKey(db.write, { ...wanted, customerId: customerId ?? null })).text;
    },
    ask: async (key, query, variables) => {
      const response = await fetch(`http://127.0.0.1:${port}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      }).catch((error: unknown) => {
        const told = `no answer to ${JSON.stringify(variables)} of ${query}`;
        throw new Error(told, { cause: error });
      });
      const answer = (await response.json()) as GraphqlAnswer;
      return answer.errors === undefined ? answer : { ...answer, faults: faults.slice(-3) };
    },
    stop: async () => {
      await gateway.close();
      await feed.close();
      await db.close();
    },
  };
  return bench;
}
