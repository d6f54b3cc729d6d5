import { sessionRevenue } from '../src/catalogue/session-revenue.js';
import { settle } from '../src/insight/apportion.js';
import { addMoney, type CurrencyAmount } from '../src/insight/money.js';
import { canonical } from '../src/decimal.js';
import { tenantSource, type AnalyticsSource } from '../src/loaders/analytics-source.js';
import type { Loaders } from '../src/loaders/loaders.js';

/** Usage revenue by the tools that it is dealt out to. */
export type AttributedRevenue = ReadonlyMap<string, readonly CurrencyAmount[]>;

/**
 * Revenue of usage that names a session, dealt out to the tools that the session called within the window, in proportion
 * to its calls of each, to the last decimal: the parts of a currency add up exactly to all that found a call. Of the
 * filters only the customers count: a session's revenue is that of all of its calls.
 */
export async function attributedRevenue(
  { analytics }: Loaders,
  { scope, window, filters }: AnalyticsSource,
): Promise<AttributedRevenue> {
  const kept = filters.filter(({ dimension }) => dimension === 'customer');
  const { rows } = await tenantSource(analytics, scope, sessionRevenue, window, kept).read({
    dimensions: ['sessionId', 'tool', 'currency'],
    measures: ['calls', 'revenue'],
    attribution: { within: 'sessionId', to: 'tool', of: 'revenue', by: 'calls' },
  });
  const byTool = new Map<string, CurrencyAmount[]>();
  for (const { tool, currency, part: total } of rows) {
    if (tool != null || currency == null || total == null) continue;
    const parts = rows
      .filter((row) => row['tool'] != null && row['currency'] === currency)
      .sort((a, b) => Buffer.compare(Buffer.from(a['tool'] ?? ''), Buffer.from(b['tool'] ?? '')));
    const amounts = settle(
      canonical(total),
      parts.map((row) => BigInt(canonical(row['part'] ?? '0'))),
    );
    for (const [place, row] of parts.entries()) {
      const amount = { amount: amounts[place] ?? '0', currency };
      const name = row['tool'] ?? '';
      byTool.set(name, [...(byTool.get(name) ?? []), amount]);
    }
  }
  return byTool;
}

/** What was dealt out to some tools together. */
export function attributedTo(
  revenue: AttributedRevenue,
  isMeant: (tool: string) => boolean,
): CurrencyAmount[] {
  return addMoney([...revenue].flatMap(([tool, amounts]) => (isMeant(tool) ? amounts : [])));
}
