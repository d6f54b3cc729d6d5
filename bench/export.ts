import { Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import pg from 'pg';
import { to as copyTo } from 'pg-copy-streams';
import { usage } from '../src/catalogue/usage.js';
import { refreshDirty } from '../src/db/refresher.js';
import { enterScope, readAllInScope, type TenantScope } from '../src/db/tenant-scope.js';
import { DirtyRanges, dirtyStatement, type DirtyRow } from '../src/loaders/freshness.js';
import { plan, type Plan } from '../src/planner/plan.js';
import { resolveWindow } from '../src/planner/window.js';
import { readReportQuery } from '../src/reports/report-query.js';
import { EXPORT_BOUNDS, readReport } from '../src/reports/report.js';
import { startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report, type Figure } from './report.js';

const SCOPE: TenantScope = { tenantId: 'bench', customerId: null };
const START = '2026-06-01';
const CUSTOMERS = 10_000;
const LEAST_RATIO = 0.3;
const MOST_GROWTH_MIB = 200;

/** What came, how long it took from the question to the last byte, and how much the gateway had by then. */
interface Run {
  readonly rows: number;
  readonly bytes: number;
  readonly seconds: number;
}

/**
 * A report of a million rows as a CSV file over HTTP, beside COPY of the gateway's own statement to this process, in the
 * tenant's scope like it. COPY needs a server: the embedded database has none on the wire.
 */
export async function benchExport(options: ReadonlyMap<string, string>): Promise<boolean> {
  if (process.env['DATABASE_URL'] === undefined) {
    process.stderr.write('export: COPY, which this is compared with, needs a server: set DATABASE_URL\n');
    return false;
  }
  const rows = Number(options.get('rows') ?? 1_000_000);
  const rounds = Number(options.get('rounds') ?? 5);
  const format = options.get('format') ?? 'csv';
  const node = await startNodeProcess();
  try {
    const days = Math.ceil(rows / CUSTOMERS);
    await fill(node, days);
    const query = questionOf(days);
    const text = copied(await planned(node, query));
    const key = await node.key(SCOPE.tenantId);
    const idle = await node.memory();
    const watched = watch(node);
    const copy: Run[] = [];
    const gateway: Run[] = [];
    let cpu = 0;
    for (let round = 0; round < rounds; round++) {
      copy.push(await byCopy(node, text));
      const before = await node.cpu();
      gateway.push(await byGateway(node, key, format, query));
      cpu += (await node.cpu()) - before;
    }
    const peak = await watched();
    for (const run of [...copy, ...(format === 'csv' ? gateway : [])]) {
      if (run.rows !== days * CUSTOMERS) throw new Error(`${run.rows} rows`);
    }
    const rate = (runs: readonly Run[]): number =>
      median(runs.map(({ seconds }) => (days * CUSTOMERS) / seconds));
    // Rounds are compared one by one: what else the machine does touches both that take part in one.
    const ratio = median(gateway.map(({ seconds }, round) => (copy[round]?.seconds ?? NaN) / seconds));
    const figures: Figure[] = [
      { name: 'COPY', value: rate(copy), unit: 'rows/s' },
      { name: `gateway, ${format}`, value: rate(gateway), unit: 'rows/s' },
      {
        name: 'gateway / COPY',
        value: ratio,
        unit: '',
        ...(format === 'csv' ? { bar: { least: LEAST_RATIO } } : {}),
      },
      {
        name: 'processor time of the gateway',
        value: (cpu * 1_000_000) / (rounds * days * CUSTOMERS),
        unit: 'µs a row',
      },
      { name: 'size', value: (gateway[0]?.bytes ?? NaN) / 2 ** 20, unit: 'MiB' },
      { name: 'gateway, idle', value: idle, unit: 'MiB' },
      { name: 'peak above that', value: peak - idle, unit: 'MiB', bar: { most: MOST_GROWTH_MIB } },
    ];
    return report(`export (${node.kind} database, ${days * CUSTOMERS} rows, ${rounds} rounds)`, figures);
  } finally {
    await node.stop();
  }
}

const questionOf = (days: number): object => ({
  dataset: 'USAGE',
  measures: ['quantity', 'events'],
  dimensions: ['customer'],
  timeDimension: true,
  fill: false,
  window: {
    from: START,
    to: new Date(Date.parse(START) + days * 86_400_000).toISOString(),
    granularity: 'DAY',
  },
});

/** The gateway's own statement. */
async function planned({ db }: NodeProcess, query: object): Promise<Plan> {
  const request = readReportQuery(query);
  const { query: asked } = readReport(
    request,
    resolveWindow(request.window ?? {}, Date.now()),
    EXPORT_BOUNDS,
  );
  const [rows = []] = await readAllInScope<DirtyRow>(db.read, SCOPE, [dirtyStatement(SCOPE)]);
  const counted = asked.report == null ? null : { ...asked.report, total: false };
  return plan([{ ...asked, report: counted }], SCOPE, new DirtyRanges(rows).of);
}

/** A plan as COPY takes it, which has no bound values. */
function copied({ text, values }: Plan): string {
  const literal = (value: unknown): string => {
    if (value === null || value === undefined) return 'NULL';
    if (!Array.isArray(value)) return pg.escapeLiteral(`${value as string | number}`);
    const items = value.map((item) => (typeof item === 'string' ? JSON.stringify(item) : String(item)));
    return pg.escapeLiteral(`{${items.join(',')}}`);
  };
  const inlined = text.replace(/\$(\d+)/g, (_, number: string) => literal(values[Number(number) - 1]));
  return `COPY (${inlined}) TO STDOUT (FORMAT csv)`;
}

async function byCopy(node: NodeProcess, text: string): Promise<Run> {
  const client = new pg.Client(node.database.url);
  await client.connect();
  try {
    const started = performance.now();
    await client.query(enterScope(SCOPE));
    const { counted, sink } = counter();
    await pipeline(client.query(copyTo(text)), sink);
    await client.query('COMMIT');
    return { ...counted(), seconds: (performance.now() - started) / 1000 };
  } finally {
    await client.end();
  }
}

async function byGateway(node: NodeProcess, key: string, format: string, query: object): Promise<Run> {
  const started = performance.now();
  const response = await fetch(`${node.url}/v1/query.${format}`, {
    method: 'POST',
    headers: { 'x-api-key': key, 'content-type': 'application/json', 'accept-encoding': 'identity' },
    body: JSON.stringify(query),
  });
  if (!response.ok || response.body === null) throw new Error(await response.text());
  const { counted, sink } = counter();
  await pipeline(response.body, sink);
  const { rows, bytes } = counted();
  // The header is no row.
  return { rows: rows - 1, bytes, seconds: (performance.now() - started) / 1000 };
}

function counter(): { counted: () => { rows: number; bytes: number }; sink: Writable } {
  let [rows, bytes] = [0, 0];
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      bytes += chunk.length;
      for (let at = chunk.indexOf(10); at !== -1; at = chunk.indexOf(10, at + 1)) rows += 1;
      done();
    },
  });
  return { counted: () => ({ rows, bytes }), sink };
}

/** The most memory that the gateway has until it is asked. */
function watch(node: NodeProcess): () => Promise<number> {
  let peak = 0;
  const look = async (): Promise<void> => {
    peak = Math.max(peak, await node.memory());
  };
  const timer = setInterval(() => void look(), 20);
  return async () => {
    clearInterval(timer);
    await look();
    return peak;
  };
}

/** Every customer has an event a day. */
async function fill({ db }: NodeProcess, days: number): Promise<void> {
  for (let first = 0; first < days; first += 10) {
    await db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity, revenue, currency, attributes)
       SELECT $1, $2::timestamptz + d * interval '1 day' + i * interval '1 second', 'bench', d || '/' || i, 'customer-' || i, 'unit-' || i % 8, 'product-' || i % 6,
              (i % 1000)::numeric / 7, (i % 100)::numeric / 100, 'USD', '{}'
       FROM generate_series($3::int, $4::int) AS d, generate_series(1, $5::int) AS i`,
      [SCOPE.tenantId, `${START}T00:00Z`, first, Math.min(days, first + 10) - 1, CUSTOMERS],
    );
  }
  await refreshDirty(db.write, usage, new Date(Date.parse(START) + (days + 1) * 86_400_000));
  await db.write.query('ANALYZE');
}
