import {
  assessChurnRisk,
  churnSlots,
  type ChurnFacts,
  type ChurnRisk,
} from '../../../src/insight/churn-risk.js';
import { LIVES, type OracleAct, type OracleLives } from './churn-events.js';
import { invoicesAt, microsOf } from './revenue-invoices.js';
import { compareKeys } from './usage-oracle.js';

const DAY = 86_400_000;

/** What happened at or after `from` and before `to`, epoch milliseconds. */
const between = <E extends { time: number; micros: number }>(
  events: readonly E[],
  from: number,
  to: number,
): E[] => events.filter((event) => microsOf(event) >= from * 1000 && microsOf(event) < to * 1000);

const isActivity = ({ kind }: OracleAct): boolean => kind !== 'request';
const isAttempt = ({ kind }: OracleAct): boolean => kind !== 'usage';

/** The facts of docs/churn-risk.md of one customer, from raw events. */
export function factsOf(lives: OracleLives, customer: string, asOf: number): ChurnFacts {
  const acts = between(
    lives.acts.filter((act) => act.customer === customer),
    0,
    asOf,
  );
  const active = acts.filter(isActivity);
  const slots = churnSlots(asOf);
  const attempts = (from: number, to: number) => {
    const own = between(acts.filter(isAttempt), from, to);
    return { count: own.length, errors: own.filter(({ isError }) => isError).length };
  };
  const unpaid = invoicesAt(lives.invoices, asOf * 1000).filter(
    (invoice) =>
      invoice.customer === customer &&
      (invoice.status === 'FINALIZED' || invoice.status === 'PAYMENT_FAILED'),
  );
  return {
    asOf,
    activity: slots
      .slice(1)
      .map((to, i) => active.filter(({ time }) => time >= (slots[i] ?? to) && time < to).length),
    firstActivity: active.length === 0 ? null : Math.min(...active.map(({ time }) => time)),
    attempts: {
      recent: attempts(asOf - 7 * DAY, asOf),
      before: attempts(asOf - 35 * DAY, asOf - 7 * DAY),
    },
    failedPayments: between(lives.invoices, asOf - 30 * DAY, asOf)
      .filter(({ status, invoice }) => status === 'PAYMENT_FAILED' && unpaid.some(({ id }) => id === invoice))
      .map(({ invoice, time, amount, currency }) => ({ invoiceId: invoice, at: time, amount, currency })),
    overdueInvoices: unpaid.flatMap(({ id, due, amount, currency }) =>
      due !== null && due < asOf ? [{ invoiceId: id, dueAt: due, amount, currency }] : [],
    ),
    scheduledCancellation: cancellation(lives, customer, asOf),
  };
}

/** The earliest that is to come; of equal ones that of the first id. */
function cancellation({ subscriptions }: OracleLives, customer: string, asOf: number) {
  const known = between(subscriptions, 0, asOf);
  const pending = [...new Set(known.map(({ subscription }) => subscription))].flatMap((id) => {
    const own = known.filter(({ subscription }) => subscription === id);
    const last = own.reduce((latest, event) => (microsOf(event) >= microsOf(latest) ? event : latest));
    const { change, effective, time, customer: owner } = last;
    if (owner !== customer || change !== 'cancelled' || effective === null || effective <= asOf) return [];
    return [{ subscriptionId: id, recordedAt: time, effectiveAt: effective }];
  });
  pending.sort((a, b) => a.effectiveAt - b.effectiveAt || compareKeys(a.subscriptionId, b.subscriptionId));
  return pending[0] ?? null;
}

/** The fields of `ChurnRisk`. */
export const RISK = '{ score level signals { kind weight observed baseline since explanation } }';

/** A risk as it is answered. */
export const answered = ({ score, level, signals }: ChurnRisk): object => ({
  score,
  level,
  signals: signals.map(({ since, ...signal }) => ({
    ...signal,
    since: since === null ? null : new Date(since).toISOString(),
  })),
});

/** A customer with its risk. */
export interface Risky {
  readonly id: string;
  readonly risk: ChurnRisk;
}

/** All customers as of an instant, the most likely to leave first. */
export function ranking(lives: OracleLives, known: ReadonlySet<string>, asOf: number): Risky[] {
  return LIVES.filter((id) => known.has(id))
    .map((id) => ({ id, risk: assessChurnRisk(factsOf(lives, id, asOf)) }))
    .sort((a, b) => b.risk.score - a.risk.score || compareKeys(a.id, b.id));
}
