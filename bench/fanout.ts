import type { ClientCalls } from './fanout-client.js';
import {
  connectClients,
  gatewayContestant,
  plainContestant,
  sseContestant,
  stockContestant,
  type Contestant,
} from './fanout-contestants.js';
import { documents, eventSource, PAGE_DOCUMENT, type EventSource } from './fanout-events.js';
import type { Helper } from './fanout-helper.js';
import { memoryOfSubscribers, type Memory } from './fanout-memory.js';
import { expectSameEvents, idleCpu, run, untilSubscribed, type Run } from './fanout-run.js';
import { cpuOf, startNodeProcess } from './node-process.js';
import { median, report, type Figure } from './report.js';

/** The gateway puts the events of one tick of this length into a frame. */
const TICK_MS = 100;
const WARM_UP_FRAMES = 20;
const BARS = {
  plain: { least: 0.85 },
  stock: { single: { least: 4 }, several: { least: 10 } },
  memory: { most: 0.5 },
} as const;

type Name = 'gateway' | 'plain' | 'stock' | 'sse';
type Contestants = Readonly<Record<Name, Contestant>>;

interface Settings {
  readonly subscribers: number;
  readonly rounds: number;
  readonly frames: number;
  readonly rate: number;
}

type ReadCpu = (contestant: Contestant) => Promise<number>;
/** One run of each with the same load. */
type Round = Readonly<Record<Name, Run>>;

/** The rounds of both loads, and what the gateway took with nothing to send: seconds of processor time a second. */
interface Part {
  readonly single: readonly Round[];
  readonly several: readonly Round[];
  readonly idle: readonly number[];
}

/**
 * What one second of the server's processor time delivers to the sockets of live events, beside plain `ws` that sends
 * the same bytes, stock graphql-ws and plain server-sent events, each in a process of its own, its subscribers in
 * another. Rounds of all take turns.
 *
 * Events come into the gateway's database by SQL from here, so what its process does is fan-out and its own idle work
 * alone. Two loads: one event a frame, sent once everybody has the one before; and several a frame, at a steady rate,
 * where plain `ws` is sent the frames that the gateway made, and the others a message for each event. Of those, stock
 * and SSE get the first second: stock cannot keep up, and what it takes for a message does not depend on how many wait.
 */
export async function benchFanout(options: ReadonlyMap<string, string>): Promise<boolean> {
  const settings = {
    subscribers: Number(options.get('subscribers') ?? 2_000),
    rounds: Number(options.get('rounds') ?? 3),
    frames: Number(options.get('frames') ?? 50),
    rate: Number(options.get('rate') ?? 300),
  };
  const { subscribers, rounds, frames, rate } = settings;
  const kinds = Number(options.get('documents') ?? 10);
  const next = eventSource();

  const memory = await memoryOfSubscribers(subscribers, next);
  const node = await startNodeProcess();
  const running: Contestant[] = [];
  try {
    const started = async <C extends Contestant>(starting: Promise<C>): Promise<C> => {
      const contestant = await starting;
      running.push(contestant);
      return contestant;
    };
    const contestants = {
      gateway: await gatewayContestant(node),
      plain: await started(plainContestant()),
      stock: await started(stockContestant()),
      sse: await started(sseContestant()),
    };
    const mainThread = node.kind === 'embedded';
    if (mainThread) {
      process.stdout.write(
        'The embedded database runs in a thread of the gateway: processor time is that of the main thread, of all contestants, and the bar of memory is held against its heap.\n',
      );
    }
    const cpu: ReadCpu = ({ pid }) => cpuOf(pid, { mainThread });
    const figures: Figure[] = [];
    const loads: Record<string, readonly string[]> = {
      'one document': documents(1),
      "the page's document": [PAGE_DOCUMENT],
      ...(kinds > 1 ? { [`${kinds} documents`]: documents(kinds) } : {}),
    };
    for (const [title, subscriptions] of Object.entries(loads)) {
      const part = await measure(contestants, subscriptions, settings, next, cpu);
      // With several documents there is as much more to execute, which nobody shares: those ratios are only told.
      figures.push(...compared(contestants, title, subscriptions.length === 1, part));
    }
    const idle = (what: string, figure: (memory: Memory) => number): Figure[] =>
      (['gateway', 'stock', 'plain'] as const).map((name) => ({
        name: `idle subscriber, ${what}: ${contestants[name].title}`,
        value: figure(memory[name]) / 1000,
        unit: 'kB',
      }));
    figures.push(
      ...idle('resident', ({ resident }) => resident),
      ...idle('heap and buffers', ({ used }) => used),
      ...idle('resident with garbage', ({ uncollected }) => uncollected),
      {
        name: `idle subscriber, ${mainThread ? 'heap and buffers' : 'resident'}: gateway / stock`,
        value: share(memory, mainThread ? 'used' : 'resident'),
        unit: '',
        bar: BARS.memory,
      },
    );
    const load = `${subscribers} subscribers, ${rounds} rounds of ${frames} frames, several: ${rate} events/s`;
    return report(`fanout (${node.kind} database, ${load})`, figures);
  } finally {
    await Promise.all(running.map((contestant) => contestant.stop()));
    await node.stop();
  }
}

/** NaN, which keeps no bar, where a process came out smaller with its subscribers: that was not measured. */
function share({ gateway, stock }: Readonly<Record<'gateway' | 'stock', Memory>>, of: keyof Memory): number {
  return gateway[of] > 0 && stock[of] > 0 ? gateway[of] / stock[of] : NaN;
}

