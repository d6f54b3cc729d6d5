import fc from 'fast-check';
import { partialsOf, spreadOf, type Dataset } from '../../../src/catalogue/dataset.js';
import { othersKey, type AnalyticsQuery, type Fold, type Top } from '../../../src/planner/query.js';
import { VALUES, type Fact } from './merge-facts.js';
import { weightsOf } from './merge-measures.js';
import { compareKeys } from './usage-oracle.js';

const HOUR = 3_600_000;
const DAY = 86_400_000;

/** Ranges cut anywhere, and at edges of buckets. */
function ranges(now: number): fc.Arbitrary<{ from: number; to: number }> {
  const length = fc.oneof(
    fc.integer({ min: 1, max: 6 * HOUR }),
    fc.integer({ min: 1, max: 5 * DAY }),
    fc.integer({ min: 1, max: 70 * DAY }),
    fc.integer({ min: 1, max: 450 * DAY }),
  );
  return fc
    .record({
      to: fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: now - 60 * DAY, max: now + HOUR }) },
        { weight: 1, arbitrary: fc.integer({ min: now - 430 * DAY, max: now }) },
      ),
      length,
      snap: fc.constantFrom(1, 1, HOUR / 4, HOUR, DAY),
    })
    .map(({ to, length: long, snap }) => {
      const end = Math.ceil(to / snap) * snap;
      return { from: Math.min(end - snap, Math.floor((to - long) / snap) * snap), to: end };
    });
}

/** Starts of buckets of some width, some of them left out: the one before is then longer. */
function buckets({ from, to }: { from: number; to: number }): fc.Arbitrary<number[] | null> {
  const widths = [HOUR / 4, HOUR, DAY, 7 * DAY, 1_057_123].filter((width) => (to - from) / width <= 60);
  if (widths.length === 0) return fc.constant(null);
  return fc.option(
    fc
      .record({
        width: fc.constantFrom(...widths),
        left: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 8 }),
      })
      .map(({ width, left }) => {
        const first = Math.floor(from / width) * width;
        const starts = Array.from({ length: Math.ceil((to - first) / width) }, (_, i) => first + i * width);
        return starts.filter((_, i) => !left.includes(i));
      }),
    { freq: 1 },
  );
}

const sumsOf = ({ measures }: Dataset): string[] =>
  measures.filter(({ merge }) => merge.rule === 'sum').map(({ key }) => key);

const isPerCurrency = ({ measures }: Dataset, measure: string, dimensions: readonly string[]): boolean =>
  dimensions.includes('currency') && measures.some((one) => one.key === measure && one.perCurrency === true);

/** What queries are made of: that which a rollup can answer, or everything. */
interface Vocabulary {
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
}

/** Words of each kind of rollup, and all of them: those are seldom kept together by any rollup. */
function vocabularies({ measures, dimensions, rollups }: Dataset): Vocabulary[] {
  const known = dimensions.map(({ key }) => key).filter((key) => key in VALUES);
  const daily = rollups.filter(({ width }) => width === '1d');
  const ofRollups = daily.map((rollup) => ({
    dimensions: known.filter((key) => rollup.dimensions.includes(key)),
    measures: measures
      .filter((measure) => partialsOf(measure).every((column) => rollup.partials.includes(column)))
      .filter((measure) => rollup.dimensions.includes(spreadOf(measure) ?? rollup.dimensions[0] ?? ''))
      .map(({ key }) => key),
  }));
  return [...ofRollups, { dimensions: known, measures: measures.map(({ key }) => key) }];
}

const values = (dimension: string): fc.Arbitrary<(string | null)[]> =>
  fc.uniqueArray(fc.constantFrom(...(VALUES[dimension] ?? []), null, 'nobody'), { maxLength: 3 });

/** A query to a dataset that is known. */
export type AskedQuery = Omit<AnalyticsQuery, 'dataset'>;

/** Queries to a dataset of all kinds that the reader takes. */
export function queries(dataset: Dataset, now: number): fc.Arbitrary<AskedQuery> {
  return fc
    .tuple(ranges(now), fc.constantFrom(...vocabularies(dataset)))
    .chain(([range, { measures, dimensions }]) => {
      const filter = fc
        .constantFrom(...dimensions)
        .chain((dimension) => fc.record({ dimension: fc.constant(dimension), values: values(dimension) }));
      return fc.record({
        range: fc.constant(range),
        measures: fc.uniqueArray(fc.constantFrom(...measures), { minLength: 1, maxLength: 5 }),
        dimensions: fc
          .subarray([...dimensions])
          .chain((chosen) => fc.shuffledSubarray(chosen, { minLength: chosen.length })),
        filters: fc.array(filter, { maxLength: 2 }),
      });
    })
    .chain((base) =>
      fc.record({
        measures: fc.constant(base.measures),
        dimensions: fc.constant(base.dimensions),
        filters: fc.constant(base.filters),
        range: fc.constant(base.range),
        buckets: buckets(base.range),
        ...groupings(dataset, base.dimensions),
      }),
    );
}

