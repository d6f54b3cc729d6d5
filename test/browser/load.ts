import { ingest, type SentEvent } from './ingest.js';

const EVERY_MS = 100;

/** How a load is made. */
export interface Load {
  readonly url: string;
  readonly key: string;
  readonly perSecond: number;
  readonly seconds: number;
  readonly event: (number: number) => SentEvent;
}

/**
 * Sends events at a steady rate, a batch ten times a second, each when it is due and not when the one before was
 * answered. Fails where one is not accepted. Resolves with how many were sent and how long it took.
 */
export async function sendLoad({ url, key, perSecond, seconds, event }: Load) {
  const size = (perSecond * EVERY_MS) / 1000;
  const batches = (seconds * 1000) / EVERY_MS;
  const began = performance.now();
  const running: Promise<void>[] = [];
  for (let batch = 0; batch < batches; batch += 1) {
    const wait = began + batch * EVERY_MS - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    const events = Array.from({ length: size }, (_, index) => event(batch * size + index));
    const sent = ingest(url, key, events);
    sent.catch(() => undefined);
    running.push(sent);
  }
  await Promise.all(running);
  return { events: batches * size, ms: performance.now() - began };
}
