import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../db/connect.js';
import { dumpSchema } from '../db/dump-schema.js';
import { migrate } from '../db/migrate.js';
import { packageRoot } from '../package-root.js';

// Writes sql/schema.sql from a fresh embedded database.
const dataDir = await mkdtemp(join(tmpdir(), 'gaugeway-schema-'));
const db = await openDatabase({
  url: undefined,
  readUrl: undefined,
  poolSize: 1,
  dataDir,
  onError: (error) => {
    throw error;
  },
});
try {
  await migrate(db);
  await writeFile(join(packageRoot(), 'sql', 'schema.sql'), await dumpSchema(db.write));
} finally {
  await db.close();
  await rm(dataDir, { recursive: true, force: true });
}
