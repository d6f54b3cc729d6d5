import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import type { TenantScope } from '../src/db/tenant-scope.js';
import type { ReportAnswer } from '../src/loaders/reports.js';
import type { Report as ReportPlan } from '../src/reports/report.js';

/** What a column's cells are. */
export enum ColumnType {
  STRING = 'STRING',
  INTEGER = 'INTEGER',
  DECIMAL = 'DECIMAL',
  FLOAT = 'FLOAT',
  BOOLEAN = 'BOOLEAN',
  DATETIME = 'DATETIME',
}
registerEnumType(ColumnType, {
  name: 'ColumnType',
  description: 'What the cells of a column are, if they are not null.',
  valuesConfig: {
    STRING: { description: 'Text.' },
    INTEGER: { description: 'A whole number, as a string past 2^53.' },
    DECIMAL: { description: 'An exact decimal, as a string.' },
    FLOAT: { description: 'A double.' },
    BOOLEAN: { description: 'true or false.' },
    DATETIME: { description: 'An instant, ISO-8601 in UTC with milliseconds.' },
  },
});

/** What a column is in its report. */
export enum ColumnRole {
  TIME = 'TIME',
  DIMENSION = 'DIMENSION',
  NAME = 'NAME',
  OTHERS = 'OTHERS',
  MEASURE = 'MEASURE',
  PREVIOUS = 'PREVIOUS',
  CHANGE = 'CHANGE',
}
registerEnumType(ColumnRole, {
  name: 'ColumnRole',
  description: 'What a column is in its report.',
  valuesConfig: {
    TIME: { description: "The start of the row's bucket." },
    DIMENSION: { description: 'What the row is of.' },
    NAME: { description: 'What people call that; null where the caller may not know.' },
    OTHERS: { description: 'Whether the row answers for the groups that are not shown.' },
    MEASURE: { description: 'What was measured.' },
    PREVIOUS: { description: 'What it was in the range that the window is compared with.' },
    CHANGE: { description: 'How it changed: by how much, or by which share of what it was.' },
  },
});

/** How numbers are written. */
export enum NumberFormat {
  EXACT = 'EXACT',
  FLOAT = 'FLOAT',
}
registerEnumType(NumberFormat, {
  name: 'NumberFormat',
  description: 'How decimals and whole numbers are written.',
  valuesConfig: {
    EXACT: { description: 'Exactly: decimals as strings, whole numbers as strings past 2^53.' },
    FLOAT: { description: 'As the nearest number.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'A column of a report.' })
export class ReportColumn {
  @Field(() => String, {
    description:
      'Its name: of a dimension or measure, `bucket`, `others`, a dimension with `__name`, or a measure with what it is compared with.',
  })
  name!: string;

  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Field(() => ColumnType, { description: 'What its cells are.' })
  type!: string;

  @Field(() => ColumnRole, { description: 'What it is in the report.' })
  role!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The unit of a measure: quantity, money, count, milliseconds, ratio or instant.',
  })
  unit!: string | null;
}

@ObjectType({
  description: 'A flat and typed answer: its columns are always there, also where it has no rows.',
})
export class Report {
  readonly scope!: TenantScope;
  readonly plan!: ReportPlan;
  readonly answer!: ReportAnswer;

  @Field(() => [ReportColumn], { description: 'The columns, in the order of the cells.' })
  columns!: readonly ReportColumn[];

  @Field(() => Int, { description: 'How many rows there are without limit and offset.' })
  total!: number;

  @Field(() => Int, { nullable: true, description: 'The offset of the next page; null behind the last.' })
  nextOffset!: number | null;
}
