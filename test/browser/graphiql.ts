/**
 * Drives the page at /graphiql with a real browser: `tsx test/browser/graphiql.ts <baseUrl> <key> <screenshot.png>`.
 * Not part of `npm test`, because it needs a Chromium (CHROMIUM, default /usr/bin/chromium) and a running gateway whose
 * key may read analytics and events and write events. Writes <screenshot>-usage.png and <screenshot>-events.png.
 * Exits with 1 and a line per fault.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { WebSocket } from 'playwright-core';
import { watchFaults } from './faults.js';
import { GraphiqlPage, typeOf } from './graphiql-page.js';
import { launch } from './launch.js';

const WORKERS = ['editor.worker', 'graphql.worker', 'json.worker'];
const INGEST = 'mutation ($events: [CloudEventInput!]!) { ingest(events: $events) { accepted } }';

const [baseUrl, key, screenshot] = process.argv.slice(2);
if (baseUrl === undefined || key === undefined || screenshot === undefined) {
  console.error('usage: tsx test/browser/graphiql.ts <baseUrl> <key> <screenshot.png>');
  process.exit(2);
}

/** Records events until the socket has brought one: the first may be earlier than the subscription. */
async function eventArrives(socket: WebSocket): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    const next = socket.waitForEvent('framereceived', {
      predicate: (frame) => typeOf(frame.payload) === 'next',
      timeout: 2_000,
    });
    const event = {
      id: randomUUID(),
      source: '/browser',
      type: 'system.deployed',
      data: { message: 'hello' },
    };
    const sent = fetch(new URL('/graphql', baseUrl), {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
      body: JSON.stringify({ query: INGEST, variables: { events: [event] } }),
    });
    const [arrived, response] = await Promise.allSettled([next, sent]);
    if (arrived.status === 'fulfilled') return;
    const answer = response.status === 'fulfilled' ? await response.value.text() : String(response.reason);
    assert.ok(attempt < 5, `no event came over the socket; ingest answered ${answer}`);
  }
}

const browser = await launch();
const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
context.setDefaultTimeout(20_000);
const page = await context.newPage();
const faults = await watchFaults(page, baseUrl);
const started: string[] = [];
page.on('worker', (worker) => started.push(worker.url()));
const graphiql = new GraphiqlPage(page);

try {
  await graphiql.open(new URL(`/graphiql#key=${key}`, baseUrl).href);
  assert.equal(new URL(page.url()).hash, '', 'the key has left the address bar');

  await graphiql.tab('Usage');
  const usage = await graphiql.query('Usage');
  assert.ok(usage.data && !usage.errors, `Usage answered ${JSON.stringify(usage.errors)}`);
  await page.screenshot({ path: screenshot.replace(/(\.png)?$/, '-usage.png') });

  await graphiql.tab('LiveEvents');
  const first = await graphiql.subscribe();
  assert.deepEqual(first.params, { Authorization: `Bearer ${key}` });
  await eventArrives(first.socket);
  await graphiql.answerShows('"cursor"');
  await page.screenshot({ path: screenshot.replace(/(\.png)?$/, '-events.png') });
  const closed = first.socket.waitForEvent('close');
  await graphiql.pressRun();
  await closed;

  await graphiql.write('headers', JSON.stringify({ 'X-API-Key': key }));
  const second = await graphiql.subscribe();
  assert.deepEqual(second.params, { 'X-API-Key': key }, 'the next subscription has the changed key');
  await eventArrives(second.socket);
  await graphiql.pressRun();

  await graphiql.write('query', 'query Faulty { nosuchfield }');
  await graphiql.underlined('query-editor');
  await graphiql.write('variables', '{ "a": }');
  await graphiql.underlined('editor-tool');
  for (const name of WORKERS)
    assert.ok(
      started.some((url) => url.includes(name)),
      `${name} has started`,
    );

  const kept = JSON.stringify(await context.storageState());
  assert.ok(
    kept.includes('graphiql:tabState') && !kept.includes(key),
    'tabs are kept for later, the key is not',
  );
} catch (error) {
  faults
    .concat(error instanceof Error ? error.message : String(error))
    .forEach((fault) => console.error(fault));
  await page.screenshot({ path: screenshot.replace(/(\.png)?$/, '-fault.png') });
  await browser.close();
  process.exit(1);
}

await browser.close();
faults.forEach((fault) => console.error(fault));
console.log(faults.length === 0 ? 'graphiql: all well' : `graphiql: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
