import assert from 'node:assert/strict';
import type { CDPSession, Locator, Page } from 'playwright-core';
import { EventRows } from './event-rows.js';

/** The event log's page as a user drives it, and the gateway behind it. */
export class LivePage extends EventRows {
  constructor(
    readonly page: Page,
    private readonly cdp: CDPSession,
    gateway: { readonly url: string; readonly key: string },
  ) {
    super(page.getByRole('listbox', { name: 'Events' }).getByRole('option'), gateway);
  }

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

  /** How many events the page says it has received. */
  async received(): Promise<number> {
    return Number((await this.page.locator('#received').innerText()).replaceAll(',', ''));
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
