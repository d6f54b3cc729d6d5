import { decimalText } from '../decimal.js';
import type { ActiveSlot, ChurnActivity } from './churn-activity.js';
import { ramp, type ChurnEvidence } from './churn-signal.js';
import { CHURN_HORIZON } from './churn-slots.js';
import { counted, dateText, rounded } from './churn-text.js';

/** Nobody is called inactive for a week of silence. */
const LEAST_DAYS = 7;
/** Four weeks: the least silence of full strength, and the pause presumed of whoever has shown fewer days. */
const FOUR_WEEKS = 28;
/** Days up to the last active one that tell how often the customer is active. */
const HABIT_DAYS = 84;
/** A quarter; a pause that was longer excuses no longer silence. */
const TOP_PAUSE = 92;
/** How many usual gaps, and how many longest pauses, a silence has to last to mean something. */
const [USUAL_GAPS, LONGEST_PAUSES] = [3, 1.5];

/**
 * INACTIVE: the days since the last active one against the customer's own habit. The strength goes from 0 at
 * `t = max(7, 3 * usual gap, 1.5 * longest pause)` days of silence to 1 at `max(28, 2t)`.
 *
 * A gap is the number of days from an active day to the next, so 1 for whoever is active daily. The usual gap is n / k
 * for k active days among the n that end with the last one: 84, or as many as lie since the first activity and in the
 * 420 days looked at. The longest pause is that of these 420 days, but 92 days at most, and 28 at least for whoever has
 * not been active over 28 days yet: the first days of a month do not tell a daily customer from a monthly one. Days
 * before the 126th are known by weeks: an active week counts as one active day, and pauses and silence last as long as
 * is certain.
 *
 * A silence of all 420 days has full strength. Null for a customer who never was active. `observed` and `baseline` are
 * days, the silence and the usual gap, `since` is the first day of the silence; the last two are null after 420 days.
 */
export function inactive(activity: ChurnActivity): ChurnEvidence | null {
  const { firstDay } = activity;
  const slots = activity.activeSlots();
  const [last] = slots;
  if (firstDay === null) return null;
  if (last === undefined) return firstDay > CHURN_HORIZON ? longGone(activity) : null;

  const silence = last.newest;
  const known = Math.max(0, firstDay - silence);
  const days = Math.min(HABIT_DAYS, known + 1, CHURN_HORIZON + 1 - silence);
  const usual = days / slots.filter(({ newest }) => newest < silence + days).length;
  const longest = longestPause(slots, firstDay);
  const presumed = Math.max(Math.min(longest, TOP_PAUSE), known < FOUR_WEEKS ? FOUR_WEEKS : 0);
  const threshold = Math.max(LEAST_DAYS, USUAL_GAPS * usual, LONGEST_PAUSES * presumed);
  const strength = ramp(silence, threshold, Math.max(FOUR_WEEKS, 2 * threshold));
  if (strength === 0) return null;

  const gap = rounded(usual, 1);
  const before =
    known < FOUR_WEEKS
      ? `the ${counted(known + 1, 'day')} up to then had an active one every ${gap}`
      : `active days were ${gap} ${gap === '1' ? 'day' : 'days'} apart before, ${longest} at most`;
  return {
    kind: 'INACTIVE',
    strength,
    observed: decimalText(silence, 0),
    baseline: gap,
    since: activity.startOf(silence - 1),
    explanation: `Last active ${lastActive(activity, last)}; ${before}.`,
  };
}

/** When a slot was, as exactly as it is known. */
function lastActive(activity: ChurnActivity, { newest, oldest }: ActiveSlot): string {
  const date = dateText(activity.startOf(newest));
  return newest === oldest
    ? `${newest} days ago, on ${date}`
    : `${newest} days ago or more, in the week to ${date}`;
}

/** The longest gap between active days that is certain, in days; 1 where there is none. */
function longestPause(slots: readonly ActiveSlot[], firstDay: number): number {
  // Who began before the days looked at was last active there on the day before these, if not still earlier.
  const before = CHURN_HORIZON + 1;
  const ends = firstDay < before ? slots : [...slots, { newest: before, oldest: before }];
  return ends.reduce((longest, { newest }, index) => {
    const next = ends[index - 1];
    return next === undefined ? longest : Math.max(longest, newest - next.oldest);
  }, 1);
}

function longGone(activity: ChurnActivity): ChurnEvidence {
  return {
    kind: 'INACTIVE',
    strength: 1,
    observed: decimalText(CHURN_HORIZON + 1, 0),
    baseline: null,
    since: null,
    explanation: `Last active before ${dateText(activity.startOf(CHURN_HORIZON))}, more than ${CHURN_HORIZON} days ago.`,
  };
}
