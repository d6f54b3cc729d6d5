import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { usage } from '../../src/catalogue/usage.js';
import { DecimalSum } from '../../src/decimal.js';
import { monthsOf, reprice, type Repriced } from '../../src/ingest/prices/reprice.js';
import { charge } from '../../src/pricing/charge.js';
import { parsePriceTerms, type PriceModel } from '../../src/pricing/price-terms.js';
import { openOracleBench, type OracleBench } from '../support/oracle/oracle-bench.js';
import { SEED, draw } from '../support/oracle/oracle-run.js';

const NOW = Date.parse('2026-11-20T12:00:00Z');
const RANGE = monthsOf(Date.parse('2026-08-01T00:00Z'), NOW);

let bench: OracleBench;
let admin: string;

beforeAll(async () => {
  bench = await openOracleBench(NOW);
  admin = await bench.key(undefined, ['analytics:read', 'prices:write']);
});
afterAll(() => bench.stop());

interface Use {
  readonly id: string;
  readonly time: string;
  readonly customer: string;
  readonly unit: string;
  readonly product?: string;
  readonly quantity: string;
  readonly revenue?: { amount: string; currency: string };
}

const cloudEvent = ({ id, time, customer, unit, product, quantity, revenue }: Use) => ({
  id,
  source: 'prices',
  type: 'usage.recorded',
  time,
  data: { customerId: customer, billableUnit: unit, productId: product, quantity, revenue },
});

const send = async (...uses: Use[]): Promise<void> => {
  expect(await bench.send(uses.map(cloudEvent))).toEqual({ ACCEPTED: uses.length });
};

const SET = `mutation ($input: PriceInput!) { setPrice(input: $input) {
  id billableUnit { id } product { id } customer { id } currency model amount size tiers { upTo amount flat } } }`;

async function set(input: Record<string, unknown>): Promise<string> {
  const { data, errors } = await bench.ask(admin, SET, { input });
  expect(errors).toBeUndefined();
  return (data as { setPrice: { id: string } }).setPrice.id;
}

/** Revenue per currency of a unit's usage within what is priced. */
async function revenueOf(unit: string): Promise<{ amount: string; currency: string }[]> {
  const query = `query ($filter: UsageFilter) {
    revenue(window: { from: "2026-08-01", to: "2026-12-01" }, filter: $filter) { total { amount currency } } }`;
  const { data, errors } = await bench.ask(admin, query, { filter: { billableUnitIds: [unit] } });
  expect(errors).toBeUndefined();
  return (data as { revenue: { total: { amount: string; currency: string }[] } }).revenue.total;
}

const anew = (dryRun = false): Promise<Repriced[]> => reprice(bench.db.write, 'acme', RANGE, dryRun);

test('usage without revenue of its own is priced by the narrowest price in effect', async () => {
  const price = { billableUnitId: 'narrow', currency: 'USD', model: 'FLAT', effectiveFrom: '2026-10-01' };
  await set({ ...price, amount: '1' });
  await set({ ...price, amount: '10', productId: 'p' });
  await set({ ...price, amount: '100', customerId: 'c' });
  await set({ ...price, amount: '1000', customerId: 'c', productId: 'p' });
  await set({ ...price, amount: '2', effectiveFrom: '2026-11-01' });
  const use = { unit: 'narrow', quantity: '1', time: '2026-10-05T00:00:00Z' };
  await send(
    { ...use, id: 'n1', customer: 'other' },
    { ...use, id: 'n2', customer: 'other', product: 'p' },
    { ...use, id: 'n3', customer: 'c', product: 'q' },
    { ...use, id: 'n4', customer: 'c', product: 'p' },
    { ...use, id: 'n5', customer: 'other', time: '2026-11-05T00:00:00Z' },
    { ...use, id: 'before', customer: 'other', time: '2026-09-05T00:00:00Z' },
    { ...use, id: 'own', customer: 'other', revenue: { amount: '0.5', currency: 'EUR' } },
  );
  expect(await revenueOf('narrow')).toEqual([
    { amount: '0.5', currency: 'EUR' },
    { amount: '1113', currency: 'USD' },
  ]);
});

test('a price is shown as it was set, takes the place of one for the same, and can be removed', async () => {
  const tiers = [
    { upTo: '100', amount: '0.5' },
    { amount: '0.25', flat: '3' },
  ];
  const input = { billableUnitId: 'shown', currency: 'EUR', effectiveFrom: '2026-10-01' };
  const first = await set({ ...input, model: 'PACKAGE', size: '10', amount: '2' });
  const { data } = await bench.ask(admin, SET, { input: { ...input, model: 'VOLUME', tiers } });
  expect(data).toEqual({
    setPrice: {
      ...{ id: first, billableUnit: { id: 'shown' }, product: null, customer: null },
      ...{ currency: 'EUR', model: 'VOLUME', amount: null, size: null },
      tiers: [
        { upTo: '100', amount: '0.5', flat: '0' },
        { upTo: null, amount: '0.25', flat: '3' },
      ],
    },
  });
  const remove = 'mutation ($id: ID!) { removePrice(id: $id) }';
  expect((await bench.ask(admin, remove, { id: first })).data).toEqual({ removePrice: first });
  expect(JSON.stringify((await bench.ask(admin, remove, { id: first })).errors)).toContain('NOT_FOUND');
});

