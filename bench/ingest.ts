import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type pg from 'pg';
import { startNodeProcess, type NodeProcess } from './node-process.js';
import { median, report } from './report.js';

const BATCH = 1_000;

interface Line {
  readonly id: string;
  readonly time: string;
  readonly customer: string;
  readonly unit: string;
  readonly product: string;
  readonly quantity: string;
}

/** Usage of the last hour, spread over customers, units and products. */
function line(i: number): Line {
  return {
    id: randomUUID(),
    time: new Date(Date.now() - (i % 3_600_000)).toISOString(),
    customer: `customer-${i % 500}`,
    unit: `unit-${i % 8}`,
    product: `product-${i % 6}`,
    quantity: `${i % 1000}.${i % 97}`,
  };
}

/**
 * Rows a second through `POST /v1/events` as NDJSON, beside the same rows by plain pg: the same tables with the same
 * indexes, triggers and aggregates, identities among them, unnested in batches of 1,000 on one connection. Rounds of
 * both take turns. Then one body of a million lines, for the memory it takes.
 */
export async function benchIngest(options: ReadonlyMap<string, string>): Promise<boolean> {
  const rows = Number(options.get('rows') ?? 100_000);
  const rounds = Number(options.get('rounds') ?? 5);
  const lines = Number(options.get('lines') ?? 1_000_000);
  const node = await startNodeProcess();
  try {
    const key = await node.key('gateway');
    const gateway: number[] = [];
    const plain: number[] = [];
    const bare: number[] = [];
    for (let round = -1; round < rounds; round++) {
      const many = round < 0 ? 10_000 : rows;
      const rates = [
        await throughGateway(node, key, many),
        await byPg(node.db.write, many, true),
        await byPg(node.db.write, many, false),
      ];
      if (round < 0) continue; // a first round warms caches and compilers up
      gateway.push(rates[0] ?? NaN);
      plain.push(rates[1] ?? NaN);
      bare.push(rates[2] ?? NaN);
    }
    const idle = await node.memory();
    let peak = idle;
    const watch = setInterval(() => {
      void node.memory().then((now) => (peak = Math.max(peak, now)));
    }, 100);
    const bodyRate = await throughGateway(node, key, lines);
    clearInterval(watch);
    const ratio = median(gateway.map((rate, i) => rate / (plain[i] ?? NaN)));
    const memory = node.kind === 'server' ? peak : peak - idle;
    return report(`ingest (${node.kind} database, ${rounds} rounds of ${rows} rows)`, [
      { name: 'POST /v1/events, NDJSON', value: median(gateway), unit: 'rows/s' },
      { name: 'plain pg, unnest, same tables', value: median(plain), unit: 'rows/s' },
      { name: 'gateway / plain pg', value: ratio, unit: '', bar: { least: 0.6 } },
      { name: 'plain pg without identities', value: median(bare), unit: 'rows/s' },
      { name: `one body of ${lines} lines`, value: bodyRate, unit: 'rows/s' },
      { name: 'memory before it', value: idle, unit: 'MiB' },
      {
        name:
          node.kind === 'server'
            ? 'peak memory of the process'
            : 'peak memory above that (the database lives in the process)',
        value: memory,
        unit: 'MiB',
        bar: { most: 300 },
      },
    ]);
  } finally {
    await node.stop();
  }
}

async function throughGateway(node: NodeProcess, key: string, many: number): Promise<number> {
  function* body(): Generator<string> {
    for (let i = 0; i < many;) {
      let text = '';
      for (const end = Math.min(many, i + 500); i < end; i++) {
        const { id, time, customer, unit, product, quantity } = line(i);
        text += `{"specversion":"1.0","id":"${id}","source":"bench","type":"usage.recorded","time":"${time}","data":{"customerId":"${customer}","billableUnit":"${unit}","productId":"${product}","quantity":"${quantity}"}}\n`;
      }
      yield text;
    }
  }
  const started = performance.now();
  const response = await fetch(`${node.url}/v1/events`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-ndjson', authorization: `Bearer ${key}` },
    body: Readable.toWeb(Readable.from(body())) as ReadableStream,
    duplex: 'half',
  });
  let tail = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body ?? [])
    tail = (tail + decoder.decode(chunk as Uint8Array, { stream: true })).slice(-500);
  const totals = JSON.parse(tail.trimEnd().split('\n').at(-1) ?? '') as { accepted: number };
  if (totals.accepted !== many) throw new Error(`${many} lines, ${totals.accepted} accepted`);
  return many / ((performance.now() - started) / 1000);
}

const INSERT = `INSERT INTO usage_events
    (tenant_id, time, source, event_id, attributes, customer_id, billable_unit_id, product_id, subscription_id, quantity, revenue, currency)
  SELECT * FROM unnest($1::text[], $2::timestamptz[], $3::text[], $4::text[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::text[],
                       $10::numeric[], $11::numeric[], $12::text[])`;
const IDENTIFY = `INSERT INTO event_identities (generation, identity, content_hash)
  SELECT identity_generation(now()), i, i FROM unnest($1::uuid[]) AS i ON CONFLICT DO NOTHING`;

async function byPg(pool: pg.Pool, many: number, identified: boolean): Promise<number> {
  const client = await pool.connect();
  const started = performance.now();
  for (let i = 0; i < many; i += BATCH) {
    const rows = Array.from({ length: Math.min(BATCH, many - i) }, (_, n) => line(i + n));
    const columns = [
      rows.map(() => 'plain'),
      rows.map(({ time }) => time),
      rows.map(() => 'bench'),
      rows.map(({ id }) => id),
      rows.map(() => '{}'),
      rows.map(({ customer }) => customer),
      rows.map(({ unit }) => unit),
      rows.map(({ product }) => product),
      rows.map(() => null),
      rows.map(({ quantity }) => quantity),
      rows.map(() => null),
      rows.map(() => null),
    ];
    await client.query('BEGIN');
    if (identified) await client.query(IDENTIFY, [rows.map(({ id }) => id)]);
    await client.query(INSERT, columns);
    await client.query('COMMIT');
  }
  client.release();
  return many / ((performance.now() - started) / 1000);
}
