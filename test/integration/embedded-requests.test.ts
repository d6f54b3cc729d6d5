import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { onServer, openTestDatabase } from '../support/database.js';

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
});
afterAll(() => db.close());

// The backend's receive buffer has 8192 bytes: a message that ends exactly there is not the end of the request.
(onServer ? test.skip : test).each([8192, 16384])(
  'a request is answered whatever its size: around %i bytes',
  async (around) => {
    for (let size = around - 100; size < around + 60; size++) {
      const padding = 'x'.repeat(size - 25);
      const { rows } = await db.read.query<{ i: string }>(`SELECT $1::int AS i /*${padding}*/`, [size]);
      expect(rows).toEqual([{ i: size }]);
      const simple = await db.read.query<{ i: string }>(`SELECT ${size} AS i /*${padding}*/`);
      expect(simple.rows).toEqual([{ i: size }]);
    }
  },
  60_000,
);
