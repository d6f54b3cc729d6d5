import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { json, usage } from './support-ingest/events.js';
import { heldBack, streamLines, type Progress } from './support-ingest/ndjson-client.js';
import { createKey, makeSite, startProcess, type NodeProcess, type Site } from './support-ingest/process.js';

const EVENTS = 5_000;
const KILL_AT = 2_000;

let site: Site;
let node: NodeProcess;
let key: string;
beforeAll(async () => {
  site = await makeSite();
  node = await startProcess(site);
  key = await createKey(site, 'acme', 'events:write,analytics:read');
}, 120_000);
afterAll(async () => {
  await node.end('SIGKILL');
  await site.remove();
});

function* lines(unit: string, events = EVENTS): Generator<string> {
  for (let at = 0; at < events; at += 100) {
    yield Array.from({ length: 100 }, (_, i) => `${json(usage(`${unit} ${at + i}`, unit, '0.25'))}\n`).join(
      '',
    );
  }
}

/** Reads beside the node, on whose database a reader is a guest. */
async function sql(text: string, values: unknown[]): Promise<Record<string, unknown>[]> {
  const db = await site.open();
  try {
    return (await db.write.query(text, values)).rows as never;
  } finally {
    await db.close();
  }
}

const stored = (unit: string): Promise<Record<string, unknown>[]> =>
  sql(
    `SELECT event_id, count(*)::int AS times FROM usage_events WHERE billable_unit_id = $1 GROUP BY event_id`,
    [unit],
  );

async function total(unit: string): Promise<unknown> {
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({
      query: `query ($units: [ID!]) { usage(filter: { billableUnitIds: $units }) { byBillableUnit { quantity events } } }`,
      variables: { units: [unit] },
    }),
  });
  const { data } = (await response.json()) as { data: { usage: { byBillableUnit: unknown[] } } };
  return data.usage.byBillableUnit[0];
}

/** Whatever became of the node: what it acknowledged is there, everything else came not at all or whole. */
async function expectOnce(unit: string, before: Progress): Promise<void> {
  const rows = await stored(unit);
  const present = new Set(rows.map((row) => row['event_id']));
  expect(rows.filter((row) => row['times'] !== 1)).toEqual([]);
  expect(before.verdicts.filter(({ id }) => !present.has(id))).toEqual([]);

  const again = await streamLines(node.url, key, lines(unit));
  expect(again.end).toEqual({
    accepted: EVENTS - present.size,
    duplicates: present.size,
    conflicts: 0,
    rejected: 0,
  });
  expect(await total(unit)).toEqual({ quantity: String(EVENTS / 4), events: EVENTS });
  const third = await streamLines(node.url, key, lines(unit));
  expect(third.end).toMatchObject({ accepted: 0, duplicates: EVENTS });
  expect(await total(unit)).toEqual({ quantity: String(EVENTS / 4), events: EVENTS });
}

/** Streams until so many verdicts have come, and then ends the node; the stream cannot be over before. */
async function streamUntilEnded(
  unit: string,
  signal: 'SIGKILL' | 'SIGTERM',
): Promise<{ before: Progress; code: number | null }> {
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  let ended: Promise<number | null> = Promise.resolve(null);
  const before = await streamLines(node.url, key, heldBack(lines(unit, EVENTS - 500), released), {
    onVerdict: ({ index }) => {
      if (index === KILL_AT) ended = node.end(signal);
    },
  });
  release();
  return { before, code: await ended };
}

test('kill -9 in the middle of a stream: what was acknowledged is there once, and again is a duplicate', async () => {
  const { before } = await streamUntilEnded('killed', 'SIGKILL');
  expect(before.end).toBeNull();
  expect(before.verdicts.length).toBeGreaterThan(KILL_AT);

  node = await startProcess(site);
  await expectOnce('killed', before);
});

test('gzip that breaks off is the fault of its sender', async () => {
  const text = Array.from({ length: 3000 }, (_, i) => json(usage(`torn ${i}`, 'torn', 1))).join('\n');
  const packed = gzipSync(text);
  const torn = await streamLines(node.url, key, [packed.subarray(0, packed.length / 2)], {
    headers: { 'content-encoding': 'gzip' },
  });
  expect(torn.status === 200 ? torn.end?.error?.code : torn.status).toBe(
    torn.status === 200 ? 'BAD_USER_INPUT' : 400,
  );
  expect(await stored('torn')).toHaveLength(torn.verdicts.length);
});

test('SIGTERM in the middle of a stream: it ends between two batches and says so', async () => {
  const { before, code } = await streamUntilEnded('drained', 'SIGTERM');
  expect(before.end?.error?.code).toBe('UNAVAILABLE');
  expect(code).toBe(0);
  // Every event that is stored was acknowledged: the batch under way got its verdicts before the node went.
  expect(await stored('drained')).toHaveLength(before.verdicts.length);
});
