import type { Logger } from 'pino';
import type { Config } from '../config.js';
import type { Database } from '../db/database.js';

/** What a command works with. Throws a ConfigError that names every faulty variable. */
export type Environment = () => {
  readonly config: Config;
  readonly log: Logger;
  readonly open: () => Promise<Database>;
};
