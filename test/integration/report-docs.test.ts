import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createKey } from '../../src/auth/key-store.js';
import { docCases } from '../support/doc-cases.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

interface Given {
  /** `customer unit quantity date`, of the year. */
  readonly events: readonly string[];
  readonly query: object;
  readonly compareTo?: string;
}

const WINDOW = { from: '2026-06-01', to: '2026-06-03', granularity: 'DAY' };

const QUERY = `query ($query: ReportQuery!) { report(query: $query) { objects } }`;

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(Date.parse('2026-06-03T12:00:00Z'));
});
afterAll(() => bench.stop());

test.each(docCases<Given, unknown>('reports.md'))('docs: $title', async ({ title, given, expected }) => {
  const events = given.events.map((event, i) => {
    const [customerId, billableUnit, quantity, date = ''] = event.split(' ');
    return {
      ...{ id: String(i), source: 'docs', type: 'usage.recorded', time: `2026-${date}T12:00:00Z` },
      data: { customerId, billableUnit, quantity },
    };
  });
  expect(await bench.send(events, title)).toEqual({ ACCEPTED: events.length });
  const { text } = await createKey(bench.db.write, {
    ...{ tenantId: title, name: 'docs', scopes: ['analytics:read'], customerId: null, expiresAt: null },
  });
  const window = { ...WINDOW, compareTo: given.compareTo ?? null };
  const variables = { query: { ...given.query, window } };
  expect(await bench.ask(text, QUERY, variables)).toEqual({ data: { report: { objects: expected } } });
});
