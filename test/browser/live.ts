/**
 * Drives the page at /live with a real browser: `tsx test/browser/live.ts <baseUrl> <key> <screenshot.png>`, under
 * the conditions of graphiql.ts. Writes <screenshot>-light.png, <screenshot>-dark.png and <screenshot>-narrow.png.
 * Exits with 1 and a line per fault.
 */
import { assertContrast } from './contrast.js';
import { openCutProxy } from './cut-proxy.js';
import { watchFaults } from './faults.js';
import { ingest } from './ingest.js';
import { launch } from './launch.js';
import { LivePage } from './live-page.js';
import {
  asksForKey,
  filtersByAddress,
  pauses,
  resumes,
  showsDetails,
  showsEvents,
  stopsWhenScrolledUp,
} from './live-scenarios.js';
import { showcaseEvent } from './showcase.js';

const VIEWPORT = { width: 1440, height: 780 };
/** So high that all rows of a test are drawn. */
const TALL = { width: 1440, height: 4_000 };

const [baseUrl, key, screenshot] = process.argv.slice(2);
if (baseUrl === undefined || key === undefined || screenshot === undefined) {
  console.error('usage: tsx test/browser/live.ts <baseUrl> <key> <screenshot.png>');
  process.exit(2);
}

/** Events in the pictures. */
const SHOWCASE = 160;

/** What a browser says of a connection that was cut on purpose. */
const CUT = /WebSocket connection to|^socket: /;

const proxy = await openCutProxy(baseUrl);
const browser = await launch();
const context = await browser.newContext({ viewport: VIEWPORT, colorScheme: 'light' });
context.setDefaultTimeout(20_000);
await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin: proxy.url });
const page = await context.newPage();
const faults: string[] = [];
const shot = (name: string): string => screenshot.replace(/(\.png)?$/, `-${name}.png`);

try {
  const seen = await watchFaults(page, proxy.url);
  const live = new LivePage(page, await context.newCDPSession(page), { url: baseUrl, key });
  await asksForKey(live, proxy.url, key);
  await showsEvents(live);
  await stopsWhenScrolledUp(live);
  await pauses(live);
  await showsDetails(live);
  await filtersByAddress(live, proxy.url);
  faults.push(...seen);

  await page.setViewportSize(TALL);
  await resumes(live, proxy);
  faults.push(...seen.slice(faults.length).filter((fault) => !CUT.test(fault)));
  const before = seen.length;

  await page.setViewportSize(VIEWPORT);
  await page.goto(new URL(`/live#key=${key}`, proxy.url).href);
  await live.isFollowing();
  const received = await live.received();
  const now = Date.now();
  const showcase = Array.from({ length: SHOWCASE }, (_, number) =>
    showcaseEvent(number, new Date(now - (SHOWCASE - number) * 137)),
  );
  // A few at a time, as the events of a request are not recorded in the order of their times.
  for (let from = 0; from < SHOWCASE; from += 4) await ingest(baseUrl, key, showcase.slice(from, from + 4));
  await page.getByText(`${(received + SHOWCASE).toLocaleString('en')} received`).waitFor();
  await live.list.getByRole('option').filter({ hasText: 'does not answer' }).last().click();
  await live.details.waitFor();
  for (const theme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme: theme });
    await assertContrast(live, theme);
    await page.screenshot({ path: shot(theme) });
  }
  await page.setViewportSize({ width: 400, height: 800 });
  const filter = page.getByRole('button', { name: 'Filter', expanded: true });
  if (await filter.isVisible()) await filter.click();
  await assertContrast(live, 'dark');
  await page.screenshot({ path: shot('narrow') });

  const kept = JSON.stringify(await context.storageState());
  if (kept.includes(key)) faults.push('the key is kept beyond the browser tab');
  faults.push(...seen.slice(before));
} catch (error) {
  faults.push(error instanceof Error ? error.message : String(error));
  await page.screenshot({ path: shot('fault') });
}

await browser.close();
await proxy.close();
faults.forEach((fault) => console.error(fault));
console.log(faults.length === 0 ? 'live: all well' : `live: ${faults.length} faults`);
process.exitCode = faults.length === 0 ? 0 : 1;
