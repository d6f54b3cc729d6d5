import { expect, test } from '@jest/globals';
import { Exporter } from '../../../src/export/exporter.js';
import type { Spooled } from '../../../src/export/spool.js';
import type { ReportStreams } from '../../../src/loaders/report-stream.js';
import { resolveWindow } from '../../../src/planner/window.js';
import { EXPORT_BOUNDS, readReport } from '../../../src/reports/report.js';

const report = readReport(
  { dataset: 'USAGE', measures: ['events'], dimensions: ['customer'] },
  resolveWindow({}, Date.UTC(2026, 0)),
  EXPORT_BOUNDS,
);
const streams = {
  run: (_scope, _report, _options, look) =>
    look({
      meta: {} as never,

      batches: (async function* () {
        yield [['a customer', 1]];
      })(),
      page: () => null,
    }),
} as ReportStreams;

test('one tenant cannot take the room of all for files', async () => {
  const exporter = new Exporter({
    ...{ memoryBytes: 8, maxBytes: 1_000, seconds: 1, files: 3, filesOfTenant: 2 },
    turns: { running: 1, ofTenant: 9, waiting: 9, waitMs: 60_000 },
  });
  const make = (tenantId: string): Promise<Spooled> =>
    exporter.make(
      streams,
      {
        ...{ report, format: 'csv', scope: { tenantId, customerId: null } },
        ...{ numbers: 'EXACT', shape: 'arrays', defuse: true, decimals: 'text' },
      },
      new AbortController().signal,
    );
  const [first, ...more] = await Promise.allSettled([make('a'), make('a'), make('a')]);
  // Whoever waited for its turn is looked at once more.
  expect(more.at(-1)).toMatchObject({ status: 'rejected', reason: { code: 'TOO_MANY_REQUESTS' } });
  await expect(make('a')).rejects.toMatchObject({ code: 'TOO_MANY_REQUESTS' });
  const other = await make('b');
  await expect(make('b')).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const held = [first, ...more].flatMap((one) => (one?.status === 'fulfilled' ? [one.value] : []));
  expect(held).toHaveLength(2);
  await held[0]?.close();
  await held[0]?.closed;
  const again = await make('a');
  for (const one of [...held, other, again]) await one.close();
});
