import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { docCases } from '../support/doc-cases.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

interface Given {
  /** `visitor STEP time`, a time of day being today's. */
  readonly events: readonly string[];
  readonly input: object;
  /** The fields of `funnel` that are asked for. */
  readonly query: string;
}

const TODAY = '2026-06-01';
const WINDOW = { from: '2026-05-30', to: '2026-06-02', granularity: 'DAY' };
const TYPES: Readonly<Record<string, string>> = {
  VISIT: 'storefront.visited',
  PRODUCT_VIEW: 'storefront.product_viewed',
  PRICING_VIEW: 'storefront.pricing_viewed',
  SIGNUP: 'storefront.signed_up',
};

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(Date.parse(`${TODAY}T18:00:00Z`));
});
afterAll(() => bench.stop());

test.each(docCases<Given, unknown>('funnel.md'))('docs: $title', async ({ title, given, expected }) => {
  const events = given.events.map((event, i) => {
    const [visitorId, step = '', time = ''] = event.split(' ');
    return {
      ...{ id: String(i), source: 'docs', type: TYPES[step], data: { visitorId } },
      time: time.includes('T') ? time : `${TODAY}T${time}:00Z`,
    };
  });
  expect(await bench.send(events, title)).toEqual({ ACCEPTED: events.length });
  const key = await bench.key(undefined, ['analytics:read'], title);
  const query = `query ($window: WindowInput, $input: FunnelInput) {
    funnel(window: $window, input: $input) { ${given.query} }
  }`;
  expect(await bench.ask(key, query, { window: WINDOW, input: given.input })).toEqual({
    data: { funnel: expected },
  });
});
