import { setTimeout as sleep } from 'node:timers/promises';
import { isDeepStrictEqual } from 'node:util';
import type { ClientCalls, RecordedFrame } from './fanout-client.js';
import { readFrame, type Contestant, type Load, type Step } from './fanout-contestants.js';
import { chained, type EventSource } from './fanout-events.js';
import type { Helper } from './fanout-helper.js';

const PROBE_MS = 3_000;
const DELIVERY_MS = 300_000;
/** What comes due within this time is sent together. */
const PACE_MS = 10;
/** What is sent twice comes within this time, and shall be seen. */
const LINGER_MS = 200;

/** What a contestant delivered in one run, and what it took. */
export interface Run {
  /** Frames of all subscribers. */
  readonly messages: number;
  /** Events of all subscribers. */
  readonly events: number;
  readonly seconds: number;
  /** Seconds of processor time of the server. */
  readonly cpu: number;
  readonly frames: readonly RecordedFrame[];
}

/** Publishes events until one has reached all subscribers: from then on nobody misses any. Only for who is told of events. */
export async function untilSubscribed(
  contestant: Contestant,
  client: Helper<ClientCalls>,
  next: EventSource,
): Promise<void> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const events = next(1);
    await contestant.prepare({ isClosedLoop: true, rate: 1, events, frames: [] });
    await contestant.send(0, 1);
    if (await client.ask('reached', { number: events[0]?.number ?? NaN, within: PROBE_MS })) return;
  }
  throw new Error(`${contestant.title}: not everybody is subscribed`);
}

/**
 * Sends a load and waits until everybody has it.
 * @throws where a subscriber did not get each event exactly once, in the order in which they were sent
 */
export async function run(...lane: Parameters<typeof delivered>): Promise<Run> {
  const [{ title }, , { isClosedLoop }] = lane;
  try {
    return await delivered(...lane);
  } catch (error) {
    throw new Error(`${title}, ${isClosedLoop ? 'one event a frame' : 'several a frame'}`, { cause: error });
  }
}

async function delivered(
  contestant: Contestant,
  client: Helper<ClientCalls>,
  load: Load,
  subscribers: number,
  cpu: (contestant: Contestant) => Promise<number>,
): Promise<Run> {
  const steps = await contestant.prepare(load);
  const newest = load.events.at(-1)?.number ?? NaN;
  const reached = async (number: number): Promise<void> => {
    if (!(await client.ask('reached', { number, within: DELIVERY_MS })))
      throw new Error(`not everybody has event ${number}`);
  };
  await client.ask('reset', null);
  const before = await cpu(contestant);
  const started = performance.now();
  if (load.isClosedLoop) {
    for (const [i, { last }] of steps.entries()) {
      await Promise.all([reached(last), contestant.send(i, i + 1)]);
    }
  } else {
    await Promise.all([reached(newest), paced(contestant, steps)]);
  }
  const seconds = (performance.now() - started) / 1000;
  const used = (await cpu(contestant)) - before;

  await sleep(LINGER_MS);
  const hash = load.events.reduce((sum, { number }) => chained(sum, number), 0);
  const { messages, wrong, example } = await client.ask('delivered', { events: load.events.length, hash });
  if (wrong > 0) throw new Error(`${wrong} subscribers got something else: ${example}`);
  return {
    messages,
    events: load.events.length * subscribers,
    seconds,
    cpu: used,
    frames: await client.ask('recorded', null),
  };
}

async function paced(contestant: Contestant, steps: readonly Step[]): Promise<void> {
  const started = performance.now();
  for (let sent = 0; sent < steps.length;) {
    const now = performance.now() - started;
    let due = sent;
    while ((steps[due]?.at ?? Infinity) <= now) due += 1;
    if (due > sent) await contestant.send(sent, due);
    sent = due;
    await sleep(PACE_MS);
  }
}

/** Seconds of processor time a second that a server with idle subscribers takes. */
export async function idleCpu(
  contestant: Contestant,
  cpu: (contestant: Contestant) => Promise<number>,
): Promise<number> {
  const [before, started] = [await cpu(contestant), performance.now()];
  await sleep(2_000);
  return ((await cpu(contestant)) - before) / ((performance.now() - started) / 1000);
}

/** Throws unless two contestants told each document's subscribers the same of the same events. */
export function expectSameEvents(mine: readonly RecordedFrame[], others: readonly RecordedFrame[]): void {
  const told = (frames: readonly RecordedFrame[]): Map<string, unknown> =>
    new Map(
      frames.flatMap(({ document, text }) => {
        const { events, numbers } = readFrame(text);
        return events.map((event, i) => [`${document}/${numbers[i] ?? NaN}`, event] as const);
      }),
    );
  const expected = told(mine);
  for (const [key, event] of told(others)) {
    if (!isDeepStrictEqual(event, expected.get(key)))
      throw new Error(`they differ: ${JSON.stringify(event)} and ${JSON.stringify(expected.get(key))}`);
  }
}
