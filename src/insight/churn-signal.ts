import type { DecimalText } from '../decimal.js';

/** What a risk can be seen by; the order decides between signals of equal points. */
export const CHURN_SIGNAL_KINDS = [
  'DECLINING_USAGE',
  'INACTIVE',
  'FAILED_PAYMENT',
  'OVERDUE_INVOICE',
  'RISING_ERRORS',
  'CANCELLATION_SCHEDULED',
] as const;
export type ChurnSignalKind = (typeof CHURN_SIGNAL_KINDS)[number];

/** Points of 100 that a signal at full strength has where it stands alone. */
export const CHURN_POINTS: Readonly<Record<ChurnSignalKind, number>> = {
  DECLINING_USAGE: 45,
  INACTIVE: 45,
  FAILED_PAYMENT: 30,
  OVERDUE_INVOICE: 25,
  RISING_ERRORS: 25,
  CANCELLATION_SCHEDULED: 60,
};

/** The figures that a signal was made from. */
export interface ChurnFigures {
  readonly kind: ChurnSignalKind;
  /** Events, days, attempts or a rate, as the kind has it. */
  readonly observed: DecimalText;
  /** What `observed` was held against, in its unit; null where the kind has no such figure. */
  readonly baseline: DecimalText | null;
  /** When it began, or where the days begin in which it was seen, in epoch milliseconds; null where that is unknown. */
  readonly since: number | null;
  /** One English sentence with the figures. */
  readonly explanation: string;
}

/** A signal before it is weighed against others. */
export interface ChurnEvidence extends ChurnFigures {
  /** In (0, 1], by the kind's own formula. */
  readonly strength: number;
}

/** A signal with its part of the score. */
export interface ChurnSignal extends ChurnFigures {
  /** Whole points, from 1 on; the weights of all signals add up to the score. */
  readonly weight: number;
}

/** Where a figure lies between two others, as 0 up to the first, 1 from the second on, and straight in between. */
export function ramp(value: number, from: number, to: number): number {
  return Math.min(1, Math.max(0, (value - from) / (to - from)));
}
