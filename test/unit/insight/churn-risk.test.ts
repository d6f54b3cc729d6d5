import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type ChurnFacts } from '../../../src/insight/churn-facts.js';
import { assessChurnRisk, CHURN_SIGNAL_KINDS, churnSlots } from '../../../src/insight/churn-risk.js';
import { docCases } from '../../support/doc-cases.js';
import { AS_OF, DAY, Diary, factsAt, type Runs } from './churn-sample.js';

interface Given {
  asOf: string;
  days?: Runs;
  today?: number;
  recent?: [count: number, errors: number];
  before?: [count: number, errors: number];
  failedPayments?: { invoiceId: string; at: string; amount: string; currency: string }[];
  overdueInvoices?: { invoiceId: string; dueAt: string; amount: string; currency: string }[];
  cancellation?: { subscriptionId: string; recordedAt: string; effectiveAt: string };
}

/** As the page has it: instants as text. */
interface Expected {
  score: number;
  level: string;
  signals: {
    kind: string;
    weight: number;
    observed: string;
    baseline: string | null;
    since: string | null;
    explanation: string;
  }[];
}

function factsOf(given: Given): ChurnFacts {
  const asOf = Date.parse(given.asOf);
  const attempts = ([count, errors] = [0, 0]) => ({ count, errors });
  const { cancellation } = given;
  return factsAt(asOf, {
    ...Diary.upTo(asOf, given.days ?? [], given.today).activityAt(asOf),
    attempts: { recent: attempts(given.recent), before: attempts(given.before) },
    failedPayments: (given.failedPayments ?? []).map((payment) => ({
      ...payment,
      at: Date.parse(payment.at),
    })),
    overdueInvoices: (given.overdueInvoices ?? []).map((invoice) => ({
      ...invoice,
      dueAt: Date.parse(invoice.dueAt),
    })),
    scheduledCancellation: cancellation
      ? {
          ...cancellation,
          recordedAt: Date.parse(cancellation.recordedAt),
          effectiveAt: Date.parse(cancellation.effectiveAt),
        }
      : null,
  });
}

describe('docs/churn-risk.md', () => {
  test.each(docCases<Given, Expected>('churn-risk.md'))('$title', ({ given, expected }) => {
    const risk = assessChurnRisk(factsOf(given));
    expect({
      ...risk,
      signals: risk.signals.map((signal) => ({
        ...signal,
        since: signal.since === null ? null : new Date(signal.since).toISOString(),
      })),
    }).toEqual(expected);
  });
});

const slots = churnSlots(AS_OF).length - 1;
const ago = (days: number): fc.Arbitrary<number> =>
  fc.nat(days * DAY).map((milliseconds) => AS_OF - milliseconds);
const money = { amount: fc.nat(99_999).map(String), currency: fc.constantFrom('EUR', 'USD') };
const invoiceId = fc.constantFrom('in-1', 'in-2', 'in-3');
const payment = fc.record({ invoiceId, at: ago(30), ...money });
const invoice = fc.record({ invoiceId, dueAt: ago(90), ...money });
const cancellation = fc.record({
  subscriptionId: fc.constant('sub-1'),
  recordedAt: ago(90),
  effectiveAt: fc.nat(60 * DAY).map((milliseconds) => AS_OF + 1 + milliseconds),
});
const attempts = fc
  .tuple(fc.nat(3_000), fc.nat(100))
  .map(([count, errors]) => ({ count, errors: Math.min(count, errors) }));
/** From steady to erratic, with a silence at the end. */
const activity = fc
  .tuple(
    fc.array(fc.oneof(fc.nat(3), fc.nat(300)), { minLength: slots, maxLength: slots }),
    fc.oneof(fc.constant(0), fc.nat(slots)),
  )
  .map(([counts, silent]) => counts.fill(0, slots - silent));
const anyFacts = fc
  .record({
    activity,
    firstActivity: fc.option(ago(600)),
    attempts: fc.record({ recent: attempts, before: attempts }),
    failedPayments: fc.array(payment, { maxLength: 4 }),
    overdueInvoices: fc.array(invoice, { maxLength: 4 }),
    scheduledCancellation: fc.option(cancellation),
  })
  .map((known) => factsAt(AS_OF, known));

