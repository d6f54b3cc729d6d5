import { decimalText } from '../decimal.js';
import { within } from './plot.js';
import type { Random } from './random.js';
import type { Emit, Stage, Stream } from './stage.js';
import { DAY, HOUR, type Slice } from './window.js';

/** Shares of the shared infrastructure, in percent. */
const CLOUD = [
  { service: 'compute', percent: 52 },
  { service: 'database', percent: 33 },
  { service: 'network', percent: 15 },
] as const;
const READINGS_A_DAY = 17.6;
/** Customers with machines of their own, and what those cost the largest of them, in percent of all that is shared. */
const DEDICATED = 6;
const DEDICATED_PERCENT = 12;
/** How much dearer everything is while infrastructure runs away. */
const SPIKE = 7;
/** A monthly licence, in percent of a day's shared infrastructure. */
const LICENCE_PERCENT = 150;

/** What runs whoever uses it: clouds read out through the day, dedicated nodes of large customers, a licence. */
export function cloudCostStream(stage: Stage): Stream {
  const { customers, tenant, window } = stage;
  const random = stage.random.fork('cloudCosts');
  const readings = Math.min(96, Math.max(1, Math.round(READINGS_A_DAY * tenant.share * stage.scale)));
  const dedicated = customers.slice(0, Math.round(DEDICATED * Math.sqrt(tenant.share)));
  return {
    source: `//${tenant.id}.example/cloud-bill`,
    expected: (readings * CLOUD.length + dedicated.length + 1 / 30) * window.days,
    play(slice, emit) {
      shared(stage, slice, readings, random, emit);
      for (const { id, activity, size, subscriptions } of dedicated) {
        const busy = activity.day(slice).sum > 0 ? 1 : 0.1;
        const percent = DEDICATED_PERCENT * (size / (customers[0]?.size ?? size));
        emit(slice.from + 7 * HOUR + random.below(HOUR), 'cost.incurred', {
          category: 'INFRASTRUCTURE',
          ...percentOfDay(stage, percent * busy * random.logNormal(1, 0.1)),
          provider: 'gcp',
          productId: subscriptions[0].product.id,
          customerId: id,
          attributes: { service: 'dedicated nodes' },
        });
      }
      const monthEnds = new Date(slice.to).getUTCDate() === 1;
      if (!monthEnds) return;
      emit(slice.to - HOUR, 'cost.incurred', {
        category: 'OTHER',
        ...percentOfDay(stage, LICENCE_PERCENT),
        provider: 'licences',
        attributes: { service: 'monitoring licence' },
      });
    },
  };
}

function shared(stage: Stage, slice: Slice, readings: number, random: Random, emit: Emit): void {
  for (let reading = 0; reading < readings; reading++) {
    const at = slice.from + Math.floor(((reading + 0.5) * DAY) / readings);
    const factor = (within(stage.plot.costSpike, at) ? SPIKE : 1) * random.logNormal(1, 0.06);
    for (const { service, percent } of CLOUD) {
      emit(at, 'cost.incurred', {
        category: 'INFRASTRUCTURE',
        ...percentOfDay(stage, (percent * factor) / readings),
        provider: 'aws',
        attributes: { service },
      });
    }
  }
}

/** A percentage of a day's shared infrastructure: cents times percent is hundredths of a cent, four decimals. */
function percentOfDay({ tenant }: Stage, percent: number): { amount: string; currency: string } {
  const units = Math.max(1, Math.round(tenant.sharedCostCents * percent));
  return { amount: decimalText(units, 4), currency: tenant.currency };
}
