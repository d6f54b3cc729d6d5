import assert from 'node:assert/strict';

/** An event as it goes in. */
export interface SentEvent {
  readonly id: string;
  readonly source: string;
  readonly type: string;
  readonly time?: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Sends events to a gateway through `POST /v1/events`; fails unless each of them is accepted. */
export async function ingest(baseUrl: string, key: string, events: readonly SentEvent[]): Promise<void> {
  const response = await fetch(new URL('/v1/events', baseUrl), {
    method: 'POST',
    headers: {
      'content-type': 'application/cloudevents-batch+json',
      authorization: `Bearer ${key}`,
    },
    body: JSON.stringify(events.map((event) => ({ specversion: '1.0', ...event }))),
  });
  const text = await response.text();
  assert.equal(response.status, 200, text);
  const { accepted } = JSON.parse(text) as { accepted: number };
  assert.equal(accepted, events.length, text.slice(0, 500));
}
