import { pino } from 'pino';
import { buildGatewaySchema } from '../../../resolvers/build-schema.js';
import type { Principal, Scope } from '../../../src/auth/principal.js';
import type { Database } from '../../../src/db/database.js';
import { GaugewayError } from '../../../src/errors.js';
import { NodeFeed } from '../../../src/feed/node-feed.js';
import { databasePrices } from '../../../src/ingest/prices/prices.js';
import { DatabaseIngestor } from '../../../src/ingest/store/database-ingestor.js';
import { createLoaders } from '../../../src/loaders/loaders.js';
import { SharedReads } from '../../../src/loaders/shared-reads.js';
import { databaseSavedReports } from '../../../src/saved-reports/saved-reports.js';
import { createGateway } from '../../../src/server/gateway.js';
import type { ServerOptions } from '../../../src/server/options.js';
import { databaseAlerts } from '../../../src/watch/alerts.js';

/** A gateway in this process, with what it does counted. */
export interface FeedNode {
  readonly socketUrl: string;
  /** Contexts made so far: one for each operation that begins, and one for each execution of a shared stream. */
  readonly contexts: () => number;
  /** What the node logged as warnings and errors. */
  readonly faults: readonly string[];
  /** When operations of sockets ended, by the clock of `performance`. */
  readonly ended: readonly number[];
  /** How long it takes to look at credentials, milliseconds. */
  authenticationMs: number;
  stop(): Promise<void>;
}

/** Rights as a token: `tenant/customer/scope,scope`, the customer left empty for the whole tenant. */
export const token = (
  tenantId: string,
  customerId = '',
  scopes: readonly Scope[] = ['events:read'],
): string => `${tenantId}/${customerId}/${scopes.join(',')}`;

function principalOf(text: string): Principal {
  const [tenantId = '', customerId = '', scopes = ''] = text.split('/');
  return {
    tenantId,
    customerId: customerId === '' ? null : customerId,
    scopes: new Set(scopes.split(',') as Scope[]),
    subject: `key:${text}`,
    expiresAt: null,
  };
}

/** Starts a gateway on a database that others use as well; stopping it leaves the database open. */
export async function startFeedNode(db: Database, options: Partial<ServerOptions> = {}): Promise<FeedNode> {
  const faults: string[] = [];
  const ended: number[] = [];
  const log = pino(
    { level: 'info' },
    {
      write: (line: string) => {
        const { level, transport } = JSON.parse(line) as { level: number; transport?: string };
        if (level >= 40) faults.push(line);
        else if (transport === 'ws') ended.push(performance.now());
      },
    },
  );
  const feed = new NodeFeed(db.write, log);
  feed.keepTicking();
  const reads = new SharedReads(db.read);
  const ingestor = new DatabaseIngestor(db.write, { factRetentionDays: 400 });
  const prices = databasePrices(db.write);
  const alerts = databaseAlerts(db.write);
  const savedReports = databaseSavedReports(db.write);
  let contexts = 0;
  let authenticationMs = 0;
  const gateway = await createGateway(
    {
      log,
      schema: buildGatewaySchema(),
      authenticate: async (credentials) => {
        if (authenticationMs > 0) await new Promise((resolve) => setTimeout(resolve, authenticationMs));
        if (credentials === null) throw new GaugewayError('UNAUTHENTICATED', 'no credentials');
        return principalOf(credentials.token);
      },
      contextFor: (principal) => {
        contexts += 1;
        const loaders = createLoaders(reads, Date.now(), 400);
        return { principal, loaders, ingestor, prices, alerts, savedReports, feed };
      },
      ingestor,
      ready: async () => ({ ok: true, checks: {} }),
      consoleDir: '/nowhere',
      introspection: true,
      maxBodyBytes: 1_000_000,
    },
    options,
  );
  const { port } = await gateway.listen('127.0.0.1', 0);
  return {
    socketUrl: `ws://127.0.0.1:${port}/graphql`,
    contexts: () => contexts,
    faults,
    ended,
    get authenticationMs() {
      return authenticationMs;
    },
    set authenticationMs(ms) {
      authenticationMs = ms;
    },
    stop: async () => {
      await gateway.close();
      await feed.close();
    },
  };
}
