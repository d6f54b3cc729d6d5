import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import type { Logger } from 'pino';
import { buildGatewaySchema } from '../resolvers/build-schema.js';
import { createAuthenticator } from './auth/authenticate.js';
import { ConfigError, type Config } from './config.js';
import { openDatabase } from './db/connect.js';
import type { Database } from './db/database.js';
import { startJobs } from './db/jobs.js';
import { migrate, pendingMigrations } from './db/migrate.js';
import { applyPolicies } from './db/policies.js';
import { NodeFeed } from './feed/node-feed.js';
import { parseAgentRules } from './ingest/agents/agent-rules.js';
import { Enrichment } from './ingest/enrichment.js';
import { databasePrices } from './ingest/prices/prices.js';
import { DatabaseIngestor } from './ingest/store/database-ingestor.js';
import { createLoaders } from './loaders/loaders.js';
import { SharedReads } from './loaders/shared-reads.js';
import { packageRoot } from './package-root.js';
import { databaseSavedReports } from './saved-reports/saved-reports.js';
import { FaultyManifest, parseManifest } from './server/document-manifest.js';
import { createGateway } from './server/gateway.js';
import { SERVER_DEFAULTS } from './server/options.js';
import { TrustedDocuments } from './server/trusted-documents.js';
import { databaseAlerts } from './watch/alerts.js';
import { startWatch } from './watch/watch.js';

/** Opens the database that the configuration names. */
export function openConfigured(config: Config, log: Logger): Promise<Database> {
  return openDatabase({
    url: config.DATABASE_URL,
    readUrl: config.DATABASE_READ_URL,
    poolSize: config.DATABASE_POOL,
    dataDir: config.GAUGEWAY_DATA_DIR,
    onError: (error) => log.warn({ err: error }, 'an idle database connection broke'),
  });
}

/** Migrates the database and sets its policies: what every node does before it serves. Returns what was migrated. */
export async function prepareDatabase(db: Database, config: Config): Promise<string[]> {
  const migrated = await migrate(db);
  await applyPolicies(db.write, config.FACT_RETENTION_DAYS);
  return migrated;
}

/** What is found out about facts, by the rules that the configuration names. Throws a ConfigError where it cannot be read. */
export async function configuredEnrichment({ AGENT_RULES: path }: Config): Promise<Enrichment> {
  if (path === undefined) return new Enrichment();
  try {
    const rules = JSON.parse(await readFile(path, 'utf8')) as unknown;
    return new Enrichment({ agentRules: parseAgentRules(rules, path) });
  } catch (error) {
    throw new ConfigError([`AGENT_RULES: ${error instanceof Error ? error.message : String(error)}`]);
  }
}

/**
 * The documents that clients may ask for by id, from the file that the configuration names. Throws a ConfigError with one
 * line per fault of the file, documents that the schema or the limits do not allow among them.
 */
export async function configuredDocuments(config: Config, schema: GraphQLSchema): Promise<TrustedDocuments> {
  const { TRUSTED_DOCUMENTS: path, TRUSTED_DOCUMENTS_ONLY: only, INTROSPECTION: introspection } = config;
  if (path === undefined) return TrustedDocuments.none();
  try {
    const manifest = parseManifest(JSON.parse(await readFile(path, 'utf8')));
    return TrustedDocuments.from(manifest, { schema, ...SERVER_DEFAULTS, introspection }, only);
  } catch (error) {
    const faults =
      error instanceof FaultyManifest
        ? error.faults.map((fault) => `${path}: ${fault}`)
        : [error instanceof Error ? error.message : String(error)];
    throw new ConfigError(faults.map((fault) => `TRUSTED_DOCUMENTS: ${fault}`));
  }
}

/** A gateway node that serves. */
export interface RunningNode {
  /** Where it listens. */
  readonly host: string;
  readonly port: number;
  /** Drains requests and sockets, stops the jobs, closes the database. */
  stop(): Promise<void>;
}

/** Starts a node on a prepared database; from then on the node owns the database and closes it. */
export async function startNode(config: Config, db: Database, log: Logger): Promise<RunningNode> {
  const schema = buildGatewaySchema();
  const trusted = await configuredDocuments(config, schema);
  const reads = new SharedReads(db.read);
  const ingestor = new DatabaseIngestor(db.write, {
    factRetentionDays: config.FACT_RETENTION_DAYS,
    enrichment: await configuredEnrichment(config),
    onCommit: (tenantIds) => tenantIds.forEach((tenantId) => reads.written(tenantId)),
  });
  const feed = new NodeFeed(db.write, log);
  feed.keepTicking();
  const prices = databasePrices(db.write);
  const alerts = databaseAlerts(db.write);
  const savedReports = databaseSavedReports(db.write);
  const gateway = await createGateway({
    log,
    schema,
    authenticate: createAuthenticator({ config, db: db.write }).authenticate,
    contextFor: (principal) => ({
      principal,
      loaders: createLoaders(reads, Date.now(), config.FACT_RETENTION_DAYS),
      ingestor,
      prices,
      alerts,
      savedReports,
      feed,
    }),
    ingestor,
    ready: () => readiness(db),
    consoleDir: join(packageRoot(), 'dist', 'console'),
    introspection: config.INTROSPECTION,
    trusted,
    maxBodyBytes: config.MAX_BODY_BYTES,
  });
  const { host, port } = await gateway.listen(config.HOST, config.PORT);
  const jobs = startJobs(db, log);
  const watch = startWatch(db.write, reads, config.FACT_RETENTION_DAYS, log);
  return {
    host,
    port,
    stop: async () => {
      await gateway.close();
      await Promise.all([feed.close(), jobs.stop(), watch.stop()]);
      await db.close();
    },
  };
}

/** Whether requests can be answered: the database answers, and its schema is this build's. */
async function readiness(db: Database): Promise<{ ok: boolean; checks: Record<string, string> }> {
  try {
    const pending = await pendingMigrations(db.write);
    await db.read.query('SELECT 1');
    const migrations = pending.length === 0 ? 'ok' : `pending: ${pending.join(', ')}`;
    return { ok: pending.length === 0, checks: { database: 'ok', migrations } };
  } catch {
    return { ok: false, checks: { database: 'unreachable', migrations: 'unknown' } };
  }
}
