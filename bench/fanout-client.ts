import { randomUUID } from 'node:crypto';
import { get } from 'node:http';
import { WebSocket } from 'ws';
import { chained, ID_DIGITS, ID_PREFIX } from './fanout-events.js';
import { serveBench } from './fanout-helper.js';

/**
 * The process of the subscribers. It is light, so that the servers set the pace: a frame is searched for its type and
 * the numbers of its events, and never parsed.
 */

/** Where subscribers go. `ws` and `sse` servers are told the number of the document in the query string. */
export interface SubscriberTarget {
  readonly kind: 'graphql' | 'ws' | 'sse';
  readonly url: string;
  readonly connectionParams: Record<string, string>;
  readonly documents: readonly string[];
  readonly subscribers: number;
}

/** A frame that the first subscriber of a document got. */
export interface RecordedFrame {
  readonly document: number;
  /** Milliseconds since the reset. */
  readonly at: number;
  readonly text: string;
}

/** What subscribers got since the reset, all together. */
export interface Delivered {
  readonly messages: number;
  readonly bytes: number;
  /** Subscribers that did not get exactly the expected events in their order, the first of them with what it got. */
  readonly wrong: number;
  readonly example: string;
}

export interface ClientCalls {
  connect(target: SubscriberTarget): Promise<void>;
  /** Whether each subscriber has got an event of this number or a later one within some milliseconds. */
  reached(wanted: { readonly number: number; readonly within: number }): Promise<boolean>;
  reset(argument: null): Promise<void>;
  delivered(expected: { readonly events: number; readonly hash: number }): Promise<Delivered>;
  recorded(argument: null): Promise<RecordedFrame[]>;
}

const CONNECTING_AT_ONCE = 100;
const NEXT = Buffer.from('"type":"next"');
const ID = Buffer.from(`"${ID_PREFIX}`);
const ZERO = 48;

let many = 0;
let kinds = 0;
let last = new Int32Array();
let counts = new Int32Array();
let hashes = new Int32Array();
let messages = 0;
let bytes = 0;
let since = 0;
let recording: RecordedFrame[] = [];
let failure: string | null = null;

let target = Infinity;
let reached = 0;
let onReached: ((isReached: boolean) => void) | null = null;

function fail(what: string): void {
  failure ??= what;
  onReached?.(false);
}

/** Counts a frame and the events in it. */
function take(subscriber: number, frame: Buffer): void {
  messages += 1;
  bytes += frame.length;
  if (subscriber < kinds)
    recording.push({ document: subscriber, at: performance.now() - since, text: frame.toString() });
  const before = last[subscriber] ?? 0;
  let newest = before;
  for (let at = frame.indexOf(ID); at >= 0; at = frame.indexOf(ID, at)) {
    at += ID.length;
    let number = 0;
    for (const end = at + ID_DIGITS; at < end; at++) number = number * 10 + (frame[at] ?? 0) - ZERO;
    counts[subscriber] = (counts[subscriber] ?? 0) + 1;
    hashes[subscriber] = chained(hashes[subscriber] ?? 0, number);
    if (number > newest) newest = number;
  }
  last[subscriber] = newest;
  if (before < target && newest >= target && ++reached === many) onReached?.(true);
}

function subscribe({ connectionParams, documents }: SubscriberTarget, url: string, i: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, 'graphql-transport-ws', {
      perMessageDeflate: false,
      skipUTF8Validation: true,
    });
    const send = (message: object): void => socket.send(JSON.stringify(message));
    socket.on('open', () => send({ type: 'connection_init', payload: connectionParams }));
    socket.on('message', (raw: Buffer) => {
      if (raw.includes(NEXT)) return take(i, raw);
      const { type } = JSON.parse(raw.toString()) as { type: string };
      if (type === 'ping') return send({ type: 'pong' });
      if (type !== 'connection_ack') return fail(raw.toString());
      // As clients make them: each subscriber's operation has an id of its own.
      send({ id: randomUUID(), type: 'subscribe', payload: { query: documents[i % documents.length] } });
      resolve();
    });
    socket.on('error', reject);
    socket.on('close', (code) => {
      fail(`closed with ${code}`);
      reject(new Error(`closed with ${code}`));
    });
  });
}

function listen(url: string, i: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, { perMessageDeflate: false, skipUTF8Validation: true });
    socket.on('open', () => resolve());
    socket.on('message', (raw: Buffer) => take(i, raw));
    socket.on('error', reject);
    socket.on('close', (code) => fail(`closed with ${code}`));
  });
}

const END = Buffer.from('\n\n');

function follow(url: string, i: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent: false, headers: { accept: 'text/event-stream' } }, (response) => {
      let rest: Buffer | null = null;
      response.on('data', (chunk: Buffer) => {
        const text = rest === null ? chunk : Buffer.concat([rest, chunk]);
        let from = 0;
        for (let end = text.indexOf(END); end >= 0; end = text.indexOf(END, from)) {
          take(i, text.subarray(from, end));
          from = end + END.length;
        }
        rest = from === text.length ? null : text.subarray(from);
      });
      response.on('close', () => fail('an event stream has ended'));
      resolve();
    });
    request.on('error', reject);
  });
}

serveBench<ClientCalls>({
  connect: async (to) => {
    many = to.subscribers;
    kinds = to.documents.length;
    last = new Int32Array(many);
    counts = new Int32Array(many);
    hashes = new Int32Array(many);
    for (let first = 0; first < many; first += CONNECTING_AT_ONCE) {
      const some = Math.min(CONNECTING_AT_ONCE, many - first);
      await Promise.all(
        Array.from({ length: some }, (_, n) => {
          const i = first + n;
          if (to.kind === 'graphql') return subscribe(to, to.url, i);
          const url = `${to.url}/?document=${i % kinds}`;
          return to.kind === 'ws' ? listen(url, i) : follow(url, i);
        }),
      );
    }
  },

  reached: ({ number, within }) =>
    new Promise((resolve, reject) => {
      const done = (isReached: boolean): void => {
        clearTimeout(timer);
        target = Infinity;
        onReached = null;
        if (failure === null) resolve(isReached);
        else reject(new Error(failure));
      };
      const timer = setTimeout(() => done(false), within);
      target = number;
      onReached = done;
      reached = last.reduce((sum, got) => sum + (got >= number ? 1 : 0), 0);
      if (reached === many || failure !== null) done(true);
    }),

  reset: async () => {
    counts.fill(0);
    hashes.fill(0);
    messages = 0;
    bytes = 0;
    recording = [];
    since = performance.now();
  },

  delivered: async ({ events, hash }) => {
    if (failure !== null) throw new Error(failure);
    let wrong = 0;
    let example = '';
    for (let i = 0; i < many; i++) {
      if (counts[i] === events && hashes[i] === hash) continue;
      if (wrong++ === 0) example = `${counts[i] ?? NaN} of ${events} events, the last ${last[i] ?? NaN}`;
    }
    return { messages, bytes, wrong, example };
  },

  recorded: async () => recording,
});
