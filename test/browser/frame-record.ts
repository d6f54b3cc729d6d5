import type { LivePage } from './live-page.js';

/** What a page did under load. */
export interface FrameRecord {
  /** Between each two frames, in milliseconds. */
  readonly gaps: readonly number[];
  /** Tasks of the page's own thread that took 50 ms or more: what is longer between two frames, the machine took. */
  readonly tasks: readonly number[];
  /** How often each number of an event of the run came over the socket; 1 each, if all is well. */
  readonly counts: readonly number[];
}

/**
 * To run in the page before its own scripts: notes each frame, and which events its sockets bring. It reads the
 * numbers off the text of the messages and parses nothing, so that it costs the page little.
 */
export const RECORDER = `(() => {
  const record = (globalThis.liveRecord = { gaps: [], tasks: [], counts: [] });
  let last = performance.now();
  const frame = () => {
    const now = performance.now();
    record.gaps.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) record.tasks.push(duration);
  }).observe({ type: 'longtask' });
  const Native = WebSocket;
  globalThis.WebSocket = class extends Native {
    constructor(...args) {
      super(...args);
      this.addEventListener('message', ({ data }) => {
        for (const [, number] of String(data).matchAll(/"id":"load-[0-9a-f]+-(\\d+)"/g))
          record.counts[number] = (record.counts[number] ?? 0) + 1;
      });
    }
  };
})()`;

/** Forgets what was recorded so far. */
export async function restartRecord(live: LivePage): Promise<void> {
  await live.ask('void Object.assign(liveRecord, { gaps: [], tasks: [], counts: [] })');
}

/** Reads what was recorded. */
export async function readRecord(live: LivePage): Promise<FrameRecord> {
  return live.ask<FrameRecord>('liveRecord');
}
