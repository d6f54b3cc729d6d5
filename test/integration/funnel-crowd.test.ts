import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { storefront } from '../../src/catalogue/storefront.js';
import { stepEvent, type OracleStep } from '../support/oracle/funnel-events.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';

const NOW = Date.parse('2026-03-31T13:37:11.123Z');
const NOON = Date.parse('2026-03-30T12:00:00Z') * 1000;
const VISITORS = 6000;
const COUNTRIES = ['AT', 'BE', 'CH'];

let bench: OracleBench;
beforeAll(async () => {
  bench = await openOracleBench(NOW);
}, 60_000);
afterAll(() => bench.stop());

/** All visit, every second one signs up. */
const steps = Array.from({ length: VISITORS }, (_, visitor): OracleStep[] => {
  const visit: OracleStep = {
    ...{ id: `visit ${visitor}`, at: NOON, step: 'VISIT', visitor: `visitor ${visitor}`, customer: null },
    ...{ product: null, utmSource: null, country: COUNTRIES[visitor % 3] ?? null, device: null },
  };
  return visitor % 2 === 0 ? [visit] : [visit, { ...visit, id: `signup ${visitor}`, step: 'SIGNUP' }];
}).flat();

const QUERY = `{
  funnel(window: { from: "2026-03-30", to: "2026-03-31" }, input: { steps: [VISIT, SIGNUP], breakdown: COUNTRY }) {
    steps { visitors } breakdown { value steps { visitors } }
  }
}`;

test('a day of so many visitors that it is read in pieces', async () => {
  expect(await bench.send(steps.map(stepEvent))).toEqual({ ACCEPTED: steps.length });
  const key = await bench.key(undefined, ['analytics:read']);
  const figures = (of: number): object[] => [{ visitors: of }, { visitors: of / 2 }];
  const funnel = {
    steps: figures(VISITORS),
    breakdown: COUNTRIES.map((value) => ({ value, steps: figures(VISITORS / 3) })),
  };
  expect(await bench.ask(key, QUERY, {})).toEqual({ data: { funnel } });
  await bench.refresh(storefront, NOW + 86_400_000);
  expect(await bench.ask(key, QUERY, {})).toEqual({ data: { funnel } });
});
