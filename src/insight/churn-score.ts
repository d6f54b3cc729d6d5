import { CHURN_POINTS, CHURN_SIGNAL_KINDS, type ChurnEvidence, type ChurnSignal } from './churn-signal.js';

/** The levels of risk, lowest first. */
export const CHURN_LEVELS = ['LOW', 'MEDIUM', 'HIGH', 'CRITICAL'] as const;
export type ChurnLevel = (typeof CHURN_LEVELS)[number];

/** The scores from which the levels above LOW begin. */
const STARTS = { CRITICAL: 75, HIGH: 50, MEDIUM: 25 } as const;

/** Doubles agree with the exact formula to more decimals than this. */
const DECIMALS = 1e9;

/** A customer's risk to leave. */
export interface ChurnRisk {
  /** Whole points from 0 to 100. */
  readonly score: number;
  readonly level: ChurnLevel;
  /** What makes the score, most points first; empty where nothing speaks for a risk. */
  readonly signals: ChurnSignal[];
}

/** The level of a score: MEDIUM from 25, HIGH from 50, CRITICAL from 75. */
export function churnLevel(score: number): ChurnLevel {
  if (score >= STARTS.CRITICAL) return 'CRITICAL';
  if (score >= STARTS.HIGH) return 'HIGH';
  return score >= STARTS.MEDIUM ? 'MEDIUM' : 'LOW';
}

/**
 * The score of independent signs: `round(100 * (1 - product of (1 - p)))` with `p = strength * points / 100`. One more
 * sign, or a stronger one, never lowers it, and it never passes 100. Source: the noisy-or of Pearl, Probabilistic
 * Reasoning in Intelligent Systems (1988), section 4.3.2.
 *
 * A signal's weight is what it adds to the rounded score in the order of falling p, equal ones in the order of kinds.
 * A signal that adds less than a point, and so nothing after rounding, is left out. The order of the evidence does not
 * matter; each kind is in it once at most.
 */
export function churnRisk(evidence: readonly ChurnEvidence[]): ChurnRisk {
  const ranked = evidence
    .map((entry) => ({ ...entry, p: (entry.strength * CHURN_POINTS[entry.kind]) / 100 }))
    .sort((a, b) => b.p - a.p || CHURN_SIGNAL_KINDS.indexOf(a.kind) - CHURN_SIGNAL_KINDS.indexOf(b.kind));
  let staying = 1;
  let score = 0;
  const signals: ChurnSignal[] = [];
  for (const { p, strength: _, ...figures } of ranked) {
    staying *= 1 - p;
    const reached = wholePoints(1 - staying);
    if (reached > score) signals.push({ ...figures, weight: reached - score });
    score = reached;
  }
  return { score, level: churnLevel(score), signals };
}

/** Halves go up, those too that floating point puts a hair below. */
function wholePoints(share: number): number {
  return Math.round(Math.round(share * 100 * DECIMALS) / DECIMALS);
}
