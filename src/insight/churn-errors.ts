import type { Attempts, ChurnFacts } from './churn-facts.js';
import { ramp, type ChurnEvidence } from './churn-signal.js';
import { DAY_MS } from './churn-slots.js';
import { percent, rounded } from './churn-text.js';

const RECENT_DAYS = 7;
/** Fewer attempts than these make no rate. */
const [LEAST_RECENT, LEAST_BEFORE] = [50, 100];
/** Standard deviations that the rise has to be above chance. */
const LEAST_Z = 3;
/** A rise has to be one in so many attempts, 5 percentage points, or to double the rate. */
const LEAST_RISE_ONE_IN = 20;
/** The rise of full strength: one more attempt in ten fails. */
const STEEP_RISE = 0.1;
/** As exact as each other. */
const [RATE_DECIMALS, PERCENT_DECIMALS] = [4, 2];

/**
 * RISING_ERRORS: the rate of failed requests and calls of the last seven days against that of the 28 days before. The
 * strength is the rise divided by 10 percentage points, at most 1.
 *
 * Null unless there are 50 recent attempts and 100 before, the rise is 5 percentage points or doubles the rate, and the
 * two-proportion z-test with pooled rate gives 3 or more:
 * `z = (r1 - r0) / sqrt(r * (1 - r) * (1 / n1 + 1 / n0))`, `r = (e1 + e0) / (n1 + n0)`.
 * `observed` and `baseline` are rates from 0 to 1 with four decimals, `since` is the start of the seven days.
 *
 * @throws RangeError where the counts of a period are not whole numbers, or there are more errors than attempts.
 */
export function risingErrors({ asOf, attempts: { recent, before } }: ChurnFacts): ChurnEvidence | null {
  for (const attempts of [recent, before]) checkAttempts(attempts);
  if (recent.count < LEAST_RECENT || before.count < LEAST_BEFORE) return null;
  // Times both counts, so that a rise of 5 points is not a hair less in floating point.
  const [failedNow, failedUsually] = [recent.errors * before.count, before.errors * recent.count];
  const risen = failedNow - failedUsually;
  const least = Math.min(failedUsually, (recent.count * before.count) / LEAST_RISE_ONE_IN);
  if (risen <= 0 || risen < least) return null;
  const [now, usual] = [recent.errors / recent.count, before.errors / before.count];
  const rise = now - usual;
  const pooled = (recent.errors + before.errors) / (recent.count + before.count);
  const deviation = Math.sqrt(pooled * (1 - pooled) * (1 / recent.count + 1 / before.count));
  if (rise < LEAST_Z * deviation) return null;
  return {
    kind: 'RISING_ERRORS',
    strength: ramp(rise, 0, STEEP_RISE),
    observed: rounded(now, RATE_DECIMALS),
    baseline: rounded(usual, RATE_DECIMALS),
    since: asOf - RECENT_DAYS * DAY_MS,
    explanation:
      `${percent(now, PERCENT_DECIMALS)} of ${recent.count} requests and calls failed in the last 7 days, ` +
      `against ${percent(usual, PERCENT_DECIMALS)} of ${before.count} in the 28 days before.`,
  };
}

function checkAttempts({ count, errors }: Attempts): void {
  const whole = Number.isSafeInteger(count) && Number.isSafeInteger(errors);
  if (!whole || errors < 0 || errors > count) throw new RangeError(`attempts: ${errors} errors of ${count}`);
}
