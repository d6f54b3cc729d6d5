import type { Customer } from './cast.js';
import { endedAt, planAt } from './contracts.js';
import { decimalText } from '../decimal.js';
import { LEDGER_SCALE } from './decimal.js';
import { billingMoments } from './ledger.js';
import { PLANS } from './plans.js';
import type { NonEmpty, Random } from './random.js';
import type { Emit, Stage, Stream } from './stage.js';
import { DAY, HOUR, isoText, MINUTE } from './window.js';

const REFUSALS: NonEmpty<string> = ['card_declined', 'insufficient_funds', 'card_expired'];
const TERM_DAYS = { card: 7, transfer: 14 } as const;
/** Created, finalized, paid, and now and then a second attempt. */
const EVENTS_AN_INVOICE = 2.9;
const CENT = 10n ** BigInt(LEDGER_SCALE - 2);

/** Monthly invoices: the plan's fee and the period's usage, to the cent, and how they fare. */
export function invoiceStream(stage: Stage): Stream {
  const { customers, tenant, window } = stage;
  const billed = customers.map((customer, place) => ({
    customer,
    place,
    moments: billingMoments(window, customer),
    random: stage.random.fork(`invoices/${customer.id}`),
  }));
  return {
    source: `//${tenant.id}.example/billing`,
    expected: billed.reduce((sum, { moments }) => sum + moments.length * EVENTS_AN_INVOICE, 0),
    play(slice, emit) {
      for (const { customer, place, moments, random } of billed) {
        const turn = moments.findIndex((moment) => moment >= slice.from && moment < slice.to);
        const moment = moments[turn];
        if (moment === undefined) continue;
        const cents = amountDue(stage, customer, moment);
        if (cents <= 0n) continue;
        const number = `${isoText(moment).slice(0, 7).replace('-', '')}-${String(place + 1).padStart(3, '0')}`;
        const terms = termsOf(customer, moment + place * 7 * MINUTE, `inv-${number}`, cents);
        fare({ customer, terms, rounds: moments.length, turn, random, emit });
      }
    },
  };
}

/** Half a cent goes up. A customer that has left owes no fee, only what it still used. */
function amountDue(stage: Stage, customer: Customer, moment: number): bigint {
  const usage = (stage.ledger.owed(customer, moment) + CENT / 2n) / CENT;
  const [main] = customer.subscriptions;
  const fee = endedAt(main, moment) ? 0 : PLANS[planAt(main, moment)].feeCents;
  return usage + BigInt(fee);
}

interface Terms {
  at: number;
  dueAt: number;
  invoice: {
    invoiceId: string;
    customerId: string;
    amount: string;
    currency: string;
    subscriptionId: string;
    dueAt: string;
  };
}

function termsOf(customer: Customer, at: number, invoiceId: string, cents: bigint): Terms {
  const dueAt = at + TERM_DAYS[customer.payer] * DAY;
  return {
    at,
    dueAt,
    invoice: {
      invoiceId,
      customerId: customer.id,
      amount: decimalText(cents, 2),
      currency: customer.currency,
      subscriptionId: customer.subscriptions[0].id,
      dueAt: isoText(dueAt),
    },
  };
}

interface Fate {
  customer: Customer;
  terms: Terms;
  /** How many invoices the customer gets, and which this one is, from 0. */
  rounds: number;
  turn: number;
  random: Random;
  emit: Emit;
}

/** What becomes of an invoice; what would happen after now is not told. */
function fare({ customer, terms, rounds, turn, random, emit }: Fate): void {
  const { at, dueAt, invoice } = terms;
  const finalizedAt = at + HOUR;
  emit(at, 'invoice.created', invoice);
  emit(finalizedAt, 'invoice.finalized', invoice);
  const fail = (when: number): void => {
    emit(when, 'invoice.payment_failed', { ...invoice, reason: random.pick(REFUSALS) });
  };
  if (customer.story === 'failing') {
    for (const day of [0, 3, 6]) fail(finalizedAt + day * DAY + 5 * MINUTE);
    if (turn < rounds - 2) emit(finalizedAt + 8 * DAY, 'invoice.paid', invoice);
    return;
  }
  if (customer.story === 'overdue' && turn >= rounds - 2) return;
  if (customer.story === 'disputed' && turn === rounds - 2) {
    emit(finalizedAt + 2 * DAY, 'invoice.voided', { ...invoice, reason: 'issued to the wrong entity' });
    const again = { ...invoice, invoiceId: `${invoice.invoiceId}-r` };
    emit(finalizedAt + 2 * DAY + HOUR, 'invoice.created', again);
    emit(finalizedAt + 2 * DAY + 2 * HOUR, 'invoice.finalized', again);
    emit(dueAt + DAY, 'invoice.paid', again);
    return;
  }
  if (customer.payer === 'transfer') {
    emit(finalizedAt + HOUR + Math.floor(random.logNormal(8 * DAY, 0.45)), 'invoice.paid', invoice);
    return;
  }
  const retried = random.chance(0.08);
  if (retried) fail(finalizedAt + 5 * MINUTE);
  emit(finalizedAt + 6 * MINUTE + (retried ? 2 * DAY : random.below(20 * MINUTE)), 'invoice.paid', invoice);
}
