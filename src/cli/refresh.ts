import { Command } from 'commander';
import { aggregated } from '../catalogue/catalogue.js';
import { refreshDirty } from '../db/refresher.js';
import type { Environment } from './environment.js';
import { Progress } from './progress.js';

/** `gaugeway refresh`. */
export function refreshCommand(environment: Environment): Command {
  return new Command('refresh')
    .description(
      'Materialize now what has come in since the last refresh; a node does this every few seconds by itself',
    )
    .action(async () => {
      const { open } = environment();
      const db = await open();
      const progress = new Progress(
        Object.fromEntries(aggregated.map(({ key }) => [key, `Rollups of ${key}`])),
      );
      try {
        for (const dataset of aggregated) {
          const ranges = await refreshDirty(db.write, dataset, new Date(), (done, all) =>
            progress.show(dataset.key, done, all),
          );
          progress.stop();
          process.stdout.write(`${dataset.key}: ${ranges.length} ranges refreshed\n`);
        }
      } finally {
        progress.stop();
        await db.close();
      }
    });
}
