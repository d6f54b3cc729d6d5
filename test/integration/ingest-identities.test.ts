import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { applyPolicies } from '../../src/db/policies.js';
import { onServer } from '../support/database.js';
import { usage } from './support-ingest/events.js';
import { batch } from './support-ingest/transports.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench({}, 6);
  await applyPolicies(bench.db.write, 400);
  // A clock that a session can set, by days, to the change of generations and past it; also in the midst of a claim,
  // which looks at it twice: 'test.next' counts for the second look and after.
  await bench.sql('ALTER FUNCTION identity_generation RENAME TO true_generation');
  await bench.sql(`
    CREATE FUNCTION identity_generation(at timestamptz) RETURNS timestamptz LANGUAGE plpgsql AS $$
    DECLARE
      shift text := coalesce(nullif(current_setting('test.days', true), ''), '0');
    BEGIN
      IF coalesce(current_setting('test.next', true), '') <> '' THEN
        PERFORM set_config('test.days', current_setting('test.next'), true), set_config('test.next', '', true);
      END IF;
      RETURN true_generation(at + make_interval(days => shift::int));
    END $$`);
});
afterAll(() => bench.stop());

const CLAIM = 'SELECT identity, content_hash FROM claim_identities($1, $2)';

interface Taken {
  identity: string;
  content_hash: string;
}

/** A transaction of its own whose clock runs `days` ahead. */
async function begin(days: number, next = ''): Promise<pg.PoolClient> {
  const client = await bench.db.write.connect();
  await client.query('BEGIN');
  await client.query(`SELECT set_config('test.days', $1, true), set_config('test.next', $2, true)`, [
    String(days),
    next,
  ]);
  return client;
}

async function end(client: pg.PoolClient, how: 'COMMIT' | 'ROLLBACK'): Promise<void> {
  await client.query(how).finally(() => client.release());
}

async function claim(client: pg.PoolClient, ids: string[], hashes: string[]): Promise<Taken[]> {
  return (await client.query<Taken>(CLAIM, [ids, hashes])).rows;
}

