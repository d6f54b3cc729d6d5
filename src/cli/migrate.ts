import { Command } from 'commander';
import { prepareDatabase } from '../main.js';
import type { Environment } from './environment.js';

/** `gaugeway migrate`. */
export function migrateCommand(environment: Environment): Command {
  return new Command('migrate')
    .description('Check the database, bring it to the newest schema and set its policies')
    .action(async () => {
      const { config, open } = environment();
      const db = await open();
      try {
        const migrated = await prepareDatabase(db, config);
        process.stdout.write(
          migrated.length === 0 ? 'Nothing to migrate\n' : `Migrated: ${migrated.join(', ')}\n`,
        );
      } finally {
        await db.close();
      }
    });
}
