import type { TestNode } from '../../support/node.js';
import { json, literal, type TestEvent } from './events.js';

/** The verdict on one event, as it came over the wire. */
export interface Verdict {
  readonly index: number;
  readonly id: string | null;
  readonly verdict: 'ACCEPTED' | 'DUPLICATE' | 'CONFLICT' | 'REJECTED';
  readonly reason: string | null;
}

/** An IngestResult, whatever it came over. */
export interface Answer {
  readonly accepted: number;
  readonly duplicates: number;
  readonly conflicts: number;
  readonly rejected: number;
  readonly events: readonly Verdict[];
}

/** A way for events into the node. */
export interface Transport {
  readonly name: string;
  /** As many events are worth sending at once. */
  readonly most: number;
  send(node: TestNode, key: string, events: readonly TestEvent[]): Promise<Answer>;
}

const FIELDS = '{ accepted duplicates conflicts rejected events { index id verdict reason } }';

const structured: Transport = {
  name: 'structured',
  most: 20,
  send: (node, key, events) =>
    oneByOne(events, (event) => node.events(key, 'application/cloudevents+json', json(event))),
};

const binary: Transport = {
  name: 'binary',
  most: 20,
  send: (node, key, events) =>
    oneByOne(events, ({ data, ...envelope }) => {
      const headers = Object.entries({ specversion: '1.0', ...envelope })
        .filter(([, value]) => value !== undefined)
        .map(([name, value]) => [`ce-${name}`, encodeURI(String(value))] as const);
      return node.events(key, 'application/json', json(data), Object.fromEntries(headers));
    }),
};

/** The JSON array of CloudEvents: one request, one transaction. */
export const batch: Transport = {
  name: 'batch',
  most: 1000,
  send: async (node, key, events) =>
    answered(await node.events(key, 'application/cloudevents-batch+json', json(events))),
};

/** One event a line, a verdict a line. */
export const ndjson: Transport = {
  name: 'NDJSON',
  most: 1000,
  send: async (node, key, events) => {
    const response = await node.events(key, 'application/x-ndjson', events.map(json).join('\n'));
    const lines = (await response.text()).trimEnd().split('\n');
    if (response.status !== 200) throw new Error(`${response.status}: ${lines[0]}`);
    const totals = JSON.parse(lines.pop() ?? '') as Omit<Answer, 'events'>;
    return { ...totals, events: lines.map((line) => JSON.parse(line) as Verdict) };
  },
};

const inline: Transport = {
  name: 'GraphQL literals',
  most: 30,
  send: (node, key, events) =>
    mutate(node, key, json({ query: `mutation { ingest(events: ${literal(events)}) ${FIELDS} }` })),
};

/** The GraphQL mutation with the events as a variable. */
export const variables: Transport = {
  name: 'GraphQL variables',
  most: 1000,
  send: (node, key, events) => {
    const query = `mutation Ingest($events: [CloudEventInput!]!) { ingest(events: $events) ${FIELDS} }`;
    return mutate(node, key, json({ query, variables: { events } }));
  },
};

/** Every door there is. */
export const TRANSPORTS: readonly Transport[] = [structured, batch, binary, ndjson, inline, variables];

async function mutate(node: TestNode, key: string, body: string): Promise<Answer> {
  const response = await fetch(`${node.url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body,
  });
  const { data, errors } = (await response.json()) as { data?: { ingest: Answer }; errors?: unknown };
  if (data?.ingest === undefined) throw new Error(`${response.status}: ${JSON.stringify(errors)}`);
  return data.ingest;
}

async function answered(response: Response): Promise<Answer> {
  const text = await response.text();
  if (response.status !== 200) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as Answer;
}

async function oneByOne(
  events: readonly TestEvent[],
  send: (event: TestEvent) => Promise<Response>,
): Promise<Answer> {
  const totals = { accepted: 0, duplicates: 0, conflicts: 0, rejected: 0 };
  const verdicts: Verdict[] = [];
  for (const [index, event] of events.entries()) {
    const answer = await answered(await send(event));
    for (const name of Object.keys(totals) as (keyof typeof totals)[]) totals[name] += answer[name];
    verdicts.push(...answer.events.map((verdict) => ({ ...verdict, index })));
  }
  return { ...totals, events: verdicts };
}
