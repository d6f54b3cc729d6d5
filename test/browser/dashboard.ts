/**
 * Drives the example dashboard with a real browser: `tsx test/browser/dashboard.ts <baseUrl> <key> <screenshot.png>`, under
 * the conditions of graphiql.ts, and with what `npm run build:examples` has built, as vite serves it. Writes
 * <screenshot>-light.png, <screenshot>-dark.png and <screenshot>-narrow.png. Exits with 1 and a line per fault.
 */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { preview } from 'vite';
import { ask } from '../../examples/typescript-client/src/client.js';
import { UsageDashboardDocument } from '../../examples/typescript-client/src/generated/graphql.js';
import { packageRoot } from '../../src/package-root.js';
import { assertContrast } from './contrast.js';
import { openCutProxy, type CutProxy } from './cut-proxy.js';
import { EventRows } from './event-rows.js';
import { watchFaults } from './faults.js';
import { ingest } from './ingest.js';
import { launch } from './launch.js';
import { showcaseEvent } from './showcase.js';

const VIEWPORT = { width: 1440, height: 1000 };
/** Events in the pictures. */
const SHOWCASE = 32;

/** A question that the page has given up for another one. */
const GIVEN_UP = /^net::ERR_ABORTED: .*\/graphql$/;

const [baseUrl, key, screenshot] = process.argv.slice(2);
if (baseUrl === undefined || key === undefined || screenshot === undefined) {
  console.error('usage: tsx test/browser/dashboard.ts <baseUrl> <key> <screenshot.png>');
  process.exit(2);
}
const gateway = { url: baseUrl, key };
const shot = (name: string): string => screenshot.replace(/(\.png)?$/, `-${name}.png`);

/** The form for the key: a wrong one, then the right one, which a reload keeps. */
async function asksForKey(page: Page): Promise<void> {
  const field = page.getByLabel('Gateway key');
  await field.fill('gw_nosuchkey_nosuchsecret');
  await field.press('Enter');
  await page.getByRole('alert').waitFor();
  await field.fill(gateway.key);
  await field.press('Enter');
  await page.getByRole('heading', { name: 'Live events' }).waitFor();
  await page.reload();
  await page.getByRole('heading', { name: 'Live events' }).waitFor();
}

/** The figures of a window are those that the gateway tells; a card chooses what the chart and the table are of. */
async function showsFigures(page: Page): Promise<void> {
  const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
  const window = { from: 'now-6d/d', to: 'now', timeZone };
  const { usage } = await ask(gateway, UsageDashboardDocument, { window, units: 6, customers: 6 });
  const [first, second] = usage.byBillableUnit;
  assert.ok(first?.billableUnit && second?.billableUnit, 'the gateway has usage of two units');
  await page.getByLabel('7 days').check({ force: true });
  const cards = page.getByRole('group', { name: 'Billable units' }).getByRole('button');
  await cards.first().getByText(first.billableUnit.title).waitFor();
  assert.equal(await cards.first().getAttribute('aria-pressed'), 'true');
  await page.locator('.keys', { hasText: `Active customers${usage.activeCustomers}` }).waitFor();
  await page.locator('.bars g').nth(6).waitFor({ state: 'attached' });

  await cards.filter({ hasText: second.billableUnit.title }).click();
  await page.getByRole('heading', { name: `${second.billableUnit.title} over time` }).waitFor();
  const customers = page.getByRole('region', { name: /^Top customers/ }).locator('tbody th');
  const names = second.customers.map(({ customer }) => customer?.name ?? 'All others');
  assert.deepEqual(await customers.allTextContents(), names);
  assert.ok((await page.getByRole('region', { name: 'MCP tools' }).locator('tbody tr').count()) > 1);

  await page.getByText('As a table').click();
  await page.getByRole('columnheader', { name: second.billableUnit.title }).waitFor();
  await page.getByText('As a table').click();
  await page.getByLabel('30 days').check({ force: true });
  await page.locator('.bars g').nth(29).waitFor({ state: 'attached' });
}

/** What is recorded is in the list, newest first, also what is recorded while the connection is cut: each once. */
async function followsEvents(page: Page, rows: EventRows, proxy: CutProxy): Promise<void> {
  const isIn = (state: string): Promise<void> =>
    page.locator('.state', { hasText: new RegExp(`^${state}$`) }).waitFor();
  await isIn('Live');
  const first = await rows.isFollowing();
  await rows.record(20);
  await rows.shows(first + 20);
  proxy.cut();
  await isIn('Reconnecting');
  await rows.record(20);
  proxy.mend();
  await isIn('Live');
  await rows.record(10);
  await rows.shows(first + 50);
  const expected = Array.from({ length: 51 }, (_, index) => first + 50 - index);
  assert.deepEqual(await rows.drawn(first), expected, 'each event once and in order');
  assert.equal(await page.locator('.gap').count(), 0, 'and no gap between');

  await page.getByLabel('Severity').selectOption('ERROR');
  const [grave = -1] = await rows.record(1, { data: { severity: 'CRITICAL' } });
  await rows.shows(grave);
  assert.deepEqual(await rows.drawn(first), [grave], 'only what the filter keeps');
  await page.getByLabel('Severity').selectOption('DEBUG');
  await rows.shows(grave);
}

const proxy = await openCutProxy(baseUrl);
process.env['GATEWAY'] = proxy.url;
const server = await preview({
  root: join(packageRoot(), 'examples', 'react-dashboard'),
  logLevel: 'silent',
  preview: { host: '127.0.0.1', port: 0 },
});
const url = server.resolvedUrls?.local[0];
assert.ok(url !== undefined, 'vite serves the dashboard');
const browser = await launch();
const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'light' });
context.setDefaultTimeout(20_000);
const page = await context.newPage();
const faults: string[] = [];

try {
  const seen = await watchFaults(page, url);
  let checked = 0;
  /** Takes over what has been seen since, but for what had to come. */
  const check = (expected?: RegExp): void => {
    faults.push(
      ...seen.slice(checked).filter((fault) => !GIVEN_UP.test(fault) && expected?.test(fault) !== true),
    );
    checked = seen.length;
  };
  await page.goto(url);
  await asksForKey(page);
  check(/401|4403|WebSocket is closed before/);
  await showsFigures(page);
  check();
  const list = page.getByRole('list', { name: /^Events/ }).getByRole('listitem');
  await followsEvents(page, new EventRows(list, gateway), proxy);
  check(/WebSocket connection to|^socket: /);

  const now = Date.now();
  for (let number = 0; number < SHOWCASE; number += 1) {
    // One after the other, as the events of a request are not recorded in the order of their times.
    await ingest(baseUrl, key, [showcaseEvent(number, new Date(now - (SHOWCASE - number) * 1_370))]);
  }
  await list.first().getByText('card declined').waitFor();
  const subject = { ask: <T>(expression: string) => page.evaluate<T>(expression) };
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await assertContrast(subject, theme);
    await page.screenshot({ path: shot(theme) });
  }
  await page.setViewportSize({ width: 400, height: 900 });
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  assert.equal(width, 400, 'a narrow page is not scrolled sideways');
  await page.screenshot({ path: shot('narrow'), fullPage: true });
  const kept = JSON.stringify(await context.storageState());
  assert.ok(!kept.includes(key), 'the key is not kept beyond the browser tab');
  check();
} catch (error) {
  faults.push(error instanceof Error ? error.message : String(error));
  await page.screenshot({ path: shot('fault') });
}

await browser.close();
await server.close();
await proxy.close();
faults.forEach((fault) => console.error(fault));
console.log(faults.length === 0 ? 'dashboard: all well' : `dashboard: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
