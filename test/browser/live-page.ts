import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { ingest, type SentEvent } from './ingest.js';

/** The event log's page as a user drives it, and the gateway behind it. */
export class LivePage {
  /** Of every event of this page, so that rows of others can be told apart. */
  readonly run = randomUUID().slice(0, 8);
  private sent = 0;

  constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
    private readonly gateway: { readonly url: string; readonly key: string },
  ) {}

  get list(): Locator {
    return this.page.getByRole('listbox', { name: 'Events' });
  }

  get newButton(): Locator {
    return this.page.locator('#new');
  }

  get details(): Locator {
    return this.page.getByRole('complementary', { name: 'Event' });
  }

  /** Waits for a state such as `Live`. */
  async isIn(state: string): Promise<void> {
    await this.page.locator('#state-text', { hasText: new RegExp(`^${state}$`) }).waitFor();
  }

  /** Records events: a number each in their message, one after the other. Returns the numbers. */
  async record(count: number, event: Partial<SentEvent> = {}): Promise<number[]> {
    const numbers = Array.from({ length: count }, (_, index) => this.sent + index);
    this.sent += count;
    const events = numbers.map((number) => ({
      id: `${this.run}-${number}`,
      source: '/browser',
      type: 'system.deployed',
      ...event,
      data: { message: `row ${this.run}-${number}.`, ...event.data },
    }));
    await ingest(this.gateway.url, this.gateway.key, events);
    return numbers;
  }

  /** Waits until the page shows events as they are recorded: the first may be earlier than the subscription. */
  async isFollowing(): Promise<number> {
    for (let attempt = 1; ; attempt += 1) {
      const [number = -1] = await this.record(1);
      const shown = await this.shows(number, 2_000).then(
        () => true,
        () => false,
      );
      if (shown) return number;
      assert.ok(attempt < 5, 'no event came to the page');
    }
  }

  /** Waits until the row of a recorded event is drawn. */
  async shows(number: number, timeout = 10_000): Promise<void> {
    await this.row(number).waitFor({ timeout });
  }

  row(number: number): Locator {
    return this.list.getByRole('option').filter({ hasText: `row ${this.run}-${number}.` });
  }

  /** How many events the page says it has received. */
  async received(): Promise<number> {
    return Number((await this.page.locator('#received').innerText()).replaceAll(',', ''));
  }

  /** The numbers of the recorded events that are drawn, in the order of the rows, from a number on. */
  async drawn(from = 0): Promise<number[]> {
    const texts = await this.list.getByRole('option').allTextContents();
    const pattern = new RegExp(`row ${this.run}-(\\d+)\\.`);
    const numbers = texts.map((text) => Number(pattern.exec(text)?.[1] ?? -1));
    return numbers.filter((number) => number >= from);
  }

  /** What an expression is in the page. Not page.evaluate, which needs the eval that the policy forbids. */
  async ask<T>(expression: string): Promise<T> {
    const { result, exceptionDetails } = await this.cdp.send('Runtime.evaluate', {
      expression,
      returnByValue: true,
      awaitPromise: true,
      userGesture: true,
    });
    assert.equal(exceptionDetails, undefined, JSON.stringify(exceptionDetails));
    return result.value as T;
  }

  /** Where the list stands: its distance from the bottom in pixels. */
  async distanceFromBottom(): Promise<number> {
    return this.ask<number>(
      `(({ scrollHeight, clientHeight, scrollTop }) => scrollHeight - clientHeight - scrollTop)(document.getElementById('rows'))`,
    );
  }
}
