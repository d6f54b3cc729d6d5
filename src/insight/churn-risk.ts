import { ChurnActivity } from './churn-activity.js';
import { cancellationScheduled } from './churn-cancellation.js';
import { decliningUsage } from './churn-decline.js';
import { risingErrors } from './churn-errors.js';
import type { ChurnFacts } from './churn-facts.js';
import { inactive } from './churn-inactive.js';
import { failedPayment, overdueInvoice } from './churn-payments.js';
import { churnRisk, type ChurnRisk } from './churn-score.js';
import { CHURN_POINTS, type ChurnEvidence } from './churn-signal.js';

export type { ChurnFacts } from './churn-facts.js';
export { CHURN_LEVELS, type ChurnLevel, type ChurnRisk } from './churn-score.js';
export { CHURN_SIGNAL_KINDS, type ChurnSignal, type ChurnSignalKind } from './churn-signal.js';
export { churnSlots } from './churn-slots.js';

/**
 * A customer's risk to leave, as of an instant, by the formula of `docs/churn-risk.md`: which signals there are, what
 * each adds to the score of 0 to 100, and the score's level. Deterministic, and the order of payments and invoices does
 * not matter.
 *
 * @throws RangeError where the activity is not a count for each slot of `churnSlots(facts.asOf)`, or attempts are not
 *   counts with at most as many errors.
 */
export function assessChurnRisk(facts: ChurnFacts): ChurnRisk {
  const activity = new ChurnActivity(facts);
  const evidence = [
    stronger(inactive(activity), decliningUsage(activity)),
    failedPayment(facts.failedPayments, facts.asOf),
    overdueInvoice(facts.overdueInvoices, facts.asOf),
    risingErrors(facts),
    cancellationScheduled(facts),
  ];
  return churnRisk(evidence.filter((entry) => entry !== null));
}

/** Silence is a decline, too: the same missing events count once, as what they tell more of; as the first if equal. */
function stronger(first: ChurnEvidence | null, second: ChurnEvidence | null): ChurnEvidence | null {
  if (first === null || second === null) return first ?? second;
  return second.strength * CHURN_POINTS[second.kind] > first.strength * CHURN_POINTS[first.kind]
    ? second
    : first;
}
