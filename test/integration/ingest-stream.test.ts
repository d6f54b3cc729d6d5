import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { gzipSync } from 'node:zlib';
import { json, usage } from './support-ingest/events.js';
import { heldBack, streamLines } from './support-ingest/ndjson-client.js';
import { openWorkbench, type Workbench } from './support-ingest/workbench.js';

let bench: Workbench;
beforeAll(async () => {
  bench = await openWorkbench();
});
afterAll(() => bench.stop());

const LINES = 10_000;

/** Lines of usage, 100 to a chunk that does not end with a line's end. */
function* chunksOf(unit: string, lines: number, padding = ''): Generator<string> {
  let rest = '';
  for (let at = 0; at < lines; at += 100) {
    const block = Array.from({ length: Math.min(100, lines - at) }, (_, i) =>
      json(usage(`${unit} ${at + i}`, unit, '0.5')).replace('{', `{${padding}`),
    );
    const text = `${rest}${block.join('\n')}\n`;
    rest = text.slice(-37);
    yield text.slice(0, -37);
  }
  yield rest;
}

test('a long stream gets a verdict a line, in order, and the node reads no further ahead than a few batches', async () => {
  const padding = ' '.repeat(2000);
  let sentLines = 0;
  let furthest = 0;
  function* counted(): Generator<string> {
    for (const chunk of chunksOf('long', LINES, padding)) {
      sentLines += 100;
      yield chunk;
    }
  }
  const { verdicts, end, status } = await streamLines(bench.node.url, bench.key, counted(), {
    onVerdict: ({ index }) => (furthest = Math.max(furthest, sentLines - index)),
  });
  expect(status).toBe(200);
  expect(end).toEqual({ accepted: LINES, duplicates: 0, conflicts: 0, rejected: 0 });
  expect(verdicts.map(({ index }) => index)).toEqual([...Array(LINES).keys()]);
  expect(verdicts.every(({ id, index }) => id === `long ${index}`)).toBe(true);
  // Four batches of 1,000 lines in the node; the rest lies in the two buffers of the connection, some megabytes.
  expect(furthest).toBeLessThan(LINES * 0.85);
  expect(await bench.total('long')).toEqual({ quantity: String(LINES / 2), events: LINES });
});

describe('what is wrong in the middle', () => {
  test('malformed lines are rejected and the stream goes on', async () => {
    const good = (i: number): string => json(usage(`faulty ${i}`, 'faulty', 1));
    const lines = [
      good(0),
      '{"id":"x"',
      '',
      good(1).slice(0, -5),
      'null',
      `\u{FEFF}${good(2)}`,
      json(usage('faulty 3', 'faulty', 'much')),
      good(0),
      good(4),
    ];
    const body = Buffer.concat([
      Buffer.from(`${lines.join('\r\n')}\r\n`),
      Buffer.from([0x7b, 0xff, 0xfe, 0x7d, 0x0a]),
      Buffer.from(`{"id":"${'y'.repeat(1_100_000)}"}\n`),
      Buffer.from(good(5)),
    ]);
    const { verdicts, end } = await streamLines(bench.node.url, bench.key, [body]);
    expect(verdicts.map(({ verdict, reason }) => [verdict, reason?.split(':', 1)[0] ?? null])).toEqual([
      ['ACCEPTED', null],
      ['REJECTED', 'line'],
      ['REJECTED', 'line'],
      ['REJECTED', 'event'],
      ['REJECTED', 'line'],
      ['REJECTED', 'data.quantity'],
      ['DUPLICATE', null],
      ['ACCEPTED', null],
      ['REJECTED', 'line'],
      ['REJECTED', 'line'],
      ['ACCEPTED', null],
    ]);
    expect(end).toEqual({ accepted: 3, duplicates: 1, conflicts: 0, rejected: 7 });
    expect(await bench.total('faulty')).toEqual({ quantity: '3', events: 3 });
  });

  test('one identity in many batches at once: the first line wins', async () => {
    const lines = Array.from({ length: 4500 }, (_, i) => json(usage('again', 'again', 1 + (i % 2))));
    const { verdicts, end } = await streamLines(bench.node.url, bench.key, [lines.join('\n')]);
    expect(verdicts[0]?.verdict).toBe('ACCEPTED');
    expect(end).toEqual({ accepted: 1, duplicates: 2249, conflicts: 2250, rejected: 0 });
    expect(await bench.total('again')).toEqual({ quantity: '1', events: 1 });
  });
});

