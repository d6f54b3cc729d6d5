import { describe, expect, test } from '@jest/globals';
import { cancellationScheduled } from '../../../src/insight/churn-cancellation.js';
import { risingErrors } from '../../../src/insight/churn-errors.js';
import { failedPayment, overdueInvoice } from '../../../src/insight/churn-payments.js';
import { AS_OF, DAY, factsAt } from './churn-sample.js';

const owed = (invoiceId: string, amount = '10', currency = 'USD') => ({ invoiceId, amount, currency });

describe('failed payments', () => {
  const ofAges = (...days: number[]) =>
    failedPayment(
      days.map((age) => ({ ...owed('in-1'), at: AS_OF - age * DAY })),
      AS_OF,
    );

  test.each([
    ['one now', [0], 0.5],
    ['one of a week ago', [7], 0.5],
    ['one of 18.5 days ago', [18.5], 0.375],
    ['one of 30 days ago', [30], 0.25],
    ['two, the last one counts', [30, 1], 0.75],
    ['three', [3, 2, 1], 1],
    ['five', [5, 4, 3, 2, 1], 1],
    ['three of 30 days ago', [30, 30, 30], 0.5],
  ])('%s', (_, ages, strength) => {
    expect(ofAges(...ages)?.strength).toBeCloseTo(strength, 12);
    expect(ofAges(...ages)?.since).toBe(AS_OF - Math.max(...ages) * DAY);
  });

  test('tell each invoice once, by currency, as it was last tried', () => {
    const payments = [
      { ...owed('in-2', '0.30', 'JPY'), at: AS_OF - DAY },
      { ...owed('in-1', '7.5', 'EUR'), at: AS_OF - DAY },
      { ...owed('in-1', '12', 'EUR'), at: AS_OF - 2 * DAY },
      { ...owed('in-3', '1.10'), at: AS_OF - 4 * DAY },
      { ...owed('in-4', '2.20'), at: AS_OF - 3 * DAY },
    ];
    expect(failedPayment(payments, AS_OF)?.explanation).toBe(
      '5 payments of 4 unpaid invoices (EUR 7.5, JPY 0.3 and USD 3.3) failed in the last 30 days, the last on 2026-03-11.',
    );
  });

  test('none are no signal', () => {
    expect(failedPayment([], AS_OF)).toBeNull();
  });
});

describe('overdue invoices', () => {
  const ofAges = (...days: number[]) =>
    overdueInvoice(
      days.map((age) => ({ ...owed(`in-${age}`), dueAt: AS_OF - age * DAY })),
      AS_OF,
    );

  test.each([
    ['a day', [1], '1', 1 / 30],
    ['almost two', [1.99], '1', 1 / 30],
    ['the oldest', [3, 15, 1], '15', 0.5],
    ['30 days', [30], '30', 1],
    ['a year', [365], '365', 1],
  ])('%s', (_, ages, observed, strength) => {
    expect(ofAges(...ages)).toMatchObject({ observed, strength, since: AS_OF - Math.max(...ages) * DAY });
  });

  test('less than a day, and none, are no signal', () => {
    expect(ofAges(0.99)).toBeNull();
    expect(ofAges()).toBeNull();
  });
});

describe('rising errors', () => {
  const of = (recent: [number, number], before: [number, number]) => {
    const attempts = ([count, errors]: [number, number]) => ({ count, errors });
    return risingErrors(factsAt(AS_OF, { attempts: { recent: attempts(recent), before: attempts(before) } }));
  };

  test.each<[string, [number, number], [number, number], number | undefined]>([
    ['5 points', [1000, 150], [4000, 400], 0.5],
    ['4 points that do not double the rate', [1000, 140], [4000, 400], undefined],
    ['a point that doubles it', [10_000, 200], [40_000, 400], 0.1],
    ['from none at all', [200, 20], [400, 0], 1],
    ['all of them', [50, 50], [100, 0], 1],
    ['a fall', [1000, 50], [4000, 400], undefined],
    ['as many as ever', [1000, 1000], [4000, 4000], undefined],
    ['none as ever', [1000, 0], [4000, 0], undefined],
    ['49 attempts', [49, 49], [4000, 0], undefined],
    ['99 attempts before', [1000, 1000], [99, 0], undefined],
    // z = 0.08 / sqrt(0.0667 * 0.9333 * 0.03) = 1.85, and 3.21 of three times as many.
    ['what may be chance', [50, 6], [100, 4], undefined],
    ['what cannot be', [150, 18], [300, 12], 0.8],
  ])('%s', (_, recent, before, strength) => {
    const signal = of(recent, before);
    if (strength === undefined) expect(signal).toBeNull();
    else expect(signal?.strength).toBeCloseTo(strength, 12);
  });

  test('rates have four decimals', () => {
    expect(of([300, 100], [700, 10])).toMatchObject({ observed: '0.3333', baseline: '0.0143' });
  });
});

describe('a scheduled cancellation', () => {
  test('says when', () => {
    const scheduledCancellation = {
      subscriptionId: 'sub-1',
      recordedAt: AS_OF,
      effectiveAt: AS_OF + DAY - 1,
    };
    expect(cancellationScheduled(factsAt(AS_OF, { scheduledCancellation }))).toEqual({
      kind: 'CANCELLATION_SCHEDULED',
      strength: 1,
      observed: '0',
      baseline: null,
      since: AS_OF,
      explanation:
        'The cancellation of subscription sub-1, recorded on 2026-03-12, takes effect on 2026-03-13, 0 days from now.',
    });
  });

  test('none is no signal', () => {
    expect(cancellationScheduled(factsAt(AS_OF))).toBeNull();
  });
});
