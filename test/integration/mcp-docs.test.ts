import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { docCases } from '../support/doc-cases.js';
import { near } from '../support/oracle/near.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

interface Given {
  readonly window: Readonly<Record<string, string>>;
  /** The fields of `mcp` that are asked for. */
  readonly query: string;
  readonly events: readonly (Readonly<Record<string, unknown>> & { readonly time: string })[];
}

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(Date.parse('2026-06-02T00:00:00Z'));
});
afterAll(() => bench.stop());

/** What an answer must be: as the page says, percentiles within 2 %. */
function matcherOf(expected: unknown): unknown {
  if (Array.isArray(expected)) return expected.map(matcherOf);
  if (typeof expected !== 'object' || expected === null) return expected;
  return Object.fromEntries(
    Object.entries(expected).map(([key, value]: [string, unknown]) => {
      const isPercentile = /^p\d\dDurationMs$/.test(key) && typeof value === 'number';
      return [key, isPercentile ? near(value, 0.02) : matcherOf(value)];
    }),
  );
}

test.each(docCases<Given, unknown>('mcp.md'))('docs: $title', async ({ title, given, expected }) => {
  const events = given.events.map(({ time, ...data }, i) => ({
    ...{ id: String(i), source: 'docs', type: 'mcp.tool.called', time },
    data: { serverId: 'files', tool: 'search', sessionId: 's1', ...data },
  }));
  expect(await bench.send(events, title)).toEqual({ ACCEPTED: events.length });
  const key = await bench.key(undefined, ['analytics:read'], title);
  const query = `query ($window: WindowInput) { mcp(window: $window) { ${given.query} } }`;
  expect(await bench.ask(key, query, { window: given.window })).toEqual({
    data: { mcp: matcherOf(expected) },
  });
});
