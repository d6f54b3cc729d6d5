import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { churnLevel, churnRisk } from '../../../src/insight/churn-score.js';
import {
  CHURN_POINTS,
  CHURN_SIGNAL_KINDS,
  type ChurnEvidence,
  type ChurnSignalKind,
} from '../../../src/insight/churn-signal.js';

const evidence = (kind: ChurnSignalKind, strength: number): ChurnEvidence => ({
  kind,
  strength,
  observed: '1',
  baseline: null,
  since: null,
  explanation: 'Something happened.',
});

const weights = (...given: [ChurnSignalKind, number][]): [string, number][] =>
  churnRisk(given.map(([kind, strength]) => evidence(kind, strength))).signals.map(({ kind, weight }) => [
    kind,
    weight,
  ]);

const strength = fc.double({ min: Number.EPSILON, max: 1, noNaN: true });
const someEvidence = fc
  .subarray([...CHURN_SIGNAL_KINDS])
  .chain((kinds) => fc.tuple(...kinds.map((kind) => strength.map((value) => evidence(kind, value)))));

describe('churnRisk', () => {
  test.each(CHURN_SIGNAL_KINDS)('%s alone has its points', (kind) => {
    expect(churnRisk([evidence(kind, 1)]).score).toBe(CHURN_POINTS[kind]);
  });

  test('all at once', () => {
    // 0.4 * 0.55 * 0.55 * 0.7 * 0.75 * 0.75 = 0.0476 is left.
    expect(churnRisk(CHURN_SIGNAL_KINDS.map((kind) => evidence(kind, 1)))).toMatchObject({
      score: 95,
      level: 'CRITICAL',
    });
  });

  test('most points first, equal ones in the order of kinds', () => {
    expect(weights(['RISING_ERRORS', 1], ['OVERDUE_INVOICE', 1], ['FAILED_PAYMENT', 1])).toEqual([
      ['FAILED_PAYMENT', 30],
      // 1 - 0.7 * 0.75 = 0.475, which goes up; 1 - 0.525 * 0.75 = 0.606.
      ['OVERDUE_INVOICE', 18],
      ['RISING_ERRORS', 13],
    ]);
    expect(weights(['INACTIVE', 0.5], ['CANCELLATION_SCHEDULED', 1])).toEqual([
      ['CANCELLATION_SCHEDULED', 60],
      ['INACTIVE', 9],
    ]);
  });

  test('what rounds to nothing is left out', () => {
    expect(churnRisk([evidence('OVERDUE_INVOICE', 0.01)])).toEqual({ score: 0, level: 'LOW', signals: [] });
    expect(churnRisk([])).toEqual({ score: 0, level: 'LOW', signals: [] });
  });

  test('weights add up, and the order given does not matter', () => {
    fc.assert(
      fc.property(someEvidence, fc.nat(), (given, turn) => {
        const risk = churnRisk(given);
        expect(risk.signals.reduce((sum, { weight }) => sum + weight, 0)).toBe(risk.score);
        const at = given.length === 0 ? 0 : turn % given.length;
        expect(churnRisk([...given.slice(at), ...given.slice(0, at)].reverse())).toEqual(risk);
      }),
    );
  });

  test('one more signal, or a stronger one, never lowers the score', () => {
    fc.assert(
      fc.property(someEvidence, fc.nat(), strength, (given, place, other) => {
        const changed = given[place % Math.max(1, given.length)];
        fc.pre(changed !== undefined);
        const rest = given.filter((entry) => entry !== changed);
        const stronger = { ...changed, strength: Math.max(changed.strength, other) };
        const { score } = churnRisk(given);
        expect(churnRisk(rest).score).toBeLessThanOrEqual(score);
        expect(churnRisk([...rest, stronger]).score).toBeGreaterThanOrEqual(score);
      }),
    );
  });
});

test.each([
  [0, 'LOW'],
  [24, 'LOW'],
  [25, 'MEDIUM'],
  [49, 'MEDIUM'],
  [50, 'HIGH'],
  [74, 'HIGH'],
  [75, 'CRITICAL'],
  [100, 'CRITICAL'],
])('%i points are %s', (score, level) => {
  expect(churnLevel(score)).toBe(level);
});
