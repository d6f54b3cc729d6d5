import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import type { JsonObject } from '../src/ingest/json.js';
import type { Asker } from '../src/saved-reports/asker.js';
import type { SavedReport as KeptReport } from '../src/saved-reports/saved-report.js';
import { ReportQueryInput } from './report-input.js';
import { DateTimeScalar } from './scalars/date-time.js';
import { JsonObjectScalar } from './scalars/json-object.js';

@InputType({ description: 'A new report, or what is to be changed of one.' })
export class SaveReportInput {
  @Field(() => ID, {
    nullable: true,
    description: 'Of a report that is to be changed, by its owner or an admin; a new one if left out.',
  })
  id?: string | null;

  @Field(() => String, {
    nullable: true,
    description:
      'What it is called, up to 200 characters; no owner has two of a name. A new report needs one; else it stays if left out.',
  })
  name?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it is for, up to 2,000 characters. Stays if left out; an empty text takes it away.',
  })
  description?: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether all credentials of the tenant see it; else its owner and admins alone. Stays if left out; a new report is not shared then.',
  })
  shared?: boolean | null;

  @Field(() => ReportQueryInput, {
    nullable: true,
    description:
      'What it asks. Judged before it is saved; relative times stay relative. A new report needs one; else it stays if left out.',
  })
  query?: ReportQueryInput | null;

  @Field(() => Int, {
    nullable: true,
    description:
      'The version that the change was made of: refused with CONFLICT where there is a newer one. Not asked about if left out.',
  })
  expectedVersion?: number | null;
}

@ObjectType({ simpleResolvers: true, description: 'What one save made of a report.' })
export class SavedReportVersion {
  @Field(() => Int, { description: 'Its number: 1 for the first.' })
  version!: number;

  @Field(() => String, { description: 'What the report was called.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it was for.' })
  description!: string | null;

  @Field(() => Boolean, { description: 'Whether it was shared.' })
  shared!: boolean;

  @Field(() => JsonObjectScalar, { description: 'What it asked, as `ReportQuery`.' })
  query!: JsonObject;

  @Field(() => String, { description: 'Who saved it; as `SavedReport.owner`.' })
  savedBy!: string;

  @Field(() => DateTimeScalar, { description: 'When it was saved.' })
  savedAt!: number;
}

@ObjectType({ description: 'A report that is kept, to be run with other windows and more filters.' })
export class SavedReport {
  readonly asker!: Asker;
  readonly kept!: KeptReport;

  @Field(() => ID, { description: 'Its id, which stays the same whatever is changed.' })
  id!: string;

  @Field(() => String, { description: 'What it is called.' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'What it is for.' })
  description!: string | null;

  @Field(() => Boolean, {
    description: 'Whether all credentials of the tenant see it; else its owner and admins alone.',
  })
  shared!: boolean;

  @Field(() => String, { description: 'Who made it: `key:` with the id of a key, `jwt:` with a subject.' })
  owner!: string;

  @Field(() => ID, {
    nullable: true,
    description:
      'The customer whose credentials made it: of all credentials of one customer only those of this one see it.',
  })
  customerId!: string | null;

  @Field(() => Boolean, { description: 'Whether these credentials may change and delete it.' })
  editable!: boolean;

  @Field(() => Int, { description: 'How often it has been saved.' })
  version!: number;

  @Field(() => JsonObjectScalar, {
    description: 'What it asks, as `ReportQuery`; what would be so without being said is left out.',
  })
  query!: JsonObject;

  @Field(() => DateTimeScalar, { description: 'When it was first saved.' })
  createdAt!: number;

  @Field(() => DateTimeScalar, { description: 'When it was last saved.' })
  updatedAt!: number;

  @Field(() => String, { description: 'Who saved it last; as `owner`.' })
  updatedBy!: string;
}
