import type { Customer } from './cast.js';
import { HOUR, type Window } from './window.js';

/** When a customer is billed inside the window: two hours into its billing day, every month. */
export function billingMoments(window: Window, customer: Customer): number[] {
  const start = new Date(window.from);
  const moments: number[] = [];
  for (let month = start.getUTCMonth(); ; month++) {
    const at = Date.UTC(start.getUTCFullYear(), month, customer.billingDay) + 2 * HOUR;
    if (at >= window.to) return moments;
    const subscribed = customer.joins?.subscribesAt ?? window.from;
    if (at > subscribed) moments.push(at);
  }
}

/**
 * What customers owe for usage, by billing period, exact in 10^-15 of their currency.
 * Usage and tool calls write it, invoices read it: an invoice adds up to the revenue of its period.
 */
export class Ledger {
  readonly #window: Window;
  readonly #accounts = new Map<string, { moments: readonly number[]; owed: bigint[] }>();

  /** An empty ledger for the window. */
  constructor(window: Window) {
    this.#window = window;
  }

  /** Charges (or, negative, credits) a customer for something that happened at an instant. */
  charge(customer: Customer, at: number, amount: bigint): void {
    const account = this.#account(customer);
    let period = 0;
    while (at >= (account.moments[period] ?? Infinity)) period++;
    account.owed[period] = (account.owed[period] ?? 0n) + amount;
  }

  /** What was charged in the period that ends at a billing moment. */
  owed(customer: Customer, moment: number): bigint {
    const account = this.#account(customer);
    return account.owed[account.moments.indexOf(moment)] ?? 0n;
  }

  #account(customer: Customer): { moments: readonly number[]; owed: bigint[] } {
    const known = this.#accounts.get(customer.id);
    if (known !== undefined) return known;
    const opened = { moments: billingMoments(this.#window, customer), owed: [] };
    this.#accounts.set(customer.id, opened);
    return opened;
  }
}