describe('any facts', () => {
  test('weights are whole points that add up to a score from 0 to 100', () => {
    const seen = new Set<string>();
    fc.assert(
      fc.property(anyFacts, (facts) => {
        const { score, signals } = assessChurnRisk(facts);
        expect(score).toBeLessThanOrEqual(100);
        expect(signals.reduce((sum, { weight }) => sum + weight, 0)).toBe(score);
        expect(new Set(signals.map(({ kind }) => kind)).size).toBe(signals.length);
        for (const { kind, weight, observed, baseline, since, explanation } of signals) {
          seen.add(kind);
          expect(Number.isInteger(weight) && weight > 0).toBe(true);
          for (const figure of [observed, baseline ?? '0']) expect(figure).toMatch(/^\d+(\.\d*[1-9])?$/);
          expect(since ?? 0).toBeLessThanOrEqual(AS_OF);
          expect(explanation).toMatch(/^[A-Z\d].*[^.]\.$/);
          expect(explanation).not.toMatch(/NaN|Infinity|undefined|null/);
        }
      }),
      { numRuns: 1_000 },
    );
    expect([...seen].sort()).toEqual([...CHURN_SIGNAL_KINDS].sort());
  });

  test('one more failed payment, overdue invoice, cancellation or error never lowers the score', () => {
    fc.assert(
      fc.property(anyFacts, payment, invoice, cancellation, (facts, failed, overdue, scheduled) => {
        const { recent, before } = facts.attempts;
        const worse: Partial<ChurnFacts>[] = [
          { failedPayments: [...facts.failedPayments, failed] },
          { overdueInvoices: [...facts.overdueInvoices, overdue] },
          { scheduledCancellation: facts.scheduledCancellation ?? scheduled },
          {
            attempts: { recent: { ...recent, errors: Math.min(recent.count, recent.errors + 1) }, before },
          },
        ];
        const { score } = assessChurnRisk(facts);
        for (const change of worse) {
          expect(assessChurnRisk({ ...facts, ...change }).score).toBeGreaterThanOrEqual(score);
        }
      }),
      { numRuns: 500 },
    );
  });

  test('the order of payments and invoices does not matter', () => {
    const shuffled = anyFacts.chain((facts) =>
      fc.record({
        facts: fc.constant(facts),
        failedPayments: fc.shuffledSubarray([...facts.failedPayments], {
          minLength: facts.failedPayments.length,
        }),
        overdueInvoices: fc.shuffledSubarray([...facts.overdueInvoices], {
          minLength: facts.overdueInvoices.length,
        }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ facts, ...reordered }) => {
        expect(assessChurnRisk({ ...facts, ...reordered })).toEqual(assessChurnRisk(facts));
      }),
    );
  });
});

describe('facts that cannot be', () => {
  const activityOf = (change: (counts: number[]) => number[]) =>
    factsAt(AS_OF, { activity: change([...factsAt(AS_OF).activity]) });
  const attemptsOf = (count: number, errors: number) =>
    factsAt(AS_OF, { attempts: { recent: { count, errors }, before: { count: 0, errors: 0 } } });

  test.each<[string, ChurnFacts, string]>([
    ['a slot too few', activityOf((counts) => counts.slice(1)), 'activity: 168 slots instead of 169'],
    ['a negative count', activityOf((counts) => counts.fill(-1, 3, 4)), 'activity: -1 is not a count'],
    ['half an event', activityOf((counts) => counts.fill(0.5, 3, 4)), 'activity: 0.5 is not a count'],
    ['more errors than attempts', attemptsOf(3, 4), 'attempts: 4 errors of 3'],
    ['a count that is none', attemptsOf(NaN, 0), 'attempts: 0 errors of NaN'],
  ])('%s', (_, facts, message) => {
    expect(() => assessChurnRisk(facts)).toThrow(new RangeError(message));
  });
});
