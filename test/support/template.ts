import { createHash } from 'node:crypto';
import { access, mkdir, readFile, readdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/db/connect.js';
import { migrate } from '../../src/db/migrate.js';
import { packageRoot } from '../../src/package-root.js';

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A folder of a migrated embedded database, to be copied; made once for each state of the migrations. */
export async function templateFolder(): Promise<string> {
  const migrations = join(packageRoot(), 'sql', 'migrations');
  const hash = createHash('sha256').update(await readFile(join(packageRoot(), 'package.json')));
  for (const file of (await readdir(migrations)).sort()) hash.update(await readFile(join(migrations, file)));
  return join(tmpdir(), `gaugeway-template-${hash.digest('hex').slice(0, 16)}`);
}

/** Makes the template if it is not there. */
export async function buildTemplate(): Promise<void> {
  const folder = await templateFolder();
  if (await exists(folder)) return;
  const draft = `${folder}.${process.pid}`;
  await mkdir(draft, { recursive: true });
  const db = await openDatabase({
    url: undefined,
    readUrl: undefined,
    poolSize: 2,
    dataDir: draft,
    onError: (error) => {
      throw error;
    },
  });
  await migrate(db);
  await db.close();
  await rename(draft, folder).catch(() => rm(draft, { recursive: true, force: true }));
}
