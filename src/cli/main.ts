#!/usr/bin/env node
import { Command } from 'commander';
import { GraphQLError } from 'graphql';
import { pino, type Logger } from 'pino';
import { ConfigError, readConfig, settings } from '../config.js';
import { UnfitDatabaseError } from '../db/preflight.js';
import { InputError } from '../errors.js';
import { isUnavailable, sqlState } from '../db/sql-state.js';
import { openConfigured, prepareDatabase } from '../main.js';
import { packageVersion } from '../package-root.js';
import { doctorCommand } from './doctor.js';
import { explainCommand } from './explain.js';
import { keysCommand } from './keys.js';
import { migrateCommand } from './migrate.js';
import { repriceCommand } from './reprice.js';
import { refreshCommand } from './refresh.js';
import { seedCommand } from './seed.js';
import { startCommand } from './start.js';
import type { Environment } from './environment.js';

/** The environment of a command: read when the command runs, so that `--help` needs none. */
const environment: Environment = () => {
  const config = readConfig();
  const log: Logger = pino({ level: config.LOG_LEVEL }, pino.destination({ fd: 2, sync: false }));
  return { config, log, open: () => openConfigured(config, log) };
};

const program = new Command('gaugeway')
  .description('GraphQL analytics gateway over TimescaleDB for companies that sell by usage')
  .version(packageVersion())
  .showHelpAfterError()
  .addHelpText(
    'after',
    `\nEnvironment:\n${settings.map(({ name, description }) => `  ${name.padEnd(21)}${description}`).join('\n')}`,
  )
  .addCommand(startCommand(environment), { isDefault: true })
  .addCommand(migrateCommand(environment))
  .addCommand(seedCommand(environment))
  .addCommand(refreshCommand(environment))
  .addCommand(repriceCommand(environment))
  .addCommand(explainCommand(environment))
  .addCommand(
    keysCommand(async () => {
      const { config, open } = environment();
      const db = await open();
      // A folder that another process has open is migrated by that one.
      if (!db.shared) await prepareDatabase(db, config);
      return { db: db.write, close: () => db.close() };
    }),
  )
  .addCommand(doctorCommand(environment));

try {
  await program.parseAsync();
} catch (error) {
  process.stderr.write(`${toldTo(error)}\n`);
  process.exitCode = 1;
}

/** What a person can mend is said in words; anything else is a fault and shows where. */
function toldTo(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error instanceof ConfigError || error instanceof UnfitDatabaseError || error instanceof InputError)
    return error.message;
  if (error instanceof GraphQLError) return error.toString();
  if ('code' in error && error.code === 'EADDRINUSE')
    return `${error.message}: set PORT, or stop what listens there.`;
  if (isUnavailable(error) || /^(28|3D)/.test(sqlState(error) ?? ''))
    return `The database cannot be reached: ${error.message}`;
  return error.stack ?? error.message;
}
