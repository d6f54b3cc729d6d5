import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { dumpSchema } from '../../src/db/dump-schema.js';
import { packageRoot } from '../../src/package-root.js';
import { openTestDatabase } from '../support/database.js';

let db: Database;

beforeAll(async () => {
  db = await openTestDatabase(1);
});
afterAll(() => db.close());

test('sql/schema.sql is what the migrations give, on every database (`npm run schema`)', async () => {
  const committed = await readFile(join(packageRoot(), 'sql', 'schema.sql'), 'utf8');
  expect(await dumpSchema(db.write)).toBe(committed);
});
