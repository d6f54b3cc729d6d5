import fc from 'fast-check';
import { OPERATORS, type Operator } from '../../../src/planner/condition.js';
import { DATASET_NAMES, type DatasetName } from '../../../src/reports/offered.js';
import { DATASETS } from './report-measures.js';
import { CUSTOMERS } from './usage-events.js';
import { windows, type AskedWindow } from './usage-window.js';

/** A value of a condition: one that exists, by its place among them, or a part of it, or something beside it. */
export interface AskedValue {
  readonly place: number;
  readonly as: 'whole' | 'head' | 'tail' | 'beside';
}

/** A condition on a dimension, or on a measure's column, by its place among them. */
export interface AskedCondition {
  readonly field: number;
  readonly operator: Operator;
  readonly values: readonly AskedValue[];
  /** What EXISTS is asked with. */
  readonly exists: readonly string[];
}

/** A report as a case asks for it; what depends on the facts is found later. */
export interface AskedReport {
  readonly dataset: DatasetName;
  readonly measures: readonly string[];
  readonly dimensions: readonly string[];
  readonly names: boolean;
  readonly window: AskedWindow;
  readonly timeDimension: boolean;
  readonly fill: boolean | null;
  readonly filters: readonly AskedCondition[];
  readonly having: readonly AskedCondition[];
  readonly orderBy: readonly { readonly field: number; readonly direction: 'ASC' | 'DESC' | null }[];
  readonly limit: number | null;
  readonly offset: number | null;
  readonly others: boolean;
  /** The customer that the credentials are narrowed to. */
  readonly narrowed: string | null;
}

const value: fc.Arbitrary<AskedValue> = fc.record({
  place: fc.nat(999),
  as: fc.constantFrom('whole', 'whole', 'whole', 'head', 'tail', 'beside'),
});
const ONE: readonly Operator[] = ['EQ', 'NEQ', 'GT', 'GTE', 'LT', 'LTE'];

const condition: fc.Arbitrary<AskedCondition> = fc.constantFrom(...OPERATORS).chain((operator) =>
  fc.record({
    field: fc.nat(99),
    operator: fc.constant(operator),
    values: fc.array(value, { minLength: 1, maxLength: ONE.includes(operator) ? 1 : 4 }),
    exists: fc.constantFrom([], ['true'], ['false']),
  }),
);

const few = <T>(one: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.oneof(
    { weight: 3, arbitrary: fc.constant<T[]>([]) },
    { weight: 2, arbitrary: fc.array(one, { minLength: 1, maxLength: 2 }) },
  );

/** Reports around `now`. */
export function reports(now: number): fc.Arbitrary<AskedReport> {
  // Most of the windows have many of the events.
  const long = fc.record({
    range: fc
      .constantFrom('30d', '60d', '12w', '6M', '1y', 'ytd')
      .map((period) => ({ kind: 'period', period }) as const),
    timeZone: fc.constantFrom('UTC', 'UTC', 'Asia/Kathmandu', 'America/New_York', 'Australia/Lord_Howe'),
    granularity: fc.constantFrom('DAY', 'WEEK', 'MONTH', 'AUTO'),
    maxDataPoints: fc.constant(40),
    compareTo: fc.constantFrom(null, 'PREVIOUS_YEAR'),
  });
  const rolling = long.map((window) => ({
    ...window,
    compareTo: window.range.period === 'ytd' ? null : ('PREVIOUS_PERIOD' as const),
  }));
  const window: fc.Arbitrary<AskedWindow> = fc.oneof(
    { weight: 2, arbitrary: windows(now) },
    { weight: 2, arbitrary: long },
    { weight: 3, arbitrary: rolling },
  );
  return fc.constantFrom(...DATASET_NAMES).chain((dataset) => {
    const { measures, dimensions } = DATASETS[dataset];
    const measure = fc.constantFrom(...Object.keys(measures));
    const dimension = fc.constantFrom(...Object.keys(dimensions));
    const narrowed = fc.oneof(
      { weight: 4, arbitrary: fc.constant(null) },
      { weight: 1, arbitrary: fc.constantFrom(...CUSTOMERS) },
    );
    return fc.record({
      dataset: fc.constant(dataset),
      measures: fc.oneof(
        { weight: 9, arbitrary: fc.uniqueArray(measure, { minLength: 1, maxLength: 4 }) },
        { weight: 1, arbitrary: fc.constant(Object.keys(measures)) },
      ),
      dimensions: fc.oneof(
        { weight: 9, arbitrary: fc.uniqueArray(dimension, { maxLength: 3 }) },
        { weight: 1, arbitrary: fc.uniqueArray(dimension, { minLength: 4, maxLength: 10 }) },
      ),
      names: fc.boolean(),
      window,
      timeDimension: fc.boolean(),
      fill: fc.constantFrom(true, false, null),
      filters: few(condition),
      having: few(condition),
      orderBy: few(fc.record({ field: fc.nat(99), direction: fc.constantFrom('ASC', 'DESC', 'DESC', null) })),
      limit: fc.oneof(fc.integer({ min: 1, max: 12 }), fc.constantFrom(null, 1000, 10_000)),
      offset: fc.oneof(fc.constantFrom(null, null, 0), fc.integer({ min: 0, max: 30 })),
      others: fc.oneof(
        { weight: 2, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
      narrowed: dataset === 'COGS' ? fc.constant(null) : narrowed,
    });
  });
}