test.each([
  ['input.currency', { currency: 'dollars', model: 'FLAT', amount: '1' }],
  ['input.amount', { currency: 'USD', model: 'FLAT' }],
  ['input.amount', { currency: 'USD', model: 'FLAT', amount: '-1' }],
  ['input.size', { currency: 'USD', model: 'FLAT', amount: '1', size: '3' }],
  ['input.tiers', { currency: 'USD', model: 'GRADUATED' }],
  [
    'input.tiers[1].upTo',
    {
      currency: 'USD',
      model: 'VOLUME',
      tiers: [{ upTo: '5', amount: '1' }, { upTo: '4', amount: '1' }, { amount: '1' }],
    },
  ],
])('a price that is none is refused by the name of its field: %s', async (field, input) => {
  const { errors } = await bench.ask(admin, SET, { input: { billableUnitId: 'refused', ...input } });
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT', field } }]);
});

test('only who may write prices sets them, and no customer does', async () => {
  const input = { billableUnitId: 'u', currency: 'USD', model: 'FLAT', amount: '1' };
  for (const key of [await bench.key(), await bench.key('c', ['analytics:read', 'prices:write'])]) {
    expect(JSON.stringify((await bench.ask(key, SET, { input })).errors)).toContain('FORBIDDEN');
  }
});

const TERMS: Readonly<Record<string, { model: PriceModel; input: Record<string, unknown>; terms: unknown }>> =
  {
    flat: { model: 'FLAT', input: { amount: '0.003' }, terms: { amount: '0.003' } },
    package: { model: 'PACKAGE', input: { size: '7', amount: '1.5' }, terms: { size: '7', amount: '1.5' } },
    ...Object.fromEntries(
      (['GRADUATED', 'VOLUME'] as const).map((model) => {
        const tiers = [
          { upTo: '10', amount: '1' },
          { upTo: '50', amount: '0.5', flat: '2' },
          { amount: '0.125' },
        ];
        return [model.toLowerCase(), { model, input: { tiers }, terms: tiers }];
      }),
    ),
  };

const uses = fc.record({
  day: fc.integer({ min: 0, max: 90 }),
  second: fc.integer({ min: 0, max: 86_399 }),
  customer: fc.constantFrom('ada', 'bob'),
  quantity: fc.oneof(
    fc.integer({ min: -5, max: 30 }).map(String),
    fc.integer({ min: 1, max: 99_999 }).map((n) => `${n / 1000}`),
  ),
  own: fc.boolean(),
});

/** What each month's charges are together, from nothing but the events. */
function expected(sent: readonly Use[], model: PriceModel, terms: unknown): string {
  const months = new Map<string, DecimalSum>();
  for (const { time, customer, quantity, revenue } of sent) {
    if (revenue !== undefined) continue;
    const place = `${time.slice(0, 7)} ${customer}`;
    months.set(place, (months.get(place) ?? new DecimalSum()).add(quantity));
  }
  const sum = new DecimalSum();
  for (const quantity of months.values())
    sum.add(charge(parsePriceTerms(model, terms, 'terms'), quantity.toString()));
  return sum.toString();
}

describe.each(Object.entries(TERMS))(
  'charges of a month add up to that of its whole quantity: %s',
  (unit, { model, input, terms }) => {
    const sent: Use[] = [];
    const batch = (count: number, seed: number): Use[] =>
      draw(uses, count, seed).map(({ day, second, customer, quantity, own }, i) => ({
        ...{ id: `${unit} ${seed} ${i}`, unit, customer, quantity },
        time: new Date(Date.parse('2026-08-15T00:00Z') + day * 86_400_000 + second * 1000).toISOString(),
        ...(own && i % 4 === 0 ? { revenue: { amount: '7', currency: 'EUR' } } : {}),
      }));
    const usd = async () => (await revenueOf(unit)).find(({ currency }) => currency === 'USD')?.amount ?? '0';

    test('in whatever order and batches they come, several at a time', async () => {
      await set({ billableUnitId: unit, currency: 'USD', model, ...input, effectiveFrom: '2026-01-01' });
      for (let round = 0; round < 3; round++) {
        const batches = Array.from({ length: 4 }, (_, i) => batch(12, SEED + 10 * round + i));
        await Promise.all(batches.map((one) => send(...one)));
        sent.push(...batches.flat());
        expect(await usd()).toBe(expected(sent, model, terms));
      }
    });

    test('after they were priced anew, in columnar chunks as well, and so do those that come then', async () => {
      await bench.refresh(usage, NOW);
      await bench.compress('usage_events', NOW - 20 * 86_400_000);
      const dearer = JSON.parse(
        JSON.stringify(input).replaceAll('"amount":"', '"amount":"1'),
      ) as typeof input;
      const dearerTerms = JSON.parse(
        JSON.stringify(terms).replaceAll('"amount":"', '"amount":"1'),
      ) as unknown;
      await set({ billableUnitId: unit, currency: 'USD', model, ...dearer, effectiveFrom: '2026-01-01' });
      expect(await usd()).toBe(expected(sent, model, terms));
      const planned = (await anew(true)).filter(({ billableUnitId }) => billableUnitId === unit);
      expect(await usd()).toBe(expected(sent, model, terms));
      const done = (await anew()).filter(({ billableUnitId }) => billableUnitId === unit);
      expect(done).toEqual(planned);
      expect(done).toMatchObject([
        { currency: 'USD', before: expected(sent, model, terms), after: expected(sent, model, dearerTerms) },
      ]);
      expect(await usd()).toBe(expected(sent, model, dearerTerms));
      expect(await revenueOf(unit)).toContainEqual({
        currency: 'EUR',
        amount: String(7 * sent.filter(({ revenue }) => revenue).length),
      });
      const more = batch(15, SEED + 99);
      await send(...more);
      sent.push(...more);
      expect(await usd()).toBe(expected(sent, model, dearerTerms));
      // What is priced in order is priced the same again.
      await anew();
      const again = (await anew()).filter(({ billableUnitId }) => billableUnitId === unit);
      expect(again.map(({ events }) => events)).toEqual([0]);
      expect(await usd()).toBe(expected(sent, model, dearerTerms));
    });
  },
);
