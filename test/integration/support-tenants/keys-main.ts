import { keysCommand } from '../../../src/cli/keys.js';
import { openDatabase } from '../../../src/db/connect.js';

// `gaugeway keys` without the rest of the gateway, which takes seconds to load from source.
await keysCommand(async () => {
  const db = await openDatabase({
    url: process.env['DATABASE_URL'] || undefined,
    readUrl: undefined,
    poolSize: 1,
    dataDir: process.env['GAUGEWAY_DATA_DIR'] ?? '',
    onError: (error) => {
      throw error;
    },
  });
  return { db: db.write, close: () => db.close() };
}).parseAsync();
