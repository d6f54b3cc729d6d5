import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { IngestVerdict } from './enums.js';
import { JsonObjectScalar } from './scalars/json-object.js';

@InputType({ description: 'A CloudEvents 1.0 event; its `data` follows the vocabulary of its type.' })
export class CloudEventInput {
  @Field(() => String, { nullable: true, description: '"1.0", also if left out.' })
  specversion?: string | null;

  @Field(() => ID, {
    nullable: true,
    description: 'With `source` it identifies the event within its tenant. Required.',
  })
  id?: string | null;

  @Field(() => String, { nullable: true, description: 'Who sends the event, a URI reference. Required.' })
  source?: string | null;

  @Field(() => String, { nullable: true, description: 'What happened, e.g. usage.recorded. Required.' })
  type?: string | null;

  @Field(() => String, { nullable: true, description: 'When it happened, RFC 3339; now if left out.' })
  time?: string | null;

  @Field(() => String, { nullable: true, description: 'What it is about; kept among the attributes.' })
  subject?: string | null;

  @Field(() => String, { nullable: true, description: 'A JSON media type, if given.' })
  datacontenttype?: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the data is described; kept among the attributes.',
  })
  dataschema?: string | null;

  @Field(() => JsonObjectScalar, { nullable: true, description: "The type's fields. Required." })
  data?: Record<string, unknown> | null;

  @Field(() => String, { nullable: true, description: "Another tenant's id; only with a platform key." })
  tenantid?: string | null;
}

@ObjectType({ simpleResolvers: true, description: 'The verdict on one event.' })
export class IngestEventResult {
  @Field(() => Int, { description: 'The position in the request, from 0.' })
  index!: number;

  @Field(() => ID, { nullable: true, description: "The event's id, if it has one." })
  id!: string | null;

  @Field(() => IngestVerdict, { description: 'What became of it.' })
  verdict!: string;

  @Field(() => String, { nullable: true, description: 'Why it was not accepted; begins with the field.' })
  reason!: string | null;
}

@ObjectType({
  simpleResolvers: true,
  description: 'One verdict per event, in order, and how many there are of each.',
})
export class IngestResult {
  @Field(() => Int, { description: 'Events that are durable now.' })
  accepted!: number;

  @Field(() => Int, { description: 'Events that were there before.' })
  duplicates!: number;

  @Field(() => Int, { description: 'Events whose identity another one has.' })
  conflicts!: number;

  @Field(() => Int, { description: 'Events that cannot be counted.' })
  rejected!: number;

  @Field(() => [IngestEventResult], { description: 'The verdicts, in the order of the events.' })
  events!: readonly IngestEventResult[];
}
