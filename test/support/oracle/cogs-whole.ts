import { margins, spent, type Named } from './cogs-margins.js';
import { moneyText, together, walletOf, type Wallet } from './cogs-money.js';
import { factsOf, type CogsCase } from './cogs-shapes.js';

interface Margin {
  readonly currency: string;
  readonly revenue: string;
  readonly cost: string;
}
interface Row {
  readonly margins: readonly Margin[];
}

/** What an answer with rows of all three kinds has. */
export interface WholeAnswer {
  readonly totals: readonly Margin[];
  readonly byCustomer: readonly Row[];
  readonly byProduct: readonly Row[];
  readonly bySubscription: readonly Row[];
  readonly unallocated: readonly { readonly amount: string; readonly currency: string }[];
}

const walletIn = (margins: readonly Margin[], of: 'revenue' | 'cost'): Wallet =>
  together(margins.map(({ currency, [of]: amount }) => walletOf({ amount, currency })));

/** Without the currencies that come to nothing, which may or may not be told. */
const sums = (wallets: readonly Wallet[]): object[] =>
  moneyText(new Map([...together(wallets)].filter(([, amount]) => amount !== 0n)));

/**
 * What an answer's rows come to, with what none of them bears, by customer, product and subscription; and what they have
 * to come to: all revenue and all costs.
 */
export function addedUp(answer: WholeAnswer, about: CogsCase): { sums: object; wholes: object } {
  const { allocation, filter } = about.question;
  const facts = factsOf(about, filter);
  const told = together(answer.unallocated.map(walletOf));
  const added = (rows: readonly Row[], left: Wallet): object => {
    const all = rows.flatMap((row) => row.margins);
    return { cost: sums([walletIn(all, 'cost'), left]), revenue: sums([walletIn(all, 'revenue')]) };
  };
  const left = (by: Named): Wallet => margins(by, allocation, facts).unallocated;
  const whole = {
    cost: sums([walletIn(answer.totals, 'cost')]),
    revenue: sums([walletIn(answer.totals, 'revenue')]),
  };
  return {
    sums: {
      customers: added(answer.byCustomer, told),
      products: added(answer.byProduct, left('product')),
      subscriptions: added(answer.bySubscription, left('subscription')),
      costs: sums([spent(facts.costs)]),
    },
    wholes: { customers: whole, products: whole, subscriptions: whole, costs: whole.cost },
  };
}