/** Folds of some dimensions, and a top of one that is not folded, within some of the rest. */
function groupings(
  dataset: Dataset,
  dimensions: readonly string[],
): { folds: fc.Arbitrary<Fold[]>; top: fc.Arbitrary<Top | null> } {
  const [topped, ...rest] = dimensions;
  const fold = (dimension: string): fc.Arbitrary<Fold> =>
    fc.record({ dimension: fc.constant(dimension), keep: values(dimension) });
  if (topped === undefined) return { folds: fc.constant([]), top: fc.constant(null) };
  // Currencies that are folded cannot be told apart: nothing can then be ranked by their shares.
  const foldable = rest.filter((dimension) => dimension !== 'currency');
  return {
    folds: fc.subarray(foldable).chain((chosen) => fc.tuple(...chosen.map(fold))),
    top: fc.option(
      fc.record({
        dimension: fc.constant(topped),
        by: fc.constantFrom(...sumsOf(dataset)),
        rows: fc.integer({ min: 1, max: 5 }),
        within: fc.subarray(rest),
      }),
      { freq: 1 },
    ),
  };
}

type Group = Readonly<Record<string, string | null>>;

/** What tells rows apart: the bucket, dimensions and others of a group, as a text. */
export function placeOf(
  { dimensions, buckets: starts, folds = [], top }: AnalyticsQuery,
  row: Group,
): string {
  const others = [...folds.map(({ dimension }) => dimension), ...(top == null ? [] : [top.dimension])];
  const columns = [...(starts === null ? [] : ['slot']), ...dimensions, ...others.map(othersKey).sort()];
  return JSON.stringify(columns.map((column) => row[column] ?? null));
}

const isAmong = (list: readonly (string | null)[], value: string | null): boolean => list.includes(value);

/** The facts of each row that a query must have, by the row's place. */
export function groupsOf(query: AnalyticsQuery, facts: readonly Fact[]): Map<string, Fact[]> {
  const { dataset, dimensions, filters, range, buckets: starts, folds = [], top } = query;
  const value = (fact: Fact, dimension: string): string | null => fact.dimensions[dimension] ?? null;
  const kept = facts.filter(
    (fact) =>
      fact.time >= range.from &&
      fact.time < range.to &&
      filters.every((filter) => isAmong(filter.values, value(fact, filter.dimension))),
  );
  const folded = (fact: Fact, dimension: string): Group => {
    const fold = folds.find((one) => one.dimension === dimension);
    if (fold === undefined) return { [dimension]: value(fact, dimension) };
    const isKept = isAmong(fold.keep, value(fact, dimension));
    return { [dimension]: isKept ? value(fact, dimension) : null, [othersKey(dimension)]: String(!isKept) };
  };
  const groupOf = (fact: Fact, keys: readonly string[]): Group =>
    keys.reduce((group, key) => ({ ...group, ...folded(fact, key) }), {});

  const tops = new Map<string, (string | null)[]>();
  const within = (fact: Fact): string => JSON.stringify(groupOf(fact, top?.within ?? []));
  if (top != null) {
    for (const [place, members] of grouped(kept, within)) {
      const byValue = grouped(members, (fact) => value(fact, top.dimension));
      const weights = weightsOf(dataset.key, top.by, byValue, isPerCurrency(dataset, top.by, dimensions));
      const ranked = [...weights]
        .map(([key, weight]) => ({ key, weight }))
        .sort((a, b) => (a.weight === b.weight ? compareKeys(a.key, b.key) : a.weight > b.weight ? -1 : 1));
      tops.set(
        place,
        ranked.slice(0, top.rows).map(({ key }) => key),
      );
    }
  }
  const rowOf = (fact: Fact): Group => {
    const slot =
      starts === null ? {} : { slot: String(starts.filter((start) => start <= fact.time).length - 1) };
    const row = { ...slot, ...groupOf(fact, dimensions) };
    if (top == null) return row;
    const isKept = isAmong(tops.get(within(fact)) ?? [], value(fact, top.dimension));
    return {
      ...row,
      [top.dimension]: isKept ? value(fact, top.dimension) : null,
      [othersKey(top.dimension)]: String(!isKept),
    };
  };
  const rows = grouped(kept, (fact) => placeOf(query, rowOf(fact)));
  // Totals are one row, also of nothing.
  if (dimensions.length === 0 && starts === null) rows.set('[]', kept);
  return rows;
}

function grouped<K>(facts: readonly Fact[], keyOf: (fact: Fact) => K): Map<K, Fact[]> {
  const groups = new Map<K, Fact[]>();
  for (const fact of facts) {
    const key = keyOf(fact);
    const members = groups.get(key);
    if (members === undefined) groups.set(key, [fact]);
    else members.push(fact);
  }
  return groups;
}