async function measure(
  contestants: Contestants,
  subscriptions: readonly string[],
  { subscribers, rounds, frames, rate }: Settings,
  next: EventSource,
  cpu: ReadCpu,
): Promise<Part> {
  const clients: Helper<ClientCalls>[] = [];
  const connect = async (contestant: Contestant): Promise<Helper<ClientCalls>> => {
    const client = await connectClients(contestant, subscriptions, subscribers);
    clients.push(client);
    if (contestant.target.kind === 'graphql') await untilSubscribed(contestant, client, next);
    return client;
  };
  try {
    const { gateway, plain, stock, sse } = contestants;
    const to = {
      gateway: await connect(gateway),
      plain: await connect(plain),
      stock: await connect(stock),
      sse: await connect(sse),
    };
    /** The gateway first: what it makes of the events is what the others are held against. */
    const round = async (isClosedLoop: boolean, many: number): Promise<Round> => {
      const whole = { isClosedLoop, rate, events: next(many), frames: [] };
      const made = await run(gateway, to.gateway, whole, subscribers, cpu);
      if (isClosedLoop && made.messages !== made.events)
        throw new Error(`${made.messages} frames of one event, ${made.events} expected`);
      const same = { ...whole, frames: made.frames };
      const first = isClosedLoop ? same : { ...same, events: same.events.slice(0, rate) };
      const runs = {
        gateway: made,
        plain: await run(plain, to.plain, same, subscribers, cpu),
        stock: await run(stock, to.stock, first, subscribers, cpu),
        sse: await run(sse, to.sse, first, subscribers, cpu),
      };
      expectSameEvents(runs.gateway.frames, runs.stock.frames);
      return runs;
    };
    const perTick = (ticks: number): number => Math.ceil((rate * ticks * TICK_MS) / 1000);
    // One that does not count warms compilers up.
    await round(true, Math.min(frames, WARM_UP_FRAMES));
    await round(false, perTick(Math.min(frames, WARM_UP_FRAMES / 4)));
    const part = { single: [] as Round[], several: [] as Round[], idle: [] as number[] };
    for (let i = 0; i < rounds; i++) {
      part.idle.push(await idleCpu(gateway, cpu));
      part.single.push(await round(true, frames));
      part.several.push(await round(false, perTick(frames)));
    }
    return part;
  } finally {
    await Promise.all(clients.map((client) => client.stop()));
  }
}

const NAMES: readonly Name[] = ['gateway', 'plain', 'stock', 'sse'];
const messageRate = ({ messages, cpu }: Run): number => messages / cpu;
const eventRate = ({ events, cpu }: Run): number => events / cpu;

function compared(
  contestants: Contestants,
  documents: string,
  isHeld: boolean,
  { single, several, idle }: Part,
): Figure[] {
  const of = (rounds: readonly Round[], figure: (round: Round, i: number) => number): number =>
    median(rounds.map(figure));
  const rates = (
    title: string,
    rounds: readonly Round[],
    figure: (run: Run) => number,
    unit: string,
  ): Figure[] =>
    NAMES.map((name) => ({
      name: `${title}: ${contestants[name].title}`,
      value: of(rounds, (round) => figure(round[name])),
      unit: `${unit}/CPU s`,
    }));
  /** The gateway's rate without what it takes with nothing to send. */
  const busyRate = ({ gateway }: Round, i: number): number =>
    gateway.messages / (gateway.cpu - (idle[i] ?? NaN) * gateway.seconds);
  const held = (bar: { readonly least: number }): Pick<Figure, 'bar'> => (isHeld ? { bar } : {});
  const one = `${documents}, one event a frame`;
  const more = `${documents}, several a frame`;
  const unit = '';
  return [
    ...rates(one, single, messageRate, 'messages'),
    {
      name: `${one}: gateway / plain ws`,
      value: of(single, ({ gateway, plain }) => messageRate(gateway) / messageRate(plain)),
      unit,
      ...held(BARS.plain),
    },
    {
      name: `${one}: gateway without its idle work / plain ws`,
      value: of(single, (round, i) => busyRate(round, i) / messageRate(round.plain)),
      unit,
    },
    {
      name: `${one}: gateway / stock`,
      value: of(single, ({ gateway, stock }) => messageRate(gateway) / messageRate(stock)),
      unit,
      ...held(BARS.stock.single),
    },
    {
      name: `${more}: events in a frame of the gateway`,
      value: of(several, ({ gateway }) => gateway.events / gateway.messages),
      unit,
    },
    ...rates(more, several, messageRate, 'messages'),
    ...rates(more, several, eventRate, 'events'),
    {
      name: `${more}: gateway / plain ws, messages`,
      value: of(several, ({ gateway, plain }) => messageRate(gateway) / messageRate(plain)),
      unit,
      ...held(BARS.plain),
    },
    {
      name: `${more}: gateway without its idle work / plain ws, messages`,
      value: of(several, (round, i) => busyRate(round, i) / messageRate(round.plain)),
      unit,
    },
    {
      name: `${more}: gateway / stock, events`,
      value: of(several, ({ gateway, stock }) => eventRate(gateway) / eventRate(stock)),
      unit,
      ...held(BARS.stock.several),
    },
    { name: `${documents}: processor of the idle gateway`, value: median(idle) * 1000, unit: 'ms/s' },
  ];
}
