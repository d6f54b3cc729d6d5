import { Field, Int, ObjectType, registerEnumType } from 'type-graphql';
import { Money } from './usage.js';

/** What has become of an invoice. */
export enum InvoiceState {
  DRAFT = 'DRAFT',
  OPEN = 'OPEN',
  PAYMENT_FAILED = 'PAYMENT_FAILED',
  PAID = 'PAID',
  VOIDED = 'VOIDED',
}
registerEnumType(InvoiceState, {
  name: 'InvoiceState',
  description: 'What has become of an invoice.',
  valuesConfig: {
    DRAFT: { description: 'Created, and not issued.' },
    OPEN: { description: 'Issued, and not paid.' },
    PAYMENT_FAILED: { description: 'Issued, and the latest payment failed.' },
    PAID: { description: 'Paid.' },
    VOIDED: { description: 'Taken back.' },
  },
});

/** By how many days an unpaid invoice is past its due date. */
export enum InvoiceAge {
  NOT_DUE = 'NOT_DUE',
  DAYS_1_30 = 'DAYS_1_30',
  DAYS_31_60 = 'DAYS_31_60',
  DAYS_61_90 = 'DAYS_61_90',
  DAYS_OVER_90 = 'DAYS_OVER_90',
}
registerEnumType(InvoiceAge, {
  name: 'InvoiceAge',
  description: 'How long an unpaid invoice is past its due date.',
  valuesConfig: {
    NOT_DUE: { description: 'Not past it, or without one.' },
    DAYS_1_30: { description: 'Up to 30 days.' },
    DAYS_31_60: { description: 'More than 30 and up to 60 days.' },
    DAYS_61_90: { description: 'More than 60 and up to 90 days.' },
    DAYS_OVER_90: { description: 'More than 90 days.' },
  },
});

@ObjectType({ simpleResolvers: true, description: 'Some invoices, added up.' })
export class InvoiceFigures {
  @Field(() => Int, { description: 'How many.' })
  count!: number;

  @Field(() => [Money], { description: 'Their amounts, per currency.' })
  amounts!: readonly Money[];
}

@ObjectType({ simpleResolvers: true, description: 'Invoices of one state.' })
export class InvoicesByState extends InvoiceFigures {
  @Field(() => InvoiceState, { description: 'The state.' })
  state!: InvoiceState;
}

@ObjectType({ simpleResolvers: true, description: 'Unpaid invoices of one age.' })
export class InvoicesByAge extends InvoiceFigures {
  @Field(() => InvoiceAge, { description: 'The age.' })
  age!: InvoiceAge;
}

@ObjectType({
  simpleResolvers: true,
  description:
    'Invoices that were issued within the window, as they stand now. An invoice is issued by its first event after `invoice.created`.',
})
export class InvoiceTotals {
  @Field(() => InvoiceFigures, { description: 'All that were issued: paid, unpaid and voided.' })
  issued!: InvoiceFigures;

  @Field(() => InvoiceFigures, { description: 'Those that are paid.' })
  paid!: InvoiceFigures;

  @Field(() => InvoiceFigures, { description: 'Those that are unpaid and past their due date.' })
  overdue!: InvoiceFigures;

  @Field(() => InvoiceFigures, {
    description: 'Those whose latest payment failed; they may be overdue as well.',
  })
  failed!: InvoiceFigures;

  @Field(() => [InvoicesByState], {
    description:
      'By state, each with a count: together they are the issued ones and the drafts of the window.',
  })
  byState!: readonly InvoicesByState[];

  @Field(() => [InvoicesByAge], {
    description: 'The unpaid ones by age, each with a count: together OPEN and PAYMENT_FAILED.',
  })
  byAge!: readonly InvoicesByAge[];
}
