import type { ReactNode } from 'react';
import { ChangeMark } from './change-mark.js';
import { compact, money, percent, whole } from './format.js';
import type { DashboardQuery } from './generated/graphql.js';

/** The figures of the whole window. */
export function KeyFigures({ data: { usage, revenue, mcp } }: { data: DashboardQuery }) {
  // Currencies are not added up: the one with the largest number leads.
  const [first, ...further] = revenue.total.toSorted((a, b) => Number(b.amount) - Number(a.amount));
  const ratio = revenue.changes?.find(({ currency }) => currency === first?.currency)?.ratio;
  return (
    <dl className="panel keys">
      <Figure name="Revenue" value={first === undefined ? '–' : money(first.amount, first.currency)}>
        <ChangeMark ratio={ratio} />
        {further.map(({ amount, currency }) => (
          <span key={currency}>and {money(amount, currency)}</span>
        ))}
      </Figure>
      <Figure name="Active customers" value={whole(usage.activeCustomers)}>
        {whole(revenue.payingCustomers)} with revenue
      </Figure>
      <Figure name="Usage events" value={compact(usage.events)} />
      <Figure name="MCP tool calls" value={compact(mcp.totals.invocations)}>
        {percent(mcp.totals.errorRate)} failed, {compact(mcp.totals.sessions)} sessions
      </Figure>
    </dl>
  );
}

function Figure({ name, value, children }: { name: string; value: string; children?: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd className="value">{value}</dd>
      {children !== undefined && <dd className="quiet">{children}</dd>}
    </div>
  );
}