/** Resolves once so many backends of this database wait for an advisory lock. */
async function untilWaiting(waiting: number): Promise<void> {
  for (;;) {
    const rows = await bench.sql(
      `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
       AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
    );
    if (rows.length === waiting) return;
  }
}

describe('generations', () => {
  test('a claim in a later generation finds the identities of the earlier ones', async () => {
    const [id, hash] = [randomUUID(), randomUUID()];
    for (const days of [0, 14, 28]) {
      const client = await begin(days);
      const taken = await claim(client, [id, randomUUID()], [days === 0 ? hash : randomUUID(), randomUUID()]);
      expect(taken).toEqual(days === 0 ? [] : [{ identity: id, content_hash: hash }]);
      await end(client, 'COMMIT');
    }
    const rows = await bench.sql('SELECT content_hash FROM event_identities WHERE identity = $1', [id]);
    expect(rows).toEqual([{ content_hash: hash }]);
  });

  test('a claim that meets the change of generation is to be run again', async () => {
    const client = await begin(0, '14');
    await expect(claim(client, [randomUUID()], [randomUUID()])).rejects.toMatchObject({ code: '40001' });
    await end(client, 'ROLLBACK');
  });

  test('no lock outlives a transaction', async () => {
    const client = await begin(0);
    await claim(client, [randomUUID()], [randomUUID()]);
    await end(client, 'COMMIT');
    expect(
      await bench.sql(`SELECT FROM pg_locks WHERE locktype = 'advisory' AND classid = 1196773191`),
    ).toEqual([]);
  });

  const withManyBackends = onServer ? test : test.skip;
  withManyBackends.each([
    { how: 'COMMIT', sees: 'its identities' },
    { how: 'ROLLBACK', sees: 'nothing of it' },
  ] as const)(
    'a claim in a new generation waits for an open one of the previous; after $how it sees $sees',
    async ({ how }) => {
      const [shared, hash] = [randomUUID(), randomUUID()];
      const before = await begin(0);
      expect(await claim(before, [shared], [hash])).toEqual([]);
      const after = await begin(14);
      const claiming = claim(after, [shared], [randomUUID()]);
      await untilWaiting(1);

      // A transaction of the previous generation that waits for nobody goes on meanwhile.
      expect(await claim(before, [randomUUID()], [randomUUID()])).toEqual([]);
      await end(before, how);
      expect(await claiming).toEqual(how === 'COMMIT' ? [{ identity: shared, content_hash: hash }] : []);

      // And one of the new generation whose predecessor is gone waits for nobody.
      const another = await begin(14);
      expect(await claim(another, [randomUUID()], [randomUUID()])).toEqual([]);
      await end(another, 'COMMIT');
      await end(after, 'COMMIT');
    },
  );
});

describe('35 days', () => {
  const send = (quantity: number, name: string): ReturnType<typeof batch.send> =>
    batch.send(bench.node, bench.key, [usage(name, name, quantity)]);

  /** Puts the newest identity back by so many generations. */
  async function age(generations: number): Promise<void> {
    await bench.sql(
      `WITH newest AS (DELETE FROM event_identities WHERE identity = $1 RETURNING *)
       INSERT INTO event_identities SELECT generation - make_interval(days => 14 * $2), identity, content_hash FROM newest`,
      [latest, generations],
    );
  }
  let latest = '';

  async function dropOld(): Promise<void> {
    const [job] = await bench.sql(
      `SELECT job_id FROM timescaledb_information.jobs
       WHERE proc_name = 'policy_retention' AND hypertable_name = 'event_identities'`,
    );
    await bench.sql('CALL run_job($1)', [job?.['job_id']]);
  }

  test('a generation is a chunk: it is not dropped before it has ended', async () => {
    for (const days of [0, 14, 28, 42, 700]) {
      const client = await begin(-days);
      await claim(client, [randomUUID()], [randomUUID()]);
      await end(client, 'COMMIT');
    }
    const rows = await bench.sql<{ whole: boolean }>(
      `SELECT DISTINCT range_start = e.generation AND range_end = e.generation + interval '14 days' AS whole
       FROM event_identities e
       JOIN timescaledb_information.chunks c
         ON format('%I.%I', chunk_schema, chunk_name)::regclass = e.tableoid`,
    );
    expect(rows).toEqual([{ whole: true }]);
  });

  test.each([1, 2, 3, 4, 5])('an identity of %i generations ago', async (generations) => {
    const name = `old ${generations}`;
    const before = new Set((await identities()).map(({ identity }) => identity));
    expect(await send(1, name)).toMatchObject({ accepted: 1 });
    latest = (await identities()).find(({ identity }) => !before.has(identity))?.identity ?? '';
    await age(generations);
    await dropOld();
    const [kept] = await bench.sql<{ ended: string; kept: boolean }>(
      `SELECT true_generation(now()) - make_interval(days => 14 * ($1 - 1)) AS ended,
              EXISTS (SELECT FROM event_identities WHERE identity = $2) AS kept`,
      [generations, latest],
    );
    // Its last events are as old as its end: within 35 days of it they are known, and with a day more they may go.
    const endedDays = (Date.now() - Date.parse(kept?.ended ?? '')) / 86_400_000;
    if (endedDays < 35) expect(kept?.kept).toBe(true);
    if (endedDays > 36) expect(kept?.kept).toBe(false);
    if (kept?.kept !== true) return;
    expect(await send(1, name)).toMatchObject({ duplicates: 1 });
    expect(await send(2, name)).toMatchObject({ conflicts: 1 });
    expect(await bench.total(name)).toEqual({ quantity: '1', events: 1 });
  });

  const identities = (): Promise<{ identity: string }[]> =>
    bench.sql('SELECT identity FROM event_identities');
});
