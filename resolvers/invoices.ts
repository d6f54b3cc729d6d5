import { InvoiceAge, InvoiceState, type InvoiceFigures, type InvoiceTotals } from '../schema/invoice.js';
import { addMoney } from '../src/insight/money.js';
import type { InvoiceSum } from '../src/loaders/invoices.js';

/** Invoices added up by what has become of them. */
export function invoiceTotals(sums: readonly InvoiceSum[]): InvoiceTotals {
  const figures = (isMeant: (sum: InvoiceSum) => boolean): Pick<InvoiceFigures, 'count' | 'amounts'> => {
    const meant = sums.filter(isMeant);
    return { count: meant.reduce((all, { count }) => all + count, 0), amounts: addMoney(meant) };
  };
  return {
    issued: figures(({ state }) => state !== 'DRAFT'),
    paid: figures(({ state }) => state === 'PAID'),
    overdue: figures(({ age }) => age !== null && age !== 'NOT_DUE'),
    failed: figures(({ state }) => state === 'PAYMENT_FAILED'),
    byState: Object.values(InvoiceState).map((state) => ({
      state,
      ...figures((sum) => InvoiceState[sum.state] === state),
    })),
    byAge: Object.values(InvoiceAge).map((age) => ({
      age,
      ...figures((sum) => sum.age !== null && InvoiceAge[sum.age] === age),
    })),
  };
}
