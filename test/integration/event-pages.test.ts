import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/db/database.js';
import { readAllInScope, type ReadOptions, type Statement } from '../../src/db/tenant-scope.js';
import type { EventPlace } from '../../src/event-log/event-cursor.js';
import type { EventPageRequest } from '../../src/event-log/event-page.js';
import { readEventFilter } from '../../src/event-log/event-query.js';
import { EventPages } from '../../src/loaders/event-pages.js';
import { SharedReads } from '../../src/loaders/shared-reads.js';
import { openTestDatabase } from '../support/database.js';

const ACME = { tenantId: 'acme', customerId: null };
const AT = Date.UTC(2026, 5, 1);
const RANGE = { from: AT - 1_800_000, to: AT + 1_800_000 };
const ROWS = 50;
/** Events of one instant. */
const EVENTS = 20_000;
const WHOLE: EventPageRequest = { range: RANGE, rows: ROWS, from: 'newest', after: null, before: null };

let db: Database;
beforeAll(async () => {
  db = await openTestDatabase();
  await db.write.query(`INSERT INTO tenants (id, name) VALUES ('acme', 'acme'), ('other', 'other')`);
  for (const tenant of ['acme', 'other']) {
    await db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, quantity, attributes)
       SELECT $1, $2::timestamptz, 'import', n::text, 'c1', 'calls', 1, '{}' FROM generate_series(1, $3::int) AS n`,
      [tenant, new Date(AT).toISOString(), EVENTS],
    );
  }
  await db.write.query('ANALYZE usage_events');
}, 120_000);
afterAll(() => db.close());

interface Plan {
  readonly 'Node Type': string;
  readonly 'Index Name'?: string;
  readonly 'Relation Name'?: string;
  readonly 'Actual Rows'?: number;
  readonly 'Rows Removed by Filter'?: number;
  readonly Plans?: readonly Plan[];
}

const nodesOf = (plan: Plan): Plan[] => [plan, ...(plan.Plans ?? []).flatMap(nodesOf)];

/** The scans of a statement as it ran. */
async function scansOf({ text, values }: Statement, options: ReadOptions = {}): Promise<Plan[]> {
  const [[row] = []] = await readAllInScope<{ 'QUERY PLAN': readonly { readonly Plan: Plan }[] }>(
    db.read,
    ACME,
    [{ text: `EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values }],
    options,
  );
  const plan = row?.['QUERY PLAN'][0]?.Plan;
  if (plan === undefined) throw new Error('no plan');
  // What only hands on the rows of others has no index and no filter.
  return nodesOf(plan).filter(
    (node) => /Scan$/.test(node['Node Type']) && node['Relation Name'] !== undefined,
  );
}

describe('events of one instant', () => {
  test.each(['newest', 'oldest'] as const)(
    'are read along the index, from the %s, at any depth',
    async (from) => {
      const shared = new SharedReads(db.read);
      const scans: Plan[] = [];
      const pages = new EventPages({
        searches: shared.searches,
        read: async (scope, statement, options) => {
          scans.push(...(await scansOf(statement, options)));
          return shared.read(scope, statement, options);
        },
      });
      let place: EventPlace | null = null;
      for (let page = 0; page < 3; page += 1) {
        const request = { ...WHOLE, from, [from === 'newest' ? 'after' : 'before']: place };
        const found = await pages.read(
          ACME,
          readEventFilter({}, () => 0),
          request,
        );
        expect(found).toHaveLength(ROWS);
        place = found.at(-1)?.place ?? null;
      }
      const read = scans.map((scan) => (scan['Actual Rows'] ?? 0) + (scan['Rows Removed by Filter'] ?? 0));
      // ChunkAppend hands on what the scans of its chunks have read.
      expect(Math.max(...read)).toBe(ROWS);
      expect(new Set(scans.map((scan) => scan['Node Type']))).toEqual(new Set(['Custom Scan', 'Index Scan']));
    },
  );

  test('what is found by tenant and time still has its index', async () => {
    const scans = await scansOf({
      text: `SELECT count(*) FROM tenant.usage_events WHERE tenant_id = 'acme' AND time >= $1::timestamptz AND time < $2::timestamptz`,
      values: [AT - 1000, AT - 1].map((at) => new Date(at).toISOString()),
    });
    expect(scans.map((scan) => [scan['Node Type'], scan['Actual Rows']])).toEqual([
      ['Custom Scan', 0],
      ['Index Scan', 0],
    ]);
  });
});
