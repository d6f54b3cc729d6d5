import { describe, expect, test } from '@jest/globals';
import { Decimal } from 'decimal.js';
import fc from 'fast-check';
import { revenueBridge, type BridgeMonth, type MonthlyRevenue } from '../../../src/insight/revenue-bridge.js';
import { docCases } from '../../support/doc-cases.js';

const Exact = Decimal.clone({ precision: 80, toExpNeg: -9e15, toExpPos: 9e15 });
const sum = (amounts: readonly Decimal[]): Decimal =>
  amounts.reduce((all, one) => all.add(one), new Exact(0));

interface Given {
  /** Customer, month, currency, amount. */
  readonly rows: readonly (readonly [string, number, string, string])[];
  readonly months: number;
  readonly from: number;
}

const bridged = ({ rows, months, from }: Given): BridgeMonth[] =>
  revenueBridge(
    rows.map(([customer, month, currency, amount]) => ({ customer, month, currency, amount })),
    months,
    from,
  );

// The page's other examples are questions to a database: test/integration/revenue-docs.test.ts.
const examples = docCases<Given, Partial<BridgeMonth>[]>('revenue.md').filter(({ given }) => 'rows' in given);
test.each(examples)('docs: $title', ({ given, expected }) => {
  const bridges = bridged(given);
  expect(bridges).toHaveLength(expected.length);
  expect(bridges).toMatchObject(expected);
});

/** A few customers, so that they come, go and come back; amounts with credits, noughts and long tails of digits. */
const MONTHS = 6;
const amount = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.integer({ min: -300, max: 900 }).map((cents) => new Exact(cents).div(100).toFixed()),
  },
  { weight: 1, arbitrary: fc.constantFrom('0', '100', '-100', '0.1', '12345678901234567890.000000000123') },
);
const history = fc.uniqueArray(
  fc.record({
    customer: fc.constantFrom('a', 'b', 'c', 'd'),
    month: fc.integer({ min: 0, max: MONTHS - 1 }),
    currency: fc.constantFrom('EUR', 'USD'),
    amount,
  }),
  { selector: ({ customer, month, currency }) => `${customer} ${month} ${currency}`, maxLength: 40 },
);

/** The same from the definitions of docs/revenue.md alone: customer by customer, month by month. */
function recomputed(rows: readonly MonthlyRevenue[], currency: string, month: number): BridgeMonth {
  const own = rows.filter((row) => row.currency === currency);
  const of = (customer: string, at: number): Decimal =>
    new Exact(own.find((row) => row.customer === customer && row.month === at)?.amount ?? 0);
  const moves = [...new Set(own.map(({ customer }) => customer))].map((customer) => {
    const [before, now] = [of(customer, month - 1), of(customer, month)];
    const hadPaid = own.some(
      (row) => row.customer === customer && row.month < month && Number(row.amount) > 0,
    );
    const [paid, pays] = [before.gt(0), now.gt(0)];
    const kind =
      paid && pays ? 'both' : paid ? 'churned' : pays ? (hadPaid ? 'reactivated' : 'new') : 'neither';
    const credit = Exact.min(now, 0).sub(Exact.min(before, 0));
    return { before, now, paid, pays, kind, credit, difference: now.sub(before) };
  });
  type Move = (typeof moves)[number];
  const total = (of: (move: Move) => Decimal): Decimal => sum(moves.map(of));
  const only = (kind: string, of: (move: Move) => Decimal): Decimal =>
    sum(moves.filter((move) => move.kind === kind).map(of));
  const count = (holds: (move: Move) => boolean): number => moves.filter(holds).length;
  const rise = (by: Decimal): Decimal => Exact.max(by, 0);
  const opening = total((move) => move.before);
  const expansion = only('both', (move) => rise(move.difference)).add(total((move) => rise(move.credit)));
  const contraction = only('both', (move) => rise(move.difference.neg())).add(
    total((move) => rise(move.credit.neg())),
  );
  const churn = only('churned', (move) => move.before);
  const kept = opening.sub(contraction).sub(churn);
  const share = (part: Decimal): number | null => (opening.gt(0) ? part.div(opening).toNumber() : null);
  return {
    month,
    currency,
    opening: opening.toFixed(),
    new: only('new', (move) => move.now).toFixed(),
    reactivation: only('reactivated', (move) => move.now).toFixed(),
    expansion: expansion.toFixed(),
    contraction: contraction.toFixed(),
    churn: churn.toFixed(),
    closing: total((move) => move.now).toFixed(),
    netRetention: share(kept.add(expansion)),
    grossRetention: share(kept),
    customers: {
      opening: count((move) => move.paid),
      new: count((move) => move.kind === 'new'),
      reactivated: count((move) => move.kind === 'reactivated'),
      expanded: count((move) => move.kind === 'both' && move.difference.gt(0)),
      contracted: count((move) => move.kind === 'both' && move.difference.lt(0)),
      churned: count((move) => move.kind === 'churned'),
      closing: count((move) => move.pays),
    },
  };
}

