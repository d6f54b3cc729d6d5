import { fixed, ratioOf, sum, textOf, type Fixed } from './fixed.js';
import { bucketsOf } from './local-time.js';
import type { OracleEarning } from './revenue-events.js';
import type { OracleWindow } from './usage-window.js';

const positive = (value: Fixed): Fixed => (value > 0n ? value : 0n);

/** What a customer paid, month by month. */
type Payments = readonly Fixed[];

/** What customers did from the month before `month` to it, by the table of docs/revenue.md. */
function movements(customers: readonly Payments[], month: number) {
  const moved = customers.map((payments) => {
    const [before, now] = [payments[month - 1] ?? 0n, payments[month] ?? 0n];
    const [paid, pays] = [positive(before), positive(now)];
    // The part below zero: a credit grows or shrinks.
    const credit = now - pays - (before - paid);
    const hasPaid = payments.slice(0, month).some((amount) => amount > 0n);
    const both = paid > 0n && pays > 0n;
    return {
      before,
      now,
      new: !hasPaid ? pays : 0n,
      reactivation: hasPaid && paid === 0n ? pays : 0n,
      expansion: positive(credit) + (both ? positive(pays - paid) : 0n),
      contraction: positive(-credit) + (both ? positive(paid - pays) : 0n),
      churn: pays === 0n ? paid : 0n,
      expands: both && pays > paid,
      contracts: both && pays < paid,
    };
  });
  type Moved = (typeof moved)[number];
  const count = (isOne: (one: Moved) => boolean): number => moved.filter(isOne).length;
  return {
    sum: (of: 'before' | 'now' | 'new' | 'reactivation' | 'expansion' | 'contraction' | 'churn'): Fixed =>
      sum(moved.map((one) => one[of])),
    customers: {
      opening: count(({ before }) => before > 0n),
      new: count((one) => one.new > 0n),
      reactivated: count(({ reactivation }) => reactivation > 0n),
      expanded: count(({ expands }) => expands),
      contracted: count(({ contracts }) => contracts),
      churned: count(({ churn }) => churn > 0n),
      closing: count(({ now }) => now > 0n),
    },
  };
}

/** The months of `RevenueMonth` that a window touches; `first` is when the first event of all happened. */
export function revenueMonths(
  earnings: readonly OracleEarning[],
  { from, to, timeZone }: OracleWindow,
  { first, now }: { first: number | null; now: number },
): object[] {
  const { starts, end } = bucketsOf(Math.min(first ?? from, from), to, 'MONTH', timeZone);
  const history = earnings.filter((one) => one.revenue !== null && one.time < to);
  const customers = [...new Set(history.map(({ customer }) => customer))];
  const currencies = [...new Set(history.map((one) => one.revenue?.currency ?? ''))].sort();
  const paid = new Map(
    currencies.map((currency) => [
      currency,
      customers.map((customer): Payments => {
        const own = history.filter((one) => one.customer === customer && one.revenue?.currency === currency);
        return starts.map((start, i) => {
          const members = own.filter(({ time }) => time >= start && time < (starts[i + 1] ?? end));
          return sum(members.map(({ revenue }) => fixed(revenue?.amount ?? '0')));
        });
      }),
    ]),
  );
  return starts.flatMap((start, month) => {
    const ends = starts[month + 1] ?? end;
    if (ends <= from) return [];
    return currencies.map((currency) => {
      const moved = movements(paid.get(currency) ?? [], month);
      const opening = moved.sum('before');
      const kept = opening - moved.sum('contraction') - moved.sum('churn');
      return {
        month: new Date(start).toISOString(),
        currency,
        opening: textOf(opening),
        new: textOf(moved.sum('new')),
        reactivation: textOf(moved.sum('reactivation')),
        expansion: textOf(moved.sum('expansion')),
        contraction: textOf(moved.sum('contraction')),
        churn: textOf(moved.sum('churn')),
        closing: textOf(moved.sum('now')),
        netRetention: opening > 0n ? ratioOf(kept + moved.sum('expansion'), opening) : null,
        grossRetention: opening > 0n ? ratioOf(kept, opening) : null,
        customers: moved.customers,
        complete: ends <= to && ends <= now,
      };
    });
  });
}
