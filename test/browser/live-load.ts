/**
 * Holds the page at /live under load: `tsx test/browser/live-load.ts <baseUrl> <key> [events/s] [seconds]`, 1,000 a
 * second for 60 s if not told otherwise. Exits with 1 unless every event came to the page once, no two frames were
 * more than 200 ms apart, and the page's memory did not grow after its list was full. It takes more than a minute and
 * the whole machine, so it is no part of `.ci/run`.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CDPSession } from 'playwright-core';
import { watchFaults } from './faults.js';
import { readRecord, RECORDER, restartRecord } from './frame-record.js';
import { launch } from './launch.js';
import { LivePage } from './live-page.js';
import { sendLoad } from './load.js';
import { showcaseEvent } from './showcase.js';

const MIB = 1024 * 1024;
const LONGEST_FRAME_MS = 200;
const MOST_GROWTH_BYTES = 3 * MIB;
/** The list holds 10,000 rows: full after this long at 1,000 a second. */
const FULL_AFTER_MS = 15_000;

const [baseUrl, key, perSecond = '1000', seconds = '60'] = process.argv.slice(2);
if (baseUrl === undefined || key === undefined) {
  console.error('usage: tsx test/browser/live-load.ts <baseUrl> <key> [events/s] [seconds]');
  process.exit(2);
}

/** Bytes of JavaScript that the page holds on to. */
async function heapOf(cdp: CDPSession): Promise<number> {
  await cdp.send('HeapProfiler.collectGarbage');
  return (await cdp.send('Runtime.getHeapUsage')).usedSize;
}

const browser = await launch();
try {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(20_000);
  const page = await context.newPage();
  const faults = await watchFaults(page, baseUrl);
  await page.addInitScript({ content: RECORDER });
  const cdp = await context.newCDPSession(page);
  const live = new LivePage(page, cdp, { url: baseUrl, key });
  await page.goto(new URL(`/live#key=${key}`, baseUrl).href);
  const before = (await live.isFollowing()) + 1;
  await page.getByText('0/s', { exact: true }).waitFor();
  const alreadyReceived = await live.received();

  await restartRecord(live);
  const run = randomUUID().slice(0, 8);
  const load = sendLoad({
    url: baseUrl,
    key,
    perSecond: Number(perSecond),
    seconds: Number(seconds),
    event: (number) => ({ ...showcaseEvent(number, new Date()), id: `load-${run}-${number}` }),
  });
  const [heapFull, sent] = await Promise.all([
    new Promise((resolve) => setTimeout(resolve, FULL_AFTER_MS)).then(() => heapOf(cdp)),
    load,
  ]);
  const drained = performance.now();
  for (let count = -1; count !== (count = await live.received());) await page.waitForTimeout(1_000);
  const lag = performance.now() - drained - 1_000;
  const shown = (await live.received()) - alreadyReceived;
  const { gaps, tasks, counts } = await readRecord(live);
  const growth = (await heapOf(cdp)) - heapFull;
  const rows = await live.list.getByRole('option').last().getAttribute('aria-setsize');
  const sorted = gaps.toSorted((a, b) => a - b);
  const longest = sorted.at(-1) ?? Infinity;

  console.log(`sent      ${sent.events} in ${(sent.ms / 1000).toFixed(1)} s, ${before} before`);
  console.log(
    `received  ${shown}, the last within ${Math.max(0, lag / 1000).toFixed(1)} s; ${rows} rows in the list`,
  );
  console.log(
    `frames    ${gaps.length}, median ${sorted[gaps.length >> 1]?.toFixed(1)} ms, ` +
      `p99 ${sorted[Math.floor(gaps.length * 0.99)]?.toFixed(1)} ms, longest ${longest.toFixed(1)} ms`,
  );
  console.log(`tasks     ${tasks.length} of 50 ms or more, the longest ${Math.max(0, ...tasks)} ms`);
  console.log(
    `memory    ${(heapFull / MIB).toFixed(1)} MiB when full, ${(growth / MIB).toFixed(2)} MiB more at the end`,
  );
  assert.equal(counts.length, sent.events, 'every event came');
  assert.ok(
    Array.from(counts).every((count) => count === 1),
    'each event came once',
  );
  assert.equal(shown, sent.events, 'and is a row');
  assert.ok(longest <= LONGEST_FRAME_MS, `frames were ${longest} ms apart`);
  assert.ok(growth <= MOST_GROWTH_BYTES, `the memory grew by ${growth} bytes`);
  assert.deepEqual(faults, []);
  console.log('live-load: all well');
} catch (error) {
  console.error(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
await browser.close();
