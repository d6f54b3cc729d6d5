import { describe, expect, it } from '@jest/globals';
import { PLANS } from '../../../src/demo/plans.js';
import { DAY, NOW, ofType } from './sample.js';

const HOUR = 3_600_000;
const FEES = [0, ...Object.values(PLANS).map(({ feeCents }) => feeCents)];

/** Exact decimal text in 10^-15. */
function exact(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.');
  const units = BigInt(whole + fraction.padEnd(15, '0'));
  return text.startsWith('-') ? -units : units;
}

/** Two o'clock of the day, and that of the same day a month before. */
function periodOf(createdAt: string): { from: number; to: number } {
  const to = Math.floor(Date.parse(createdAt) / DAY) * DAY + 2 * HOUR;
  const start = new Date(to);
  start.setUTCMonth(start.getUTCMonth() - 1);
  return { from: start.getTime(), to };
}

describe('invoices', () => {
  it.each(['acme', 'globex', 'initech'])(
    'of %s add up to the revenue of their period and a fee',
    (tenantId) => {
      const revenues = [...ofType('usage.recorded', tenantId), ...ofType('mcp.tool.called', tenantId)].map(
        ({ time, data }) => ({ at: Date.parse(time), customerId: data.customerId, revenue: data.revenue }),
      );
      const invoices = ofType('invoice.created', tenantId).filter(
        ({ data }) => !data.invoiceId.endsWith('-r'),
      );
      expect(invoices.length).toBeGreaterThan(20);
      for (const { time, data } of invoices) {
        const { from, to } = periodOf(time);
        let owed = 0n;
        for (const { at, customerId, revenue } of revenues) {
          if (customerId !== data.customerId || revenue?.currency !== data.currency || at < from || at >= to)
            continue;
          expect(revenue.currency).toBe(data.currency);
          owed += exact(revenue.amount);
        }
        const cents = (owed + 5n * 10n ** 12n) / 10n ** 13n;
        expect(FEES).toContain(Number(exact(data.amount) / 10n ** 13n - cents));
      }
    },
  );

  it('are finalized after they are created, and paid once at most', () => {
    const created = new Map(ofType('invoice.created').map(({ time, data }) => [data.invoiceId, time]));
    expect(created.size).toBe(ofType('invoice.created').length);
    for (const { time, data } of ofType('invoice.finalized')) {
      expect(time > (created.get(data.invoiceId) ?? '')).toBe(true);
    }
    const paid = ofType('invoice.paid').map(({ data }) => data.invoiceId);
    expect(new Set(paid).size).toBe(paid.length);
  });

  it('fail for petrel-airways, lie overdue at brightwater-health, and one is voided and replaced', () => {
    const settled = new Set(
      [...ofType('invoice.paid'), ...ofType('invoice.voided')].map(({ data }) => data.invoiceId),
    );
    const open = (customerId: string) =>
      ofType('invoice.finalized').filter(
        ({ data }) => data.customerId === customerId && !settled.has(data.invoiceId),
      );
    const failed = ofType('invoice.payment_failed').filter(
      ({ data }) => data.customerId === 'petrel-airways',
    );
    expect(failed.length).toBeGreaterThanOrEqual(6);
    expect(open('petrel-airways').length).toBe(2);
    const overdue = open('brightwater-health').filter(
      ({ data }) => Date.parse(data.dueAt ?? '') < NOW.getTime(),
    );
    expect(overdue.length).toBe(2);
    const [voided] = ofType('invoice.voided');
    expect(settled.has(`${voided?.data.invoiceId}-r`)).toBe(true);
  });
});
