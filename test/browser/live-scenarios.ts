import assert from 'node:assert/strict';
import type { CutProxy } from './cut-proxy.js';
import type { LivePage } from './live-page.js';

const range = (from: number, until: number): number[] =>
  Array.from({ length: until - from }, (_, index) => from + index);
const last = (numbers: readonly number[]): number => numbers.at(-1) ?? -1;

/** The key form: none, a wrong one, the right one. */
export async function asksForKey(live: LivePage, url: string, key: string): Promise<void> {
  const { page } = live;
  await page.goto(new URL('/live', url).href);
  const field = page.getByLabel(/API key or token/);
  await field.fill('gw_nosuchkey_nosuchsecret');
  await field.press('Enter');
  await live.isIn('Refused');
  await page.getByText('The gateway refuses this key').waitFor();
  await field.fill(key);
  await field.press('Enter');
  await live.isIn('Live');
  await page.reload();
  await live.isIn('Live');
}

/** What is recorded is in the list, each once and in order, and the list is at its bottom. */
export async function showsEvents(live: LivePage): Promise<void> {
  const first = await live.isFollowing();
  await live.record(12);
  await live.shows(first + 12);
  assert.deepEqual(await live.drawn(first), range(first, first + 13));
  const more = await live.record(300);
  await live.shows(last(more));
  assert.ok((await live.distanceFromBottom()) < 2, 'the list follows the newest');
  const options = await live.list.getByRole('option').count();
  assert.ok(options < 80, `only rows in view are in the document, and not ${options}`);
  const newest = live.row(last(more));
  assert.equal(await newest.getAttribute('aria-posinset'), await newest.getAttribute('aria-setsize'));
}

/** Scrolled up, the list stands still and counts; a click, and End, lead back. */
export async function stopsWhenScrolledUp(live: LivePage): Promise<void> {
  const { page } = live;
  await live.list.hover();
  await page.mouse.wheel(0, -600);
  await live.newButton.getByText('Follow').waitFor();
  const before = await live.drawn();
  const seven = await live.record(7);
  await live.newButton.getByText('7 new').waitFor();
  assert.deepEqual(await live.drawn(), before, 'the rows have not moved');
  await live.newButton.click();
  await live.shows(last(seven));
  await live.newButton.waitFor({ state: 'hidden' });

  await page.keyboard.press('PageUp');
  await live.newButton.waitFor();
  const two = await live.record(2);
  await live.newButton.getByText('2 new').waitFor();
  await page.keyboard.press('End');
  await live.shows(last(two));

  await page.mouse.wheel(0, -400);
  await live.newButton.waitFor();
  await page.mouse.wheel(0, 4_000);
  await live.newButton.waitFor({ state: 'hidden' });
  await live.shows(last(await live.record(1)));
}

/** Paused, the view is frozen and what comes is counted; nothing is lost when it goes on. */
export async function pauses(live: LivePage): Promise<void> {
  await live.list.focus();
  await live.page.keyboard.press('p');
  await live.isIn('Paused');
  const before = await live.drawn();
  const five = await live.record(5);
  await live.newButton.getByText('5 new').waitFor();
  assert.deepEqual(await live.drawn(), before, 'the view is frozen');
  await live.page.keyboard.press('Space');
  await live.isIn('Live');
  await live.shows(last(five));
  assert.deepEqual((await live.drawn()).slice(-5), five);
}

