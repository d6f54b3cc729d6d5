import { STOREFRONT_STEPS } from '../src/catalogue/storefront.js';

/** [from, to) of the entries as $2 and $3, the conversion window as $4, the tenant as $1. */
const EVENTS = `SELECT visitor_id AS v, time AS t, ${stepNumber()} AS p FROM storefront_events
  WHERE tenant_id = $1 AND time >= $2::timestamptz AND time <= $3::timestamptz + $4::interval`;

function stepNumber(): string {
  return `CASE step ${STOREFRONT_STEPS.map((step, place) => `WHEN '${step}' THEN ${place}`).join(' ')} END`;
}

/**
 * Each event with the entry of the last attempt that had reached each step by then: e0 is the last visit, and a step k
 * within the conversion window of e(k-1) makes that e(k).
 */
function attempts(source: string, partition: string, entryEnds: string): string {
  const over = `OVER (PARTITION BY ${partition} ORDER BY t, p)`;
  return STOREFRONT_STEPS.reduce((from, _, step) => {
    const entry = step === 0 ? `t < ${entryEnds}` : `t - e${step - 1} <= $4::interval`;
    const value = step === 0 ? 't' : `e${step - 1}`;
    return `(SELECT *, max(CASE WHEN p = ${step} AND ${entry} THEN ${value} END) ${over} AS e${step} FROM ${from}) AS a${step}`;
  }, source);
}

const places = STOREFRONT_STEPS.map((_, place) => place);
/** The entry that an event counts for. */
const OWN_ENTRY = `CASE p ${places.map((place) => `WHEN ${place} THEN e${place}`).join(' ')} END`;

/** Visitors by step with mean, median and p90 of the seconds from the step before. */
export const TOTALS_BY_HAND = `
WITH events AS (${EVENTS}),
taken AS (SELECT v, p, t, ${OWN_ENTRY} AS entry FROM ${attempts('events', 'v', '$3::timestamptz')}),
hits AS (SELECT v, entry, p, min(t) AS t FROM taken WHERE entry IS NOT NULL GROUP BY 1, 2, 3),
best AS (SELECT DISTINCT ON (v) v, entry FROM hits ORDER BY v, p DESC, t, entry DESC),
gaps AS (SELECT p, extract(epoch FROM t - lag(t) OVER (PARTITION BY v ORDER BY p))::float8 AS gap
         FROM hits JOIN best USING (v, entry))
SELECT p, count(*) AS visitors, avg(gap) AS mean, percentile_cont(0.5) WITHIN GROUP (ORDER BY gap) AS median,
       percentile_cont(0.9) WITHIN GROUP (ORDER BY gap) AS p90
FROM gaps GROUP BY p ORDER BY p`;

/** Visitors by day of entry (UTC) and step: each day as if there were no other. */
export const TREND_BY_HAND = `
WITH events AS (${EVENTS}),
days AS (SELECT DISTINCT v, date_trunc('day', t, 'UTC') AS d FROM events WHERE p = 0 AND t < $3::timestamptz),
daily AS (SELECT v, d, t, p FROM days JOIN events USING (v)
          WHERE t >= d AND t <= d + interval '1 day' + $4::interval),
furthest AS (SELECT v, d, max(CASE WHEN ${OWN_ENTRY} IS NOT NULL THEN p END) AS depth
             FROM ${attempts('daily', 'v, d', `d + interval '1 day'`)} GROUP BY 1, 2)
SELECT d, ${places.map((place) => `count(*) FILTER (WHERE depth >= ${place}) AS s${place}`).join(', ')}
FROM furthest GROUP BY d ORDER BY d`;
