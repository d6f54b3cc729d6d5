import { chooseRollups } from './choose.js';
import type { AnalyticsQuery, QueryScope, ReportRows } from './query.js';
import type { InstantRange } from './ranges.js';

/** The ranges that a query is answered from: a report that is compared has two. */
export function rangesOf({ range, report }: AnalyticsQuery): InstantRange[] {
  return report?.compared == null ? [range] : [range, report.compared.range];
}

/** A part of a report that is read by itself. */
export interface ReportPart {
  readonly query: AnalyticsQuery;
  /** Whether it is of the range that the report is compared with. */
  readonly isBefore: boolean;
}

/**
 * The parts that a report is read in: of each range, and of measures that no rollup keeps together, each that can be
 * served by some.
 */
export function partsOf(query: AnalyticsQuery, { compared }: ReportRows, scope: QueryScope): ReportPart[] {
  return setsOf(query, scope).flatMap((measures): ReportPart[] => [
    { query: { ...query, measures }, isBefore: false },
    ...(compared === null ? [] : [{ query: { ...query, ...compared, measures }, isBefore: true }]),
  ]);
}

function setsOf(query: AnalyticsQuery, scope: QueryScope): (readonly string[])[] {
  const isServed = (measures: readonly string[]): boolean =>
    chooseRollups({ ...query, measures }, scope).rollups.length > 0;
  if (isServed(query.measures)) return [query.measures];
  const sets: { measures: string[]; isServed: boolean }[] = [];
  for (const measure of query.measures) {
    const alone = isServed([measure]);
    const home = sets.find(
      (set) => set.isServed === alone && (!alone || isServed([...set.measures, measure])),
    );
    if (home === undefined) sets.push({ measures: [measure], isServed: alone });
    else home.measures.push(measure);
  }
  return sets.map(({ measures }) => measures);
}
