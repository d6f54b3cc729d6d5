/**
 * Asks a gateway for its usage and a report, then follows the event log until Ctrl-C:
 * `GATEWAY_KEY=… npm start`, with the gateway's address in GATEWAY if it is another one than the default.
 */
import { WebSocket } from 'ws';
import { ask, type Gateway } from './client.js';
import { UsageDashboardDocument } from './generated/graphql.js';
import { GatewayError } from './gateway-error.js';
import { followEvents } from './live.js';
import { reportRows } from './report-rows.js';

const { GATEWAY = 'http://127.0.0.1:4000', GATEWAY_KEY } = process.env;

/** Prints what was consumed in the last 30 days, and who consumed most of it. */
async function printUsage(gateway: Gateway): Promise<void> {
  const { usage } = await ask(gateway, UsageDashboardDocument, {
    window: { period: '30d', compareTo: 'PREVIOUS_PERIOD' },
  });
  console.log(`\nConsumption from ${usage.meta.from} to ${usage.meta.to}`);
  console.table(
    usage.byBillableUnit
      .filter(({ others }) => !others)
      .map(({ billableUnit, quantity, change, customers: [first] }) => ({
        unit: billableUnit?.title,
        quantity,
        change: change?.ratio == null ? '' : `${(100 * change.ratio).toFixed(1)} %`,
        'largest customer': first?.customer?.name,
        'its share': first === undefined ? '' : `${(100 * first.share).toFixed(1)} %`,
      })),
  );
}

/** Prints a report: revenue by product and month. */
async function printReport(gateway: Gateway): Promise<void> {
  const rows = reportRows(gateway, {
    dataset: 'REVENUE',
    measures: ['revenue'],
    dimensions: ['product'],
    timeDimension: true,
    window: { period: '90d', granularity: 'MONTH' },
  });
  const printed = [];
  for await (const row of rows) printed.push(row);
  console.log('\nRevenue by product and month');
  console.table(printed);
}

/** Prints events as they are recorded, the last ten first, until Ctrl-C. */
async function printEvents(gateway: Gateway): Promise<void> {
  const controller = new AbortController();
  process.once('SIGINT', () => controller.abort());
  console.log('\nLive events (Ctrl-C ends)');
  await followEvents(
    { gateway, replay: 10, signal: controller.signal, webSocketImpl: WebSocket },
    {
      // Who has to go on here after a restart keeps the cursor with what is made of the events, and passes it as `after`.
      onEvents: (events, _cursor) =>
        events.forEach(({ time, severity, type, message }) =>
          console.log(time, severity.padEnd(8), type.padEnd(22), message),
        ),
      onGap: ({ reason, from, to }) =>
        console.log(`events are missing between ${from ?? '?'} and ${to ?? '?'}: ${reason}`),
      onState: (state) => {
        if (state.kind === 'waiting') console.log(`${state.why}; trying again in ${state.ms} ms`);
      },
    },
  );
}

if (GATEWAY_KEY === undefined) {
  console.error('GATEWAY_KEY=<key> npm start: the gateway prints a demo key when it starts');
  process.exit(2);
}
const gateway = { url: GATEWAY, key: GATEWAY_KEY };
try {
  await printUsage(gateway);
  await printReport(gateway);
  await printEvents(gateway);
} catch (error) {
  if (!(error instanceof GatewayError)) throw error;
  console.error(`${error.code}${error.field === null ? '' : ` (${error.field})`}: ${error.message}`);
  process.exitCode = 1;
}
