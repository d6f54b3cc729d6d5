import autocannon from 'autocannon';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { buildGatewaySchema } from '../resolvers/build-schema.js';
import { usage } from '../src/catalogue/usage.js';
import { refreshDirty } from '../src/db/refresher.js';
import {
  bodyOf,
  CUSTOMERS,
  DAY,
  firstDay,
  plannedQueries,
  POINTS,
  QUERIES,
  QUERY_NAMES,
  SCOPE,
  VARIANTS,
  type PlannedQueries,
  type QueryName,
} from './http-queries.js';
import { startRival, type RivalKind, type ServerProcess } from './http-rival.js';
import { cpuOf, startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report, type Figure } from './report.js';

/** As many as a gateway has by default. */
const POOL = 10;
/** Compilers need thousands of requests until they have done what they can; slow servers get this long for it. */
const WARM_UP = { requests: { Small: 8_000, Wide: 800 }, seconds: 20 };
const LOADS = [1, 32] as const;
const LEAST_RATIO = 0.7;
const MOST_IDLE_MIB = 200;

type Contestant = 'gateway' | RivalKind;
const TITLES: Readonly<Record<Contestant, string>> = {
  gateway: 'gateway',
  bare: 'bare node:http',
  plain: 'bare node:http, no tenant scope',
  stock: 'stock Apollo and TypeGraphQL',
};

interface Target {
  readonly url: string;
  readonly key: string;
  readonly cpu: () => Promise<number>;
}

/** One run of a load against a target. */
interface Run {
  readonly requests: number;
  /** Requests a second. */
  readonly rate: number;
  /** Processor time of the server's process, milliseconds a request. */
  readonly cpu: number;
}

/**
 * Requests a second of a small and a wide query through the whole gateway, beside a bare server and beside stock Apollo
 * with TypeGraphQL, each in a process of its own, at 1 and 32 connections. This process makes the load.
 *
 * The rivals run the statements of a gateway that has run for a while, in the tenant's scope as it does: which buckets
 * are dirty, and what the planner makes for the figures. All run Node with the same options. Each request asks for another range than those beside it.
 */
export async function benchHttp(options: ReadonlyMap<string, string>): Promise<boolean> {
  const seconds = Number(options.get('seconds') ?? 4);
  const rounds = Number(options.get('rounds') ?? 3);
  const node = await startNodeProcess({ logs: true });
  const rivals: ServerProcess[] = [];
  try {
    const idle = await settledMemory(node);
    const loads = options.has('load') ? [Number(options.get('load'))] : LOADS;
    await fill(node);
    const key = await node.key(SCOPE.tenantId);
    const targets = new Map<Contestant, Target>([
      ['gateway', { url: `${node.url}/graphql`, key, cpu: () => node.cpu() }],
    ]);
    const queries = await plannedQueries(buildGatewaySchema(), node.db);
    const planned = join(node.database.dataDir, 'planned.json');
    await writeFile(planned, JSON.stringify(queries));
    const database = { ...node.database, readUrl: undefined, poolSize: POOL };
    for (const kind of ['bare', 'plain', 'stock'] as const) {
      const rival = await startRival({ kind, database, planned });
      rivals.push(rival);
      targets.set(kind, { url: rival.url, key, cpu: () => cpuOf(rival.pid) });
    }
    const figures: Figure[] = [];
    const names = options.has('query')
      ? QUERY_NAMES.filter((name) => name === options.get('query'))
      : QUERY_NAMES;
    for (const name of names) {
      await verify(name, targets, queries);
      for (const [, target] of targets) await warmUp(target, name);
      for (const connections of loads) {
        const runs = new Map<Contestant, Run[]>();
        for (let round = 0; round < rounds; round++) {
          for (const [contestant, target] of targets) {
            const run = await load(target, name, connections, seconds);
            runs.set(contestant, [...(runs.get(contestant) ?? []), run]);
          }
        }
        figures.push(...compared(name, connections, runs));
      }
    }
    figures.push(
      {
        name: 'idle node, resident memory',
        value: idle,
        unit: 'MiB',
        ...(node.kind === 'server' ? { bar: { most: MOST_IDLE_MIB } } : {}),
      },
      { name: 'the node after all this', value: await node.memory(), unit: 'MiB' },
    );
    for (const name of names) {
      const [statements = []] = Object.values(queries[name].byStart);
      const texts = statements.map(({ text }) => text).join(';\n\n');
      process.stdout.write(`\nThe rivals' statements, ${QUERIES[name].title}:\n\n${texts}\n`);
    }
    return report(`http (${node.kind} database, ${rounds} rounds of ${seconds} s)`, figures);
  } finally {
    await Promise.all(rivals.map((rival) => rival.stop()));
    await node.stop();
  }
}