/** Enter opens the details, as text; Escape leads back to the row. */
export async function showsDetails(live: LivePage): Promise<void> {
  const { page, details } = live;
  const markup = '<img src=x onerror=alert(1)>';
  const [number = -1] = await live.record(1, { data: { attributes: { markup, deep: { list: [1, 2] } } } });
  await live.shows(number);
  await live.list.focus();
  await page.keyboard.press('ArrowUp');
  await live
    .row(number)
    .and(page.getByRole('option', { selected: true }))
    .waitFor();
  assert.equal(
    await live.list.getAttribute('aria-activedescendant'),
    await live.row(number).getAttribute('id'),
  );
  await page.keyboard.press('Enter');
  await details.waitFor();
  const attributes = await details.locator('pre').textContent();
  assert.deepEqual(JSON.parse(attributes ?? ''), { markup, deep: { list: [1, 2] } });
  assert.equal(await details.locator('img').count(), 0, 'an event is text and no markup');
  await details.getByRole('button', { name: 'Copy as JSON' }).click();
  await details.getByText('Copied').waitFor();
  const copied = JSON.parse(await live.ask<string>('navigator.clipboard.readText()')) as { id: string };
  assert.equal(copied.id, `${live.run}-${number}`);
  await page.keyboard.press('Escape');
  await details.waitFor({ state: 'hidden' });
  assert.equal(await live.ask('document.activeElement.id'), 'rows', 'the focus is back');
  await live.row(number - 1).click();
  await details.getByText(`row ${live.run}-${number - 1}.`).waitFor();
  await page.keyboard.press('ArrowDown');
  await details.getByText(`row ${live.run}-${number}.`).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('?');
  await page.getByRole('heading', { name: 'Shortcuts' }).waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('End');
}

/** A link opens its filter; a changed filter changes the link, and asks anew. */
export async function filtersByAddress(live: LivePage, url: string): Promise<void> {
  const { page } = live;
  const type = `system.browser_${live.run}`;
  await page.goto(new URL(`/live?categories=SYSTEM&minSeverity=ERROR&types=${type}`, url).href);
  await live.isIn('Live');
  assert.equal(await page.getByLabel('Severity').inputValue(), 'ERROR');
  assert.equal(await page.getByLabel('System').isChecked(), true);
  const grave = { type, data: { severity: 'ERROR' } };
  const shown: number[] = [];
  for (let attempt = 1; shown.length === 0; attempt += 1) {
    assert.ok(attempt < 6, 'no event came through the filter');
    const [number = -1] = await live.record(1, grave);
    await live.shows(number, 5_000).then(
      () => shown.push(number),
      () => undefined,
    );
  }
  await live.record(3, { type });
  await live.record(2, { data: grave.data });
  await live.record(1, { type: 'auth.login', data: { actor: `row ${live.run}` } });
  shown.push(...(await live.record(2, grave)));
  await live.shows(last(shown));
  assert.deepEqual(await live.drawn(shown[0]), shown, 'only what matches is shown');

  await page.keyboard.press('/');
  assert.equal(await live.ask('document.activeElement.name'), 'search');
  await page.keyboard.insertText('-absent');
  await page.keyboard.press('Enter');
  await page.getByLabel('Types').fill(`${type}.*`);
  await page.getByLabel('Severity').selectOption('CRITICAL');
  assert.equal(
    new URL(page.url()).search,
    `?categories=SYSTEM&minSeverity=CRITICAL&types=${type}.*&search=-absent`,
    'the link follows the filter',
  );
  await page.getByText('Nothing yet').waitFor();
  assert.deepEqual(await live.drawn(), [], 'the list is empty again');
  await page.getByRole('button', { name: 'Clear' }).click();
  await live.isFollowing();
  assert.equal(new URL(page.url()).search, '');
}

/** A broken connection is told of and taken up again behind the last event: each row once, none missing. */
export async function resumes(live: LivePage, proxy: CutProxy): Promise<void> {
  const first = await live.isFollowing();
  await live.record(20);
  await live.shows(first + 20);
  proxy.cut();
  await live.isIn('Reconnecting');
  await live.page.getByText(/in \d+ s/).waitFor();
  await live.record(20);
  await live.page.getByRole('button', { name: 'Connect now' }).click();
  await live.record(10);
  proxy.mend();
  await live.isIn('Live');
  await live.record(10);
  await live.shows(first + 60);
  assert.deepEqual(await live.drawn(first), range(first, first + 61), 'each event once and in order');
  assert.equal(await live.page.locator('.row.gap:visible').count(), 0, 'and no gap between');
}
