import type { Dimension, Measure } from '../catalogue/dataset.js';
import { NAMED } from '../catalogue/named.js';
import {
  changeKey,
  changeRatioKey,
  hasChange,
  nameKey,
  OTHERS,
  previousKey,
  SLOT,
} from '../planner/report-columns.js';

export const COLUMN_TYPES = ['STRING', 'INTEGER', 'DECIMAL', 'FLOAT', 'BOOLEAN', 'DATETIME'] as const;
export type ColumnType = (typeof COLUMN_TYPES)[number];

export const COLUMN_ROLES = ['TIME', 'DIMENSION', 'NAME', 'OTHERS', 'MEASURE', 'PREVIOUS', 'CHANGE'] as const;
export type ColumnRole = (typeof COLUMN_ROLES)[number];

/** A column of a report. */
export interface ReportColumn {
  readonly name: string;
  readonly title: string;
  readonly type: ColumnType;
  readonly role: ColumnRole;
  /** Of a measure; null for all others. */
  readonly unit: string | null;
  /** The column of the planner's answer that it is made of. */
  readonly from: string;
}

/** The name of the column with the start of a row's bucket. */
export const BUCKET = 'bucket';

const TYPES: Readonly<Record<Measure['unit'], ColumnType>> = {
  quantity: 'DECIMAL',
  money: 'DECIMAL',
  count: 'INTEGER',
  milliseconds: 'FLOAT',
  ratio: 'FLOAT',
  instant: 'DATETIME',
  bytes: 'STRING',
};

/** What the values of a measure are. */
export const measureType = ({ unit }: Measure): ColumnType => TYPES[unit];

/** What the values of a dimension are. */
export const dimensionType = ({ type }: Dimension): ColumnType => (type === 'integer' ? 'INTEGER' : 'STRING');

const plain = { role: 'DIMENSION', unit: null } as const;

/** Whether a dimension's values have names. */
export const isNamed = ({ key }: Dimension): boolean => NAMED[key] !== undefined;

/** Which columns a report has besides those of its dimensions and measures. */
export interface ColumnChoice {
  readonly hasBuckets: boolean;
  readonly hasNames: boolean;
  readonly hasOthers: boolean;
  readonly isCompared: boolean;
}

/** The columns of a report, in their order. */
export function columnsOf(
  measures: readonly Measure[],
  dimensions: readonly Dimension[],
  { hasBuckets, hasNames, hasOthers, isCompared }: ColumnChoice,
): ReportColumn[] {
  return [
    ...(hasBuckets
      ? [{ ...plain, name: BUCKET, title: 'Time', type: 'DATETIME', role: 'TIME', from: SLOT } as const]
      : []),
    ...dimensions.flatMap((dimension): ReportColumn[] => {
      const { key, title } = dimension;
      const own = { ...plain, name: key, title, type: dimensionType(dimension), from: key };
      if (!hasNames || !isNamed(dimension)) return [own];
      const name = nameKey(key);
      return [own, { ...own, name, title: `${title}, name`, type: 'STRING', role: 'NAME', from: name }];
    }),
    ...(hasOthers
      ? [{ ...plain, name: OTHERS, title: 'Others', type: 'BOOLEAN', role: 'OTHERS', from: OTHERS } as const]
      : []),
    ...measures.flatMap((measure) => measureColumns(measure, isCompared)),
  ];
}

function measureColumns(measure: Measure, isCompared: boolean): ReportColumn[] {
  const { key, title, unit } = measure;
  const type = measureType(measure);
  const own: ReportColumn = { name: key, title, type, role: 'MEASURE', unit, from: key };
  if (!isCompared) return [own];
  const of = (name: string): { name: string; from: string } => ({ name, from: name });
  const previous: ReportColumn = {
    ...own,
    ...of(previousKey(key)),
    title: `${title}, before`,
    role: 'PREVIOUS',
  };
  if (!hasChange(measure)) return [own, previous];
  return [
    own,
    previous,
    { ...own, ...of(changeKey(key)), title: `${title}, change`, role: 'CHANGE' },
    {
      ...of(changeRatioKey(key)),
      title: `${title}, change by what it was`,
      type: 'FLOAT',
      role: 'CHANGE',
      unit: 'ratio',
    },
  ];
}
