import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { docCases } from '../support/doc-cases.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

interface Given {
  readonly events: readonly object[];
  readonly filter: Readonly<Record<string, unknown>>;
  /** The fields of `eventStats` that are asked for. */
  readonly stats?: string;
}
interface Expected {
  readonly list: readonly string[];
  readonly stats?: unknown;
}

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(Date.parse('2026-06-02T00:00:00Z'));
});
afterAll(() => bench.stop());

test.each(docCases<Given, Expected>('event-log.md'))(
  'docs: $title',
  async ({ title, given: { events, filter, stats }, expected }) => {
    const sent = events.map((event, i) => ({ id: String(i), source: 'docs', ...event }));
    expect(await bench.send(sent, title)).toEqual({ ACCEPTED: events.length });
    const key = await bench.key(undefined, ['events:read'], title);
    const counted = stats === undefined ? '' : `eventStats(filter: $filter) { ${stats} }`;
    const query = `query ($filter: EventFilter) { events(filter: $filter) { nodes { message } } ${counted} }`;
    expect(await bench.ask(key, query, { filter })).toEqual({
      data: {
        events: { nodes: expected.list.map((message) => ({ message })) },
        ...(expected.stats === undefined ? {} : { eventStats: expected.stats }),
      },
    });
  },
);
