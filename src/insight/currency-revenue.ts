import { decimalText, ratio, scaleOf, unitsOf, type DecimalText } from '../decimal.js';
import type { BridgeCustomers, BridgeMonth, MonthlyRevenue } from './revenue-bridge.js';

/** A month while it is added up, in whole units of the smallest digit that occurs. */
interface Month {
  new: bigint;
  reactivation: bigint;
  expansion: bigint;
  contraction: bigint;
  churn: bigint;
  closing: bigint;
  readonly customers: { -readonly [Count in keyof Omit<BridgeCustomers, 'opening'>]: number };
}

const emptyMonth = (): Month => ({
  new: 0n,
  reactivation: 0n,
  expansion: 0n,
  contraction: 0n,
  churn: 0n,
  closing: 0n,
  customers: { new: 0, reactivated: 0, expanded: 0, contracted: 0, churned: 0, closing: 0 },
});

/** The history of one currency. What customers did is added up once, in time that is linear in the rows. */
export class CurrencyRevenue {
  readonly #currency: string;
  readonly #scale: number;
  readonly #months: readonly Month[];

  /** @throws RangeError for a row outside of the months, and for two rows of one customer and month */
  constructor(currency: string, rows: readonly MonthlyRevenue[], months: number) {
    this.#currency = currency;
    this.#scale = rows.reduce((most, { amount }) => Math.max(most, scaleOf(amount)), 0);
    this.#months = Array.from({ length: months }, emptyMonth);
    const rowsOf = new Map<string, MonthlyRevenue[]>();
    for (const row of rows) {
      const own = rowsOf.get(row.customer);
      if (own === undefined) rowsOf.set(row.customer, [row]);
      else own.push(row);
    }
    for (const own of rowsOf.values()) this.#addCustomer(own.sort((a, b) => a.month - b.month));
  }

  /** The bridge of a month. */
  bridge(month: number): BridgeMonth {
    const { customers, ...sums } = this.#month(month);
    const before = month === 0 ? null : this.#month(month - 1);
    const opening = before?.closing ?? 0n;
    const kept = opening - sums.contraction - sums.churn;
    const text = (units: bigint): DecimalText => decimalText(units, this.#scale);
    const retention = (units: bigint): number | null =>
      opening > 0n ? ratio(units.toString(), opening.toString()) : null;
    return {
      month,
      currency: this.#currency,
      opening: text(opening),
      new: text(sums.new),
      reactivation: text(sums.reactivation),
      expansion: text(sums.expansion),
      contraction: text(sums.contraction),
      churn: text(sums.churn),
      closing: text(sums.closing),
      netRetention: retention(kept + sums.expansion),
      grossRetention: retention(kept),
      customers: { opening: before?.customers.closing ?? 0, ...customers },
    };
  }

  /** Adds a customer's rows, in the order of their months: a month without a row moves to nothing. */
  #addCustomer(rows: readonly MonthlyRevenue[]): void {
    let last = { month: -1, amount: 0n };
    let hasPaid = false;
    for (const { customer, month, amount } of rows) {
      const into = this.#month(month);
      if (month === last.month) throw new RangeError(`${customer} has two rows of month ${month}`);
      const now = unitsOf(amount, this.#scale);
      const isNext = month === last.month + 1;
      if (!isNext) move(this.#month(last.month + 1), last.amount, 0n, hasPaid);
      move(into, isNext ? last.amount : 0n, now, hasPaid);
      hasPaid ||= now > 0n;
      last = { month, amount: now };
    }
    if (last.month + 1 < this.#months.length) move(this.#month(last.month + 1), last.amount, 0n, hasPaid);
  }

  #month(month: number): Month {
    const found = this.#months[month];
    if (found === undefined) throw new RangeError(`${month} is none of ${this.#months.length} months`);
    return found;
  }
}

/** Adds what became of one customer's amount from the month before to this one. */
function move(month: Month, before: bigint, now: bigint, hasPaid: boolean): void {
  const [paid, pays] = [charged(before), charged(now)];
  month.closing += now;
  if (pays > 0n) month.customers.closing += 1;
  // What is below zero is no customer's revenue: it opens as a contraction, and expands when it ends.
  change(month, now - pays - (before - paid));
  if (paid > 0n && pays > 0n) {
    change(month, pays - paid);
    if (pays > paid) month.customers.expanded += 1;
    if (pays < paid) month.customers.contracted += 1;
  } else if (paid > 0n) {
    month.churn += paid;
    month.customers.churned += 1;
  } else if (pays > 0n) {
    month[hasPaid ? 'reactivation' : 'new'] += pays;
    month.customers[hasPaid ? 'reactivated' : 'new'] += 1;
  }
}

function change(month: Month, units: bigint): void {
  if (units > 0n) month.expansion += units;
  else month.contraction -= units;
}

/** The part of an amount above zero. */
function charged(units: bigint): bigint {
  return units > 0n ? units : 0n;
}
