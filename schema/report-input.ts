import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import type { ReportFilter, ReportOrderBy, ReportRequest } from '../src/reports/report-request.js';
import { WindowInput } from './window.js';

/** What a dataset is called in reports. */
export enum Dataset {
  USAGE = 'USAGE',
  REVENUE = 'REVENUE',
  MCP = 'MCP',
  EVENTS = 'EVENTS',
  LATENCIES = 'LATENCIES',
  STOREFRONT = 'STOREFRONT',
  COGS = 'COGS',
  INVOICES = 'INVOICES',
}
registerEnumType(Dataset, {
  name: 'Dataset',
  description: 'What can be reported on; `catalogue` tells the measures and dimensions of each.',
  valuesConfig: {
    USAGE: { description: 'Metered consumption.' },
    REVENUE: { description: 'What usage events and tool calls earned.' },
    MCP: { description: 'Tool calls of MCP servers.' },
    EVENTS: { description: 'The event log.' },
    LATENCIES: { description: 'Events of the log whose latency is known.' },
    STOREFRONT: { description: 'Steps of visitors in the storefront.' },
    COGS: { description: 'What serving customers cost. Not for credentials of one customer.' },
    INVOICES: { description: 'Invoices as they stand now, each at the time when it was issued.' },
  },
});

/** How a value is compared with others. */
export enum FilterOperator {
  EQ = 'EQ',
  NEQ = 'NEQ',
  IN = 'IN',
  NOT_IN = 'NOT_IN',
  GT = 'GT',
  GTE = 'GTE',
  LT = 'LT',
  LTE = 'LTE',
  CONTAINS = 'CONTAINS',
  STARTS_WITH = 'STARTS_WITH',
  EXISTS = 'EXISTS',
}
registerEnumType(FilterOperator, {
  name: 'FilterOperator',
  description: 'How a value is compared with others; texts by their code points, numbers by their size.',
  valuesConfig: {
    EQ: { description: 'Equals the value.' },
    NEQ: { description: 'Is not the value, or there is none.' },
    IN: { description: 'Equals one of the values.' },
    NOT_IN: { description: 'Is none of the values, or there is none.' },
    GT: { description: 'Is greater than the value.' },
    GTE: { description: 'Is the value or greater.' },
    LT: { description: 'Is less than the value.' },
    LTE: { description: 'Is the value or less.' },
    CONTAINS: { description: 'Has one of the texts in it, in the same case.' },
    STARTS_WITH: { description: 'Begins with one of the texts, in the same case.' },
    EXISTS: { description: 'Has a value; with the value `false`, has none.' },
  },
});

/** Which way rows are ordered. */
export enum SortDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'Which way rows are ordered; those without a value come last either way.',
  valuesConfig: {
    ASC: { description: 'Least first.' },
    DESC: { description: 'Greatest first.' },
  },
});

@InputType('ReportFilter', { description: 'Keeps what compares so with the values.' })
export class ReportFilterInput implements ReportFilter {
  @Field(() => String, { description: "A dimension's name; in `having` the name of a measure's column." })
  field!: string;

  @Field(() => FilterOperator, { description: 'How it compares.' })
  op!: FilterOperator;

  @Field(() => [String], { defaultValue: [], description: 'What it is compared with.' })
  values!: string[];
}

@InputType('ReportOrder', { description: 'Orders rows by a column.' })
export class ReportOrderInput implements ReportOrderBy {
  @Field(() => String, { description: "The column's name." })
  field!: string;

  @Field(() => SortDirection, {
    nullable: true,
    defaultValue: SortDirection.ASC,
    description: 'Which way.',
  })
  direction?: SortDirection | null;
}

@InputType('ReportQuery', { description: 'Any measures by any dimensions that the catalogue allows.' })
export class ReportQueryInput implements ReportRequest {
  @Field(() => Dataset, { description: 'What is reported on.' })
  dataset!: Dataset;

  @Field(() => [String], { description: 'Names of measures, each a column.' })
  measures!: string[];

  @Field(() => [String], {
    defaultValue: [],
    description:
      'Names of dimensions, each a column: a row for each combination of their values. With a measure of money, currency is added if it is not among them.',
  })
  dimensions!: string[];

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether dimensions whose values are ids have a column beside them with the present names, such as customer__name.',
  })
  names?: boolean | null;

  @Field(() => WindowInput, {
    nullable: true,
    description:
      'The range of time; the last 30 days if left out. With compareTo, measures have further columns.',
  })
  window?: WindowInput | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description: 'Whether there is a row for each bucket of the window, told by the column `bucket`.',
  })
  timeDimension?: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: true,
    description: 'With timeDimension: whether what has a row in one bucket has one in every bucket.',
  })
  fill?: boolean | null;

  @Field(() => [ReportFilterInput], {
    defaultValue: [],
    description: 'Which events are meant, by their dimensions: those that pass all.',
  })
  filters!: ReportFilterInput[];

  @Field(() => [ReportFilterInput], {
    defaultValue: [],
    description: "Which rows are meant, by their measures' columns: those that pass all.",
  })
  having!: ReportFilterInput[];

  @Field(() => [ReportOrderInput], {
    defaultValue: [],
    description:
      'By which columns rows are ordered: by bucket and then largest first by the first measure if left out, and always by the dimensions after that.',
  })
  orderBy!: ReportOrderInput[];

  @Field(() => Int, {
    nullable: true,
    defaultValue: 1000,
    description: 'Rows at most, up to 10,000; with `others`, groups of the dimensions before the others.',
  })
  limit?: number | null;

  @Field(() => Int, { nullable: true, defaultValue: 0, description: 'Rows that are passed over.' })
  offset?: number | null;

  @Field(() => Boolean, {
    nullable: true,
    defaultValue: false,
    description:
      'Whether the groups beyond `limit` are folded into one (of each currency), whose `others` is true and whose dimensions are null. Groups are ranked over the whole window by the first measure in orderBy, else by the first measure.',
  })
  others?: boolean | null;
}
