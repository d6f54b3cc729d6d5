import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Locator } from 'playwright-core';
import { ingest, type SentEvent } from './ingest.js';

/** A list of the event log on a page, and the gateway that events are recorded with. */
export class EventRows {
  /** Of every event that is recorded here, so that rows of others can be told apart. */
  readonly run = randomUUID().slice(0, 8);
  private sent = 0;

  constructor(
    private readonly rows: Locator,
    private readonly gateway: { readonly url: string; readonly key: string },
  ) {}

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
    return this.rows.filter({ hasText: `row ${this.run}-${number}.` });
  }

  /** The numbers of the recorded events that are drawn, in the order of the rows, from a number on. */
  async drawn(from = 0): Promise<number[]> {
    const texts = await this.rows.allTextContents();
    const pattern = new RegExp(`row ${this.run}-(\\d+)\\.`);
    const numbers = texts.map((text) => Number(pattern.exec(text)?.[1] ?? -1));
    return numbers.filter((number) => number >= from);
  }
}
