import { decimalText } from '../decimal.js';
import type { ChurnFacts } from './churn-facts.js';
import type { ChurnEvidence } from './churn-signal.js';
import { DAY_MS } from './churn-slots.js';
import { counted, dateText } from './churn-text.js';

/**
 * CANCELLATION_SCHEDULED: full strength for a cancellation that is recorded and takes effect after `asOf`; null for
 * none. `observed` is the whole days that are left, `since` when it was recorded.
 */
export function cancellationScheduled({ asOf, scheduledCancellation }: ChurnFacts): ChurnEvidence | null {
  if (scheduledCancellation === null) return null;
  const { subscriptionId, recordedAt, effectiveAt } = scheduledCancellation;
  const left = Math.max(0, Math.floor((effectiveAt - asOf) / DAY_MS));
  return {
    kind: 'CANCELLATION_SCHEDULED',
    strength: 1,
    observed: decimalText(left, 0),
    baseline: null,
    since: recordedAt,
    explanation:
      `The cancellation of subscription ${subscriptionId}, recorded on ${dateText(recordedAt)}, ` +
      `takes effect on ${dateText(effectiveAt)}, ${counted(left, 'day')} from now.`,
  };
}
