import { decimalText } from '../decimal.js';
import type { ChurnActivity } from './churn-activity.js';
import { ramp, type ChurnEvidence } from './churn-signal.js';
import { percent } from './churn-text.js';

/** Days compared: four weeks, so that each weekday counts as often. */
const WINDOW = 28;
/** The days before the current window in which the weakest 28 in a row are looked for. */
const LOOKBACK = 84;
/** 52 weeks, so that weekdays agree. */
const YEAR = 364;
/** Fewer events than these in the 28 days before tell nothing. */
const LEAST_EVENTS = 20;
/** Whose 28 days before come down to fewer works in batches, and 28 days may lie between two of them. */
const LEAST_SPREAD = 3;
/** Standard deviations that a fall has to be above the noise of counting. */
const LEAST_Z = 3;
/** The falls at which the strength leaves 0 and reaches 1. */
const [SLIGHT, STEEP] = [0.2, 0.8];
/** Weeks of the trend. */
const TREND_WEEKS = 8;

/**
 * DECLINING_USAGE: events of the last 28 whole days against what the customer's own past lets expect at the least.
 * `d = 1 - current / baseline`, and the strength goes from 0 at d = 20 % to 1 at 80 %.
 *
 * The baseline is the smaller of
 * - the weakest 28 days in a row of the 84 before: whoever is busy at month ends has as weak ones when 28 days catch
 *   few of these;
 * - the season's: `previous * a / b`, where previous is the sum of the 28 days before, and a and b are the sums of the
 *   current and the previous window 364 days earlier. It needs b >= 20 and a history that reaches over both.
 *
 * Null where
 * - the customer began less than 56 days before, or the previous window has fewer than 20 events;
 * - these are worth fewer than three days, `(sum of x)^2 / sum of x^2` over the daily counts (inverse Simpson index);
 * - the fall is within the noise of counting, `(baseline - current) / sqrt(baseline + current) < 3` (Poisson);
 * - the least-squares line through the last eight weekly sums does not fall.
 *
 * `observed` and `baseline` are events, `since` is the start of the current window.
 */
export function decliningUsage(activity: ChurnActivity): ChurnEvidence | null {
  const { firstDay } = activity;
  if (firstDay === null || firstDay < 2 * WINDOW) return null;
  const current = windowFrom(activity, WINDOW);
  const previous = windowFrom(activity, 2 * WINDOW);
  if (previous < LEAST_EVENTS || spreadOf(activity) < LEAST_SPREAD) return null;

  const reach = Math.min(WINDOW + LOOKBACK, firstDay);
  const weakest = weakestWindow(activity, reach);
  const season = seasonOf(activity, firstDay, previous);
  const baseline = Math.min(weakest, season?.expected ?? Infinity);
  const fall = baseline === 0 ? 0 : 1 - current / baseline;
  const strength = ramp(fall, SLIGHT, STEEP);
  const noise = Math.sqrt(baseline + current);
  const trend = weeklyTrend(activity);
  if (strength === 0 || baseline - current < LEAST_Z * noise || trend >= 0) return null;

  const against =
    season !== null && season.expected < weakest
      ? `expected after ${previous} in the 28 days before, as ${season.before} became ${season.then} a year ago`
      : `of the weakest 28 days in the ${Math.floor((reach - WINDOW) / 7)} weeks before`;
  return {
    kind: 'DECLINING_USAGE',
    strength,
    observed: decimalText(current, 0),
    baseline: decimalText(baseline, 0),
    since: activity.startOf(WINDOW),
    explanation:
      `${current} events in the last 28 days are ${percent(fall)} fewer than the ${baseline} ${against}; ` +
      `over the last 8 weeks the weekly count fell by ${percent(-trend)} of its mean a week.`,
  };
}

/** The events of the 28 days that begin so many days back. */
function windowFrom(activity: ChurnActivity, oldest: number): number {
  return activity.sum(oldest, oldest - WINDOW + 1);
}

/** The smallest sum of 28 days in a row that end before the current window and begin within `reach`. */
function weakestWindow(activity: ChurnActivity, reach: number): number {
  let weakest = Infinity;
  for (let oldest = 2 * WINDOW; oldest <= reach; oldest++) {
    weakest = Math.min(weakest, windowFrom(activity, oldest));
  }
  return weakest;
}

/** How many days the previous window's events are worth: 28 for 28 equal days, 1 for a batch. */
function spreadOf(activity: ChurnActivity): number {
  let squares = 0;
  for (let day = WINDOW + 1; day <= 2 * WINDOW; day++) squares += activity.sum(day, day) ** 2;
  return windowFrom(activity, 2 * WINDOW) ** 2 / squares;
}

/** What last year makes of the previous window, in whole events; null where last year cannot tell. */
function seasonOf(
  activity: ChurnActivity,
  firstDay: number,
  previous: number,
): { expected: number; before: number; then: number } | null {
  if (firstDay < YEAR + 2 * WINDOW) return null;
  const before = windowFrom(activity, YEAR + 2 * WINDOW);
  const then = windowFrom(activity, YEAR + WINDOW);
  return before < LEAST_EVENTS ? null : { expected: Math.round((previous * then) / before), before, then };
}

/** The slope of the least-squares line through the last eight weekly sums, as a share of their mean a week. */
function weeklyTrend(activity: ChurnActivity): number {
  const sums = Array.from({ length: TREND_WEEKS }, (_, week) => {
    const oldest = 7 * (TREND_WEEKS - week);
    return activity.sum(oldest, oldest - 6);
  });
  const middle = (TREND_WEEKS - 1) / 2;
  const spread = sums.reduce((sum, _, week) => sum + (week - middle) ** 2, 0);
  const slope = sums.reduce((sum, count, week) => sum + (week - middle) * count, 0) / spread;
  return slope / (sums.reduce((sum, count) => sum + count, 0) / TREND_WEEKS);
}
