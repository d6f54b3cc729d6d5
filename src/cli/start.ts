import { Command } from 'commander';
import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { UnfitDatabaseError } from '../db/preflight.js';
import { pendingDemo } from '../demo/seed.js';
import { prepareDatabase, startNode, type RunningNode } from '../main.js';
import { demoKey } from './demo-key.js';
import type { Environment } from './environment.js';
import { demoNow, runSeed } from './seed.js';

/** `gaugeway start`. */
export function startCommand(environment: Environment): Command {
  return new Command('start')
    .description('Start a gateway node; an empty embedded database is filled with demo data first')
    .action(async () => {
      const started = performance.now();
      const { config, log, open } = environment();
      // Whoever reads the output may go; the node stays.
      process.stdout.on('error', () => undefined);
      const say = (text: string): void => void process.stdout.write(`${text}\n`);
      const embedded = config.DATABASE_URL === undefined;
      say(
        embedded
          ? `Opening the embedded TimescaleDB in ${config.GAUGEWAY_DATA_DIR} …`
          : 'Connecting to TimescaleDB …',
      );
      const db = await open();
      const node = await serve(db, { config, log, say }, started).catch(async (error: unknown) => {
        await db.close();
        throw error;
      });
      await new Promise<void>((resolve) => {
        process.once('SIGTERM', () => resolve());
        process.once('SIGINT', () => resolve());
      });
      say('Draining …');
      await node.stop();
    });
}

interface Serving {
  readonly config: Config;
  readonly log: Logger;
  readonly say: (text: string) => void;
}

/** Prepares the database, fills it with the demo if it is empty, starts the node and says where it is. */
async function serve(db: Database, { config, log, say }: Serving, started: number): Promise<RunningNode> {
  if (db.shared) {
    throw new UnfitDatabaseError(
      `${config.GAUGEWAY_DATA_DIR} is in use by another process: stop it, or set GAUGEWAY_DATA_DIR.`,
    );
  }
  const migrated = await prepareDatabase(db, config);
  if (migrated.length > 0) say(`Migrated: ${migrated.join(', ')}`);
  const embedded = db.kind === 'embedded';
  const demo = embedded && config.GAUGEWAY_DEMO ? await pendingDemo(db, demoNow()) : null;
  if (demo !== null) await runSeed(db, config, demo);
  const node = await startNode(config, db, log);
  const key = embedded ? await demoKey(db.write, config.GAUGEWAY_DATA_DIR) : null;
  say(banner(node, key, (performance.now() - started) / 1000));
  return node;
}

function banner({ host, port }: { host: string; port: number }, key: string | null, seconds: number): string {
  const shown = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  const http = `http://${shown}:${port}`;
  const withKey = key === null ? '' : `#key=${key}`;
  const lines = [
    '',
    `Gaugeway is ready after ${seconds.toFixed(1)} s`,
    `  GraphQL    ${http}/graphql`,
    `  WebSocket  ws://${shown}:${port}/graphql`,
    `  GraphiQL   ${http}/graphiql${withKey}`,
    `  Live log   ${http}/live${withKey}`,
    `  Events     ${http}/v1/events`,
    `  Health     ${http}/healthz  ${http}/readyz`,
  ];
  if (key === null)
    return [...lines, '', '  A key: gaugeway keys create --tenant <id> --name <name>', ''].join('\n');
  const query =
    '{ usage(window: { period: \\"30d\\" }) { byBillableUnit { billableUnit { title } quantity revenue { amount currency } } } }';
  return [
    ...lines,
    '',
    `  Demo key   ${key}`,
    '',
    `  curl -s ${http}/graphql -H 'content-type: application/json' -H 'authorization: Bearer ${key}' \\`,
    `    -d '{"query":"${query}"}'`,
    '',
  ].join('\n');
}
