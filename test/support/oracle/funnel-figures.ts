import type { Traits } from './funnel-events.js';
import { countedWithin, maturing, segmentOf, type Followed, type FunnelRules } from './funnel-people.js';
import { near } from './near.js';
import { compareKeys } from './usage-oracle.js';

/** What the arithmetic of doubles adds. */
const OF_DOUBLES = 1e-12;
const SECOND = 1_000_000;

/** Counted attempts: those of a range, and those of the range that it is compared with. */
export interface Counted {
  readonly attempts: readonly Followed[];
  readonly previous: readonly Followed[] | null;
}

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

/** Interpolated between the two nearest ranks. */
function quantile(sorted: readonly number[], part: number): number {
  const rank = part * (sorted.length - 1);
  const [lower, upper] = [Math.floor(rank), Math.ceil(rank)].map((place) => sorted[place] ?? NaN);
  return (lower ?? NaN) * (1 - (rank % 1)) + (upper ?? NaN) * (rank % 1);
}

const reached = (attempts: readonly Followed[], step: number): number =>
  attempts.filter(({ events }) => events.length > step).length;

/** The figures of a step, without the comparison. */
function stepOf(attempts: readonly Followed[], step: number, { steps }: FunnelRules, now: number): object {
  const visitors = reached(attempts, step);
  const before = step === 0 ? 0 : reached(attempts, step - 1);
  const dropOff = step === 0 ? 0 : before - visitors;
  const young = step === 0 ? 0 : maturing(attempts, step, now * 1000);
  const gaps = attempts
    .flatMap(({ events }) => (step === 0 ? [] : (events[step]?.at ?? NaN) - (events[step - 1]?.at ?? NaN)))
    .filter((gap) => !Number.isNaN(gap))
    .sort((a, b) => a - b);
  const seconds = (value: number): unknown => near(gaps.length === 0 ? null : value / SECOND, OF_DOUBLES);
  return {
    step: steps[step],
    visitors,
    fromPrevious: share(visitors, before),
    fromStart: share(visitors, reached(attempts, 0)),
    dropOff,
    dropOffRate: dropOffRate(dropOff, before, young),
    maturing: young,
    meanSeconds: seconds(gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length),
    medianSeconds: seconds(quantile(gaps, 0.5)),
    p90Seconds: seconds(quantile(gaps, 0.9)),
  };
}

const dropOffRate = (dropOff: number, before: number, young: number): number | null =>
  share(dropOff - young, before - young);

/** All of `steps`. */
export function stepsOf({ attempts, previous }: Counted, rules: FunnelRules, now: number): object[] {
  return rules.steps.map((_, step) => {
    const [visitors, before] = [reached(attempts, step), reached(previous ?? [], step)];
    const ratio = near(share(visitors - before, before), OF_DOUBLES);
    return {
      ...stepOf(attempts, step, rules, now),
      change:
        previous === null ? null : { previous: String(before), absolute: String(visitors - before), ratio },
      previous: previous === null ? null : stepOf(previous, step, rules, now),
    };
  });
}

/** The step of most loss, the first of equal ones. */
export function biggestOf(steps: readonly object[]): object | null {
  const rates = steps.map((step) => ('dropOffRate' in step ? Number(step.dropOffRate) : 0));
  const most = Math.max(...rates);
  return most > 0 ? (steps[rates.indexOf(most)] ?? null) : null;
}

export const conversionOf = (attempts: readonly Followed[], { steps }: FunnelRules): number | null =>
  share(reached(attempts, steps.length - 1), attempts.length);

/** All of `breakdown`. */
export function segmentsOf(
  { attempts, previous }: Counted,
  rules: FunnelRules,
  breakdown: keyof Traits,
  { first, now }: { first: number; now: number },
): object[] {
  const valueOf = (attempt: Followed): string | null => segmentOf(attempt, breakdown);
  const having = (of: readonly Followed[], value: string | null): number =>
    of.filter((one) => valueOf(one) === value).length;
  const before = previous ?? [];
  const ranked = [...new Set([...attempts, ...before].map(valueOf))].sort(
    (a, b) =>
      having(attempts, b) - having(attempts, a) || having(before, b) - having(before, a) || compareKeys(a, b),
  );
  const kept = ranked.slice(0, first);
  const row = (value: string | null, others: boolean): object => {
    const isOf = (one: Followed): boolean => (others ? !kept.includes(valueOf(one)) : valueOf(one) === value);
    const part = { attempts: attempts.filter(isOf), previous: previous?.filter(isOf) ?? null };
    return {
      value,
      others,
      product: breakdown === 'product' && value !== null ? { id: value } : null,
      conversion: conversionOf(part.attempts, rules),
      steps: stepsOf(part, rules, now),
    };
  };
  return [...kept.map((value) => row(value, false)), ...(ranked.length > first ? [row(null, true)] : [])];
}

/** A window, epoch milliseconds. */
export interface TrendWindow {
  readonly from: number;
  readonly to: number;
  readonly buckets: { readonly starts: readonly number[]; readonly end: number };
}

/** All of `trend`; `first` is when the first event of the scope happened, microseconds. */
export function trendOf(
  people: readonly Followed[][],
  { from, to, buckets }: TrendWindow,
  rules: FunnelRules,
  { first, now }: { first: number | null; now: number },
): object[] {
  return buckets.starts.map((start, i) => {
    const end = buckets.starts[i + 1] ?? buckets.end;
    const attempts = countedWithin(
      people,
      rules.order,
      Math.max(start, from) * 1000,
      Math.min(end, to) * 1000,
    );
    const isQuiet = attempts.length === 0;
    const isYoung = !isQuiet && Math.min(end, to) * 1000 + rules.conversionWindow > now * 1000;
    const isMissing = isQuiet && (first === null || end * 1000 <= first);
    return {
      bucket: new Date(start).toISOString(),
      visitors: rules.steps.map((_, step) => reached(attempts, step)),
      conversion: conversionOf(attempts, rules),
      status: isMissing ? 'MISSING' : end > now || isYoung ? 'INCOMPLETE' : isQuiet ? 'ZERO' : 'OK',
    };
  });
}