function compared(
  name: QueryName,
  connections: number,
  runs: ReadonlyMap<Contestant, readonly Run[]>,
): Figure[] {
  const title = `${QUERIES[name].title}, ${connections} ${connections === 1 ? 'connection' : 'connections'}`;
  const of = (contestant: Contestant): readonly Run[] => runs.get(contestant) ?? [];
  // Rounds are compared one by one: what else the machine does touches all that take part in one.
  const ratio = (other: Contestant): number =>
    median(of('gateway').map(({ rate }, round) => rate / (of(other)[round]?.rate ?? NaN)));
  const held = connections === 32 ? { bar: { least: LEAST_RATIO } } : {};
  return [
    ...[...runs].map(([contestant, all]) => ({
      name: `${title}: ${TITLES[contestant]}`,
      value: median(all.map(({ rate }) => rate)),
      unit: 'requests/s',
    })),
    { name: `${title}: gateway / bare`, value: ratio('bare'), unit: '', ...held },
    { name: `${title}: gateway / bare without scope`, value: ratio('plain'), unit: '' },
    { name: `${title}: gateway / stock`, value: ratio('stock'), unit: '' },
    ...[...runs].map(([contestant, all]) => ({
      name: `${title}: processor time of ${TITLES[contestant]}`,
      value: median(all.map(({ cpu }) => cpu)),
      unit: 'ms/request',
    })),
  ];
}

async function warmUp(target: Target, name: QueryName): Promise<void> {
  const end = Date.now() + WARM_UP.seconds * 1000;
  for (let sent = 0; sent < WARM_UP.requests[name] && Date.now() < end;) {
    sent += (await load(target, name, 32, 2)).requests;
  }
}

/** Sends a query over some connections for some seconds. */
async function load(target: Target, name: QueryName, connections: number, seconds: number): Promise<Run> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${target.key}` };
  const requests = Array.from({ length: VARIANTS }, (_, variant) => ({
    method: 'POST' as const,
    headers,
    body: bodyOf(name, variant),
  }));
  let started = 0;
  const before = await target.cpu();
  const result = await autocannon({
    url: target.url,
    connections,
    duration: seconds,
    setupClient: (client) => {
      // Each has ranges of its own: the gateway would answer equal ones that are under way at once together.
      const own = Math.floor(VARIANTS / connections);
      client.setRequests(requests.slice(own * started, own * ++started));
    },
  });
  const cpu = (await target.cpu()) - before;
  const { non2xx, errors, requests: counted, duration } = result;
  if (non2xx > 0 || errors > 0) throw new Error(`${target.url}: ${non2xx} refused, ${errors} failed`);
  return {
    requests: counted.total,
    rate: counted.total / duration,
    cpu: (cpu * 1000) / counted.total,
  };
}

/** All must answer with as many rows, and the same number of events in them. */
async function verify(
  name: QueryName,
  targets: ReadonlyMap<Contestant, Target>,
  queries: PlannedQueries,
): Promise<void> {
  const seen = new Map<string, Contestant[]>();
  for (const [contestant, { url, key }] of targets) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: bodyOf(name, VARIANTS - 1),
    });
    const text = await response.text();
    const column =
      contestant === 'bare' || contestant === 'plain' ? queries[name].columns['events'] : 'events';
    const events = [...text.matchAll(new RegExp(`"${column}":"?(\\d+)`, 'g'))].map(([, digits]) =>
      Number(digits),
    );
    const found = `${events.length} rows, ${events.reduce((sum, many) => sum + many, 0)} events`;
    if (events.length !== QUERIES[name].rows)
      throw new Error(`${contestant}: ${found}: ${text.slice(0, 500)}`);
    seen.set(found, [...(seen.get(found) ?? []), contestant]);
  }
  if (seen.size !== 1) throw new Error(`the answers differ: ${JSON.stringify([...seen])}`);
}

/** Every customer has an event a day; units and products take turns among them. */
async function fill({ db }: NodeProcess): Promise<void> {
  const days = VARIANTS + POINTS;
  await db.write.query(
    `INSERT INTO customers (tenant_id, id, name) SELECT $1, 'customer-' || i, 'Customer ' || i FROM generate_series(1, $2::int) AS i`,
    [SCOPE.tenantId, CUSTOMERS],
  );
  for (let first = 0; first < days; first += 10) {
    await db.write.query(
      `INSERT INTO usage_events (tenant_id, time, source, event_id, customer_id, billable_unit_id, product_id, quantity, revenue, currency, attributes)
       SELECT $1, to_timestamp($2::float8 + d * 86400 + i * 60), 'bench', d || '/' || i, 'customer-' || i, 'unit-' || i % 8, 'product-' || i % 6,
              (i % 1000)::numeric / 7, (i % 100)::numeric / 100, 'USD', '{}'
       FROM generate_series($3::int, $4::int) AS d, generate_series(1, $5::int) AS i`,
      [SCOPE.tenantId, firstDay() / 1000, first, Math.min(days, first + 10) - 1, CUSTOMERS],
    );
  }
  await refreshDirty(db.write, usage, new Date(firstDay() + days * DAY));
  await db.write.query('ANALYZE');
}

/** Resident memory of a node that nobody has asked anything yet, once it has settled. */
async function settledMemory(node: NodeProcess): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < 10; i++) {
    await new Promise((resolve) => setTimeout(resolve, 300));
    samples.push(await node.memory());
  }
  return Math.max(...samples.slice(5));
}
