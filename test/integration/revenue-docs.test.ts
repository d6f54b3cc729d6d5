import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { docCases } from '../support/doc-cases.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

interface Given {
  /** What is asked of the whole schema. */
  readonly query: string;
  readonly events: readonly Readonly<Record<string, unknown>>[];
}

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(Date.parse('2026-06-02T00:00:00Z'));
});
afterAll(() => bench.stop());

const examples = ['revenue.md', 'customers.md']
  .flatMap((page) => docCases<Given, unknown>(page))
  .filter(({ given }) => 'query' in given);

test.each(examples)('docs: $title', async ({ title, given, expected }) => {
  const events = given.events.map((event, i) => ({ id: String(i), source: 'docs', ...event }));
  expect(await bench.send(events, title)).toEqual({ ACCEPTED: events.length });
  const key = await bench.key(undefined, ['analytics:read'], title);
  expect(await bench.ask(key, `{ ${given.query} }`, {})).toEqual({ data: expected });
});
