import type { Dataset } from './dataset.js';

/** Invoices as they stand now, each at the time when it was issued; few, and so read as they are. */
export const invoice: Dataset = {
  key: 'invoice',
  title: 'Invoices',
  description: 'Invoices as they stand now, each at the time when it was issued: one row an invoice.',
  relation: 'invoices',
  views: [],
  partials: [
    { column: 'invoices', raw: '1::bigint', merge: 'sum' },
    { column: 'amount', raw: 'amount', merge: 'sum' },
  ],
  measures: [
    {
      key: 'invoices',
      title: 'Invoices',
      description: 'Number of invoices.',
      unit: 'count',
      merge: { rule: 'sum', of: 'invoices' },
    },
    {
      key: 'amount',
      title: 'Amount',
      description: 'What was invoiced, per currency.',
      unit: 'money',
      merge: { rule: 'sum', of: 'amount' },
      perCurrency: true,
    },
    {
      key: 'customers',
      title: 'Customers',
      description: 'Distinct customers with an invoice.',
      unit: 'count',
      merge: { rule: 'distinct', dimension: 'customer' },
    },
  ],
  dimensions: [
    {
      key: 'state',
      title: 'State',
      description: 'What has become of it: DRAFT, OPEN, PAYMENT_FAILED, PAID or VOIDED.',
      column: 'state',
    },
    {
      key: 'age',
      title: 'Age',
      description:
        'By how many days an unpaid invoice is past its due date: NOT_DUE, DAYS_1_30, DAYS_31_60, DAYS_61_90, DAYS_OVER_90; null for all others.',
      column: 'age',
    },
    { key: 'customer', title: 'Customer', description: 'Who is to pay.', column: 'customer_id' },
    {
      key: 'subscription',
      title: 'Subscription',
      description: 'For which subscription.',
      column: 'subscription_id',
    },
    { key: 'currency', title: 'Currency', description: "The amount's currency.", column: 'currency' },
  ],
  rollups: [],
};
