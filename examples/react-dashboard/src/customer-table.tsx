import { exactly } from './format.js';
import { ShareBar } from './share-bar.js';
import type { UnitRow } from './unit-cards.js';

/** Who consumed most of a unit, with the share of each; the rows add up to all of it. */
export function CustomerTable({ unit }: { unit: UnitRow }) {
  return (
    <table>
      <thead>
        <tr>
          <th scope="col">Customer</th>
          <th scope="col" className="number">
            Quantity
          </th>
          <th scope="col">Share</th>
        </tr>
      </thead>
      <tbody>
        {unit.customers.map(({ customer, quantity, share }) => (
          <tr key={customer?.id ?? ''} className={customer === null ? 'others' : undefined}>
            <th scope="row">{customer?.name ?? 'All others'}</th>
            <td className="number">{exactly(quantity, unit.billableUnit?.precision ?? null)}</td>
            <td>
              <ShareBar share={share} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
