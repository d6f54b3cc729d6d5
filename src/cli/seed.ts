import { Command, InvalidArgumentError } from 'commander';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';
import { DEMO_DAYS, seedDemo, type DemoRun } from '../demo/seed.js';
import { DatabaseIngestor } from '../ingest/store/database-ingestor.js';
import { configuredEnrichment, prepareDatabase } from '../main.js';
import type { Environment } from './environment.js';
import { Progress } from './progress.js';

const DEFAULT_SEED = 20;

/** The demo that ends now. */
export function demoNow({ seed = DEFAULT_SEED, scale = 1 }: { seed?: number; scale?: number } = {}): DemoRun {
  return { seed, scale, now: new Date() };
}

/** Fills a prepared database with a demo, showing how far it is. Returns the number of accepted events. */
export async function runSeed(db: Database, config: Config, run: DemoRun): Promise<number> {
  const progress = new Progress({
    events: `Demo: ${DEMO_DAYS} days of events`,
    rollups: 'Demo: rollups',
  });
  try {
    const ingestor = new DatabaseIngestor(db.write, {
      factRetentionDays: config.FACT_RETENTION_DAYS,
      enrichment: await configuredEnrichment(config),
    });
    return await seedDemo(db, ingestor, run, (step, done, all) => progress.show(step, done, all));
  } finally {
    progress.stop();
  }
}

/** `gaugeway seed`. */
export function seedCommand(environment: Environment): Command {
  return new Command('seed')
    .description(`Fill the database with demo tenants and ${DEMO_DAYS} days of events that end now`)
    .option(
      '--seed <number>',
      'another number tells the same stories with other figures',
      number,
      DEFAULT_SEED,
    )
    .option('--scale <factor>', 'multiplies the number of events (1: about 150,000)', number, 1)
    .addHelpText('after', '\nExample:\n  gaugeway seed --scale 0.1')
    .action(async ({ seed, scale }: { seed: number; scale: number }) => {
      const { config, open } = environment();
      const db = await open();
      try {
        await prepareDatabase(db, config);
        const accepted = await runSeed(db, config, demoNow({ seed, scale }));
        process.stdout.write(`${accepted} events were accepted\n`);
      } finally {
        await db.close();
      }
    });
}

function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('expected a number');
  return value;
}