const months = (from: number): number[] => Array.from({ length: MONTHS - from }, (_, index) => from + index);

describe('any history', () => {
  test('is bridged as the definitions say, whatever the order of its rows', () => {
    fc.assert(
      fc.property(history, fc.integer({ min: 0, max: MONTHS }), (rows, from) => {
        const currencies = [...new Set(rows.map(({ currency }) => currency))].sort();
        const expected = months(from).flatMap((month) =>
          currencies.map((currency) => recomputed(rows, currency, month)),
        );
        expect(revenueBridge(rows, MONTHS, from)).toEqual(expected);
        expect(revenueBridge([...rows].reverse(), MONTHS, from)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  test('adds up exactly, and each month opens with what the one before closed with', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const last = new Map<string, BridgeMonth>();
        for (const bridge of revenueBridge(rows, MONTHS, 0)) {
          const { opening, expansion, contraction, churn, closing, currency, customers } = bridge;
          const gains = [opening, bridge.new, bridge.reactivation, expansion].map((text) => new Exact(text));
          const losses = [contraction, churn].map((text) => new Exact(text));
          expect(sum(gains).sub(sum(losses)).toFixed()).toBe(closing);
          for (const movement of [...gains.slice(1), ...losses]) expect(movement.gte(0)).toBe(true);
          expect(opening).toBe(last.get(currency)?.closing ?? '0');
          expect(customers.opening).toBe(last.get(currency)?.customers.closing ?? 0);
          expect(customers.opening + customers.new + customers.reactivated - customers.churned).toBe(
            customers.closing,
          );
          const { netRetention, grossRetention } = bridge;
          if (netRetention !== null) expect(grossRetention).toBeLessThanOrEqual(Math.min(netRetention, 1));
          last.set(currency, bridge);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('no currency is touched by another', () => {
    fc.assert(
      fc.property(history, (rows) => {
        const all = revenueBridge(rows, MONTHS, 0);
        for (const currency of ['EUR', 'USD']) {
          const own = rows.filter((row) => row.currency === currency);
          expect(all.filter((bridge) => bridge.currency === currency)).toEqual(revenueBridge(own, MONTHS, 0));
        }
      }),
    );
  });
});

test('nothing sold is no bridge, and neither is a month behind the history', () => {
  expect(revenueBridge([], 12, 0)).toEqual([]);
  expect(bridged({ rows: [['a', 0, 'EUR', '1']], months: 1, from: 1 })).toEqual([]);
});

test.each<[string, Given]>([
  ['a month behind the last', { rows: [['a', 2, 'EUR', '1']], months: 2, from: 0 }],
  ['a month before the first', { rows: [['a', -1, 'EUR', '1']], months: 2, from: 0 }],
  ['half a month', { rows: [['a', 0.5, 'EUR', '1']], months: 2, from: 0 }],
  ['bridges from before the first', { rows: [['a', 0, 'EUR', '1']], months: 2, from: -1 }],
  [
    'two rows of one',
    {
      rows: [
        ['a', 1, 'EUR', '1'],
        ['a', 1, 'EUR', '2'],
      ],
      months: 2,
      from: 0,
    },
  ],
])('%s is refused', (_, given) => {
  expect(() => bridged(given)).toThrow(RangeError);
});

test('a hundred thousand rows', () => {
  const rows: MonthlyRevenue[] = [];
  for (let index = 0; index < 100_000; index += 1) {
    const month = (index * 7) % 36;
    rows.push({
      customer: `customer-${Math.floor(index / 36)}`,
      month,
      currency: 'EUR',
      amount: `${index % 977}.25`,
    });
  }
  const bridges = revenueBridge(rows, 36, 0);
  expect(sum(bridges.map(({ closing }) => new Exact(closing))).toFixed()).toBe(
    sum(rows.map((row) => new Exact(row.amount))).toFixed(),
  );
});
