import { Command, InvalidArgumentError } from 'commander';
import { monthsOf, reprice } from '../ingest/prices/reprice.js';
import type { Environment } from './environment.js';

interface RepriceOptions {
  readonly from: number;
  readonly to?: number;
  readonly tenant?: string;
  readonly dryRun?: boolean;
}

/** `gaugeway reprice`. */
export function repriceCommand(environment: Environment): Command {
  return new Command('reprice')
    .description(
      'Price usage of the past anew by the prices as they are now, whole months of UTC at a time, and say what changed',
    )
    .requiredOption('--from <instant>', 'from the month of this instant on, such as 2026-01-01', instant)
    .option('--to <instant>', 'up to the month of this instant; now if left out', instant)
    .option('--tenant <id>', "only this tenant's")
    .option('--dry-run', 'say what would change, and change nothing')
    .action(async ({ from, to, tenant, dryRun = false }: RepriceOptions) => {
      const { open } = environment();
      const db = await open();
      const months = monthsOf(from, to ?? Date.now());
      const day = (epochMs: number): string => new Date(epochMs).toISOString().slice(0, 10);
      try {
        const { rows } = await db.write.query<{ id: string }>(
          'SELECT id FROM tenants WHERE $1::text IS NULL OR id = $1 ORDER BY id',
          [tenant ?? null],
        );
        if (rows.length === 0) throw new InvalidArgumentError('there is no such tenant');
        process.stdout.write(
          `${dryRun ? 'Would price' : 'Pricing'} ${day(months.from)} .. ${day(months.to)} anew\n`,
        );
        for (const { id } of rows) {
          for (const changed of await reprice(db.write, id, months, dryRun)) {
            const { billableUnitId, currency, events, before, after } = changed;
            const amounts = `${before} -> ${after} ${currency ?? 'without a price'}`;
            process.stdout.write(`${id}  ${billableUnitId}  ${events} events changed  ${amounts}\n`);
          }
        }
      } finally {
        await db.close();
      }
    });
}

function instant(text: string): number {
  const epochMs = /^\d{4}-\d\d-\d\d/.test(text) ? Date.parse(text) : NaN;
  if (Number.isNaN(epochMs))
    throw new InvalidArgumentError('expected a date or an instant such as 2026-01-31');
  return epochMs;
}