describe('gzip', () => {
  const lines = [...chunksOf('packed', 2500)].join('');

  test('a packed stream is the same stream', async () => {
    const headers = { 'content-encoding': 'gzip' };
    const packed = await streamLines(bench.node.url, bench.key, [gzipSync(lines)], { headers });
    expect(packed.end).toMatchObject({ accepted: 2500 });
    const plain = await streamLines(bench.node.url, bench.key, [lines]);
    expect(plain.end).toMatchObject({ duplicates: 2500 });
    const minimal = await streamLines(bench.node.url, bench.key, [gzipSync(lines)], {
      headers: { ...headers, prefer: 'return=minimal' },
    });
    expect(minimal.end).toMatchObject({ duplicates: 2500 });
    expect(await bench.total('packed')).toEqual({ quantity: '1250', events: 2500 });
  });

  test('one that breaks off counts what got a verdict, and all of it when it is sent again', async () => {
    const text = [...chunksOf('torn', 4000)].join('');
    const packed = gzipSync(text);
    const headers = { 'content-encoding': 'gzip' };
    const torn = await streamLines(
      bench.node.url,
      bench.key,
      [packed.subarray(0, Math.floor(packed.length * 0.7))],
      { headers },
    );
    expect(torn.verdicts.every(({ verdict }) => verdict === 'ACCEPTED')).toBe(true);
    expect(torn.end).not.toHaveProperty('accepted');
    const whole = await streamLines(bench.node.url, bench.key, [packed], { headers });
    const known = whole.verdicts.filter(({ verdict }) => verdict === 'DUPLICATE').length;
    expect(known).toBeGreaterThanOrEqual(torn.verdicts.length);
    expect(whole.end).toMatchObject({ accepted: 4000 - known, duplicates: known });
    expect(await bench.total('torn')).toEqual({ quantity: '2000', events: 4000 });
  });
});

test.each([1, 2500])('a client that goes away after %i verdicts', async (verdictsRead) => {
  const unit = `gone ${verdictsRead}`;
  let release = (): void => undefined;
  const released = new Promise<void>((resolve) => (release = resolve));
  const gone = await streamLines(bench.node.url, bench.key, heldBack(chunksOf(unit, 3500), released), {
    onVerdict: ({ index }, request) => {
      if (index + 1 === verdictsRead) request.destroy();
    },
  });
  release();
  expect(gone.end).toBeNull();
  expect(gone.verdicts.length).toBeGreaterThanOrEqual(verdictsRead);
  const stored = await bench.sql('SELECT event_id FROM usage_events WHERE billable_unit_id = $1', [unit]);
  const present = new Set(stored.map((row) => row['event_id']));
  expect(gone.verdicts.filter(({ id }) => !present.has(id))).toEqual([]);

  const again = await streamLines(bench.node.url, bench.key, chunksOf(unit, 4000));
  expect(again.end).toMatchObject({ conflicts: 0, rejected: 0 });
  expect(gone.verdicts.filter(({ index }) => again.verdicts[index]?.verdict !== 'DUPLICATE')).toEqual([]);
  expect(await bench.total(unit)).toEqual({ quantity: '2000', events: 4000 });
  const third = await streamLines(bench.node.url, bench.key, chunksOf(unit, 4000));
  expect(third.end).toMatchObject({ accepted: 0, duplicates: 4000 });
});
