import { generateDemo, type DemoEvent } from '../../../src/demo/generate-demo.js';
import type { CloudEventOf, EventType } from '../../../src/demo/event.js';

export const DAY = 86_400_000;
export const NOW = new Date('2026-03-18T15:24:41.500Z');
export const FROM = NOW.getTime() - 90 * DAY;

/** A fifth of the usual number of events, over the usual 90 days. */
export const SAMPLE = { seed: 7, now: NOW, days: 90, scale: 0.2 };

let events: readonly DemoEvent[] | undefined;

/** The sample's events, made once a test file. */
export function sample(): readonly DemoEvent[] {
  return (events ??= [...generateDemo(SAMPLE)]);
}

/** The sample's events of one type, of one tenant. */
export function ofType<T extends EventType>(type: T, tenantId = 'acme'): CloudEventOf<T>[] {
  return sample()
    .filter((entry) => entry.tenantId === tenantId && entry.event.type === type)
    .map(({ event }) => event as CloudEventOf<T>);
}

/** Where an event lies in the window, 0 to 1. */
export function fractionOf(event: { time: string }): number {
  return (Date.parse(event.time) - FROM) / (90 * DAY);
}
