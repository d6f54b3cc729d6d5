import { ChangeMark } from './change-mark.js';
import { compact } from './format.js';
import type { DashboardQuery } from './generated/graphql.js';
import { Sparkline } from './sparkline.js';

/** A billable unit that made the first rows. */
export type UnitRow = DashboardQuery['usage']['byBillableUnit'][number];

/** A card for each billable unit: what was consumed of it, and how that went. One of them is chosen. */
export function UnitCards({
  units,
  chosen,
  onChoose,
}: {
  units: readonly UnitRow[];
  chosen: UnitRow | undefined;
  onChoose: (id: string) => void;
}) {
  return (
    <div className="units" role="group" aria-label="Billable units">
      {units.map((unit) => {
        const { billableUnit, quantity, series } = unit;
        if (billableUnit === null) return null;
        // A bucket that is not over would bend the line down.
        const whole = series.filter(({ status }) => status !== 'INCOMPLETE');
        return (
          <button
            key={billableUnit.id}
            type="button"
            className="panel unit"
            aria-pressed={unit === chosen}
            onClick={() => onChoose(billableUnit.id)}
          >
            <span className="name">{billableUnit.title}</span>
            <span className="value">{compact(quantity)}</span>
            <ChangeMark ratio={unit.change?.ratio} />
            <Sparkline values={whole.map((point) => Number(point.quantity ?? 0))} />
          </button>
        );
      })}
    </div>
  );
}
