import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createClient, type Client } from 'graphql-sse';
import type { Database } from '../../src/db/database.js';
import { openTestDatabase } from '../support/database.js';
import { startTestNode, type TestNode } from '../support/node.js';

interface Batch {
  readonly events: readonly { readonly id: string }[];
  readonly cursor: string;
}
type Answer = { data?: { events: Batch } | null; errors?: readonly { message: string }[] };

const DOCUMENT = `subscription ($after: String, $replay: Int, $filter: EventFilter) {
  events(after: $after, replay: $replay, filter: $filter) { events { id } cursor }
}`;

let db: Database;
let node: TestNode;
let key: string;
let sent = 0;

beforeAll(async () => {
  db = await openTestDatabase(8);
  node = await startTestNode(db);
  key = await node.key('acme', ['events:read', 'events:write', 'analytics:read']);
});
afterAll(() => node.stop());

const client = (token: string): Client =>
  createClient({
    url: `${node.url}/graphql`,
    headers: { authorization: `Bearer ${token}` },
    retryAttempts: 0,
  });

async function ingest(count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => `e${sent++}`);
  const lines = ids.map((id) =>
    JSON.stringify({
      specversion: '1.0',
      ...{ id, source: 'sse', type: 'system.deployed', data: { message: `deployed ${id}` } },
    }),
  );
  const response = await node.events(key, 'application/x-ndjson', `${lines.join('\n')}\n`);
  await response.text();
  return ids;
}

/** The ids of the first so many events of a subscription, and the last cursor. */
async function take(
  variables: Record<string, unknown>,
  count: number,
  onOpen: () => Promise<unknown> = async () => undefined,
): Promise<{ ids: string[]; cursor: string }> {
  const results = client(key).iterate({ query: DOCUMENT, variables }) as AsyncIterableIterator<Answer>;
  const ids: string[] = [];
  let cursor = '';
  const first = results.next();
  const opened = onOpen();
  for (let step = await first; step.done !== true; step = await results.next()) {
    const batch = step.value.data?.events;
    if (batch === undefined) throw new Error(JSON.stringify(step.value));
    ids.push(...batch.events.map(({ id }) => id));
    cursor = batch.cursor;
    if (ids.length >= count) break;
  }
  await results.return?.();
  await opened;
  return { ids, cursor };
}

describe('GraphQL over Server-Sent Events', () => {
  test('replays, goes on live, and resumes behind a cursor', async () => {
    const before = await ingest(5);
    const first = await take({ replay: 3 }, 3);
    expect(first.ids).toEqual(before.slice(-3));
    const missed = await ingest(700);
    const resumed = await take({ after: first.cursor }, missed.length);
    expect(resumed.ids).toEqual(missed);
    const live: string[] = [];
    const { ids } = await take({ after: resumed.cursor }, 4, async () => live.push(...(await ingest(4))));
    expect(ids).toEqual(live);
  });

  test('answers a query, and tells what is wrong with a document, in a stream that completes', async () => {
    const results = client(key).iterate({ query: '{ viewer { tenant { id } } }' });
    const steps: unknown[] = [];
    for await (const step of results) steps.push(step);
    expect(steps).toEqual([{ data: { viewer: { tenant: { id: 'acme' } } } }]);
    const faults: Answer[] = [];
    for await (const step of client(key).iterate({ query: 'subscription { nothing }' }))
      faults.push(step as Answer);
    expect(faults).toEqual([
      { errors: [expect.objectContaining({ message: expect.stringContaining('nothing') })] },
    ]);
  });

  test('says in the stream why a subscription is refused', async () => {
    const blind = await node.key('acme', ['analytics:read']);
    const steps: Answer[] = [];
    for await (const step of client(blind).iterate({ query: DOCUMENT })) steps.push(step as Answer);
    expect(steps).toEqual([{ errors: [expect.objectContaining({ extensions: { code: 'FORBIDDEN' } })] }]);
    const both: Answer[] = [];
    const variables = { after: 'x', replay: 1 };
    for await (const step of client(key).iterate({ query: DOCUMENT, variables })) both.push(step as Answer);
    expect(both[0]?.errors?.[0]?.message).toMatch(/replay/);
  });

  test.each([
    [401, {}],
    [401, { authorization: 'Bearer gw_nonsense' }],
  ])('answers with the status %i without good credentials', async (status, headers) => {
    const response = await fetch(`${node.url}/graphql?query=%7Bviewer%7Btenant%7Bid%7D%7D%7D`, {
      headers: { accept: 'text/event-stream', ...headers } as Record<string, string>,
    });
    expect(response.status).toBe(status);
    await response.body?.cancel();
  });

  test('takes a GET, and no mutation by it', async () => {
    const get = async (query: string): Promise<Response> =>
      fetch(`${node.url}/graphql?query=${encodeURIComponent(query)}`, {
        headers: { accept: 'text/event-stream', authorization: `Bearer ${key}` },
      });
    const answer = await get('{ viewer { tenant { id } } }');
    expect(answer.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(await answer.text()).toBe(
      'event: next\ndata: {"data":{"viewer":{"tenant":{"id":"acme"}}}}\n\nevent: complete\ndata:\n\n',
    );
    const refused = await get('mutation { deleteAlert(id: "x") }');
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'POST']);
  });

  test('ends without a complete event when the node goes, so that clients come back', async () => {
    const own = await startTestNode(await openTestDatabase(4));
    const ownKey = await own.key('acme', ['events:read']);
    const response = await fetch(`${own.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        authorization: `Bearer ${ownKey}`,
      },
      body: JSON.stringify({ query: 'subscription { events { cursor } }' }),
    });
    expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const [text] = await Promise.all([response.text(), own.stop()]);
    expect(text).not.toContain('complete');
  });
});
