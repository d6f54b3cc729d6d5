import { Field, ObjectType, registerEnumType } from 'type-graphql';
import { Dataset } from './report-input.js';
import { ColumnType } from './report.js';

/** How the value of a measure comes out of those of several buckets. */
export enum MergeRule {
  SUM = 'SUM',
  MIN = 'MIN',
  MAX = 'MAX',
  FIRST = 'FIRST',
  LAST = 'LAST',
  RATIO = 'RATIO',
  SPAN = 'SPAN',
  DISTINCT = 'DISTINCT',
  PERCENTILE = 'PERCENTILE',
}
registerEnumType(MergeRule, {
  name: 'MergeRule',
  description: 'How the value of a measure comes out of those of several buckets or groups.',
  valuesConfig: {
    SUM: { description: 'It adds up.' },
    MIN: { description: 'The least of them.' },
    MAX: { description: 'The greatest of them.' },
    FIRST: { description: 'That of the earliest event.' },
    LAST: { description: 'That of the latest event.' },
    RATIO: { description: 'A sum by a sum, each added up before.' },
    SPAN: { description: 'From the least to the greatest.' },
    DISTINCT: { description: 'Counted anew: distinct counts do not add up.' },
    PERCENTILE: { description: 'Found anew in histograms that add up.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Something that can be measured.' })
export class MeasureInfo {
  @Field(() => String, { description: 'Its name in reports.' })
  name!: string;

  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Field(() => String, { description: 'What it means.' })
  description!: string;

  @Field(() => String, { description: 'quantity, money, count, milliseconds, ratio or instant.' })
  unit!: string;

  @Field(() => ColumnType, { description: 'What its cells are.' })
  type!: string;

  @Field(() => MergeRule, { description: 'How it adds up.' })
  merge!: string;

  @Field(() => Boolean, {
    description: 'Whether its amounts have currencies, which are never added: reports group by them.',
  })
  perCurrency!: boolean;
}

@ObjectType({ simpleResolvers: true, description: 'Something to group and filter by.' })
export class DimensionInfo {
  @Field(() => String, { description: 'Its name in reports.' })
  name!: string;

  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Field(() => String, { description: 'What it means.' })
  description!: string;

  @Field(() => ColumnType, { description: 'What its cells are.' })
  type!: string;

  @Field(() => Boolean, {
    description: 'Whether its values are ids of what has a name, which `names` of a report adds.',
  })
  named!: boolean;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'A continuous aggregate: what is asked of its dimensions and measures alone does not read events.',
})
export class RollupInfo {
  @Field(() => String, { description: 'Its name in the database, as `meta.sources` has it.' })
  name!: string;

  @Field(() => String, { description: 'The width of its buckets: 15m, 1h or 1d, of UTC.' })
  width!: string;

  @Field(() => [String], { description: 'Dimensions that it keeps.' })
  dimensions!: readonly string[];

  @Field(() => [String], { description: 'Measures that it answers.' })
  measures!: readonly string[];
}

@ObjectType({ simpleResolvers: true, description: 'A dataset that can be reported on.' })
export class DatasetInfo {
  @Field(() => Dataset, { description: 'Its name in reports.' })
  name!: string;

  @Field(() => String, { description: 'What people call it.' })
  title!: string;

  @Field(() => String, { description: 'What its rows are.' })
  description!: string;

  @Field(() => [MeasureInfo], { description: 'What can be measured.' })
  measures!: readonly MeasureInfo[];

  @Field(() => [DimensionInfo], { description: 'What can be grouped and filtered by.' })
  dimensions!: readonly DimensionInfo[];

  @Field(() => [RollupInfo], { description: 'What is aggregated while events stream in, coarsest first.' })
  rollups!: readonly RollupInfo[];
}

@ObjectType({ simpleResolvers: true, description: 'What can be asked of reports.' })
export class Catalogue {
  @Field(() => [DatasetInfo], { description: 'The datasets that the caller may read.' })
  datasets!: readonly DatasetInfo[];
}
